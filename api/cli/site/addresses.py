"""Addresses: where in the folder of a site an address of the server has its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

SUFFIXES: Final = frozenset({".csv", ".json", ".xlsx", ".svg", ".ttl", ".jsonld", ".graphml", ".gexf", ".html"})
"""Suffixes of addresses that are files and no pages."""
_OF_LOOK: Final = frozenset({"lang", "bom", "embed", "snapshot", "v", "sort"})
"""Parameters that choose no other answer."""
_WITH_FILES: Final = ("/lookups/", "/views/", "/analysis/", "/explore")
_IN_ALL_LANGUAGES: Final = ("/static/", "/data/", "/ontology/", "/.well-known/")
_DESCRIPTIONS: Final = {
    "/.well-known/void": "data/void.ttl",
    "/.well-known/sparql-examples": "data/sparql-examples.ttl",
}
"""Files whose own addresses begin with a dot, which some hosts do not serve."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._~-]+")
_LONGEST: Final = 120


@dataclass(frozen=True)
class Address:
    """An address of the server.

    Attributes:
        path: Its path, with escapes.
        pairs: Its parameters, in order, without those that choose no other answer.
        lang: The language that it asks for; empty where it asks for none.
        fragment: What follows the hash sign.
    """

    path: str
    pairs: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    fragment: str = ""

    @classmethod
    def of(cls, href: str) -> Address:
        """The address that a link of a page names; its path begins with a slash."""
        parts = urlsplit(href)
        asked = parse_qsl(parts.query)
        pairs = tuple(sorted(pair for pair in asked if pair[0] not in _OF_LOOK))
        return cls(parts.path or "/", pairs, dict(asked).get("lang", ""), parts.fragment)

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What tells it from other addresses, whatever the language and the place in the page."""
        return self.path, self.pairs

    @property
    def suffix(self) -> str:
        """The suffix of a file; empty for a page."""
        found = PurePosixPath(self.path).suffix
        if self.path.startswith("/id/"):
            return ".ttl" if found == ".ttl" else ""
        return found if self.path.startswith(_WITH_FILES) and found in SUFFIXES else ""

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and no file."""
        return not self.suffix and not self.path.startswith(_IN_ALL_LANGUAGES)

    def file(self, prefix: str) -> str:
        """The path of its file below the folder of the site.

        Args:
            prefix: That of the language, with a slash at its end; empty for the first one.
        """
        if self.path in _DESCRIPTIONS:
            return _DESCRIPTIONS[self.path]
        if self.path.startswith(_IN_ALL_LANGUAGES) or self.suffix == ".ttl":
            prefix = ""
        whole = self.path.strip("/").removesuffix(self.suffix)
        parts = [_safe(unquote(part)) for part in whole.split("/") if part]
        if self.pairs:
            parts.append(_safe("-".join(f"{name}-{value}" for name, value in self.pairs), must_tell=True))
        if self.is_page:
            parts.append("index.html")
        return prefix + "/".join(parts) + self.suffix


def relative(target: str, page: str, fragment: str = "") -> str:
    """The address of a file as a link from a page of the same site, wherever that lies."""
    here, there = page.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    path = "../" * (len(here) - shared) + quote("/".join(there[shared:]))
    return f"{path}#{fragment}" if fragment else path


def relative_folder(prefix: str, page: str) -> str:
    """The address of the folder of a language, or with no prefix of the whole site, as a link from a page."""
    return relative(f"{prefix}index.html", page).removesuffix("index.html") or "./"


def _safe(text: str, *, must_tell: bool = False) -> str:
    """A text as the name of a file on any system; where that loses something, a digest tells it from others."""
    plain = _UNSAFE.sub("-", text).strip("-.")[:_LONGEST]
    if plain == text and not must_tell:
        return plain
    return f"{plain}-{sha256(text.encode()).hexdigest()[:8]}"
