"""Scope: the variables of a group, those that its solutions may have, and whether it asks the graph it stands in."""

from __future__ import annotations

from sandbox_atlas.graph.engine.conformance.paths import TriplesFacts
from sandbox_atlas.graph.engine.conformance.patterns import (
    Alternatives,
    Expression,
    GraphClause,
    Group,
    MinusClause,
    Part,
    SubSelect,
    Values,
)


def asks_graph(group: Group) -> bool:
    """Whether the engine asks the graph that a group stands in, for triples or, by an empty pattern, for its name."""
    return not group.parts or any(map(part_asks_graph, group.parts))


def part_asks_graph(part: Part) -> bool:
    """The same of one part of a group."""
    if isinstance(part, Alternatives):
        return any(map(asks_graph, part.groups))
    if isinstance(part, SubSelect):
        return asks_graph(part.group) or bool(part.expression.exists)
    return not isinstance(part, Values | GraphClause)  # a group that begins otherwise begins with an empty pattern


def in_scope(group: Group) -> set[str]:
    """The variables that the solutions of a group may have (SPARQL 1.1, section 18.2.1)."""
    return set[str]().union(*map(_part_in_scope, group.parts))


def _part_in_scope(part: Part) -> set[str]:
    if isinstance(part, TriplesFacts | Values):
        return set(part.variables)
    if isinstance(part, Expression):
        return {part.target} - {""}
    if isinstance(part, Alternatives):
        return set[str]().union(*map(in_scope, part.groups))
    if isinstance(part, SubSelect):
        inner = in_scope(part.group) | (part.values.variables if part.values else set())
        return inner | part.projected if part.projects_all else part.projected
    if isinstance(part, MinusClause):
        return set()
    name = {part.variable} - {""} if isinstance(part, GraphClause) else set()
    return in_scope(part.group) | name


def all_variables(group: Group) -> set[str]:
    """All variables of a group, also those of its filters and of groups inside it."""
    return set[str]().union(*map(_all_of_part, group.parts))


def _all_of_part(part: Part) -> set[str]:
    if isinstance(part, TriplesFacts | Values):
        return set(part.variables)
    if isinstance(part, Expression):
        return part.variables.union({part.target} - {""}, *map(all_variables, part.exists))
    if isinstance(part, Alternatives):
        return set[str]().union(*map(all_variables, part.groups))
    if isinstance(part, SubSelect):
        values = part.values.variables if part.values else set()
        return _all_of_part(part.expression) | all_variables(part.group) | values
    name = {part.variable} - {""} if isinstance(part, GraphClause) else set()
    return all_variables(part.group) | name
