"""Formats: the table of media types, file suffixes, names and pyoxigraph formats of RDF and of SPARQL results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import pyoxigraph as ox

Native = TypeVar("Native", ox.RdfFormat, ox.QueryResultsFormat)


@dataclass(frozen=True, slots=True)
class Format(Generic[Native]):
    """One format.

    Attributes:
        media_type: Its media type, as registered with IANA.
        suffix: Its file suffix, without a dot.
        label: Its common name.
        w3c_name: Its name among the W3C's unique URIs for file formats (https://www.w3.org/ns/formats/).
        native: The format as a value of pyoxigraph.
        synonyms: Other media types that servers and clients use for it.
        other_suffixes: Other file suffixes that are used for it.
    """

    media_type: str
    suffix: str
    label: str
    w3c_name: str
    native: Native
    synonyms: tuple[str, ...] = ()
    other_suffixes: tuple[str, ...] = ()


_RESULT_FORMATS: Final = (
    Format(
        "application/sparql-results+json",
        "json",
        "JSON",
        "SPARQL_Results_JSON",
        ox.QueryResultsFormat.JSON,
        ("application/json",),
    ),
    Format(
        "application/sparql-results+xml",
        "xml",
        "XML",
        "SPARQL_Results_XML",
        ox.QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
    ),
    Format("text/csv", "csv", "CSV", "SPARQL_Results_CSV", ox.QueryResultsFormat.CSV),
    Format("text/tab-separated-values", "tsv", "TSV", "SPARQL_Results_TSV", ox.QueryResultsFormat.TSV),
)

_GRAPH_FORMATS: Final = (
    Format("text/turtle", "ttl", "Turtle", "Turtle", ox.RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("application/n-triples", "nt", "N-Triples", "N-Triples", ox.RdfFormat.N_TRIPLES, ("text/plain",)),
    Format("application/rdf+xml", "rdf", "RDF/XML", "RDF_XML", ox.RdfFormat.RDF_XML, (), ("owl", "xml")),
    Format("application/ld+json", "jsonld", "JSON-LD", "JSON-LD", ox.RdfFormat.JSON_LD),
    Format("application/n-quads", "nq", "N-Quads", "N-Quads", ox.RdfFormat.N_QUADS),
    Format("application/trig", "trig", "TriG", "TriG", ox.RdfFormat.TRIG),
)

JSON: Final = _RESULT_FORMATS[0].media_type
XML: Final = _RESULT_FORMATS[1].media_type
CSV: Final = _RESULT_FORMATS[2].media_type
TSV: Final = _RESULT_FORMATS[3].media_type
TURTLE: Final = _GRAPH_FORMATS[0].media_type
N_TRIPLES: Final = _GRAPH_FORMATS[1].media_type
RDF_XML: Final = _GRAPH_FORMATS[2].media_type
JSON_LD: Final = _GRAPH_FORMATS[3].media_type

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of Excel workbooks, in which answers to questions come too."""

RESULT_TYPES: Final = {each.media_type: each.suffix for each in _RESULT_FORMATS}
"""Media types of SELECT and ASK results, with the file suffix of each."""

GRAPH_TYPES: Final = {each.media_type: each.suffix for each in _GRAPH_FORMATS}
"""Media types of CONSTRUCT and DESCRIBE results, with the file suffix of each."""

DATASET_SUFFIXES: Final = frozenset({"nq", "trig"})
"""Suffixes of the formats that hold named graphs."""

RESULT_FORMATS: Final = {each.media_type: each.native for each in _RESULT_FORMATS}
"""pyoxigraph's formats of results by media type."""

GRAPH_FORMATS: Final = {each.media_type: each.native for each in _GRAPH_FORMATS}
"""pyoxigraph's formats of graphs by media type."""

FILE_FORMATS: Final = {
    f".{suffix}": each.native for each in _GRAPH_FORMATS for suffix in (each.suffix, *each.other_suffixes)
}
"""pyoxigraph's formats of graphs by the suffix of a file, with its dot."""

LABELS: Final = {each.media_type: each.label for each in (*_RESULT_FORMATS, *_GRAPH_FORMATS)}
"""Common names of the formats, by media type."""

W3C_NAMES: Final = {each.media_type: each.w3c_name for each in (*_RESULT_FORMATS, *_GRAPH_FORMATS)}
"""Names of the formats among the W3C's unique URIs for file formats, by media type."""

RESULT_SYNONYMS: Final = {name: each.media_type for each in _RESULT_FORMATS for name in each.synonyms}
"""Media types of results, by the other names that clients use for them."""

SYNONYMS: Final = RESULT_SYNONYMS | {name: each.media_type for each in _GRAPH_FORMATS for name in each.synonyms}
"""Media types of results and graphs, by the other names that servers use for them."""


def with_charset(media_type: str) -> str:
    """A media type as the value of Content-Type, with the charset of text types (RFC 9110, section 8.3.2)."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
