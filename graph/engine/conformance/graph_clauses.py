"""GRAPH clauses: those that the engine answers wrongly are completed where that is enough, else refused.

The engine gives the name of the graph to each triple pattern, in place of evaluating the group once for each graph
and joining the result with its name (SPARQL 1.1, section 18.6). The two differ where

- a part of the group uses no triple: it is evaluated once, whether the graph exists or not. A sub-query that lists the
  graphs, `{SELECT ?g {}}`, put in front of the group, mends that; for a graph that is named it is `{SELECT * {}}`;
- a sub-query does not hand the graph's name on: its rows are those of all graphs. It is made to project the name;
- the group asks for the variable of the graph, which has no value in there. The graph is given another variable, and
  the solutions are joined with the name afterwards;
- MINUS compares the graph too, where the two sides share nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from sandbox_atlas.graph.engine.conformance.edits import Edit, position
from sandbox_atlas.graph.engine.conformance.paths import TriplesFacts
from sandbox_atlas.graph.engine.conformance.patterns import (
    Alternatives,
    Expression,
    GraphClause,
    Group,
    MinusClause,
    OptionalClause,
    Part,
    PatternReader,
    SubSelect,
    Values,
    clause_keyword,
)
from sandbox_atlas.graph.engine.conformance.scope import all_variables, asks_graph, in_scope, part_asks_graph
from sandbox_atlas.graph.errors import UnsupportedQueryError
from sandbox_atlas.graph.rdf.lexer import Token


def graph_edits(text: str, stream: Sequence[Token]) -> list[Edit]:
    """The changes by which the engine answers the GRAPH clauses of a text rightly.

    Raises:
        UnsupportedQueryError: The engine would answer one of them wrongly.
        UnbalancedError: The text has a syntax error.
    """
    reader, edits, exists_end = PatternReader(stream), list[Edit](), 0
    while reader.position < len(stream):
        at = reader.position
        keyword = clause_keyword(stream[at])
        if keyword == "EXISTS" and at >= exists_end:
            reader.position += 1
            reader.group()
            exists_end, reader.position = reader.position, at + 1
        elif keyword == "GRAPH" and _is_clause(stream, at):
            edits += _mended(text, reader.graph_clause(), inside_exists=at < exists_end)[1]
        else:
            reader.position += 1
    return edits


def _is_clause(stream: Sequence[Token], start: int) -> bool:
    name = 0 if stream[start].kind == "name" else 1
    return start + name + 1 < len(stream) and stream[start + name + 1].text == "{"


@dataclass(slots=True)
class _Found:
    """What a group, as far as it is read, does to its solutions.

    Attributes:
        uses_triple: Whether the engine has the graph's name in each of them.
        certain: The variables that are bound in each of them.
        possible: The variables that may be bound in them (section 18.2.1).
    """

    uses_triple: bool = False
    certain: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)


class _MentionError(Exception):
    """A group asks for the variable of a graph that it stands in."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _mended(
    text: str, clause: GraphClause, outer: frozenset[str] = frozenset(), *, inside_exists: bool = False
) -> tuple[_Found, list[Edit]]:
    """What a clause does to solutions, and the changes that it needs.

    Args:
        text: The text.
        clause: The clause.
        outer: The variables of graphs around it.
        inside_exists: Whether variables may have a value from outside.

    Raises:
        _MentionError: It asks for one of the outer variables.
    """
    check = _ClauseCheck(text, clause, outer, inside_exists=inside_exists)
    try:
        return check.read(), check.edits
    except _MentionError as mention:
        if mention.name != clause.variable:
            raise
        if inside_exists:
            check.refuse(
                f"?{mention.name} inside EXISTS, where it has no value yet,",
                f"Move what asks for ?{mention.name} out of GRAPH ?{mention.name}.",
            )
    check = _ClauseCheck(text, clause, outer, fresh=f"{clause.variable}_graph{clause.start}")
    return check.read(), [*check.edits, *check.renamed()]


