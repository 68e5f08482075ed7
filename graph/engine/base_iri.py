"""Base IRI of a query: what depends on it, and how IRIs are resolved (SPARQL 1.1 Query, section 4.1.1.2)."""

from __future__ import annotations

import re

import pyoxigraph as ox

from sandbox_atlas.graph.engine.conformance.escapes import decode_all
from sandbox_atlas.graph.errors import MalformedQueryError

_DEPENDENT = re.compile(
    r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\"{}|^`\x00-\x20]*>|(?<![?$:/])(?<!IS)[IU]RI(?=\s*[(#])", re.IGNORECASE
)
"""A relative IRI, or a call of IRI or URI."""
_MAY_CALL = re.compile(r"RI\s*[(#]", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*")


def relevant_base(text: str, base: str) -> str:
    """The base IRI of a query, or an empty string where the text has nothing that depends on it.

    Args:
        text: The query.
        base: The IRI of the place that the query was sent to, which a BASE in the query takes precedence over.

    Raises:
        MalformedQueryError: The text needs a base, and this one is not an absolute IRI.
    """
    addresses = text.count("<http://") + text.count("<https://")
    if text.count("<") == addresses and "\\" not in text and not _MAY_CALL.search(text):
        return ""
    if not _DEPENDENT.search(text) and ("\\" not in text or not _DEPENDENT.search(decode_all(text))):
        return ""
    if not _ABSOLUTE.fullmatch(base):
        raise MalformedQueryError(
            f"Relative IRIs cannot be resolved, as '{base}' is not an absolute IRI.", "Begin the query with BASE."
        )
    return base


def resolved(base: str, reference: str) -> str:
    """The IRI that `<reference>` stands for, as the engine reads it: escapes are decoded, then it is resolved.

    Raises:
        MalformedQueryError: It is not an IRI.
    """
    text = f"_:a <{reference}> _:b ."
    try:
        (quad,) = ox.parse(text, ox.RdfFormat.TURTLE, base_iri=base or None)
        iri: str = quad.predicate.value
    except (SyntaxError, ValueError) as error:
        raise MalformedQueryError(f"<{reference}> is not an IRI.", "Write it in full.") from error
    return iri
