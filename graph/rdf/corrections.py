"""Mends what the engine's own serialisations get wrong: commas of IRIs in CSV, and carriage returns in XML."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox

_QUOTED = re.compile(rb'"[^"]*"')


def in_xml(content: bytes) -> bytes:
    """XML that keeps its carriage returns; as they stand, they would be read as line feeds (XML 1.0, section 2.11)."""
    return content.replace(b"\r", b"&#13;")


def is_torn(content: bytes) -> bool:
    """Whether CSV has more commas outside of quotes than separate the fields of so many rows.

    It has, where an IRI holds a comma: the engine quotes literals only.
    """
    if b'"' in content:
        content = _QUOTED.sub(b"", content)
    per_row = content[: content.find(b"\n")].count(b",")
    return content.count(b",") > per_row * content.count(b"\n")


def as_csv(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> bytes:
    """A result as CSV (RFC 4180; SPARQL 1.1 Query Results CSV and TSV Formats, section 3), slower than the engine."""
    if not isinstance(result, ox.QuerySolutions):
        raise TypeError("only rows can be torn")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(variable.value for variable in result.variables)
    writer.writerows([_field(term) for term in row] for row in result)
    return text.getvalue().encode()


def _field(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)
