"""Stories: a list of addresses of this site with a sentence each, as a page with its own address, and as one file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import refuse_unknown
from sandbox_atlas.api.routes.cited import Cited, absolute, cited
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, Said
from sandbox_atlas.graph.network.still import Still, still
from sandbox_atlas.graph.rdf.formats import with_charset

router = APIRouter(include_in_schema=False)

MOST = 20
"""Steps of a story; each is drawn anew."""
_WIDE = 720.0
"""Width in pixels of the pictures on its page."""
_NAMES = ("at", "say", "title", "lang")


@dataclass(frozen=True)
class Step:
    """A step of a story.

    Attributes:
        at: The address, as the story has it.
        say: The sentence.
        title: What is at the address; empty where nothing is.
        address: The absolute address.
        drawing: The network that is there, if there is one.
        wrong: Why the address does not answer; empty where it does.
    """

    at: str
    say: str
    title: str = ""
    address: str = ""
    drawing: Still | None = None
    wrong: str = ""


@router.get("/story")
async def page(request: Request) -> HTMLResponse:
    """The steps with their drawings, and a form that changes them."""
    steps = await _steps(request)
    return await pages.render(
        request,
        "story.html",
        title=_title(request),
        given=request.query_params.get("title", ""),
        steps=steps,
        most=MOST,
        file=_link(request, steps, ".html"),
    )


@router.get("/story.html")
async def file(request: Request) -> Response:
    """The story as one file, which opens without a network and without scripts."""
    steps, reader = await _steps(request), pages.interface(request)
    template = pages.environment().get_template("story-file.html")
    written = await run_in_threadpool(
        template.render,
        title=_title(request),
        steps=steps,
        address=absolute(request, _link(request, steps)),
        snapshot=request.state.atlas.snapshot,
        reader=reader,
        gettext=reader.gettext,
        ngettext=reader.ngettext,
    )
    headers = {"Content-Disposition": 'attachment; filename="sandbox-atlas-story.html"'}
    return Response(written, media_type=with_charset("text/html"), headers=headers)


def _link(request: Request, steps: list[Step], suffix: str = "") -> str:
    title = request.query_params.get("title", "").strip()
    return pages.links(request).story([(step.at, step.say) for step in steps], title, suffix)


def _title(request: Request) -> str:
    return request.query_params.get("title", "").strip() or pages.interface(request).gettext("A story")


async def _steps(request: Request) -> list[Step]:
    """The steps that an address names, in its order.

    Raises:
        BadParameterError: The address has an unknown parameter, or too many steps.
    """
    refuse_unknown(request, _NAMES, ("at", "say"))
    asked = request.query_params
    pairs = list(zip_longest(asked.getlist("at"), asked.getlist("say"), fillvalue=""))
    given = [(at.strip(), say.strip()) for at, say in pairs if at.strip() or say.strip()]
    if len(given) > MOST:
        raise BadParameterError(
            Said("A story has at most {most} steps, not {count}.", most=MOST, count=len(given)),
            Said("Make two stories of it."),
        )
    return [await _step(request, at, say) for at, say in given]


async def _step(request: Request, at: str, say: str) -> Step:
    """A step; an address that does not answer, or no more, is told in its place."""
    if not at:
        return Step(at, say, wrong=pages.interface(request).gettext("This step has no address."))
    try:
        found = await cited(request, at)
    except AtlasError as error:
        return Step(at, say, wrong=str(error))
    return Step(at, say, found.title, found.address(), await _drawing(found))


async def _drawing(found: Cited) -> Still | None:
    if found.picture is None:
        return None
    return await run_in_threadpool(still, found.picture, pages.language(found.request), _WIDE)
