"""Graph patterns: the structure of a group graph pattern, read from its tokens (SPARQL 1.1, section 19.8, [53] f.).

Only what the analysis of GRAPH clauses asks for is kept. Expressions and triples are not parsed, but searched for
variables and for EXISTS. A text with a syntax error may come out in any way: the engine reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox_atlas.graph.engine.conformance.paths import TriplesFacts, triples_facts
from sandbox_atlas.graph.rdf.lexer import Token

_CLAUSES = ("OPTIONAL", "MINUS", "GRAPH", "FILTER", "BIND", "VALUES", "UNION", "SELECT", "EXISTS", "SERVICE")
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class UnbalancedError(Exception):
    """Brackets that do not match, which is a syntax error."""


@dataclass(slots=True)
class Expression:
    """A FILTER, a BIND or the expressions of a sub-query.

    Attributes:
        variables: The variables in it, outside of EXISTS.
        exists: The groups of its EXISTS and NOT EXISTS.
        target: The variable that BIND binds.
    """

    variables: set[str] = field(default_factory=set)
    exists: list[Group] = field(default_factory=list)
    target: str = ""


@dataclass(slots=True)
class Values:
    """A VALUES block, with its variables; those of a block that holds UNDEF may be left unbound."""

    variables: set[str]
    complete: bool


@dataclass(slots=True)
class GraphClause:
    """A GRAPH clause: the position of its keyword, its variable or IRI with the position behind it, and its group."""

    start: int
    name: str
    name_end: int
    group: Group

    @property
    def variable(self) -> str:
        """The variable without its sign, or an empty string for an IRI."""
        return self.name[1:] if self.name[0] in "?$" else ""


@dataclass(slots=True)
class SubSelect:
    """A sub-query: its expressions (of projection, grouping, order), its group, and its last VALUES block.

    Attributes:
        projected: The variables that it projects, also those of `(… AS ?x)`.
        projects_all: Whether it is a `SELECT *`.
        projection_end: Position in the text behind the projection.
        group_by: Position in the text behind GROUP BY; 0 without it.
        aggregates: Whether it has an aggregate or HAVING.
        sliced: Whether it has LIMIT or OFFSET.
    """

    expression: Expression = field(default_factory=Expression)
    group: Group = field(default_factory=lambda: Group())
    values: Values | None = None
    projected: set[str] = field(default_factory=set)
    projects_all: bool = False
    projection_end: int = 0
    group_by: int = 0
    aggregates: bool = False
    sliced: bool = False


@dataclass(slots=True)
class OptionalClause:
    """An OPTIONAL clause."""

    group: Group


@dataclass(slots=True)
class MinusClause:
    """A MINUS clause."""

    group: Group


@dataclass(slots=True)
class Alternatives:
    """One group, or several with UNION between them."""

    groups: list[Group]


Part = Expression | Values | GraphClause | SubSelect | OptionalClause | MinusClause | Alternatives | TriplesFacts


@dataclass(slots=True)
class Group:
    """A group graph pattern.

    Attributes:
        start: Position in the text after its `{`.
        end: Position in the text of its `}`.
        parts: What it holds, in order.
    """

    start: int = 0
    end: int = 0
    parts: list[Part] = field(default_factory=list)


def clause_keyword(token: Token) -> str:
    """The keyword of a clause, also where it is glued to what precedes it (`trueGRAPH`) or follows it (`GRAPHx:y`).

    The engine has no separate lexer and reads both.
    """
    word = token.keyword
    if word:
        return next((clause for clause in _CLAUSES if word.endswith(clause)), "")
    if token.kind == "name":
        prefix = token.text.partition(":")[0].upper()
        return next((clause for clause in ("GRAPH", "FILTER") if prefix.startswith(clause)), "")
    return ""


class PatternReader:
    """Reads groups from the tokens of a query."""

    def __init__(self, stream: Sequence[Token]) -> None:
        self._stream, self.position = stream, 0

    def graph_clause(self) -> GraphClause:
        """Read the GRAPH clause whose keyword stands at the position, which afterwards is behind it."""
        keyword = self._take()
        start = keyword.end - len("GRAPH") if keyword.kind == "word" else keyword.start
        name = keyword if keyword.kind == "name" else self._take()
        return GraphClause(start, name.text[5:] if name is keyword else name.text, name.end, self.group())

    def group(self) -> Group:
        """Read a group from its `{` to its `}`."""
        opening = self._take()
        if opening.text != "{":
            raise UnbalancedError
        group, triples = Group(start=opening.end), list[Token]()
        while self._peek().text != "}":
            keyword = clause_keyword(self._peek())
            if keyword or self._peek().text == "{":
                _flush(triples, group)
                group.parts.append(self._clause(keyword))
            else:
                triples.extend(self._term())
        _flush(triples, group)
        group.end = self._take().start
        return group

    def _clause(self, keyword: str) -> Part:
        if not keyword:
            return self._union()
        if keyword == "GRAPH":
            return self.graph_clause()
        if keyword == "SELECT":
            return self._sub_select()
        self._take()
        if keyword == "OPTIONAL":
            return OptionalClause(self.group())
        if keyword == "MINUS":
            return MinusClause(self.group())
        if keyword == "VALUES":
            return self._values()
        if keyword in ("FILTER", "BIND", "EXISTS"):
            return self._constraint(keyword)
        raise UnbalancedError  # UNION without a group before it, or SERVICE

    def _union(self) -> Alternatives:
        groups = [self.group()]
        while clause_keyword(self._peek()) == "UNION":
            self._take()
            groups.append(self.group())
        return Alternatives(groups)

    def _constraint(self, keyword: str) -> Expression:
        expression = Expression()
        if keyword == "EXISTS":
            expression.exists.append(self.group())
            return expression
        while self._peek().text not in ("(", "{", "}"):  # NOT, EXISTS, or the name of a function
            self._take()
        if self._peek().text == "{":
            expression.exists.append(self.group())
            return expression
        last = self._bracket(expression)
        if keyword == "BIND":
            expression.target = last
            expression.variables.discard(last)
        return expression

    def _bracket(self, expression: Expression) -> str:
        """Read an expression from its `(` to its `)`. Returns the last variable in it."""
        depth, last = 0, ""
        while True:
            token = self._peek()
            if token.text == "{":
                expression.exists.append(self.group())
                continue
            self._take()
            if token.kind == "variable":
                last = token.text[1:]
                expression.variables.add(last)
            depth += (token.text == "(") - (token.text == ")")
            if not depth:
                return last

    def _values(self) -> Values:
        values = Values(set(), complete=True)
        while (token := self._take()).text != "{":
            if token.kind == "variable":
                values.variables.add(token.text[1:])
        while (token := self._take()).text != "}":
            values.complete = values.complete and token.keyword != "UNDEF"
        return values

    def _sub_select(self) -> SubSelect:
        found, depth = SubSelect(), 0
        before = self._take()
        while self._peek().text != "{" or depth:
            token = self._modifier(found)
            depth += (token.text == "(") - (token.text == ")")
            if token.kind == "variable" and (not depth or before.keyword == "AS"):
                found.projected.add(token.text[1:])
            before = token
            if token.keyword != "WHERE":
                found.projects_all |= not depth and token.text == "*"
                found.projection_end = token.end
        found.group = self.group()
        while self._peek().text != "}":
            if clause_keyword(self._peek()) == "VALUES":
                self._take()
                found.values = self._values()
            else:
                self._modifier(found)
        return found

    def _modifier(self, found: SubSelect) -> Token:
        """Read a token of a projection or of what follows the group of a sub-query. Returns it."""
        if self._peek().text == "{":
            found.expression.exists.append(self.group())
            return self._stream[self.position - 1]
        token = self._take()
        if token.kind == "variable":
            found.expression.variables.add(token.text[1:])
        found.aggregates |= token.keyword in AGGREGATES
        found.sliced |= token.keyword in ("LIMIT", "OFFSET")
        if token.keyword == "GROUP":
            found.group_by = self._peek().end
        return token

    def _term(self) -> list[Token]:
        """Read one token of a triple, or all from a bracket to the one that closes it."""
        taken, depth = [], 0
        while True:
            token = self._take()
            taken.append(token)
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth <= 0:
                return taken

    def _peek(self) -> Token:
        if self.position >= len(self._stream):
            raise UnbalancedError
        return self._stream[self.position]

    def _take(self) -> Token:
        token = self._peek()
        self.position += 1
        return token


def _flush(triples: list[Token], group: Group) -> None:
    if any(token.text != "." for token in triples):
        group.parts.append(triples_facts(triples))
    triples.clear()
