"""Memento: addresses of things lead to what they said at a time (RFC 7089), where an archive keeps published snapshots.

The address of a thing is its own TimeGate (section 4.1, pattern 1.1), and `?snapshot=` makes it that of a memento.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import URL, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox_atlas.api.http.negotiation import field
from sandbox_atlas.api.http.paths import path_of, root_path_of
from sandbox_atlas.api.web import mementos, problems
from sandbox_atlas.graph.errors import ArchiveError, AtlasError
from sandbox_atlas.graph.loading.archive import Publication, publications

_log = logging.getLogger("sandbox_atlas")
_VARY: Final = "Accept-Datetime"


class Memento:
    """ASGI middleware: negotiates the time of things, and adds the headers of Memento to what is said of them.

    Args:
        app: The application behind it.
        owner: The application as pages of problems expect it in the scope.
        folder: The archive; without one, everything passes through.
    """

    def __init__(self, app: ASGIApp, owner: object, folder: Path | None) -> None:
        self._app, self._owner, self._folder = app, owner, folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_thing = scope["type"] == "http" and scope["method"] == "GET" and _is_of_things(path_of(scope))
        if self._folder is None or not is_thing:
            await self._app(scope, receive, send)
            return
        try:
            known = mementos.mementos(await self._publications())
            wanted = "" if b"snapshot=" in scope["query_string"] else field(Request(scope), "accept-datetime")
            if wanted and known:
                await _lead(scope, send, mementos.at(known, mementos.accept_datetime(wanted)))
                return
        except AtlasError as error:
            scope["app"] = self._owner
            await (await problems.response(Request(scope), error))(scope, receive, send)
            return
        await self._app(scope, receive, _Sending(send, scope, known))

    async def _publications(self) -> list[Publication]:
        """The publications; none where the archive cannot be read, so that current things are still answered."""
        try:
            return await asyncio.to_thread(publications, self._folder) if self._folder else []
        except ArchiveError as error:
            _log.error("%s", error.message)
            return []


class _Sending:
    """Sends an answer on with the headers of Memento."""

    def __init__(self, send: Send, scope: Scope, known: Sequence[Publication]) -> None:
        self._send, self._scope, self._known = send, scope, known
        self._links = _links(scope)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in (200, 304):
            message = {**message, "headers": list(message.get("headers", ()))}
            headers = MutableHeaders(raw=message["headers"])
            headers.append("link", self._links)
            pinned = self._scope["state"].get("pinned")
            found = next((each for each in self._known if each.snapshot == pinned), None)
            if found:
                headers["memento-datetime"] = mementos.http_date(found.published)
            elif not pinned:
                headers.add_vary_header(_VARY)
        await self._send(message)


async def _lead(scope: Scope, send: Send, chosen: Publication) -> None:
    """Lead to a memento (section 4.1.1)."""
    original = _original(scope)
    headers = {
        "location": mementos.address_of(original, chosen),
        "vary": _VARY,
        "link": f"{_links(scope)}, {mementos.link_to(original, chosen)}",
        "content-length": "0",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 302, "headers": raw})
    await send({"type": "http.response.body", "body": b""})


def _is_of_things(path: str) -> bool:
    return path == "/id" or path.startswith("/id/")


def _original(scope: Scope) -> URL:
    return URL(scope=scope).remove_query_params("snapshot")


def _links(scope: Scope) -> str:
    original = _original(scope)
    of = original.path + (f"?{original.query}" if original.query else "")
    own = original.replace(path=f"{root_path_of(scope)}/timemap", query=urlencode({"of": of}))
    return mementos.links(original, str(own))
