"""GRAPH clauses: those that the engine answers wrongly are completed where that is enough, else refused.

The engine gives the name of the graph to each triple pattern, in place of evaluating the group once for each graph
and joining the result with its name (SPARQL 1.1, section 18.6). The two differ where

- a part of the group uses no triple: it is evaluated once, whether the graph exists or not. A sub-query that lists the
  graphs, `{SELECT ?g {}}`, put in front of the group, mends that; for a graph that is named it is `{SELECT * {}}`;
- a sub-query does not hand the graph's name on: its rows are those of all graphs. It is made to project the name;
- the group asks for the variable of the graph, which has no value in there;
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
from sandbox_atlas.graph.errors import UnsupportedQueryError
from sandbox_atlas.graph.rdf.lexer import Token


def graph_edits(text: str, stream: Sequence[Token]) -> list[Edit]:
    """The changes by which the engine answers the GRAPH clauses of a text rightly.

    Raises:
        UnsupportedQueryError: The engine would answer one of them wrongly.
        UnbalancedError: The text has a syntax error.
    """
    reader, edits = PatternReader(stream), list[Edit]()
    while reader.position < len(stream):
        if clause_keyword(stream[reader.position]) == "GRAPH" and _is_clause(stream, reader.position):
            clause = reader.graph_clause()
            check = _ClauseCheck(text, clause)
            check.read()
            edits += check.edits
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
        certain: The variables that are bound in each of them (section 18.2.1 has those that may be).
    """

    uses_triple: bool = False
    certain: set[str] = field(default_factory=set)


