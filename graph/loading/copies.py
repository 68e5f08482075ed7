"""Copies of documents: finds the words of a passage in a reader's own copy; the atlas stores no text of sources."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import pyoxigraph as ox

from sandbox_atlas.graph.errors import AtlasError, UnknownNameError
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BLOCKS = frozenset(
    {"address", "article", "aside", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer"}
    | {"hr", "li", "p", "section", "td", "th", "tr"}
)
_END_OF_SENTENCE = re.compile(r"[。！？]|[.!?](?=\s|$)|\n")
_MOST_SENTENCES = 5
_OA, _DCTERMS, _SCHEMA = PREFIXES["oa"], PREFIXES["dcterms"], PREFIXES["schema"]
_PROPERTIES = frozenset(
    {*(f"{_OA}{name}" for name in ("hasSelector", "start", "end", "exact")), f"{_DCTERMS}isPartOf", f"{_SCHEMA}sha256"}
)
_VARIABLES = ("passage", "source", "digest", "start", "end", "exact")
SELECTORS = f"""
SELECT ?passage ?source ?digest ?start ?end ?exact {{
  ?passage <{_OA}hasSelector> ?selector
  OPTIONAL {{ ?passage <{_DCTERMS}isPartOf> ?source OPTIONAL {{ ?source <{_SCHEMA}sha256> ?digest }} }}
  OPTIONAL {{ ?selector <{_OA}start> ?start ; <{_OA}end> ?end }}
  OPTIONAL {{ ?selector <{_OA}exact> ?exact }}
}} ORDER BY ?passage ?exact"""
"""Asks any engine for the selectors of passages; `selected` reads its rows."""


class OtherDocumentError(AtlasError):
    """A document other than the one that holds the passage."""

    slug = "other-document"
    title = "This is another document"


@dataclass(frozen=True, slots=True)
class Selector:
    """What leads from a passage to its words in a document (W3C Web Annotation Data Model, section 4.2).

    Attributes:
        passage: IRI of the passage.
        source: IRI of the source that it is part of.
        digest: SHA-256 of the document that the position counts in; empty if none is known.
        start: Code points before the passage in that document as UTF-8 text; -1 if unknown.
        end: Code points before its end; -1 if unknown.
        exact: A name or number of the passage as the document prints it; empty if none is recorded.
    """

    passage: str
    source: str = ""
    digest: str = ""
    start: int = -1
    end: int = -1
    exact: str = ""


def selectors(documents: Iterable[Document]) -> dict[str, Selector]:
    """The selectors of passages, by IRI of the passage; passages that have none are left out."""
    store = ox.Store()
    for document in documents:
        store.extend(quad for quad in document.quads() if quad.predicate.value in _PROPERTIES)
    found = store.query(SELECTORS, use_default_graph_as_union=True)
    return selected({name: row[name] for name in _VARIABLES} for row in found)  # type: ignore[union-attr] # a SELECT


def selected(rows: Iterable[Mapping[str, object]]) -> dict[str, Selector]:
    """The selectors in the rows of `SELECTORS`, by IRI of the passage."""
    found: dict[str, Selector] = {}
    for row in rows:
        terms = {name: row[name] for name in _VARIABLES}
        known = {name: term.value for name, term in terms.items() if isinstance(term, ox.NamedNode | ox.Literal)}
        before = found.get(known["passage"], Selector(known["passage"]))
        start, end = int(known.get("start", before.start)), int(known.get("end", before.end))
        named = {name: known.get(name) or getattr(before, name) for name in ("source", "digest", "exact")}
        found[before.passage] = replace(before, start=start, end=end, **named)
    return found


def text_of(content: bytes) -> str:
    """The text of a copy: decoded as UTF-8, UTF-16 with its mark, or GB 18030, and without the markup of HTML."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    if not _HTML.match(text):
        return text
    reader = _TextReader()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


def occurrences(text: str, exact: str) -> list[tuple[int, int]]:
    """Where words stand in a text, whatever white space is between them."""
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, exact.split())), text) if exact.split()]


def excerpt(documents: Iterable[Document], passage: str, content: bytes) -> str:
    """The words of a passage in a copy of its document: at its position, else the sentences with its printed name.

    Positions are Unicode code points of the document as UTF-8 text, from 0, the end not included (W3C Web Annotation
    Data Model, section 4.2.4, Text Position Selector); names are those of its Text Quote Selector (section 4.2.3).

    Args:
        documents: The data.
        passage: The passage, by IRI, slug or prefixed name.
        content: The bytes of the copy.

    Raises:
        UnknownNameError: There is no such passage with a selector.
        OtherDocumentError: The copy has another SHA-256, and does not hold the printed name.
    """
    known = selectors(documents)
    slug = passage.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    found = next((each for iri, each in known.items() if iri.endswith(f"/{slug}")), None)
    if found is None:
        raise UnknownNameError("passage with a selector", passage, near_slugs(slug, known))
    if found.end >= 0 and hashlib.sha256(content).hexdigest() == found.digest:
        return content.decode("utf-8", "replace")[found.start : found.end]
    text = text_of(content)
    sentences = dict.fromkeys(sentence(text, *span) for span in occurrences(text, found.exact))
    if not sentences:
        raise OtherDocumentError(f"The document is not the one that {passage} stands in.", _expected(found))
    return "\n".join(list(sentences)[:_MOST_SENTENCES])


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a part of a text; sentences end at their marks or at the end of a line."""
    ends = [match.end() for match in _END_OF_SENTENCE.finditer(text)]
    begin = max((each for each in ends if each <= start), default=0)
    return text[begin : min((each for each in ends if each >= end), default=len(text))].strip()


def near_slugs(slug: str, known: Iterable[str]) -> list[str]:
    """The slugs that a reader may have meant."""
    return difflib.get_close_matches(slug, [iri.rsplit("/", 1)[-1] for iri in known], 3)


def _expected(selector: Selector) -> str:
    words = [f"It has “{selector.exact}”."] if selector.exact else []
    return " ".join([*words, *([f"That one has the SHA-256 {selector.digest}."] if selector.digest else [])])


class _TextReader(HTMLParser):
    """Collects the text of HTML; each block begins a line, and scripts and styles are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
