"""Exploring: the network that an address of the explorer asks for, its title, and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import is_yes, own_pairs
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.languages import Language, Languages
from sandbox_atlas.api.web.seen import seen
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, DeadlineError, Said, TooLargeError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.arrangements import ARRANGEMENTS, Plan, arranged, with_batches
from sandbox_atlas.graph.network.belonging import BY
from sandbox_atlas.graph.network.groups import Grouping, grouped
from sandbox_atlas.graph.network.kinds import Kinds, kinds, with_kinds
from sandbox_atlas.graph.network.picture import Labels, Period, Picture
from sandbox_atlas.graph.network.support import Link, Support, support, with_support
from sandbox_atlas.graph.network.whole import LEAST, Places, taken_over
from sandbox_atlas.graph.rdf.vocabulary import REGISTER
from sandbox_atlas.graph.register.batch_sequence import Batch
from sandbox_atlas.graph.register.exploration import Exploration
from sandbox_atlas.graph.register.facets import FACETS, FACETS_OF_ANY

GROUPS = "groups"
"""The drawing in which groups stand for their members."""
DRAWINGS = (GROUPS, *ARRANGEMENTS)
"""All drawings, by their value in the address."""
OF_ANY = ("network", "around")
"""Drawings of data that are no register: the others need batches, applications or partners."""

BY_PAGE = ("whole", "uncut", "drawing", "by", "opened", "class", "sort", "rows", "v", "embed", "bom", "lang")
BY_SCRIPT = (
    *("sel", "edge", "colour", "size", "area", "names", "at", "links", "kinds", "hide", "pin", "stand", "open"),
    *("since", "until", "undated", "from", "to", "without", "only", "keep", "pick", "via", "path"),
)
"""Parameters besides the filters: the first are for the server, the second for the script of the page."""
_CROWD = 150
"""Things up to which the whole register is drawn as they are, not in groups."""
_NAMED = 3
"""Values of filters that a title names; it counts the others."""
_NARROWER = Said("Choose a sandbox, place, batch, institution or technology.")


class Asked:
    """What an address asks the explorer for.

    Attributes:
        filters: The filters, or the thing to show with all that it is linked to.
        how: The drawing; empty for what suits the size of the whole register.
        whole: Whether the whole register is shown where no filter is set.
        uncut: Whether things beyond the most linked ones are kept.
        by: What makes groups; empty for what fits.
        opened: The groups that are open, as the address names them.
    """

    def __init__(self, request: Request, *, on_page: bool = False) -> None:
        """Read the address.

        Raises:
            BadParameterError: The explorer has no such parameter, or it does not take the value.
        """
        self.filters = _filters(request, on_page=on_page)
        self.whole, self.uncut = (is_yes(request, name) for name in ("whole", "uncut"))
        asked = request.query_params
        self.how = one_of("drawing", asked.get("drawing") or self._usual(), ("", *DRAWINGS))
        if request.state.atlas.profile != REGISTER and self.how not in OF_ANY:
            self.how = OF_ANY[0]
        self.by = one_of("by", asked.get("by", ""), ("", *BY))
        self.opened = tuple(sorted(set(filter(None, asked.getlist("opened")))))

    def _usual(self) -> str:
        if "entity" in self.filters:
            return "around"
        return "" if self.whole and not self.uncut and not any(self.filters.values()) else "network"

    def how_of(self, found: Exploration) -> str:
        """The drawing of a network."""
        return self.how or (GROUPS if len(found.network.graph) > _CROWD else "network")

    @property
    def filters_key(self) -> tuple[object, ...]:
        """What tells the filters of two addresses apart."""
        return tuple((name, tuple(values)) for name, values in sorted(self.filters.items()))

    @property
    def key(self) -> tuple[object, ...]:
        """What tells the pictures of two addresses apart."""
        return (self.filters_key, self.how, self.whole, self.uncut, self.by, self.opened)


async def explored(request: Request) -> tuple[str, Picture]:
    """The title of what the explorer shows at an address, and the picture with what a reader sees of it."""
    found, drawn = await network_and_picture(request, Asked(request, on_page=True))
    return title_of(request.state.atlas, found, pages.interface(request)), await seen(request, drawn)


async def network_and_picture(request: Request, asked: Asked) -> tuple[Exploration, Picture]:
    """The network and its picture without measures, cached by the atlas unless they may be very large."""
    atlas: Atlas = request.state.atlas
    place = (pages.links(request).base, pages.pinned(request))
    grouped = asked.how in ("", GROUPS) and not asked.uncut

    async def explored() -> Exploration:
        try:
            return await atlas.explore(asked.filters, whole=asked.whole, uncut=asked.uncut, grouped=grouped)
        except TooLargeError as error:  # its own hint is for who writes queries
            raise TooLargeError(Said("This network is too large to draw."), _NARROWER) from error
        except DeadlineError as error:
            raise DeadlineError(Said("This network is so large that it takes too long to draw."), _NARROWER) from error

    async def made() -> tuple[Exploration, Picture]:
        # Groups are opened one after the other: the network that they are of is asked for once.
        network = ("explored", asked.filters_key, asked.whole, *place)
        found = await (atlas.pictures.get(network, explored) if grouped else explored())
        known = await atlas.cache.get("kinds", lambda: kinds(atlas.engine))
        opened = [await atlas.resolve(name) for name in asked.opened]
        places = await _places(atlas, found, asked)
        picture = await run_in_threadpool(_drawn, request, found, asked, opened, places, known)
        supported = await support(atlas.engine, {edge["from"] for edge in picture["edges"] if "weight" not in edge})
        return found, await run_in_threadpool(_told, request, picture, found.batches, known, supported)

    return await (made() if asked.uncut else atlas.pictures.get(("explore", asked.key, *place), made))


async def measured(request: Request, asked: Asked, drawn: Picture) -> Picture:
    """The picture with measures of centrality, which take longer than all else; cached like the picture."""
    from sandbox_atlas.graph.network.centrality import with_centrality

    atlas: Atlas = request.state.atlas

    async def made() -> Picture:
        return await run_in_threadpool(with_centrality, drawn)

    key = ("measured", asked.key, pages.links(request).base, pages.pinned(request))
    return await (made() if asked.uncut else atlas.pictures.get(key, made))


def needs_measures(request: Request) -> bool:
    """Whether the page of an address shows measures at once, or can ask for none, as one of a copy."""
    shown = request.query_params
    is_shown = shown.get("colour") == "community" or shown.get("size", "") in ("betweenness", "pagerank")
    return is_shown or request.app.state.copy is not None


async def _places(atlas: Atlas, found: Exploration, asked: Asked) -> Places | None:
    """The places of the whole register, if the drawing takes them over."""
    if asked.how_of(found) != "network" or len(found.network.graph) < LEAST:
        return None
    is_whole = asked.whole and not asked.filters_key and not found.network.left_out
    whole = await atlas.places(found.network if is_whole else None)
    return await run_in_threadpool(taken_over, found.network.graph, whole)


def _filters(request: Request, *, on_page: bool) -> dict[str, list[str]]:
    """The filters in the address.

    Raises:
        BadParameterError: The explorer has no such parameter.
    """
    facets = FACETS if request.state.atlas.profile == REGISTER else FACETS_OF_ANY
    known = (*facets, "entity", *BY_PAGE, *BY_SCRIPT)
    given: dict[str, list[str]] = {}
    for name, value in own_pairs(request, on_page=on_page):
        if name not in known:
            raise BadParameterError(
                Said("The explorer has no parameter '{name}'.", name=name),
                Said("It has {known}.", known=tuple(known)),
            )
        if name in (*facets, "entity") and value.strip():
            given.setdefault(name, []).append(value)
    return {"entity": given["entity"]} if "entity" in given else given


def one_of(name: str, value: str, known: Any) -> str:  # noqa: ANN401 - anything with names in it
    """The value of a parameter that takes only some.

    Raises:
        BadParameterError: It is none of them.
    """
    if value not in known:
        raise BadParameterError(
            Said(
                "'{name}' is one of {known}, not '{value}'.",
                name=name,
                known=", ".join(filter(None, known)),
                value=value,
            )
        )
    return value


def _drawn(
    request: Request, found: Exploration, asked: Asked, opened: Sequence[str], places: Places | None, known: Kinds
) -> Picture:
    """The picture in an arrangement, with batches in order of time."""
    atlas: Atlas = request.state.atlas
    link = pages.links(request).thing
    how = asked.how_of(found)
    is_grouped = how == GROUPS
    picture = drawing.picture(found.network, atlas.names, atlas.style, link, places=places, is_placed=how == "network")
    order = [batch.iri for batch in found.batches]
    picture = with_batches(picture, order)
    languages: Languages = request.app.state.languages
    if not is_grouped:
        plan = Plan(order, found.entity, languages.labels("shared applications"))
        return {**arranged(picture, how, plan), "how": how}
    grouping = Grouping(
        asked.by,
        frozenset(opened),
        {batch.iri: {"sandbox": batch.sandbox, "place": batch.place} for batch in found.batches},
        lambda iri: drawing.node(atlas.names.get(iri), 0, link),
        lambda iri: drawing.legend_entry(atlas.style.look(iri), 0),
        known.of,
        languages.labels("links between them"),
    )
    return {**grouped(picture, grouping), "how": GROUPS}


def _told(
    request: Request, picture: Picture, batches: Sequence[Batch], known: Kinds, supported: dict[Link, Support]
) -> Picture:
    """The picture with dates and homes of batches, kinds of institutions, and origins of links."""
    atlas: Atlas = request.state.atlas
    present = {iri for node in picture["nodes"] for iri in node.get("batches", ())}
    shown = [each for each in batches if each.iri in present]
    picture = with_support(with_kinds(picture, known, atlas.names), supported, atlas.names, pages.language(request))
    areas = {area for each in shown for area in (each.sandbox, each.place) if area}
    return {
        **picture,
        "known": drawing.legend(atlas.style),
        "timeline": [_period(each, atlas.names.get(each.iri).labels) for each in shown],
        "areas": {area: atlas.names.get(area).labels for area in sorted(areas)},
    }


def _period(batch: Batch, labels: Labels) -> Period:
    return {
        "id": batch.iri,
        "label": labels,
        "date": batch.when or batch.date,
        "sandbox": batch.sandbox,
        "place": batch.place,
    }


def title_of(atlas: Atlas, found: Exploration, reader: Language) -> str:
    """A short title of the network: the thing, the batches, or other values of filters."""
    if found.entity:
        return atlas.names.get(found.entity).label(reader.labels)
    rank = {batch.iri: number for number, batch in enumerate(found.batches)}
    chosen = [option.iri for options in found.facets.values() for option in options if option.chosen]
    chosen.sort(key=lambda iri: rank.get(iri, -1))
    if not chosen:
        is_most_linked = found.is_start and atlas.profile != REGISTER
        return reader.gettext("What is linked most") if is_most_linked else reader.gettext("Everything")
    words = [label_of(atlas, iri, reader.labels) for iri in chosen[:_NAMED]]
    more = len(chosen) - len(words)
    return reader.listed([*words, reader.ngettext("{count} other", "{count} others", more)] if more else words)


def label_of(atlas: Atlas, iri: str, lang: str) -> str:
    """The label of a value of a filter: a thing, or a term of the ontology."""
    is_thing = iri in atlas.names and iri not in atlas.style
    return atlas.names.get(iri).label(lang) if is_thing else atlas.style.look(iri).label(lang)
