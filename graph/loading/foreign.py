"""Foreign XML: what has the suffix of RDF/XML and is another language, some of which a parser would take for RDF/XML.

The root of RDF/XML is rdf:RDF, or one element about a thing (RDF 1.1 XML Syntax, section 7.2.8), so that a feed without
attributes would be read as a node without an IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final, NamedTuple
from xml.parsers import expat

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF

_LANGUAGES: Final = {
    "http://www.w3.org/2005/Atom": "an Atom feed",
    "http://www.w3.org/1999/xhtml": "an XHTML page",
    "http://www.w3.org/2000/svg": "an SVG picture",
    "http://graphml.graphdrawing.org/xmlns": "a GraphML network",
    "http://www.gexf.net/1.2draft": "a GEXF network",
    "http://gexf.net/1.2": "a GEXF network",
    "http://gexf.net/1.3": "a GEXF network",
    "http://www.w3.org/2005/sparql-results#": "an answer to a SPARQL query",
    "http://www.w3.org/2004/03/trix/trix-1/": "TriX",
    "http://www.w3.org/2001/XMLSchema": "an XML schema",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "a sitemap",
    "http://www.opengis.net/kml/2.2": "a KML map",
    "http://www.loc.gov/METS/": "a METS document",
    "http://www.loc.gov/MARC21/slim": "MARCXML",
    "http://www.tei-c.org/ns/1.0": "a TEI text",
}
_WITHOUT_NAMESPACE: Final = {
    "rss": "an RSS feed",
    "html": "an HTML page",
    "opml": "an OPML list",
    "svg": "an SVG picture",
}
_ENOUGH: Final = 2**20
"""Bytes in which the root element begins."""
_HINT: Final = "Give RDF/XML, whose root is rdf:RDF, or another format of RDF with its own suffix, such as .ttl."
_OWL_HINT: Final = "Save the ontology as RDF/XML or Turtle; OWL/XML is another format."


class _Root(NamedTuple):
    """The root element: its name, its attributes by name, and its place; names have their namespace before a space."""

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int

    @property
    def namespace(self) -> str:
        return self.name.rpartition(" ")[0]

    @property
    def local(self) -> str:
        return self.name.rpartition(" ")[2]


def foreign_xml(name: str, source: bytes) -> Finding | None:
    """A finding on a document whose root element is that of another language.

    Args:
        name: The name of the document.
        source: Its content as UTF-8.
    """
    root = _root_of(source)
    what = _language_of(root) if root and not _is_of_rdf(root) else ""
    if root is None or not what:
        return None
    message = f"The root element is {_told(root)}: this is {what}, not RDF/XML."
    hint = _OWL_HINT if root.namespace == OWL else _HINT
    return Finding(name, root.line, root.column, "syntax", message, hint)


def doubtful_xml(documents: Iterable[Document]) -> Iterator[Finding]:
    """Warnings on documents that may be any XML: they have been read as RDF/XML and nothing in them is of RDF."""
    for document in documents:
        if document.is_xml and RDF.encode() not in document.source and (root := _root_of(document.source)):
            message = (
                f"The root element is {_told(root)}, and nothing here is of the namespace of RDF. Is this RDF/XML?"
            )
            yield Finding(document.name, root.line, root.column, "doubtful-xml", message, _HINT, "warning")


def _told(root: _Root) -> str:
    return f"<{root.local}> of {root.namespace}" if root.namespace else f"<{root.local}>, which has no namespace"


def _is_of_rdf(root: _Root) -> bool:
    return root.name == f"{RDF} RDF" or any(each.startswith(f"{RDF} ") for each in root.attributes)


def _language_of(root: _Root) -> str:
    """The language that is not RDF/XML; empty where it may be."""
    if root.namespace == OWL:
        return "OWL/XML" if root.local == "Ontology" and "ontologyIRI" in root.attributes else ""
    known = _WITHOUT_NAMESPACE.get(root.local.lower(), "") if not root.namespace else ""
    return known or _LANGUAGES.get(root.namespace, "")


def _root_of(source: bytes) -> _Root | None:
    """The root element of a document, which need not be whole; None where it has none."""
    found: list[_Root] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        if not found:
            found.append(_Root(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
            parser.StartElementHandler = None

    parser.StartElementHandler = start
    with suppress(expat.ExpatError):  # what keeps it from being XML is told elsewhere
        parser.Parse(source[:_ENOUGH], False)
    return found[0] if found else None
