"""Rewriting: pages of the server as files of a site, each link relative to the page that it is on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

from sandbox_atlas.api.cli.site.addresses import Address, relative, relative_folder
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.graph.network.packing import addresses, each_address

HOST: Final = "https://site.invalid"
"""Scheme and host under which pages are asked for; no file names them."""
_TAG: Final = re.compile(r"<(?P<name>[a-z]+)\b(?P<attributes>[^>]*)>")
_ATTRIBUTE: Final = re.compile(
    r'\s(?P<name>href|src|action|data-base|data-picker|data-copy|content)="(?P<value>[^"]*)"'
)
_JSON: Final = re.compile(r'(<script type="application/(?:ld\+)?json"[^>]*>)(.*?)(</script>)', re.DOTALL)
_HREF: Final = re.compile(r'("href":\s?")(/[^"\\]*)(")')
_PUBLIC: Final = re.compile(rf"(?P<before>; )?{re.escape(HOST)}(?P<href>/[^\s<\"]*)")
_ENDPOINT: Final = re.compile(rf"^\t[^\n]*<{re.escape(HOST)}/sparql> ;\n", re.MULTILINE)
"""What a description says of an endpoint, of which a site has none."""
_IRI: Final = re.compile(rf"(?P<subject>^)?<{re.escape(HOST)}(?P<href>/[^>]*)>(?P<more> , )?", re.MULTILINE)
_LAST: Final = re.compile(r"(?: ,\s+)+(?=[;.]\n)")
_DIRECTORIES: Final = frozenset({"data-base", "data-copy"})
_QUERIED: Final = ("/search", "/sparql")


@dataclass(frozen=True)
class Rewriter:
    """Rewrites the pages of one language, and remembers where links lead, since most are on every page.

    Attributes:
        plan: What the site holds.
        prefixes: The folder of each language with a slash at its end, by code; that of the first one is empty.
        lang: The language.
        found: Is told each address that pages lead to, once, with the language of its file.
    """

    plan: Plan
    prefixes: dict[str, str]
    lang: str
    found: Callable[[Address, str], None]
    _ways: dict[str, tuple[str, str] | None] = field(default_factory=dict, repr=False, compare=False)

    def file(self, address: Address) -> str:
        """The path of the file of an address in this language, or in that which it asks for."""
        return address.file(self.prefixes[address.lang if address.lang in self.prefixes else self.lang])

    def page(self, html: str, page: str) -> str:
        """A page whose links lead to files; a link that leads to nothing is text."""

        def tag(match: re.Match[str]) -> str:
            is_head = match["name"] in ("link", "meta")
            attributes = _ATTRIBUTE.sub(lambda each: self._attribute(each, page, match["name"]), match["attributes"])
            if is_head and "\0" in attributes:
                return ""
            return f"<{match['name']}{attributes}>".replace("\0", "")

        parts = _JSON.split(html)
        for number in range(0, len(parts), 4):
            parts[number] = _TAG.sub(tag, parts[number])
        for number in range(2, len(parts), 4):
            parts[number] = self._script(parts[number - 1], parts[number], page)
        return "".join(parts)

    def _script(self, tag: str, text: str, page: str) -> str:
        if "ld+json" in tag:
            return self._described(text)
        return self.data(self._drawing(text, page) if "data-drawing" in tag else text, page)

    def _drawing(self, text: str, page: str) -> str:
        """A network as columns whose things lead to files."""
        columns = json.loads(text)
        things = columns["nodes"]
        if "href" in things:
            found = [self.led(href, page) or "" for href in each_address(things["id"], things["href"])]
            things["href"] = addresses(things["id"], found)
        return _embedded(columns)

    def picture(self, text: str) -> str:
        """A picture, in which the address of the site stands, if it is known."""
        base = self.plan.address.rstrip("/")
        return text.replace(HOST, base) if base else re.sub(rf"(?: · )?{re.escape(HOST)}[^<]*", "", text)

    def network(self, text: str) -> str:
        """GraphML or GEXF, in which the addresses of the site stand, if its own is known."""

        def public(match: re.Match[str]) -> str:
            found = escape(self.public(unescape(match["href"])))
            return (match["before"] or "") + found if found else ""

        return _PUBLIC.sub(public, text)

    def description(self, text: str, file: str) -> str:
        """Turtle whose addresses are those of files; of an endpoint, and of what is not there, it says nothing."""

        def iri(match: re.Match[str]) -> str:
            found = self.public(match["href"]) or self.led(match["href"], file)
            if found:
                return f"<{found}>{match['more'] or ''}"
            return "[]" if match["subject"] is not None else ""

        return _LAST.sub(" ", _IRI.sub(iri, _ENDPOINT.sub("", text)))

    def data(self, text: str, page: str) -> str:
        """JSON whose members `href` lead to files, relative to a page."""

        def linked(match: re.Match[str]) -> str:
            return match[1] + (self.led(match[2].replace("\\u0026", "&"), page) or "") + match[3]

        return _HREF.sub(linked, text)

    def led(self, href: str, page: str) -> str | None:
        """Where a link of the server leads, relative to a page; None where it leads to nothing."""
        if href not in self._ways:
            self._ways[href] = self._way(href)
        way = self._ways[href]
        return None if way is None else relative(way[0], page) + way[1]

    def _way(self, href: str) -> tuple[str, str] | None:
        """The file that a link of the server leads to, and what follows it in an address."""
        asked = urlsplit(href)
        target = self.plan.led(Address.of(href))
        if target is None:
            return None
        self.found(target, target.lang if target.lang in self.prefixes else self.lang)
        query = parse_qs(asked.query) if asked.path in _QUERIED else {}
        if "query" in query:
            return self.file(target), f"#query={quote(query['query'][0])}"
        if query:
            return self.file(target), f"?q={quote(query.get('q', [''])[0])}"
        return self.file(target), f"#{target.fragment}" if target.fragment else ""

    def _attribute(self, match: re.Match[str], page: str, tag: str) -> str:
        name, value = match["name"], unescape(match["value"])
        if value.startswith(HOST):
            public = self.public(value.removeprefix(HOST) or "/")
            return f' {name}="{escape(public)}"' if public else "\0"
        if name == "content" or not value.startswith("/"):
            return match[0]
        if name in _DIRECTORIES:  # the scripts know the root, and that of the language
            root = self.prefixes[self.lang] if name == "data-base" else ""
            return f' {name}="{escape(relative_folder(root, page))}"'
        way = self.led(value, page)
        if way is None:
            return "\0" if tag in ("link", "meta") else ""
        return f' {name}="{escape(way)}"'

    def public(self, href: str) -> str:
        """The address of a page in the web; empty where that of the site is not known."""
        target = self.plan.led(Address.of(href))
        if target is None or not self.plan.address:
            return ""
        return f"{self.plan.address.rstrip('/')}/{quote(self.file(target))}"

    def _described(self, text: str) -> str:
        """What JSON-LD says of a page, with public addresses, or without any."""

        def public(value: Any) -> Any:  # noqa: ANN401 - JSON
            if isinstance(value, str) and value.startswith(HOST):
                return self.public(value.removeprefix(HOST) or "/")
            if isinstance(value, list):
                return [each for each in map(public, value) if each != ""]
            if isinstance(value, dict):
                return {key: found for key, each in value.items() if (found := public(each)) != ""}
            return value

        return _embedded(public(json.loads(text)))


def _embedded(value: Any) -> str:  # noqa: ANN401 - JSON
    """JSON that can stand in a script of HTML."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027")
