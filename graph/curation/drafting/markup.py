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
_LONGEST_REPEATED: Final = 200
"""Most characters of a cell over several rows that is repeated in each of them."""
_MOST_COLUMNS: Final = 50
_EMPTY_CELL: Final = " \t"
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
    cells, rows = 0, _spanned(root)
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
            stack.extend(rows[node.mem_id] if tag == "tr" else _children(node))


def _spanned(root: LexborNode) -> dict[int, list[LexborNode | str]]:
    """The cells of each row, the last first: those that go over several rows stand in each of them.

    A cell that goes over several columns stands in the first of them.
    """
    rows: dict[int, list[LexborNode | str]] = {}
    tables: dict[int, dict[int, tuple[int, LexborNode | str]]] = {}
    for row in root.css("tr"):
        table = row.parent
        while table is not None and table.tag != "table":
            table = table.parent
        above = tables.setdefault(table.mem_id if table is not None else 0, {})
        cells: list[LexborNode | str] = []
        for cell in row.iter():
            if cell.tag not in _CELLS:
                continue
            _take_from_above(cells, above)
            if (lines := _number(cell, "rowspan")) > 1:
                above[len(cells)] = (lines - 1, cell if len(cell.text()) <= _LONGEST_REPEATED else _EMPTY_CELL)
            cells.append(cell)
            cells.extend([_EMPTY_CELL] * (min(_number(cell, "colspan"), _MOST_COLUMNS) - 1))
        _take_from_above(cells, above)
        rows[row.mem_id] = cells[::-1]
    return rows


def _take_from_above(cells: list[LexborNode | str], above: dict[int, tuple[int, LexborNode | str]]) -> None:
    """Add the cells of rows above that go on at the next column of a row."""
    while (column := len(cells)) in above:
        lines, cell = above.pop(column)
        if lines > 1:
            above[column] = (lines - 1, cell)
        cells.append(cell)


def _number(cell: LexborNode, attribute: str) -> int:
    """The number of rows or columns that a cell goes over."""
    given = cell.attributes.get(attribute) or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 and int(given) else 1


def _children(node: LexborNode) -> list[LexborNode]:
    """The children of a node, the last first."""
    return list(node.iter(include_text=True))[::-1]


def _tidy(line: str) -> str:
    """A line without spaces that the markup had and a reader does not see."""
    line = re.sub(r" *\t *", "\t", re.sub(" +", " ", line)).strip(" ").rstrip("\t")
    return line if "\t" in line else line.strip()
