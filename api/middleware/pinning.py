"""Pinning: answers a request with `?snapshot=` from the state of the data that the digest names, from no other one.

What is behind it finds the atlas of that state in the place of the current one, and an address without the parameter.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.errors import GoneError, NotKeptError
from sandbox_atlas.api.http.paths import is_service, path_of
from sandbox_atlas.api.middleware.kept_atlases import KeptAtlases
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import problems
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, Said
from sandbox_atlas.graph.loading.archive import Publication, publications, since

PARAMETER: Final = "snapshot"
LEAST_DIGITS: Final = 8
"""Digits of a digest that name a snapshot; citations have twelve."""
_NAMED = re.compile(
    b"(?:^|&)" + "".join(f"(?:{each}|%{ord(each):x})" for each in PARAMETER).encode() + b"(?:=|&|$)", re.I
)
"""The parameter in a query string, with any of its letters escaped."""
_DIGEST = re.compile(rf"[0-9a-f]{{{LEAST_DIGITS},64}}")


class Pinning:
    """ASGI middleware: a request that names a snapshot has its atlas as `request.state.atlas`.

    Args:
        app: The application behind it.
        owner: The application as pages of problems expect it in the scope.
        settings: Name the archive.
        kept: Opens kept snapshots.
    """

    def __init__(self, app: ASGIApp, owner: object, settings: ServerSettings, kept: KeptAtlases) -> None:
        self._app, self._owner, self._settings, self._kept = app, owner, settings, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one that names no snapshot passes through."""
        if scope["type"] != "http" or not _NAMED.search(scope["query_string"]) or is_service(path_of(scope)):
            await self._app(scope, receive, send)
            return
        names, rest = _parted(scope["query_string"])
        scope["query_string"] = rest
        try:
            async with self._atlas(scope["state"].get("atlas"), names) as atlas:
                if atlas is not None:
                    scope["state"] |= {"atlas": atlas, "pinned": atlas.snapshot}
                await self._app(scope, receive, send)
        except AtlasError as error:
            scope["app"] = self._owner
            await (await problems.response(Request(scope), error))(scope, receive, send)

    @asynccontextmanager
    async def _atlas(self, current: Atlas | None, names: set[str]) -> AsyncIterator[Atlas | None]:
        """The atlas of the snapshot that is named; None where none is.

        Raises:
            BadParameterError: Several are named, or it is no digest.
            GoneError: It was published here and is not kept any more.
            NotKeptError: It was never published here.
            BusyError: As in `KeptAtlases.lease`.
        """
        if not names:
            yield None
            return
        name = names.pop().lower()
        if names or not _DIGEST.fullmatch(name):
            raise BadParameterError(
                Said(
                    "'snapshot' is one digest of a state of the data, at least {count} of its hexadecimal digits.",
                    count=LEAST_DIGITS,
                ),
                Said("/changes lists those that were published.") if self._settings.archive else "",
            )
        if current is not None and current.snapshot.startswith(name):
            yield current
            return
        found = await self._found(name)
        if found.file is None:
            raise NotKeptError(Said("The snapshot '{name}' is not kept here.", name=name))
        async with self._kept.lease(found.snapshot, found.file) as atlas:
            yield atlas

    async def _found(self, name: str) -> Publication:
        folder = self._settings.archive
        known = await asyncio.to_thread(publications, folder) if folder else []
        matching = {each.snapshot: each for each in reversed(known) if each.snapshot.startswith(name)}
        kept = [each for each in known if each.snapshot in matching and each.file]
        if len(matching) > 1:
            raise BadParameterError(
                Said("Several snapshots begin with '{name}'.", name=name), Said("Give more digits.")
            )
        if kept:
            return kept[0]
        if not matching:
            none = Said("This server keeps no earlier states of the data.")
            hint = Said("/changes lists those that were published.") if folder else none
            raise NotKeptError(Said("No snapshot that begins with '{name}' was published here.", name=name), hint)
        gone = matching.popitem()[1]
        raise GoneError(gone.snapshot, gone.published, since(known, gone))


def _parted(query_string: bytes) -> tuple[set[str], bytes]:
    """The values of the parameter, and the query without it."""
    names: set[str] = set()
    rest = []
    for part in query_string.split(b"&"):
        name, _, value = part.decode("latin-1").partition("=")
        if unquote_plus(name) == PARAMETER:
            names.add(unquote_plus(value).strip())
        else:
            rest.append(part)
    return names, b"&".join(rest)
