"""What a reader sees: reads from an address what a page shows of a network, as the scripts of the page write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import is_yes, whole_number
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.neighbourhood import VIA, along, neighbours, paths_by_roles
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.projection import Network
from sandbox_atlas.graph.network.visible import OTHER, Seen, added, visible
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import ID

if TYPE_CHECKING:
    import networkx as nx

MOST = 500
"""Largest number of neighbours in one answer."""
_STEP = "24"
"""Number of neighbours that a page adds where its address names none."""


def is_narrowed(request: Request) -> bool:
    """Whether an address of a view says which classes of it a reader sees; views have no more state than that."""
    return "class" in request.query_params


def drawn_part(request: Request, part: nx.MultiDiGraph[str]) -> Picture:
    """A part of the register, drawn like any view."""
    atlas: Atlas = request.state.atlas
    network = Network(view("neighbourhood", atlas.profile), {}, "", part)
    return drawing.picture(network, atlas.names, atlas.style, pages.links(request).thing)


async def seen(request: Request, drawn: Picture) -> Picture:
    """What is seen of a picture: the neighbours and paths that were added are in it, what was hidden is not.

    Raises:
        UnknownNameError: The address adds the neighbours of a thing that does not exist, or a path to one.
        BadParameterError: The address adds a number of neighbours that is none.
    """
    asked = request.query_params
    for each in asked.getlist("open"):
        drawn = await _with_neighbours(request, drawn, each)
    if asked.get("from") and asked.get("to"):
        drawn = await _with_paths(request, drawn, asked["from"], asked["to"])
    state = Seen(
        classes=frozenset(name if ":" in name else f"sbx:{name}" for name in asked.getlist("class")),
        hidden=frozenset(map(_iri, asked.getlist("hide"))),
        kept=frozenset(map(_iri, asked.getlist("keep"))),
        pinned=frozenset(map(_iri, asked.getlist("pin"))),
        relations=frozenset(asked.getlist("links")),
        kinds=frozenset(each if each == OTHER else _iri(each) for each in asked.getlist("kinds")),
        since=_iri(asked.get("since", "")),
        until=_iri(asked.get("until", "")),
        undated=is_yes(request, "undated"),
        without=_iri(asked.get("without", "")),
        only=_iri(asked.get("only", "")),
    )
    return await run_in_threadpool(visible, drawn, state)


async def _with_neighbours(request: Request, drawn: Picture, opened: str) -> Picture:
    """A picture with neighbours of a thing, from its name and their number, such as `institution/icbc~30`.

    A relation may follow, such as `institution/icbc~30~sbx:applicant`; no neighbours at all, `~0`, stand for the thing
    alone with its links to what is there.
    """
    atlas: Atlas = request.state.atlas
    name, limit, relation = [*opened.split("~", 2), "", ""][:3]
    count = whole_number("open", limit or _STEP, 0, MOST)
    iri, register = await atlas.resolve(name), await atlas.indexes.register()

    def grown() -> Picture:
        if count:
            return added(drawn, drawn_part(request, neighbours(register, iri, count, 0, relation or None).graph), iri)
        here = {iri, *(node["id"] for node in drawn["nodes"])}
        part = neighbours(register, iri, MOST).graph
        return added(drawn, drawn_part(request, part.subgraph([each for each in part if each in here]).copy()), iri)

    return await run_in_threadpool(grown)


async def _with_paths(request: Request, drawn: Picture, start: str, end: str) -> Picture:
    """A picture with the shortest paths between two things."""
    atlas: Atlas = request.state.atlas
    ends, register = [await atlas.resolve(name) for name in (start, end)], await atlas.indexes.register()

    def grown() -> Picture:
        found, _ = found_paths(request, register, ends, via_of(request))
        return added(drawn, drawn_part(request, along(register, found)), ends[0])

    return await run_in_threadpool(grown)


def via_of(request: Request) -> str:
    """What the paths that an address asks for lead through first.

    Raises:
        BadParameterError: It is none of `VIA`.
    """
    via = request.query_params.get("via") or VIA[0]
    if via not in VIA:
        raise BadParameterError(
            Said("'{name}' is one of {known}, not '{value}'.", name="via", known=tuple(VIA), value=via)
        )
    return via


def found_paths(
    request: Request, register: nx.MultiDiGraph[str], ends: list[str], via: str
) -> tuple[list[list[str]], str]:
    """The shortest paths between two things, and what they lead through."""
    atlas: Atlas = request.state.atlas

    def role_of(iri: str) -> str:
        return atlas.style.look(atlas.names.get(iri).class_iri).role

    return paths_by_roles(register, ends[0], ends[1], role_of, via)


def _iri(name: str) -> str:
    """The IRI that a name in an address stands for: kind and slug, or a whole IRI."""
    return name if ":" in name or not name else ID + name
