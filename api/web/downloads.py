"""Downloads of networks: one format for each suffix, with its media type and its writer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL

from sandbox_atlas.api.http.parameters import is_yes
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.figures import picture
from sandbox_atlas.api.web.file_names import stem
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.offline_words import offline_words
from sandbox_atlas.api.web.publication import licence_line, publication_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import exports, standalone
from sandbox_atlas.graph.network.picture import Node, Picture
from sandbox_atlas.graph.network.projection import from_triples
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters
from sandbox_atlas.graph.rdf.formats import CSV, JSON_LD, N_TRIPLES, TURTLE, with_charset


@dataclass(frozen=True)
class ExportRequest:
    """A view to export.

    Attributes:
        request: The request.
        name: Name of the view.
        parameters: Its parameters.
        seen: What a reader sees of it; without this, the whole network is exported.
        title: Its title, where that is not the one of the view with its parameters.
    """

    request: Request
    name: str
    parameters: Parameters
    seen: Picture | None = None
    title: str = ""

    @property
    def atlas(self) -> Atlas:
        """The atlas of the request."""
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
        """The picture to export, with absolute addresses."""
        found = self.seen or await picture(self.request, self.name, self.parameters, uncut=wants_all(self.request))
        return await run_in_threadpool(_with_addresses, found, str(self.request.url))


def _with_addresses(found: Picture, here: str) -> Picture:
    """A picture whose links are absolute."""
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
    write: Callable[[ExportRequest], Awaitable[str | bytes]]


def wants_all(request: Request) -> bool:
    """Whether the request asks for all things of a network, rather than the most linked."""
    return is_yes(request, "uncut")


@dataclass(frozen=True)
class Menu:
    """The files that a page of a network offers.

    Attributes:
        seen: Addresses of what a reader sees, by label; the script of the page adds its state to them.
        whole: Addresses of the whole network, by label.
        things: Number of things of the whole network.
        links: Number of its links; None where not all of them were counted.
    """

    seen: Mapping[str, str]
    whole: Mapping[str, str]
    things: int
    links: int | None


def menu(
    request: Request, name: str, parameters: Parameters, address: Callable[[str], str], size: tuple[int, int, int]
) -> Menu:
    """The files of a network.

    Args:
        request: The request for the page.
        name: The view.
        parameters: Its parameters.
        address: Gives the address of what a reader sees, without the state of the page, by suffix.
        size: Number of all things of the network, and of the things and links that are not left out.
    """
    link, (total, things, links) = pages.links(request), size
    is_cut = total > things
    query = {**parameters, **({"uncut": "yes"} if is_cut or wants_all(request) else {})}
    bom = {".csv": {"bom": "yes"}}
    seen = {label: URL(address(suffix)).include_query_params(**bom.get(suffix, {})) for label, suffix in SEEN.items()}
    return Menu(
        seen={label: str(each) for label, each in seen.items()},
        whole={label: link.view(name, {**query, **bom.get(suffix, {})}, suffix) for label, suffix in LABELS.items()},
        things=total,
        links=None if is_cut else links,
    )


async def written(export: ExportRequest, suffix: str) -> Response:
    """What is to be exported, as a file to download."""
    form = FORMATS[suffix]
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(export)}{suffix}"'}
    body = await form.write(export)
    return Response(body, media_type=with_charset(form.media_type), headers=headers)


def _file_name(export: ExportRequest) -> str:
    """A file name from the view and its parameters."""
    return f"sandbox-atlas-{stem(export.name, (value for values in export.parameters.values() for value in values))}"


# ── Writers ──────────────────────────────────────────────────────────────────


async def _graphml(export: ExportRequest) -> bytes:
    drawn = await export.absolute_picture()
    return await run_in_threadpool(exports.graphml, drawn, export.lang, await _about(export, drawn))


async def _gexf(export: ExportRequest) -> bytes:
    drawn = await export.absolute_picture()
    return await run_in_threadpool(exports.gexf, drawn, export.lang, await _about(export, drawn))


async def _csv(export: ExportRequest) -> str:
    bom = is_yes(export.request, "bom")
    if export.seen:
        return await run_in_threadpool(exports.seen_table, export.seen, export.lang, bom=bom)
    answer = await export.atlas.constructed(export.name, export.parameters, N_TRIPLES)
    network = await run_in_threadpool(from_triples, answer.body)
    return await run_in_threadpool(exports.table, network, export.atlas.names, export.atlas.style, export.lang, bom=bom)


async def _html(export: ExportRequest) -> str:
    drawn = await export.absolute_picture()
    about = await _about(export, drawn)
    words = {
        "title": about["title"],
        "foot": " · ".join(filter(None, (about["data"], about["coverage"], about["cut"]))),
        "address": about["address"],
        **offline_words(export.reader),
    }
    return await run_in_threadpool(standalone.page, drawn, export.lang, words)


def _statements(media_type: str) -> Callable[[ExportRequest], Awaitable[bytes]]:
    async def write(export: ExportRequest) -> bytes:
        return (await export.atlas.constructed(export.name, export.parameters, media_type)).body

    return write


async def _about(export: ExportRequest, drawn: Picture) -> dict[str, str]:
    """Texts about the exported network: title, state of the data, coverage, address, and what was left out."""
    say, number = export.reader.gettext, export.reader.number
    covered = await export.atlas.coverage(export.parameters)
    shown, total = len(drawn["nodes"]), drawn["total"]
    state = say("As of {day}, snapshot {snapshot}")
    licence = licence_line(await publication_of(export.atlas), export.reader)
    today = datetime.now(UTC).date().isoformat()
    part = (
        say("Showing {shown} of {all} entries")
        if export.seen
        else say("Showing {shown} of {all} entries, the most linked first")
    )
    cut = part if shown < total else ""
    return {
        "title": _title(export),
        "data": " · ".join(filter(None, (state.format(day=today, snapshot=export.atlas.snapshot[:12]), licence))),
        "coverage": coverage_sentence(covered, export.reader),
        "cut": cut.replace("{shown}", number(shown)).replace("{all}", number(total)),
        "address": str(export.request.url.replace(path=export.request.url.path.rpartition(".")[0])),
    }


def _title(export: ExportRequest) -> str:
    """The title of the view, with the values of its parameters."""
    if export.title:
        return export.title
    names, look = export.atlas.names, view(export.name, export.atlas.profile)
    found = [
        (value, names.resolve(value)) for values in export.parameters.values() for value in values if value.strip()
    ]
    words = [names.get(iri).label(export.lang) if iri else value for value, iri in found]
    title = look.title[export.lang]
    return (
        export.reader.gettext("{title}: {filters}").format(title=title, filters=export.reader.listed(words))
        if words
        else title
    )


FORMATS = {
    ".html": Format("HTML", "text/html", _html),
    ".graphml": Format("GraphML", "application/graphml+xml", _graphml),
    ".gexf": Format("GEXF", "application/gexf+xml", _gexf),
    ".csv": Format("CSV", CSV, _csv),
    ".ttl": Format("Turtle", TURTLE, _statements(TURTLE)),
    ".jsonld": Format("JSON-LD", JSON_LD, _statements(JSON_LD)),
}
"""Formats by suffix. RDF and CSV have all statements; the others have what is drawn, and state what was left out."""

LABELS = {"JSON": ".json"} | {each.label: suffix for suffix, each in FORMATS.items()}
"""Suffixes by the label of the format in menus."""
SEEN = {label: suffix for label, suffix in LABELS.items() if suffix not in (".ttl", ".jsonld")}
"""The same for what a reader sees: RDF has no words for what is drawn."""
