"""Exporting: statements of passages as rows that read back as the same statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import (
    ENTRY,
    KIND,
    PASSAGE,
    POSITION,
    QUOTE,
    Column,
    columns,
    of_property,
    worksheets,
)
from sandbox_atlas.graph.curation.sheets.values import Values, joined
from sandbox_atlas.graph.errors import NotWritableError

TYPE: Final = Column("rdf:type", property="rdf:type", is_list=True)
"""The column of classes; a table that has it says of each row whether the passage states the class."""
_OF_PASSAGES: Final = ("rdf:type", "oa:hasSelector", "oa:hasSource")
_OWN_TEXT: Final = frozenset({"dcterms:publisher"})

Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True)
class Selection:
    """The statements that a sheet holds.

    Attributes:
        quads: The statements of entries.
        passages: Of each passage, what is said of it, its selectors included.
    """

    quads: frozenset[ox.Quad]
    passages: Mapping[str, frozenset[ox.Quad]]

    @property
    def whole(self) -> frozenset[ox.Quad]:
        """All of them."""
        return self.quads.union(*self.passages.values())


def select(quads: Iterable[ox.Quad], values: Values, batches: frozenset[str]) -> Selection:
    """The statements about the applications of batches, the batches themselves, and what their passages say besides.

    A passage that only speaks of these is taken as a whole; of another one, what it says of them.

    Args:
        quads: All statements.
        values: Terms of cells.
        batches: The batches; none takes all statements of passages, and all that is said of sources.
    """
    quads = list(quads)
    by_graph: dict[str, list[ox.Quad]] = defaultdict(list)
    about: dict[Node, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            by_graph[quad.graph_name.value].append(quad)
        elif isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            about[quad.subject].append(quad)
    own = _subjects(quads, values, batches)
    kept: set[ox.Quad] = set()
    for stated in by_graph.values():
        if not batches or _is_whole(stated, own, values):
            kept.update(stated)
        else:
            kept.update(quad for quad in stated if quad.subject in own)
    graphs = {quad.graph_name.value for quad in kept if isinstance(quad.graph_name, ox.NamedNode)}
    if not batches:
        kept.update(_outside(about, graphs, values))
    return Selection(frozenset(kept), {graph: frozenset(_said(ox.NamedNode(graph), about)) for graph in graphs})


def _subjects(quads: list[ox.Quad], values: Values, batches: frozenset[str]) -> set[Node]:
    """Batches, their applications, and the participations in these."""
    in_batch, joins = values.expanded("sbx:inBatch"), values.expanded("sbx:participation")
    found: set[Node] = {ox.NamedNode(batch) for batch in batches}
    found |= {
        quad.subject for quad in quads
        if quad.predicate.value == in_batch and quad.object in found and isinstance(quad.subject, ox.NamedNode)
    }  # fmt: skip
    found |= {
        quad.object for quad in quads
        if quad.predicate.value == joins and quad.subject in found and isinstance(quad.object, ox.NamedNode)
    }  # fmt: skip
    return found


def _is_whole(stated: list[ox.Quad], own: set[Node], values: Values) -> bool:
    """Whether a passage speaks of own entries, and of no applications or batches but these."""
    others = {ox.NamedNode(values.expanded(name)) for name in ("sbx:Application", "sbx:Batch")}
    subjects = {quad.subject for quad in stated}
    if not subjects & own:
        return False
    kinds = {"application", "batch", "participation"}
    foreign = (each for each in subjects - own if isinstance(each, ox.NamedNode))
    typed = {quad.subject for quad in stated if quad.object in others}
    return not any(each in typed or each.value.split("/")[-2:-1][0] in kinds for each in foreign if "/" in each.value)


def _outside(about: Mapping[Node, list[ox.Quad]], graphs: set[str], values: Values) -> Iterator[ox.Quad]:
    """What is said of sources, publishers and disagreements outside of passages."""
    kinds = tuple(values.expanded(f"{prefix}:") for prefix in ("source", "publisher", "disagreement"))
    for subject, stated in about.items():
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(kinds) and subject.value not in graphs:
            yield from stated


def _said(passage: ox.NamedNode, about: Mapping[Node, list[ox.Quad]]) -> Iterator[ox.Quad]:
    """What is said of a passage, with its selectors."""
    for quad in about.get(passage, ()):
        yield quad
        if isinstance(quad.object, ox.BlankNode):
            yield from about.get(quad.object, ())


@dataclass
class Table:
    """The rows of one kind.

    Attributes:
        kind: The kind.
        rows: Texts by column.
    """

    kind: str
    rows: list[dict[Column, str]] = field(default_factory=list)

    def columns(self) -> list[Column]:
        """Its columns: those of the template that are filled, in its order, then the others."""
        filled = {column: None for row in self.rows for column in row} | {TYPE: None}
        known = [each for each in columns() if each in filled]
        return [*known, *(each for each in filled if each not in known)]


class Export:
    """Makes tables of statements.

    Args:
        values: Terms of cells.
        base: What precedes kind and slug in the IRIs of things.
        label: The label of a thing, for readers; it is not read back.
    """

    def __init__(self, values: Values, base: str, label: Callable[[str], str]) -> None:
        self._values, self._base, self._label = values, base, label
        by_heading = {each.heading: each for each in columns()}
        self._entry, self._kind = by_heading[ENTRY], by_heading[KIND]
        self._passage, self._quote, self._position = (by_heading[name] for name in (PASSAGE, QUOTE, POSITION))

    def tables(self, selection: Selection) -> list[Table]:
        """The tables of a selection, applications first.

        Raises:
            NotWritableError: A statement fits into no cell.
        """
        grouped: dict[tuple[str, str], list[ox.Quad]] = defaultdict(list)
        for quad in selection.quads:
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            grouped[quad.subject.value, graph].append(quad)  # type: ignore[union-attr] # an IRI or a blank node
        order = {kind: number for number, kind in enumerate(worksheets())}

        def rank(key: tuple[str, str]) -> tuple[int, str, str, str]:
            kind = self._kind_of(key[0])
            return order.get(kind, len(order)), kind, *key

        tables: dict[str, Table] = {}
        described: set[str] = set()
        for subject, graph in sorted(grouped, key=rank):
            kind = self._kind_of(subject)
            rows = self._rows(subject, kind, grouped[subject, graph])
            if graph:
                for row in rows:
                    row[self._passage] = self._short(graph, "passage")
                if graph not in described:
                    described.add(graph)
                    rows[0] |= self._described(selection.passages[graph])
            tables.setdefault(kind, Table(kind)).rows += rows
        return [*tables.values()]

    def _rows(self, subject: str, kind: str, quads: list[ox.Quad]) -> list[dict[Column, str]]:
        """Rows of what one passage says of one thing: one, or more where a cell cannot hold all values."""
        cells: dict[Column, list[str]] = defaultdict(list)
        for quad in sorted(quads, key=str):
            column, text = self._cell(quad)
            cells[column].append(text)
        head = {self._entry: self._short(subject, kind), self._kind: kind}
        rows = [dict(head)]
        for column, texts in cells.items():
            if column.is_list:
                rows[0][column] = joined(texts) if not column.kinds and column is not TYPE else "; ".join(texts)
                continue
            for number, text in enumerate(texts):
                while len(rows) <= number:
                    rows.append(dict(head))
                rows[number][column] = text
        return rows

    def _cell(self, quad: ox.Quad) -> tuple[Column, str]:
        """The column of a statement, and its text there."""
        term = quad.object
        name = self._values.compact(quad.predicate.value)
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise NotWritableError(f"A sheet cannot hold {quad}.")
        for column in self._columns(name, term):
            text = self._text(column, quad.predicate.value, term)
            if text is not None:
                return column, text
        raise NotWritableError(f"A sheet cannot hold {quad}.")

    def _columns(self, name: str, term: ox.NamedNode | ox.Literal) -> Iterator[Column]:
        if name == TYPE.property:
            yield TYPE
            return
        lang = (term.language or "") if isinstance(term, ox.Literal) else ""
        found = [of_property(name, lang), of_property(name)]
        yield from sorted(found, key=lambda column: not column.explained)
        written = f"<{name}>" if "://" in name else name
        yield Column(written, property=name, is_list=True)

    def _text(self, column: Column, property_: str, term: ox.NamedNode | ox.Literal) -> str | None:
        """The text of a term in a column; a thing with its label behind it, where nobody reads it back."""
        if column.kinds and isinstance(term, ox.NamedNode):
            label = self._label(term.value).translate(_PLAIN)
            return f"[{self._short(term.value, column.kinds[0])}] {label}".strip()
        if column.kinds and column.property not in _OWN_TEXT:
            return None
        return self._values.written(column, property_, term)

    def _short(self, iri: str, kind: str) -> str:
        """A reference to a thing: its slug where the kind is clear."""
        if not iri.startswith(self._base):
            return iri
        return iri.removeprefix(self._base).removeprefix(f"{kind}/")

    def _kind_of(self, iri: str) -> str:
        return iri.removeprefix(self._base).partition("/")[0] if iri.startswith(self._base) else "application"

    def _described(self, quads: frozenset[ox.Quad]) -> dict[Column, str]:
        """What is said of a passage, as cells."""
        row: dict[Column, str] = {}
        selectors: dict[ox.BlankNode, dict[str, ox.Literal]] = defaultdict(dict)
        for quad in sorted(quads, key=str):
            name = self._values.compact(quad.predicate.value)
            if isinstance(quad.subject, ox.BlankNode):
                if isinstance(quad.object, ox.Literal):
                    selectors[quad.subject][name] = quad.object
            elif name not in _OF_PASSAGES and isinstance(quad.object, ox.NamedNode | ox.Literal):
                lang = (quad.object.language or "") if isinstance(quad.object, ox.Literal) else ""
                column = of_property(name, lang, "passage")
                text = self._text(column, quad.predicate.value, quad.object)
                if text is None or not column.explained:
                    raise NotWritableError(f"A sheet cannot hold {quad}.")
                row[column] = text
        quotes = [each["oa:exact"] for each in selectors.values() if "oa:exact" in each]
        if quotes:
            row[self._quote] = joined(
                self._values.written(self._quote, self._values.expanded("oa:exact"), each) or "" for each in quotes
            )
        for each in selectors.values():
            if "oa:start" in each:
                row[self._position] = f"{each['oa:start'].value}-{each['oa:end'].value}"
        return row


_PLAIN: Final = str.maketrans({";": ",", "；": "，", "、": "，", "[": "(", "]": ")", "\n": " ", "\\": "/", "=": "-"})
"""What would be read as something else behind a reference."""
