"""From a passage to the very sentence, for whoever has the document: no sentence of a source is kept here."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import AtlasError, UnknownNameError
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import rows


class OtherDocumentError(AtlasError):
    """A document that is not the one a passage stands in."""

    slug = "other-document"
    title = "This is another document"


async def excerpt(engine: Engine, passage: str, document: bytes) -> str:
    """The text of a passage in a document.

    Positions are Unicode code points of the document as UTF-8 text, from 0, the end not included (W3C Web Annotation
    Data Model, section 4.2.4, Text Position Selector).

    Args:
        engine: Where to ask for the position.
        passage: The passage, by IRI, slug or prefixed name.
        document: The bytes of the document.

    Raises:
        UnknownNameError: There is no such passage.
        OtherDocumentError: No position is known for the passage, or the document has another SHA-256.
    """
    answer = await engine.query(internal("selector"), JSON, unlimited=True)
    known = {
        row["passage"].value: tuple(_text(row[name]) for name in ("start", "end", "digest"))
        for row in rows(answer.body)
        if isinstance(row["passage"], ox.NamedNode)
    }
    iri = next((iri for iri in known if iri.endswith(f"/{passage.rsplit('/', 1)[-1].rsplit(':', 1)[-1]}")), None)
    if iri is None:
        near = [entry.rsplit("/", 1)[-1] for entry in sorted(known)]
        raise UnknownNameError("passage with a known position", passage, near[:3])
    start, end, digest = known[iri]
    if hashlib.sha256(document).hexdigest() != digest:
        raise OtherDocumentError(
            f"The document is not the one that {passage} stands in.", f"That one has the SHA-256 {digest}."
        )
    return document.decode("utf-8")[int(start) : int(end)]


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
