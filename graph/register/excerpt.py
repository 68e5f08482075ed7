"""Evidence: finds the sentence of a passage in a copy of its document; the atlas itself stores no source text."""

from __future__ import annotations

import hashlib

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import AtlasError, UnknownNameError
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import iri, rows, text


class OtherDocumentError(AtlasError):
    """A document other than the one that holds the passage."""

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
        iri(row["passage"]): tuple(text(row[name]) for name in ("start", "end", "digest"))
        for row in rows(answer.body)
        if iri(row["passage"])
    }
    slug = passage.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    found = next((each for each in known if each.endswith(f"/{slug}")), None)
    if found is None:
        near = [entry.rsplit("/", 1)[-1] for entry in sorted(known)]
        raise UnknownNameError("passage with a known position", passage, near[:3])
    start, end, digest = known[found]
    if hashlib.sha256(document).hexdigest() != digest:
        raise OtherDocumentError(
            f"The document is not the one that {passage} stands in.", f"That one has the SHA-256 {digest}."
        )
    return document.decode("utf-8")[int(start) : int(end)]
