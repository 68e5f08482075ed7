"""Serialisation fixes: correct what the engine writes: commas in CSV, carriage returns in XML, order of prefixes."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox

_PREFIXES = re.compile(rb"(?:@prefix [^\n]*\n)*")
_QUOTED = re.compile(rb'"[^"]*"')


def escape_carriage_returns(content: bytes) -> bytes:
    """XML with its carriage returns escaped; a parser would read them as line feeds (XML 1.0, section 2.11)."""
    return content.replace(b"\r", b"&#13;")


def with_sorted_prefixes(content: bytes) -> bytes:
    """Turtle or TriG with its prefixes in order; the engine declares them in another one each time."""
    end = _PREFIXES.match(content)
    declared = end[0] if end else b""
    return b"".join(sorted(declared.splitlines(keepends=True))) + content[len(declared) :]


def has_unquoted_commas(content: bytes) -> bool:
    """Whether CSV has more commas outside of quotes than separators of fields.

    That is so if an IRI contains a comma, since the engine quotes literals only.
    """
    if b'"' in content:
        content = _QUOTED.sub(b"", content)
    per_row = content[: content.find(b"\n")].count(b",")
    return content.count(b",") > per_row * content.count(b"\n")


def serialise_csv(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> bytes:
    """The result of a SELECT query as CSV (RFC 4180; SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

    This is slower than the engine's own serialisation, but quotes whatever has to be quoted.

    Raises:
        TypeError: The result is not that of a SELECT query.
    """
    if not isinstance(result, ox.QuerySolutions):
        raise TypeError("a SELECT result was expected")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(variable.value for variable in result.variables)
    writer.writerows([_field(term) for term in row] for row in result)
    return text.getvalue().encode()


def _field(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)
