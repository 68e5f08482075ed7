"""Links: checks that each link within a site leads to a file of it, and that no page asks another host for anything."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_LINK: Final = re.compile(r'(<(?P<tag>[a-z]+)\b[^>]*?)\s(?P<name>href|src|action)="(?P<value>[^"]*)"')


def dead_links(folder: Path) -> Iterator[tuple[str, str]]:
    """The links of pages that lead to no file: the page, and the link."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for page in sorted(file for file in files if file.endswith(".html")):
        for match in _LINK.finditer((folder / page).read_text(encoding="utf-8")):
            if _target(page, unescape(match["value"])) not in (None, *files):
                yield page, match["value"]


def without_links(folder: Path, missing: set[str]) -> int:
    """Take the links to missing files out of pages, so that their texts stay. Returns how many there were."""
    removed = 0
    for path in folder.rglob("*.html") if missing else ():
        page = path.relative_to(folder).as_posix()

        def kept(match: re.Match[str], page: str = page) -> str:
            nonlocal removed
            if _target(page, unescape(match["value"])) not in missing:
                return match[0]
            removed += 1
            return match[1]

        text = path.read_text(encoding="utf-8")
        changed = _LINK.sub(kept, text)
        if changed != text:
            path.write_text(changed, encoding="utf-8")
    return removed


def _target(page: str, link: str) -> str | None:
    """The file of the site that a link leads to; None for a place in the page itself and for other sites."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
