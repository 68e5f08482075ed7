"""Cited: what the address of an answer on this site names, so that it can be cited and taken along."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import unquote, urlencode, urlsplit

from fastapi import Request

from sandbox_atlas.api.http.parameters import RESERVED, own_pairs, question_parameters
from sandbox_atlas.api.http.paths import iri_forms, root_path_of
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.exploring import explored
from sandbox_atlas.api.web.fetching import Call
from sandbox_atlas.api.web.titles import title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, Said, UnknownNameError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.analysis.catalogue import analysis
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.questions.catalogue import question, view
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.rdf.vocabulary import ID
from sandbox_atlas.graph.register.passages import called

Kind = Literal["lookup", "thing", "view", "explorer", "analysis", "comparison"]
Pairs = dict[str, list[str]]

_SUFFIX = re.compile(r"\.(html|json|csv|ttl|jsonld|nt|rdf|graphml|gexf|xlsx)$")
_LONGEST = 4_000
"""Characters of an address that can be cited."""
_CALLS: dict[str, Call] = {"lookup": "ask", "thing": "entity", "view": "network"}
_PAGES = {"sources": "sources"}
"""Pages of questions that have an address of their own."""


@dataclass(frozen=True)
class Cited:
    """An answer on this site.

    Attributes:
        kind: What it is.
        name: Name of the question, analysis or view; IRI of the thing.
        title: Its title in the reader's language.
        parameters: Its parameters, without those that only change how a page looks.
        request: A request for its page, in the reader's language.
        picture: What the explorer shows.
    """

    kind: Kind
    name: str
    title: str
    parameters: Pairs
    request: Request
    picture: Picture | None = field(default=None, repr=False)

    @property
    def call(self) -> Call:
        """How the Python API calls it."""
        return _CALLS.get(self.kind, "")

    @property
    def has_table(self) -> bool:
        """Whether it has a CSV."""
        return self.kind != "comparison"

    def address(self, suffix: str = "", snapshot: str = "") -> str:
        """Its absolute address, or that of its data in the format of a suffix; in a snapshot if one is named."""
        link, given = pages.links(self.request), self._with_language()
        link = replace(link, pinned=snapshot) if snapshot else link
        paths = {
            "lookup": lambda: link.lookup(self.name, given, suffix),
            "thing": lambda: link.record(self.name, suffix.removeprefix("."), {"lang": given.get("lang", "")}),
            "view": lambda: link.view(self.name, given, suffix),
            "explorer": lambda: link.explore(given, suffix),
            "analysis": lambda: link.analysis(self.name, given, suffix),
            "comparison": lambda: link.compare(given, suffix),
        }
        return absolute(self.request, paths[self.kind]())

    def _with_language(self) -> Pairs:
        """The parameters, and the language where another reader would else be answered in a different one."""
        reader, known = pages.interface(self.request), self.request.app.state.languages
        return self.parameters | ({} if reader.code == known.codes[0] else {"lang": [reader.code]})


def absolute(request: Request, path: str) -> str:
    """A path of this site, with its query, as an absolute address."""
    parts = urlsplit(path)
    return str(request.url.replace(path=parts.path, query=parts.query, fragment=""))


async def cited(request: Request, of: str) -> Cited:
    """The answer at an address.

    Args:
        request: The request that asks.
        of: The address, with or without this host.

    Raises:
        BadParameterError: It is no address of an answer, or its parameters are wrong.
        UnknownNameError: There is no such question, thing, view or analysis.
    """
    path, query = located(request, of)
    area, _, rest = path.removeprefix("/").partition("/")
    asked = _request_for(request, path, query)
    if path.removeprefix("/") in _PAGES:
        area, rest = "lookups", _PAGES[path.removeprefix("/")]
    area = _SUFFIX.sub("", area)
    if area not in _AREAS:
        raise BadParameterError(
            Said("This is no address of an answer, a thing, a network or a comparison on this site."),
            Said(
                "Give its path, such as {example}.",
                example=pages.links(request).lookup("institutions-in-multiple-batches"),
            ),
        )
    return await _AREAS[area](asked, rest)


def located(request: Request, of: str) -> tuple[str, str]:
    """Path below the base path and query of an address on this site."""
    wrong = BadParameterError(
        Said("This is no address on this site."), Said("Give a path such as /explore, with its parameters.")
    )
    if len(of) > _LONGEST:
        raise wrong
    try:
        parts = urlsplit(of)
    except ValueError:
        raise wrong from None
    base = root_path_of(request.scope)
    if (parts.netloc and parts.netloc != request.url.netloc) or not parts.path.startswith(f"{base}/"):
        raise wrong
    return parts.path.removeprefix(base), parts.query


def _request_for(request: Request, path: str, query: str) -> Request:
    """A request for the page at an address, in the language of the one that asks."""
    own = Request({**request.scope, "query_string": query.encode()})
    snapshot, served = own.query_params.get("snapshot", ""), request.state.atlas.snapshot
    if not served.startswith(snapshot.lower()):
        raise BadParameterError(
            Said("This is an address in another snapshot."), Said("Add snapshot={name} to this address.", name=snapshot)
        )
    pairs = [pair for pair in own.query_params.multi_items() if pair[0] not in ("lang", "embed", "snapshot")]
    given = urlencode([*pairs, ("lang", pages.interface(request).code)])
    whole = f"{root_path_of(request.scope)}{path}"
    return Request(
        {**request.scope, "path": unquote(whole), "raw_path": whole.encode(), "query_string": given.encode()}
    )


async def _lookup(asked: Request, rest: str) -> Cited:
    given, found = (
        question_parameters(asked, on_page=True),
        question(_SUFFIX.sub("", unquote(rest)), asked.state.atlas.profile),
    )
    await bind_parameters(found, _names(asked), given, pages.language(asked))
    title = title_of(found, given, _names(asked), pages.interface(asked))
    return Cited("lookup", found.name, title, given, asked)


async def _view(asked: Request, rest: str) -> Cited:
    given, found = (
        question_parameters(asked, on_page=True),
        view(_SUFFIX.sub("", unquote(rest)), asked.state.atlas.profile),
    )
    await bind_parameters(found, _names(asked), given, pages.language(asked))
    title = title_of(found, given, _names(asked), pages.interface(asked))
    shown = {name: asked.query_params.getlist(name) for name in ("class", "uncut") if name in asked.query_params}
    return Cited("view", found.name, title, given | shown, asked)


async def _analysis(asked: Request, rest: str) -> Cited:
    given, found = question_parameters(asked, on_page=True), analysis(_SUFFIX.sub("", unquote(rest)))
    atlas: Atlas = asked.state.atlas
    names, reader = atlas.names, pages.interface(asked)
    await atlas.analyse(found.name, given)
    iris = [(value, names.resolve(value.strip(), ("institution",))) for values in given.values() for value in values]
    words = [names.get(iri).label(reader.labels) if iri else value for value, iri in iris]
    title = found.title[reader.labels]
    filled = reader.gettext("{title}: {filters}").format(title=title, filters=reader.listed(words)) if words else title
    return Cited("analysis", found.name, filled, given, asked)


async def _thing(asked: Request, rest: str) -> Cited:
    atlas: Atlas = asked.state.atlas
    given = asked.query_params.get("iri", "")
    forms = [given, ID + given] if given else [ID + form for form in iri_forms(rest)]
    plain = [_SUFFIX.sub("", form) for form in forms]
    iri = await atlas.find(list(dict.fromkeys([*forms, *plain])))
    if iri is None:
        near = await atlas.names.near(given or rest)
        raise UnknownNameError("thing", given or rest, [entry.reference for entry in near])
    lang = pages.language(asked)
    name = (await called(atlas.engine, atlas.names, [iri], lang)).get(iri) or atlas.names.get(iri)
    return Cited("thing", iri, name.label(lang), {}, asked)


async def _explorer(asked: Request, _: str) -> Cited:
    title, picture = await explored(asked)
    given: Pairs = {}
    for name, value in own_pairs(asked, on_page=True):
        if name not in RESERVED - {"class", "uncut"}:
            given.setdefault(name, []).append(value)
    return Cited("explorer", "explore", title, given, asked, picture)


async def _comparison(asked: Request, _: str) -> Cited:
    atlas: Atlas = asked.state.atlas
    a, b = (asked.query_params.get(name, "") for name in ("a", "b"))
    if not a or not b:
        raise BadParameterError(
            Said("Nothing is compared at this address."), Said("Choose two batches, sandboxes or places first.")
        )
    found, lang = await atlas.compare(a, b), pages.language(asked)
    labels = {name: atlas.names.get(iri).label(lang) for name, iri in (("a", found.a), ("b", found.b))}
    title = pages.interface(asked).gettext("{a} and {b}").format(**labels)
    return Cited("comparison", "compare", title, {"a": [a], "b": [b]}, asked)


def _names(request: Request) -> Names:
    atlas: Atlas = request.state.atlas
    return atlas.names


_AREAS: dict[str, Callable[[Request, str], Awaitable[Cited]]] = {
    "lookups": _lookup,
    "views": _view,
    "analysis": _analysis,
    "id": _thing,
    "explore": _explorer,
    "compare": _comparison,
}
"""What answers are at, by the first segment of their path."""
