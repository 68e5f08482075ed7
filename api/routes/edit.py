"""Editing: the page where curators review announcements, and what it sends; only with `serve --edit`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from sandbox_atlas.api.http.editing import (
    COOKIE,
    assert_allowed,
    assert_edited_here,
    assert_here,
    assert_same_origin,
    is_token,
    needs_token,
    session_of,
)
from sandbox_atlas.api.http.negotiation import field
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages, problems
from sandbox_atlas.api.web.desk import drafts
from sandbox_atlas.api.web.desk.answers import changed, checked, choices, findings
from sandbox_atlas.api.web.desk.desk import Desk, Examined
from sandbox_atlas.api.web.desk.drafting import drafted, names_of
from sandbox_atlas.api.web.desk.placing import placed
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.drafting.document import LARGEST
from sandbox_atlas.graph.curation.review.review import Review, read
from sandbox_atlas.graph.errors import BadParameterError, NotAllowedError
from sandbox_atlas.graph.loading.attached import quoted
from sandbox_atlas.graph.loading.copies import SELECTORS, Selector, selected
from sandbox_atlas.graph.rdf.results import rows

router = APIRouter(prefix="/edit", include_in_schema=False)

_LARGEST_REVIEW: Final = 40_000_000
_LARGEST_FORM: Final = 10_000


@router.get("")
async def page(request: Request) -> Response:
    """The page for curators, or the form that asks for the token."""
    settings = _settings(request)
    assert_edited_here(request, settings)
    if needs_token(request, settings):
        return _private(await pages.render(request, "edit-token.html", 401, wrong=False))
    desk = _desk(request)
    ground = await desk.ground()
    offered = await asyncio.to_thread(choices, ground.view, pages.language(request))
    found = await asyncio.to_thread(drafts.names, desk.folder)
    name = desk.folder.name
    return _private(await pages.render(request, "edit.html", choices=offered, drafts=found, folder=name))


@router.post("/session")
async def session(request: Request) -> Response:
    """Take the token, and remember in a cookie that this browser has given it."""
    settings = _settings(request)
    assert_edited_here(request, settings)
    assert_same_origin(request, settings)
    form = dict(parse_qsl((await _body(request, _LARGEST_FORM)).decode("utf-8", "replace")))
    if not is_token(form.get("token", ""), settings):
        return _private(await pages.render(request, "edit-token.html", 403, wrong=True))
    path = pages.links(request).current.edit()
    answer = RedirectResponse(path, 303)
    value = session_of(settings.edit_token.get_secret_value())
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, value, path=path, httponly=True, samesite="strict", secure=secure)
    return _private(answer)


@router.post("/draft")
async def draft(request: Request, name: str = "") -> Response:
    """The draft of the document in the body, with the sandbox and batch of the register that it speaks of."""
    assert_allowed(request, _settings(request))
    content = await _body(request, LARGEST + 1)
    made = await drafted(content, name[:500] or "the document", names_of(request.state.atlas.names))
    ground = await _desk(request).ground()
    proposed = await asyncio.to_thread(placed, made, ground.view)
    return _private(JSONResponse({**made, "proposed": proposed}))


@router.post("/check")
async def check(request: Request) -> Response:
    """What is wrong with a review, and what its names mean."""
    examined = await _examined(request)
    return _private(JSONResponse(checked(examined, pages.interface(request))))


@router.post("/changes")
async def changes(request: Request) -> Response:
    """What a review changes: facts, counts and answers."""
    examined = await _examined(request)
    reader = pages.interface(request)
    found = await changed(_desk(request), examined, request.state.atlas, pages.links(request), reader)
    return _private(JSONResponse(found), examined.before)


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
        return _private(problems.answer(request, 422, "invalid-review", "The review has mistakes", detail, "", more))
    body = {"file": desk.file_of(review).name, "snapshot": examined.after, "etag": examined.after}
    return _private(JSONResponse(body), examined.after)


@router.post("/open")
async def opened(request: Request, name: str = "") -> Response:
    """A file of the folder of the data that can be reviewed."""
    assert_allowed(request, _settings(request))
    content = await asyncio.to_thread(drafts.content, _desk(request).folder, name)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return _private(Response(content, media_type="application/octet-stream", headers=headers), drafts.tag(content))


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
    return _private(JSONResponse({"name": f"{drafts.FOLDER}/{name}{drafts.REVIEW}", "etag": tag}), tag)


@router.post("/sentences")
async def sentences(request: Request) -> Response:
    """The very words of passages, from the copies of documents that lie on this machine; for whoever runs the server.

    The body is a list of passages as JSON; those whose words are not in a copy are left out.
    """
    settings = _settings(request)
    assert_here(request, settings)
    if needs_token(request, settings):
        raise NotAllowedError("The copies of documents are for whoever runs this server.", "Open /edit first.")
    assert_same_origin(request, settings)
    try:
        wanted = json.loads(await _body(request, _LARGEST_FORM * 100))
    except ValueError as error:
        raise BadParameterError("The body is no list of passages as JSON.") from error
    known = await request.state.atlas.cache.get("selectors", partial(_selectors, request.state.atlas))
    named = [each for each in wanted if isinstance(each, str)] if isinstance(wanted, list) else []
    asked = [known[each] for each in named if each in known]
    return _private(JSONResponse(await asyncio.to_thread(quoted, settings.copies, asked)))


async def _selectors(atlas: Atlas) -> Mapping[str, Selector]:
    return await atlas.engine.read(SELECTORS, lambda body: selected(rows(body)))


async def _examined(request: Request) -> Examined:
    assert_allowed(request, _settings(request))
    return await _desk(request).examine(request.state.atlas, await _review(request))


async def _review(request: Request) -> Review:
    return await asyncio.to_thread(read, await _body(request, _LARGEST_REVIEW))


async def _body(request: Request, most: int) -> bytes:
    """The body of a request, up to a number of bytes.

    Raises:
        HTTPException: It is larger (413).
    """
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise HTTPException(413, f"At most {most // 1_000_000} MB are read.")
        parts.append(part)
    return b"".join(parts)


def _settings(request: Request) -> ServerSettings:
    settings: ServerSettings = request.app.state.settings
    return settings


def _desk(request: Request) -> Desk:
    desk: Desk | None = request.app.state.desk
    if desk is None:
        raise NotAllowedError("This server has no folder to edit.", "Name one with --data.")
    return desk


def _private(answer: Response, tag: str = "") -> Response:
    """An answer that no cache keeps."""
    answer.headers["Cache-Control"] = "no-store"
    if tag:
        answer.headers["ETag"] = f'"{tag}"'
    return answer
