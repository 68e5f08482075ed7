"""Snapshots: immutable states of the data, identified by a digest; here a store is filled with one.

The default graph gets the ontology, the metadata, the merge of all passages, and what they entail; each passage is
also a named graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.loading.consequences import add_consequences
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.dates import computed_dates
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.origins import origins
from sandbox_atlas.graph.loading.text_fragments import selected_sources, text_fragments
from sandbox_atlas.graph.rdf.vocabulary import SBX

_MERGE = f"""
INSERT {{ ?s ?p ?o }} WHERE {{
  GRAPH ?passage {{ ?s ?p ?o }}
  MINUS {{ ?passage <{SBX}certainty> <{SBX}Contradicted> }}
}}"""


@dataclass(frozen=True)
class Snapshot:
    """One state of the data.

    Attributes:
        digest: SHA-256 of the inputs, in hexadecimal; equal inputs have equal digests.
        documents: The documents that a store is filled with.
        dataset: The whole data set, where it is known.
    """

    digest: str
    documents: tuple[Document, ...]
    dataset: Dataset | None = None

    @classmethod
    def of(cls, dataset: Dataset) -> Snapshot:
        """The snapshot of a data set."""
        return cls(digest=dataset.digest(), documents=dataset.served, dataset=dataset)


def fill(store: ox.Store, documents: Iterable[Document]) -> None:
    """Load documents into an empty store, merge their graphs, and add what they entail.

    Raises:
        EncodingError: A document is not text.
        SyntaxError: A document is not in the format of its suffix.
        TooManyConsequencesError: More would follow than the store has room for.
    """
    _load(store, documents)
    complete(store)


def fill_to_check(store: ox.Store, documents: Iterable[Document]) -> None:
    """As `fill`, without what no check looks at: the origins of sources, and what leads to words in them."""
    _load(store, documents)
    store.update(_MERGE)
    add_consequences(store)
    store.extend(computed_dates(store))


def _load(store: ox.Store, documents: Iterable[Document]) -> None:
    for document in documents:
        if document.is_download or document.is_named:
            store.extend(document.quads())
        else:  # blank nodes of different documents stay distinct
            store.load(document.source, document.format, base_iri=document.base or None)


def fill_on_disk(store: ox.Store, documents: Iterable[Document]) -> None:
    """As `fill`, for a store on disk: what is loaded and merged passes through memory in pieces."""
    for document in documents:
        if document.is_download or document.is_named:
            store.bulk_extend(document.quads())
        else:
            store.bulk_load(document.source, document.format, base_iri=document.base or None)
    store.bulk_extend(_merged(store))
    add_consequences(store)
    compute(store)


def _merged(store: ox.Store) -> Iterator[ox.Quad]:
    """The statements of all passages but the contradicted ones, for the default graph."""
    certainty, contradicted = ox.NamedNode(f"{SBX}certainty"), ox.NamedNode(f"{SBX}Contradicted")
    default = ox.DefaultGraph()
    left_out = {default, *(quad.subject for quad in store.quads_for_pattern(None, certainty, contradicted, default))}
    for quad in store.quads_for_pattern(None, None, None, None):
        if quad.graph_name not in left_out:
            yield ox.Quad(quad.subject, quad.predicate, quad.object, default)


def complete(store: ox.Store) -> None:
    """Merge the passages of a store into its default graph, and add what the merge entails; errors as in `fill`."""
    store.update(_MERGE)
    add_consequences(store)
    compute(store)


def compute(store: ox.Store) -> None:
    """Add to the default graph the dates that count, the origin of each source, and what leads to words in it."""
    store.extend([*computed_dates(store), *origins(store), *selected_sources(store), *text_fragments(store)])
