"""Links: makes every address of the atlas; no other module knows the base path."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from sandbox_atlas.graph.rdf.vocabulary import SBX, kind_and_slug

_TAKEN_OUT = re.compile(r"/\.{0,2}/")
"""Segments of paths that browsers take out."""


@dataclass(frozen=True)
class Links:
    """Addresses under a base path.

    Attributes:
        base: Path that the atlas is mounted at, without a slash at its end; empty for the root.
        known: IRIs of the things that have a name, and so a page; None where they are not known.
        pinned: Digest of the snapshot that the addresses stay in; empty for the current one, whichever it is.
    """

    base: str = ""
    known: Container[str] | None = None
    pinned: str = ""

    @property
    def current(self) -> Links:
        """The same for the current snapshot."""
        return replace(self, pinned="")

    def home(self) -> str:
        """The first page."""
        return f"{self.base}/{self._query()}"

    def static(self, path: str) -> str:
        """A file that pages load."""
        return f"{self.base}/static/{quote(path)}"

    def search(self, text: str = "", parameters: Mapping[str, object] | None = None) -> str:
        """The search, with a text if one is given, and other parameters."""
        return f"{self.base}/search{self._query({'q': text, **(parameters or {})})}"

    def explore(self, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """The explorer, or what it shows in the format of the suffix."""
        return f"{self.base}/explore{suffix}{self._query(parameters)}"

    def compare(self, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """The comparison of two batches, sandboxes or places, in the format of the suffix."""
        return f"{self.base}/compare{suffix}{self._query(parameters)}"

    def sources(self) -> str:
        """All sources and the facts that each supports."""
        return f"{self.base}/sources{self._query()}"

    def suggest(self, iri: str) -> str:
        """A text with which to suggest a correction of a thing."""
        return f"{self.base}/suggest{self._query({'thing': iri})}"

    def edit(self, address: str = "") -> str:
        """The page for curators, or an address below it."""
        return f"{self.base}/edit" + (f"/{quote(address)}" if address else "")

    def about(self, page: str = "") -> str:
        """The page about the atlas, or another page about it."""
        return f"{self.base}/about" + (f"/{quote(page)}" if page else "") + self._query()

    def lookups(self) -> str:
        """The list of questions."""
        return f"{self.base}/lookups{self._query()}"

    def lookup(self, name: str, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """A question with its parameters, in the format of the suffix."""
        return f"{self.base}/lookups/{quote(name)}{suffix}{self._query(parameters)}"

    def analyses(self) -> str:
        """The list of network analyses."""
        return f"{self.base}/analysis{self._query()}"

    def analysis(self, name: str, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """A network analysis with its parameters, in the format of the suffix."""
        return f"{self.base}/analysis/{quote(name)}{suffix}{self._query(parameters)}"

    def cite(self, of: object, suffix: str = "") -> str:
        """How to cite an answer by its address, or its citation or the whole of it in the format of a suffix."""
        return f"{self.base}/cite{suffix}{self._query({'of': of})}"

    def story(self, steps: Iterable[tuple[str, str]] = (), title: str = "", suffix: str = "") -> str:
        """A story: for each step an address and a sentence, either of which may be empty."""
        told = [pair for at, say in steps for pair in (("say", say), ("at", at))]
        pairs = [("title", title)] * bool(title) + told + [("snapshot", self.pinned)] * bool(self.pinned)
        return f"{self.base}/story{suffix}" + (f"?{urlencode(pairs)}" if pairs else "")

    def changes(self, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """What publications have changed, in the format of the suffix."""
        return f"{self.base}/changes{suffix}{self._query(parameters)}"

    def pinned_home(self, snapshot: str) -> str:
        """The first page as it is in a snapshot."""
        return f"{self.base}/{self._query({'snapshot': snapshot})}"

    def own(self, address: str) -> str:
        """An absolute address of this site without scheme and host, which a proxy in front may not have told."""
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def page(self, path: str, parameters: Mapping[str, object] | None = None) -> str:
        """The special page of a question that has one."""
        return f"{self.base}/{quote(path)}{self._query(parameters)}"

    def views(self) -> str:
        """The prefix of the addresses of all networks."""
        return f"{self.base}/views/"

    def view(self, name: str, parameters: Mapping[str, object] | None = None, suffix: str = "") -> str:
        """A network with its parameters, in the format of the suffix."""
        return f"{self.base}/views/{quote(name)}{suffix}{self._query(parameters)}"

    def sparql(self, query: str = "", form: str = "") -> str:
        """The SPARQL endpoint, with a query if one is given, and the short name of a format for its answer."""
        return f"{self.base}/sparql{self._query({'query': query, 'format': form})}"

    def download(self, suffix: str) -> str:
        """The whole data set as one file."""
        return f"{self.base}/data/atlas.{quote(suffix)}{self._query()}"

    def well_known(self, name: str) -> str:
        """A description of the service at the address that its specification gives (RFC 8615)."""
        return f"{self.base}/.well-known/{quote(name)}"

    def reconcile(self) -> str:
        """The service that matches names of tables."""
        return f"{self.base}/reconcile"

    def openapi(self) -> str:
        """The description of the API."""
        return f"{self.base}/openapi.json"

    def ontology(self, name: str = "") -> str:
        """The ontology, or one of its files."""
        return f"{self.base}/ontology" + (f"/{quote(name)}" if name else "") + self._query()

    def named(self, name: str) -> str:
        """The page of a thing by kind and slug or by its IRI, or of a question by its name."""
        if "://" in name:
            return self.record(name)
        return f"{self.base}/{'id' if '/' in name else 'lookups'}/{quote(name)}{self._query()}"

    def thing(self, iri: str) -> str:
        """The page of a thing of the atlas; any other IRI is its own address if it is an HTTP one."""
        if iri.startswith(SBX):
            return f"{self.base}/ontology{self._query()}#{quote(iri.removeprefix(SBX))}"
        if kind_and_slug(iri) or (self.known is not None and iri in self.known):
            return self.record(iri)
        return self.external(iri)

    def record(self, iri: str, suffix: str = "", parameters: Mapping[str, object] | None = None) -> str:
        """What this site says about any thing, as a page or in the format of a suffix such as ttl."""
        own = kind_and_slug(iri)
        if own and self._is_plain(iri):
            path = f"{self.base}/id/{quote(own[0])}/{quote(own[1])}"
            return path + (f".{suffix}" if suffix else "") + self._query(parameters)
        return f"{self.base}/id{self._query({'iri': iri, 'format': suffix, **(parameters or {})})}"

    def _is_plain(self, iri: str) -> bool:
        """Whether kind and slug name a thing in a path: with no escapes, and no segments that browsers take out."""
        return "%" not in iri and not _TAKEN_OUT.search(iri, iri.find("/", len("https://")))

    def external(self, address: str) -> str:
        """An address of the data if it is one for the web, else nothing: `javascript:` would run in this page."""
        return address if address.startswith(("http://", "https://")) else ""

    def _query(self, parameters: Mapping[str, object] | None = None) -> str:
        if not parameters and not self.pinned:
            return ""
        pairs: list[tuple[str, str]] = []
        for name, value in {"snapshot": self.pinned, **(parameters or {})}.items():
            values = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
            pairs.extend((name, str(each)) for each in values if each not in (None, ""))
        pairs.sort(key=lambda pair: pair[0] == "snapshot")  # at the end, where it is not in the way
        return f"?{urlencode(pairs)}" if pairs else ""
