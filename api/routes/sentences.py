"""The very words of passages, from copies of documents that lie on this machine: for whoever runs the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.editing import assert_here, assert_same_origin, body_of, needs_token, private
from sandbox_atlas.api.http.errors import NotAllowedError
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.attached import quoted
from sandbox_atlas.graph.loading.copies import SELECTORS, Selector, selected
from sandbox_atlas.graph.rdf.results import rows

router = APIRouter(include_in_schema=False)

_LARGEST: Final = 1_000_000


@router.post("/edit/sentences")
async def sentences(request: Request) -> Response:
    """The very words of passages, from the copies of documents that lie on this machine; for whoever runs the server.

    The body is a list of passages as JSON; those whose words are not in a copy are left out.
    """
    settings: ServerSettings = request.app.state.settings
    assert_here(request, settings)
    if needs_token(request, settings):
        raise NotAllowedError("The copies of documents are for whoever runs this server.", "Open /edit first.")
    assert_same_origin(request, settings)
    try:
        wanted = json.loads(await body_of(request, _LARGEST))
    except ValueError as error:
        raise BadParameterError("The body is no list of passages as JSON.") from error
    known = await request.state.atlas.cache.get("selectors", partial(_selectors, request.state.atlas))
    named = [each for each in wanted if isinstance(each, str)] if isinstance(wanted, list) else []
    asked = [known[each] for each in named if each in known]
    return private(JSONResponse(await asyncio.to_thread(quoted, settings.copies, asked)))


async def _selectors(atlas: Atlas) -> Mapping[str, Selector]:
    return await atlas.engine.read(SELECTORS, lambda body: selected(rows(body)))
