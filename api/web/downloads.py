"""What can be taken along of a network: one format for each suffix, with its media type and its writer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.figures import picture
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import exports, standalone
from sandbox_atlas.graph.network.picture import Node, Picture
from sandbox_atlas.graph.network.projection import from_triples
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters
from sandbox_atlas.graph.rdf.formats import N_TRIPLES

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Asked:
    """A view that is to be taken along: the request, the view's name and its parameters."""

    request: Request
    name: str
    parameters: Parameters

    @property
    def atlas(self) -> Atlas:
        """The atlas that answers."""
        found: Atlas = self.request.state.atlas
        return found

    @property
    def reader(self) -> Language:
        """The reader's language."""
        return pages.interface(self.request)

    @property
    def lang(self) -> str:
        """The language of labels."""
        return self.reader.labels

    async def absolute_picture(self) -> Picture:
        """The view as data, with addresses that hold outside of the atlas too."""
        found = await picture(self.request, self.name, self.parameters, uncut=wants_all(self.request))
        here = str(self.request.url)
        nodes: list[Node] = [{**node, "href": urljoin(here, node["href"])} for node in found["nodes"]]
        return {**found, "nodes": nodes}


@dataclass(frozen=True)
class Format:
    """A format of networks.

    Attributes:
        label: What the menu calls it.
        media_type: Its media type.
        write: Writes a view.
    """

    label: str
    media_type: str
    write: Callable[[Asked], Awaitable[str | bytes]]


def wants_all(request: Request) -> bool:
    """Whether the reader asks for all things of a network, rather than the most linked."""
    return bool(request.query_params.get("uncut"))


def downloads(request: Request, name: str, parameters: Parameters) -> dict[str, str]:
    """The addresses of a view in each format, by the label that menus show."""
    link = pages.links(request)
    asked = {**parameters, **({"uncut": "yes"} if wants_all(request) else {})}
    return {label: link.view(name, asked, suffix) for label, suffix in LABELS.items()}


async def export(request: Request, name: str, suffix: str, parameters: Parameters) -> Response:
    """A view as a file to keep."""
    view(name)
    asked, form = Asked(request, name, parameters), FORMATS[suffix]
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(name, parameters)}{suffix}"'}
    return Response(await form.write(asked), media_type=form.media_type + charset, headers=headers)


def _file_name(name: str, parameters: Parameters) -> str:
    """A name for the file that says what is in it, in letters that every system takes."""
    words = [name, *(value for values in parameters.values() for value in values)]
    plain = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(words)).strip("-")
    return f"sandbox-atlas-{plain[:_LONGEST_NAME].rstrip('-')}"


# ── Writers ──────────────────────────────────────────────────────────────────


async def _graphml(asked: Asked) -> bytes:
    drawn = await asked.absolute_picture()
    return await run_in_threadpool(exports.graphml, drawn, asked.lang, await _about(asked, drawn))


async def _gexf(asked: Asked) -> bytes:
    drawn = await asked.absolute_picture()
    return await run_in_threadpool(exports.gexf, drawn, asked.lang, await _about(asked, drawn))


async def _csv(asked: Asked) -> str:
    answer = await asked.atlas.constructed(asked.name, asked.parameters, N_TRIPLES)
    network = await run_in_threadpool(from_triples, answer.body)
    return await run_in_threadpool(exports.table, network, asked.atlas.names, asked.atlas.style, asked.lang)


async def _html(asked: Asked) -> str:
    drawn = await asked.absolute_picture()
    say = asked.reader.gettext
    about = await _about(asked, drawn)
    words = {
        "title": about["title"],
        "foot": " · ".join(filter(None, (about["data"], about["coverage"], about["cut"]))),
        "address": about["address"],
        "help": say("Click anything to see what it is. Drag to move, scroll to zoom."),
        "table": say("Table view"),
        "from": say("From"),
        "relation": say("Relation"),
        "to": say("To"),
        "links": say("links: {count}"),
    }
    return await run_in_threadpool(standalone.page, drawn, asked.lang, words)


def _statements(media_type: str) -> Callable[[Asked], Awaitable[bytes]]:
    async def write(asked: Asked) -> bytes:
        return (await asked.atlas.constructed(asked.name, asked.parameters, media_type)).body

    return write


async def _about(asked: Asked, drawn: Picture) -> dict[str, str]:
    """What is said of the whole: title, state of the data, coverage, address, and what was left out."""
    say, number = asked.reader.gettext, asked.reader.number
    covered = await asked.atlas.coverage(asked.parameters)
    shown, total = len(drawn["nodes"]), drawn["total"]
    coverage = say("Sources report {reported} applications in batches; {named} of these are listed by name.")
    state = say("As of {day}, snapshot {snapshot}")
    cut = say("Showing {shown} of {all}, the most linked first") if shown < total else ""
    return {
        "title": _title(asked),
        "data": state.format(day=datetime.now(UTC).date().isoformat(), snapshot=asked.atlas.snapshot[:12]),
        "coverage": coverage.format(reported=number(covered.reported), named=number(covered.named)),
        "cut": cut.replace("{shown}", number(shown)).replace("{all}", number(total)),
        "address": str(asked.request.url.replace(path=asked.request.url.path.rpartition(".")[0])),
    }


def _title(asked: Asked) -> str:
    """The title of the view with what it was narrowed to."""
    names, look = asked.atlas.names, view(asked.name)
    found = [(value, names.resolve(value)) for values in asked.parameters.values() for value in values if value.strip()]
    words = [names.get(iri).label(asked.lang) if iri else value for value, iri in found]
    title = look.title[asked.lang]
    return (
        asked.reader.gettext("{title}: {filters}").format(title=title, filters=asked.reader.listed(words))
        if words
        else title
    )


FORMATS = {
    ".html": Format("HTML", "text/html", _html),
    ".graphml": Format("GraphML", "application/graphml+xml", _graphml),
    ".gexf": Format("GEXF", "application/gexf+xml", _gexf),
    ".csv": Format("CSV", "text/csv", _csv),
    ".ttl": Format("Turtle", "text/turtle", _statements("text/turtle")),
    ".jsonld": Format("JSON-LD", "application/ld+json", _statements("application/ld+json")),
}
"""Formats by suffix. Statements and CSV have everything; the others what is drawn, with what was left out stated."""

LABELS = {"JSON": ".json"} | {each.label: suffix for suffix, each in FORMATS.items()}
"""Suffixes by what menus call the format."""