class _ClauseCheck:
    """The check of one GRAPH clause; those inside it have their own."""

    def __init__(self, text: str, clause: GraphClause, outer: frozenset[str] = frozenset()) -> None:
        self._text, self._clause = text, clause
        self._graphs = outer | ({clause.variable} if clause.variable else frozenset())
        self.edits: list[Edit] = []

    def read(self) -> _Found:
        """Read the clause, and note the changes that it needs in `edits`; errors as in `graph_edits`."""
        found = self._read(self._clause.group)
        if self._clause.group.parts and not found.uses_triple:
            self._complete(self._clause.group)
        return found

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
            check = _ClauseCheck(self._text, part, self._graphs)
            found.certain |= check.read().certain | ({part.variable} if part.variable else set())
            self.edits += check.edits
        elif isinstance(part, SubSelect):
            self._sub_select(part, found)
        else:
            self._dependent(part, found, group)

    def _dependent(self, part: Part, found: _Found, group: Group) -> None:
        """Read a part that depends on what stands before it."""
        if isinstance(part, Expression):  # BIND
            self._expression(part, found, group)
            if part.target in self._graphs:
                self._refuse(f"BIND … AS ?{part.target}", "Take another variable.")
            return
        assert isinstance(part, OptionalClause | MinusClause)  # noqa: S101 - the others are done
        if _touches(part.group):
            self._need_triple(found, group)
        self._mentions(_variables(part.group), found.certain, "OPTIONAL or MINUS")
        right = self._read(part.group, found.certain)
        if isinstance(part, MinusClause) and self._clause.variable and not found.certain & right.certain:
            self._refuse(
                "MINUS, whose two sides share no variable that always has a value,",
                "Use FILTER NOT EXISTS, or leave MINUS out, since it takes nothing away.",
            )

    def _expression(self, part: Expression, found: _Found, group: Group) -> None:
        self._mentions(part.variables, found.certain, "an expression")
        for exists in part.exists:
            if _touches(exists):
                self._need_triple(found, group)
            self._mentions(_variables(exists), found.certain, "EXISTS")
            self._read(exists, found.certain)

    def _sub_select(self, part: SubSelect, found: _Found) -> None:
        """Read a sub-query; one that asks the graph is made to project the graph's name, and to group by it."""
        values = part.values or Values(set(), complete=True)
        self._mentions(_variables(Group(parts=[part])), (), "a sub-query")
        inner = _Found(uses_triple=True) if self._clause.variable and _part_touches(part) else _Found()
        if inner.uses_triple:
            self._project(part)
        self._read(part.group, found=inner)
        for exists in part.expression.exists:
            self._read(exists)
        found.uses_triple |= inner.uses_triple and bool(part.group_by or not part.aggregates)  # COUNT gives a row of 0
        known = inner.certain | (values.variables if values.complete else set())
        found.certain |= known if part.projects_all else known & part.projected

    def _project(self, part: SubSelect) -> None:
        if part.sliced or (part.aggregates and not part.group_by):
            graph = f"GRAPH ?{self._clause.variable}"
            self._refuse(
                f"a sub-query with {'LIMIT or OFFSET' if part.sliced else 'an aggregate and no GROUP BY'}",
                f"Name the graph, or put {graph} inside it: "
                f"{{ SELECT ?{self._clause.variable} … {{ {graph} {{ … }} }} GROUP BY ?{self._clause.variable} }}.",
            )
        self._complete(part.group)
        if not part.projects_all:
            self.edits.append(Edit(part.projection_end, part.projection_end, f" ?{self._clause.variable}"))
        if part.group_by:
            self.edits.append(Edit(part.group_by, part.group_by, f" ?{self._clause.variable}"))

    def _need_triple(self, found: _Found, group: Group) -> None:
        """Have the graph's name bound in each solution before the next part is evaluated."""
        if self._clause.variable and not found.uses_triple:
            self._complete(group)
            found.uses_triple = True

    def _complete(self, group: Group) -> None:
        """Put the list of graphs in front of a group."""
        projected = f"?{self._clause.variable}" if self._clause.variable else "*"
        listing = f"{{SELECT {projected} {{}}}}"
        if group.parts and isinstance(group.parts[0], SubSelect):
            self.edits += [Edit(group.start, group.start, f"{listing}{{"), Edit(group.end, group.end, "}")]
        else:
            self.edits.append(Edit(group.start, group.start, listing))

    def _mentions(self, variables: Iterable[str], bound: Iterable[str], where: str) -> None:
        for name in sorted(self._graphs & set(variables) - set(bound)):
            self._refuse(
                f"?{name} in {where}, where it has no value yet,", f"Move what asks for ?{name} out of GRAPH ?{name}."
            )

    def _refuse(self, what: str, instead: str) -> NoReturn:
        line, column = position(self._text, self._clause.keyword.start)
        raise UnsupportedQueryError(
            f"GRAPH {self._clause.name} at line {line}, column {column} holds {what} and would be answered wrongly.",
            instead,
            line=line,
            column=column,
        )


def _touches(group: Group) -> bool:
    """Whether the engine asks the graph that a group stands in, for triples or, by an empty pattern, for its name."""
    return not group.parts or any(map(_part_touches, group.parts))


def _part_touches(part: Part) -> bool:
    if isinstance(part, Alternatives):
        return any(map(_touches, part.groups))
    if isinstance(part, SubSelect):
        return _touches(part.group) or bool(part.expression.exists)
    return not isinstance(part, Values | GraphClause)  # a group that begins otherwise begins with an empty pattern


def _variables(group: Group) -> set[str]:
    """All variables of a group, those of groups inside it included."""
    found: set[str] = set()
    for part in group.parts:
        if isinstance(part, TriplesFacts | Values):
            found |= part.variables
        elif isinstance(part, Expression):
            found |= part.variables.union({part.target} - {""}, *map(_variables, part.exists))
        elif isinstance(part, Alternatives):
            found = found.union(*map(_variables, part.groups))
        elif isinstance(part, SubSelect):
            inner = [Group(parts=[part.expression]), part.group, *([Group(parts=[part.values])] if part.values else [])]
            found = found.union(*map(_variables, inner))
        else:
            found |= _variables(part.group)
            if isinstance(part, GraphClause) and part.variable:
                found.add(part.variable)
    return found
