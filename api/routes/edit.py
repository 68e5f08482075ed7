"""Editing: the page where curators review announcements, and what it sends; only with `serve --edit`."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from sandbox_atlas.api.http.editing import (
    COOKIE,
    assert_allowed,
    assert_edited_here,
    assert_same_origin,
    body_of,
    is_token,
    needs_token,
    private,
    session_of,
)
from sandbox_atlas.api.http.negotiation import field
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages, problems
from sandbox_atlas.api.web.desk import drafts
from sandbox_atlas.api.web.desk.answers import changed, checked, choices, findings, page_of
from sandbox_atlas.api.web.desk.desk import Desk, Examined
from sandbox_atlas.api.web.desk.drafting import drafted, names_of
from sandbox_atlas.api.web.desk.placing import placed
from sandbox_atlas.graph.curation.drafting.document import LARGEST
from sandbox_atlas.graph.curation.review.review import Review, read

router = APIRouter(prefix="/edit", include_in_schema=False)

_LARGEST_REVIEW: Final = 40_000_000
_LARGEST_FORM: Final = 10_000


@router.get("")
async def page(request: Request) -> Response:
    """The page for curators, or the form that asks for the token."""
    settings = _settings(request)
    assert_edited_here(request, settings)
    if needs_token(request, settings):
        return private(await pages.render(request, "edit-token.html", 401, wrong=False))
    desk = _desk(request)
    ground = await desk.ground()
    offered = await asyncio.to_thread(choices, ground.view, pages.language(request))
    found = await asyncio.to_thread(drafts.names, desk.folder)
    name = desk.folder.name
    return private(await pages.render(request, "edit.html", choices=offered, drafts=found, folder=name))


@router.post("/session")
async def session(request: Request) -> Response:
    """Take the token, and remember in a cookie that this browser has given it."""
    settings = _settings(request)
    assert_edited_here(request, settings)
    assert_same_origin(request, settings)
    form = dict(parse_qsl((await body_of(request, _LARGEST_FORM)).decode("utf-8", "replace")))
    if not is_token(form.get("token", ""), settings):
        return private(await pages.render(request, "edit-token.html", 403, wrong=True))
    path = pages.links(request).current.edit()
    answer = RedirectResponse(path, 303)
    value = session_of(settings.edit_token.get_secret_value())
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, value, path=path, httponly=True, samesite="strict", secure=secure)
    return private(answer)


@router.post("/draft")
async def draft(request: Request, name: str = "") -> Response:
    """The draft of the document in the body, with the sandbox and batch of the register that it speaks of."""
    assert_allowed(request, _settings(request))
    content = await body_of(request, LARGEST + 1)
    made = await drafted(content, name[:500] or "the document", names_of(request.state.atlas.names))
    ground = await _desk(request).ground()
    proposed = await asyncio.to_thread(placed, made, ground.view)
    return private(JSONResponse({**made, "proposed": proposed}))


@router.post("/check")
async def check(request: Request) -> Response:
    """What is wrong with a review, and what its names mean."""
    examined = await _examined(request)
    return private(JSONResponse(checked(examined, pages.interface(request))))


@router.post("/changes")
async def changes(request: Request) -> Response:
    """What a review changes: facts, counts and answers."""
    examined = await _examined(request)
    reader = pages.interface(request)
    found = await changed(_desk(request), examined, request.state.atlas, pages.links(request), reader)
    return private(JSONResponse(found), examined.before)


@router.post("/save")
async def save(request: Request) -> Response:
    """Save a review; `If-Match` names the state of the data that its curator has seen (RFC 9110, section 13.1.1).

    Raises:
        HTTPException: The header is missing (428).
        ChangedMeanwhileError: The data are in another state (412).
    """
    assert_allowed(request, _settings(request))
    seen = field(request, "if-match").strip().strip('"')
    if not seen:
        raise HTTPException(428, "Send If-Match with the entity tag of /edit/changes, so that nobody is overwritten.")
    review, desk = await _review(request), _desk(request)
    examined = await desk.save(request.state.atlas, review, seen)
    if examined.has_errors:
        detail = "Nothing was saved: the review has mistakes."
        more: dict[str, Any] = {"findings": findings(examined, pages.interface(request))}
        return private(problems.answer(request, 422, "invalid-review", "The review has mistakes", detail, "", more))
    page = page_of(review, pages.links(request).current)
    body = {"file": desk.file_of(review).name, "snapshot": examined.after, "etag": examined.after, "page": page}
    return private(JSONResponse(body), examined.after)


@router.post("/open")
async def opened(request: Request, name: str = "") -> Response:
    """A file of the folder of the data that can be reviewed."""
    assert_allowed(request, _settings(request))
    content = await asyncio.to_thread(drafts.content, _desk(request).folder, name)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return private(Response(content, media_type="application/octet-stream", headers=headers), drafts.tag(content))


@router.post("/drafts/{name}")
async def kept(request: Request, name: str) -> Response:
    """Keep an unfinished review; `If-Match` names the state that was opened, if there was one.

    Raises:
        ChangedMeanwhileError: The file is there in another state (412).
    """
    assert_allowed(request, _settings(request))
    seen = field(request, "if-match").strip().strip('"')
    review = await _review(request)
    tag = await asyncio.to_thread(drafts.keep, _desk(request).folder, name, review, seen)
    return private(JSONResponse({"name": f"{drafts.FOLDER}/{name}{drafts.REVIEW}", "etag": tag}), tag)


async def _examined(request: Request) -> Examined:
    assert_allowed(request, _settings(request))
    return await _desk(request).examine(request.state.atlas, await _review(request))


async def _review(request: Request) -> Review:
    return await asyncio.to_thread(read, await body_of(request, _LARGEST_REVIEW))


def _settings(request: Request) -> ServerSettings:
    settings: ServerSettings = request.app.state.settings
    return settings


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