class _ClauseCheck:
    """The check of one GRAPH clause; those inside it have their own."""

    def __init__(
        self, text: str, clause: GraphClause, outer: frozenset[str], fresh: str = "", *, inside_exists: bool = False
    ) -> None:
        self._text, self._clause, self._outer = text, clause, outer
        self._variable = fresh or clause.variable
        self._graphs = outer | ({self._variable} if self._variable else frozenset())
        self._inside_exists = inside_exists
        self.edits: list[Edit] = []

    def read(self) -> _Found:
        """Read the clause, and note the changes that it needs in `edits`; errors as in `_mended`."""
        found = self._read(self._clause.group)
        if self._clause.group.parts and not found.uses_triple:
            self._complete(self._clause.group)
        return found

    def renamed(self) -> list[Edit]:
        """The changes by which the graph has a variable of its own, until its name is joined."""
        clause, fresh, inner = self._clause, self._variable, in_scope(self._clause.group)
        solutions, all_of_it = (
            " ".join(f"?{name}" for name in sorted(names)) for names in (inner | {fresh}, inner | {clause.variable})
        )
        name = f"{{SELECT ?{fresh} (?{fresh} AS ?{clause.variable}) {{GRAPH ?{fresh} {{}}}}}}"
        return [
            Edit(clause.start, clause.name_end, f"{{SELECT {all_of_it} {{{{SELECT {solutions} {{GRAPH ?{fresh}"),
            Edit(clause.group.end, clause.group.end + 1, f"}}}}}}{name}}}}}"),
        ]

    def refuse(self, what: str, instead: str) -> NoReturn:
        """Refuse the clause.

        Raises:
            UnsupportedQueryError: Always.
        """
        line, column = position(self._text, self._clause.start)
        raise UnsupportedQueryError(
            f"GRAPH {self._clause.name} at line {line}, column {column} holds {what} and would be answered wrongly.",
            instead,
            line=line,
            column=column,
        )

    def _read(self, group: Group, left: Iterable[str] = (), found: _Found | None = None) -> _Found:
        """Read a group.

        Args:
            group: The group.
            left: The variables that its filters see from outside (section 18.2.2.6).
            found: What is known of its solutions before.
        """
        found, filters = found or _Found(), list[Expression]()
        for part in group.parts:
            if isinstance(part, Expression) and not part.target:
                filters.append(part)
            else:
                self._part(part, found, group)
                found.possible |= in_scope(Group(parts=[part]))
        seen = _Found(found.uses_triple, {*found.certain, *left})
        for each in filters:
            self._expression(each, seen, group)
        found.uses_triple |= seen.uses_triple
        return found

    def _part(self, part: Part, found: _Found, group: Group) -> None:
        """Read one part, and add what it does to what is found."""
        if isinstance(part, TriplesFacts):
            found.uses_triple |= part.needs_triple
            found.certain |= part.variables
        elif isinstance(part, Values):
            found.certain |= part.variables if part.complete else set()
        elif isinstance(part, Alternatives):
            each = [self._read(alternative) for alternative in part.groups]
            found.uses_triple |= all(one.uses_triple for one in each)
            found.certain |= set.intersection(*(one.certain for one in each))
        elif isinstance(part, GraphClause):
            outer = self._graphs - {part.variable}
            inner, edits = _mended(self._text, part, outer, inside_exists=self._inside_exists)
            found.certain |= inner.certain | ({part.variable} if part.variable else set())
            self.edits += edits
        elif isinstance(part, SubSelect):
            self._sub_select(part, found)
        else:
            self._dependent(part, found, group)

    def _dependent(self, part: Part, found: _Found, group: Group) -> None:
        """Read a part that depends on what stands before it."""
        if isinstance(part, Expression):  # BIND
            self._expression(part, found, group)
            self._mentions({part.target}, ())
            return
        assert isinstance(part, OptionalClause | MinusClause)  # noqa: S101 - the others are done
        apart = isinstance(part, MinusClause) and not found.possible & in_scope(part.group)
        if apart and self._variable and not self._inside_exists:  # else variables outside of EXISTS are compared too
            self._detach(part.group)
            return
        if asks_graph(part.group):
            self._need_triple(found, group)
        self._mentions(all_variables(part.group), found.certain)
        right = self._read(part.group, found.certain)
        if isinstance(part, MinusClause) and self._variable and not found.certain & right.certain:
            self.refuse(
                "MINUS, whose two sides share no variable that always has a value,",
                "Use FILTER NOT EXISTS, or bind what the sides share on both.",
            )

    def _detach(self, group: Group) -> None:
        """Have MINUS not compare the graph, where the sides share nothing else, so that it takes nothing away."""
        self.edits += [Edit(group.start, group.start, "SELECT ?nothing {"), Edit(group.end, group.end, "}")]

    def _expression(self, part: Expression, found: _Found, group: Group) -> None:
        self._mentions(part.variables, found.certain)
        for exists in part.exists:
            if asks_graph(exists):
                self._need_triple(found, group)
            self._mentions(all_variables(exists), found.certain)
            self._read_exists(exists, found.certain)

    def _read_exists(self, group: Group, left: Iterable[str] = ()) -> None:
        before, self._inside_exists = self._inside_exists, True
        self._read(group, left)
        self._inside_exists = before

    def _sub_select(self, part: SubSelect, found: _Found) -> None:
        """Read a sub-query; one that asks the graph is made to project the graph's name, and to group by it."""
        values = part.values or Values(set(), complete=True)
        self._mentions(all_variables(Group(parts=[part])), ())
        inner = _Found(uses_triple=True) if self._variable and part_asks_graph(part) else _Found()
        if inner.uses_triple:
            self._project(part)
        self._read(part.group, found=inner)
        for exists in part.expression.exists:
            self._read_exists(exists)
        found.uses_triple |= inner.uses_triple and bool(part.group_by or not part.aggregates)  # COUNT gives a row of 0
        known = inner.certain | (values.variables if values.complete else set())
        found.certain |= known if part.projects_all else known & part.projected

    def _project(self, part: SubSelect) -> None:
        if part.sliced or (part.aggregates and not part.group_by):
            graph = f"GRAPH ?{self._clause.variable}"
            self.refuse(
                f"a sub-query with {'LIMIT or OFFSET' if part.sliced else 'an aggregate and no GROUP BY'}",
                f"Name the graph, or put {graph} inside it: "
                f"{{ SELECT ?{self._clause.variable} … {{ {graph} {{ … }} }} GROUP BY ?{self._clause.variable} }}.",
            )
        self._complete(part.group)
        if not part.projects_all:
            self.edits.append(Edit(part.projection_end, part.projection_end, f" ?{self._variable}"))
        if part.group_by:
            self.edits.append(Edit(part.group_by, part.group_by, f" ?{self._variable}"))

    def _need_triple(self, found: _Found, group: Group) -> None:
        """Have the graph's name bound in each solution before the next part is evaluated."""
        if self._variable and not found.uses_triple:
            self._complete(group)
            found.uses_triple = True

    def _complete(self, group: Group) -> None:
        """Put the list of graphs in front of a group."""
        listing = f"{{SELECT {f'?{self._variable}' if self._variable else '*'} {{}}}}"
        if group.parts and isinstance(group.parts[0], SubSelect):
            self.edits += [Edit(group.start, group.start, f"{listing}{{"), Edit(group.end, group.end, "}")]
        else:
            self.edits.append(Edit(group.start, group.start, listing))

    def _mentions(self, variables: Iterable[str], bound: Iterable[str]) -> None:
        for name in sorted(self._graphs & set(variables) - set(bound)):
            raise _MentionError(name)
