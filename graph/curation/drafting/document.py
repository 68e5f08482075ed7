"""Documents: the text of an announcement, from a text file, HTML, or a PDF that holds text."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftFinding
from sandbox_atlas.graph.curation.drafting.encodings import decoded
from sandbox_atlas.graph.curation.drafting.markup import HTML, text_of
from sandbox_atlas.graph.errors import UnreadableFileError

LARGEST: Final = 50_000_000
"""Most bytes of a document."""
_PDF: Final = b"%PDF-"
_LONGEST_PAGES: Final = 2_000
_OTHERS: Final = (
    (b"PK\x03\x04", "a ZIP archive, such as a Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
)
_ITEM: Final = re.compile(
    r"\s*(?:[(（]?[\d一二三四五六七八九十]{1,3}[)）.、．,]|[•·●▪◦*\-–—]|[^\s：:，。]{2,12}[：:]"
    r"|\d{1,2} ?[\u4e00-\u9fff“《](?<![年月日个家项款批期名天时分万亿]))"
)
_INDENTED: Final = re.compile("\u3000|  ")
_PAIR: Final = re.compile(r"[^\s–—:：-][^–—:：。,，]{1,60}?(?:\s[–—-]+\s|——|[:：])\s*\S")
"""A name, and what is said of it."""
_FULL: Final = 0.85
"""Part of the greatest width from which a line is full."""
_NARROWEST, _WIDEST = 36, 140
"""Columns of a page."""
_ENDS: Final = re.compile(r"[。！？；：:;.!?]\s*$")
_HAN_ENDS: Final = re.compile("[\u3400-\u9fff，、（“《]$")


@dataclass(frozen=True)
class Document:
    """An announcement as it was read.

    Attributes:
        text: Its text, in which all positions count: of HTML and PDF, what was taken out of them.
        format: "text", "html" or "pdf".
        encoding: The encoding of the bytes; empty for a PDF.
        findings: What was uncertain.
    """

    text: str
    format: str
    encoding: str = ""
    findings: tuple[DraftFinding, ...] = field(default=())


def read(content: bytes, name: str) -> Document:
    """Read an announcement.

    Args:
        content: The bytes of the document.
        name: What messages call it.

    Raises:
        UnreadableFileError: It is no text, HTML or PDF, it is encrypted or damaged, or it is too large.
    """
    if len(content) > LARGEST:
        raise UnreadableFileError(f"{name} has more than {LARGEST // 1_000_000} MB.", "Save the announcement alone.")
    if is_pdf(content):
        return _pdf(content, name)
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise UnreadableFileError(f"{name} is {what}.", "Save it as text, HTML or PDF.")
    text, encoding, certain = decoded(content)
    findings = []
    if not certain:
        message = f"The encoding was guessed as {encoding}. Look at the text, and save it as UTF-8 if it is wrong."
        findings.append(DraftFinding("encoding-guessed", message))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_html = HTML.match(text) is not None
    text = text_of(text) if is_html else text.replace("\0", "")
    if not is_html and is_wrapped(text):
        text = unwrapped(text)
        message = (
            "Lines that only the width of a page ended were joined; positions count in the joined text (--extract)."
        )
        findings.append(DraftFinding("lines-joined", message, None, "note"))
    findings += _emptiness(text, "The document has no text.")
    return Document(text, "html" if is_html else "text", encoding, tuple(findings))


def is_pdf(content: bytes) -> bool:
    """Whether the bytes of a document are a PDF."""
    return _PDF in content[:1024]


def _pdf(content: bytes, name: str) -> Document:
    """The text of a PDF, its lines joined where only the width of the page ends them."""
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError(f"{name} is an encrypted PDF.", "Save it without a password.")
        if len(reader.pages) > _LONGEST_PAGES:
            raise UnreadableFileError(f"{name} has more than {_LONGEST_PAGES} pages.", "Save the announcement alone.")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, PdfReadError, ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise UnreadableFileError(f"{name} is a damaged PDF: {error}.", "Open and print it to PDF again.") from error
    text = unwrapped("\n".join(pages))
    message = "The PDF has no text: its pages are pictures. Recognise the text with OCR first, or type it."
    return Document(text, "pdf", "", tuple(_emptiness(text, message)))


def _emptiness(text: str, message: str) -> list[DraftFinding]:
    return [] if any(sign.isalnum() for sign in text) else [DraftFinding("no-text", message)]


def unwrapped(text: str) -> str:
    """A text whose paragraphs are lines: a line that fills the page and ends no sentence goes on in the next."""
    lines = text.split("\n")
    full = _FULL * max((_width(line) for line in lines), default=0)
    made: list[str] = []
    joins = False
    for line in lines:
        words = line.strip()
        if joins and words and not _ITEM.match(line) and not _INDENTED.match(line) and not _are_rows(made[-1], words):
            made[-1] += words if _HAN_ENDS.search(made[-1]) else f" {words}"
        else:
            made.append(words)
        joins = "\t" not in words and full > _NARROWEST and _width(line) >= full and not _ENDS.search(line)
    return "\n".join(made).strip("\n") + "\n"


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text end at the width of a page, and not where their paragraphs end."""
    lines = [line for line in text.split("\n") if line.strip() and "\t" not in line.strip()]
    widest = max((_width(line) for line in lines), default=0)
    full = [line for line in lines if _width(line) >= _FULL * widest]
    going_on = [line for line in full if not _ENDS.search(line)]
    return _NARROWEST < widest <= _WIDEST and len(going_on) >= 2 and 2 * len(full) >= len(lines)


def _are_rows(line: str, following: str) -> bool:
    """Whether two lines are rows of a table, or names each with what is said of it after a dash or a colon."""
    return "\t" in following or all(_PAIR.match(each) for each in (line, following))


def _width(line: str) -> int:
    """The width of a line in columns; a Chinese character takes two."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line.strip())
