"""Markup: the text of HTML, with a line for each block and tabs between the cells of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HTML: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|table|meta)\b", re.I | re.S
)
"""How HTML begins."""
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre"}
    | {"section", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button", "select", "svg"}
    | {"iframe", "object", "embed", "canvas", "audio", "video", "textarea", "input"}
)
_CELLS: Final = frozenset({"td", "th"})
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_BETWEEN_HAN: Final = re.compile("(?<=[\u3400-\u9fff，。、；：（）“”《》]) (?=[\u3400-\u9fff，。、；：（）“”《》])")


def text_of(html: str) -> str:
    """The text of HTML; scripts, styles, navigation and forms are left out."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(html).root
    parts: list[str] = []
    if root is not None:
        _walk(root, parts)
    text = "\n".join(_tidy(line) for line in "".join(parts).split("\n"))
    text = re.sub(r"^•\n+", "• ", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _walk(root: LexborNode, parts: list[str]) -> None:
    """Add the text of a node and what is in it; a loop, because documents may be nested deeply."""
    stack: list[LexborNode | str] = [root]
    cells = 0
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            cells -= node == "\t"
            parts.append(node)
            continue
        tag = node.tag or ""
        if tag == "-text":
            parts.append(_SPACE.sub(" ", node.text_content or ""))
        elif tag in _CELLS:
            cells += 1
            stack.append("\t")
            stack.extend(_children(node))
        elif tag == "br" or (cells and tag in _BLOCKS and tag not in ("table", "tbody", "thead", "tfoot", "tr")):
            parts.append(" " if cells else "\n")
            stack.extend(_children(node))
        elif tag not in _SILENT:
            block = tag in _BLOCKS
            parts.extend(["\n", "• "] if tag == "li" else "\n" if block else "")
            stack.extend("\n" if block else "")
            stack.extend(_children(node))


def _children(node: LexborNode) -> list[LexborNode]:
    """The children of a node, the last first."""
    return list(node.iter(include_text=True))[::-1]


def _tidy(line: str) -> str:
    """A line without spaces that the markup had and a reader does not see."""
    line = re.sub(r" *\t *", "\t", re.sub(" +", " ", line)).strip(" ").rstrip("\t")
    return line if "\t" in line else line.strip()
