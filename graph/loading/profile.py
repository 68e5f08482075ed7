"""Profile: whether files hold a register of sandboxes, which has an ontology of its own, or RDF of any other kind."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from sandbox_atlas.graph.loading.document import Document, EncodingError
from sandbox_atlas.graph.rdf.vocabulary import RDF, RDFS, SBX

_NAMESPACE = SBX.encode()
_CLASSIFYING = (f"{RDF}type", f"{RDFS}subClassOf")


def holds_register(documents: Iterable[Document]) -> bool:
    """Whether anything is of a class of the register's ontology, or of a class below one."""
    return any(map(_classifies, documents))


def _classifies(document: Document) -> bool:
    """Whether a document says of something that it is of a class of the register; one that cannot be read may."""
    try:
        if not document.is_json and _NAMESPACE not in document.source and b"\\u" not in document.source:
            return False
        with suppress(StopIteration):
            next(
                quad
                for quad in document.quads()
                if quad.predicate.value in _CLASSIFYING and getattr(quad.object, "value", "").startswith(SBX)
            )
            return True
    except (EncodingError, SyntaxError):
        return _NAMESPACE in document.content
    return False
