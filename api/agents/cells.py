"""Cells: RDF terms as agents get them: short ids that all tools take, beside labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.api.agents.paging import clipped, listed
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.results import Cell
from sandbox_atlas.graph.rdf.vocabulary import XSD, compact


def thing(iri: str, names: Names, lang: str) -> dict[str, str] | str:
    """A thing by id and label; by its id alone where it has no name."""
    name = names.get(iri)
    return {"id": compact(iri), "label": clipped(name.label(lang))} if iri in names else compact(iri)


def cell(term: Cell, names: Names, lang: str) -> Any:  # noqa: ANN401 - any JSON value
    """A term: things with labels, whole numbers and truth values as such, all else as text."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return thing(term.value, names, lang)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "integer":
        return int(term.value)
    return term.value == "true" if kind == "boolean" else clipped(term.value)


def ids(iris: Iterable[str]) -> list[str]:
    """IRIs as ids; the last says how many there are where some are left out."""
    return listed([compact(iri) for iri in iris])
