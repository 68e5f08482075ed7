"""Schemes: which of the shipped schemes of concepts a register uses, and which it does without."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from sandbox_atlas.graph.loading.document import Document, EncodingError
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX

FILES: Final = {
    f"{ID}technologies": "technologies.ttl",
    f"{ID}institution-kinds": "kinds.ttl",
    f"{ID}business-areas": "areas.ttl",
}
"""Files of the ontology that a register may do without, by the scheme that each holds."""

_USES = f"{SBX}usesScheme"


def unused_schemes(documents: Iterable[Document]) -> set[str]:
    """The files of shipped schemes that a register does without: where it names the schemes it uses, all others."""
    named = {scheme for document in documents for scheme in _named(document)}
    return {file for scheme, file in FILES.items() if scheme not in named} if named else set()


def _named(document: Document) -> set[str]:
    """The schemes that a document says a register uses; none where it cannot be read."""
    if b"usesScheme" not in document.content:
        return set()
    with suppress(EncodingError, SyntaxError):
        return {getattr(quad.object, "value", "") for quad in document.quads() if quad.predicate.value == _USES}
    return set()
