"""Feeds: writes what changed as Atom (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write (section 2.2)."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry.

    Attributes:
        key: What makes it different from every other entry of any feed.
        title: Its title.
        updated: Its time.
        address: Absolute address of a page that shows it.
        html: Its content.
    """

    key: str
    title: str
    updated: datetime
    address: str
    html: str


@dataclass(frozen=True)
class Feed:
    """A feed.

    Attributes:
        title: Its title.
        address: Its own absolute address.
        page: Absolute address of the page that shows the same.
        author: Who publishes it.
        language: Its language tag.
        updated: Time of its last change, or of its beginning where nothing has changed.
        rights: The licences; empty where none is known.
    """

    title: str
    address: str
    page: str
    author: str
    language: str
    updated: datetime
    rights: str = ""


def atom(feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
    """A feed as Atom; what XML cannot hold becomes U+FFFD."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _add(root, "id", _identifier(feed.address))
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(_add(root, "author"), "name", feed.author)
    if feed.rights:
        _add(root, "rights", feed.rights)
    for each in entries:
        entry = _add(root, "entry")
        _add(entry, "id", _identifier(f"{feed.address} {each.key}"))
        _add(entry, "title", each.title)
        _add(entry, "updated", each.updated.isoformat())
        _add(entry, "link", rel="alternate", type="text/html", href=each.address)
        _add(entry, "content", each.html, type="html")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, f"{{{_ATOM}}}{name}", {key: _clean(value) for key, value in attributes.items()})
    found.text = _clean(text) or None
    return found


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _identifier(name: str) -> str:
    """An identifier that stays the same for the same name (RFC 4287, section 4.2.6)."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
