"""XML as the parser of the engine's library reads it: the same document, written without what that parser refuses.

It takes a comment, a processing instruction or a CDATA section for the end of a text, no empty `xml:lang`, and carriage
returns for parts of texts. Line breaks of what is left out go into the next tag, so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

_REFUSED: Final = re.compile(r"""<!--|<!\[CDATA\[|(?<!\A)<\?|\sxml:lang\s*=\s*(?:""|'')""")
_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_MARKUP: Final = re.compile(
    rf"""(?P<comment><!--.*?-->|<\?.*?\?>)|<!\[CDATA\[(?P<data>.*?)\]\]>
    |(?P<type><!DOCTYPE(?:{_QUOTED}|[^\["'>])*(?:\[.*?\]\s*)?>)|(?P<tag><(?:{_QUOTED}|[^"'>])*>)""",
    re.DOTALL | re.VERBOSE,
)
_LANGUAGE: Final = re.compile(rf"\sxml:lang\s*=\s*({_QUOTED})")
_DECLARATION: Final = re.compile(r"<\?xml\s")


def readable(text: str) -> str:
    """A document as the parser reads it; as it is where it is not well-formed, so that the parser says where.

    Args:
        text: The document.
    """
    if "\r" in text:  # XML 1.0, section 2.11
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _REFUSED.search(text):
        return text
    try:
        return "".join(_rewritten(text))
    except ValueError:
        return text


def _rewritten(text: str) -> Iterator[str]:
    """The parts of a document; `ValueError` where it is not well-formed."""
    languages, left_out, position = [""], 0, 0
    while (start := text.find("<", position)) >= 0:
        yield text[position:start]
        found = _MARKUP.match(text, start)
        if found is None:
            raise ValueError
        position, written = found.end(), found[0]
        if found["data"] is not None:
            yield escape(found["data"])
        elif found["comment"] is not None and not (start == 0 and _DECLARATION.match(text)):
            left_out += written.count("\n")
        elif found["tag"] is None or written.startswith("<!"):
            yield written
        else:
            yield _with_breaks(_in_scope(written, languages), left_out)
            left_out = 0
    yield text[position:]


def _in_scope(tag: str, languages: list[str]) -> str:
    """A tag without an empty language where none is in scope (XML 1.0, section 2.12); the scope goes on with it."""
    if tag.startswith("</"):
        if len(languages) == 1:
            raise ValueError
        languages.pop()
        return tag
    found = _LANGUAGE.search(tag)
    language = found[1][1:-1] if found else languages[-1]
    if found and not language and not languages[-1]:
        tag = tag[: found.start()] + tag[found.end() :]
    if not tag.endswith("/>"):
        languages.append(language)
    return tag


def _with_breaks(tag: str, number: int) -> str:
    end = "/>" if tag.endswith("/>") else ">"
    return tag.removesuffix(end) + "\n" * number + end
