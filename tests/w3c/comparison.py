"""Results compared: graphs and tables are equal where they differ in labels of blank nodes only."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]


@dataclass(frozen=True)
class Table:
    """Rows of a SELECT.

    Attributes:
        names: Its variables.
        rows: Its rows, without what is not bound.
        ordered: Whether their order counts.
    """

    names: frozenset[str]
    rows: tuple[Row, ...]
    ordered: bool = False


Result = Table | bool | frozenset[ox.Quad]
"""The result of a SELECT, an ASK, or a CONSTRUCT or DESCRIBE."""


def is_same(one: Result, other: Result, *, lax: bool = False) -> bool:
    """Whether two results are equal; a lax comparison takes a table with fewer duplicates."""
    if isinstance(one, Table) and isinstance(other, Table):
        ordered = one.ordered or other.ordered
        return one.names == other.names and _rows(one, ordered, lax) == _rows(other, ordered, lax)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return _canonical(one) == _canonical(other)
    return type(one) is type(other) and one == other


def quads(found: Iterable[ox.Quad | ox.Triple]) -> frozenset[ox.Quad]:
    """Statements as a result, with language tags in small letters (RDF 1.1 Concepts, section 3.3)."""
    return frozenset(
        ox.Quad(*_lower(part), part.graph_name) if isinstance(part, ox.Quad) else ox.Quad(*_lower(part))
        for part in found
    )


def parsed(body: bytes, native: ox.QueryResultsFormat) -> Table | bool:
    """A table or a boolean in one of the formats of SPARQL results."""
    result = ox.parse_query_results(body, native)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    rows = tuple({name: value for name in names if (value := row[name]) is not None} for row in result)
    return Table(frozenset(names), rows)


def from_csv(body: bytes) -> Table:
    """A table in CSV, whose cells are texts; those that look like a label are blank nodes."""
    names, *lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    whole = [line or [""] * len(names) for line in lines]  # an empty line is a row of one empty column, or of none
    rows = tuple({name: _cell(text) for name, text in zip(names, line, strict=True) if text} for line in whole)
    return Table(frozenset(names), rows)


def as_csv(table: Table) -> Table:
    """What CSV keeps of a table (SPARQL 1.1 CSV Results, section 3): the texts of its terms."""
    rows = tuple({name: term for name, value in row.items() if (term := _text(value)).value} for row in table.rows)
    return Table(table.names, rows)


def fits_csv(table: Table) -> bool:
    """Whether a table has no triple terms, for which CSV has no form."""
    return not any(isinstance(value, ox.Triple) for row in table.rows for value in row.values())


def from_graph(found: frozenset[ox.Quad]) -> Result:
    """A result in the vocabulary of result sets, or the graph itself where it holds none."""
    store = ox.Store()
    store.bulk_extend(found)
    sets = list(store.quads_for_pattern(None, None, ox.NamedNode(f"{RS}ResultSet")))
    if not sets:
        return found
    truth = list(store.quads_for_pattern(None, ox.NamedNode(f"{RS}boolean"), None))
    if truth:
        return bool(isinstance(truth[0].object, ox.Literal) and truth[0].object.value == "true")
    names = [_string(quad.object) for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RS}resultVariable"), None)]
    solutions = [quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RS}solution"), None)]
    indexed = [(_index(store, node), node) for node in solutions]
    ordered = any(index for index, _ in indexed)
    rows = tuple(_solution(store, node) for _, node in sorted(indexed, key=lambda pair: pair[0]))
    return Table(frozenset(names), rows, ordered)


def _index(store: ox.Store, node: object) -> int:
    assert isinstance(node, ox.NamedNode | ox.BlankNode)
    found = list(store.quads_for_pattern(node, ox.NamedNode(f"{RS}index"), None))
    return int(_string(found[0].object)) if found else 0


def _solution(store: ox.Store, node: object) -> Row:
    assert isinstance(node, ox.NamedNode | ox.BlankNode)
    row = {}
    for binding in store.quads_for_pattern(node, ox.NamedNode(f"{RS}binding"), None):
        assert isinstance(binding.object, ox.NamedNode | ox.BlankNode)
        name = next(store.quads_for_pattern(binding.object, ox.NamedNode(f"{RS}variable"), None)).object
        row[_string(name)] = next(store.quads_for_pattern(binding.object, ox.NamedNode(f"{RS}value"), None)).object
    return row


def _string(term: Term) -> str:
    assert isinstance(term, ox.Literal)
    return term.value


def _cell(text: str) -> ox.BlankNode | ox.Literal:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.Literal(text)


def _text(term: Term) -> ox.BlankNode | ox.Literal:
    if isinstance(term, ox.BlankNode):
        return term
    return ox.Literal(term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term))


def _lower(part: ox.Quad | ox.Triple) -> ox.Triple:
    return ox.Triple(part.subject, part.predicate, _normal(part.object))


def _normal(term: Term) -> Term:
    if isinstance(term, ox.Literal) and term.language:
        return ox.Literal(term.value, language=term.language.lower(), direction=term.direction)
    return _lower(term) if isinstance(term, ox.Triple) else term


def _canonical(found: Iterable[ox.Quad]) -> set[ox.Quad]:
    dataset = ox.Dataset(quads(found))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def _rows(table: Table, ordered: bool, lax: bool) -> set[ox.Quad]:
    """The rows as a graph with a node for each, or for each that is different, with how often it is there."""
    counted: Sequence[tuple[frozenset[tuple[str, Term]], int]]
    plain = [frozenset((name, _normal(value)) for name, value in row.items()) for row in table.rows]
    if ordered:
        counted = [(row, position) for position, row in enumerate(plain)]
    else:
        counted = [(row, 0 if lax else count) for row, count in Counter(plain).items()]
    found = []
    for row, number in counted:
        node = ox.BlankNode()
        found.append(ox.Quad(node, ox.NamedNode("urn:number"), ox.Literal(number)))
        found.extend(ox.Quad(node, ox.NamedNode(f"urn:variable:{name}"), value) for name, value in row)
    return _canonical(found)
