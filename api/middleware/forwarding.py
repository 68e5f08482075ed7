"""Forwarding: tells the application for whom a trusted proxy sent a request, by which scheme, and below which path.

A plain ASGI middleware around everything else. It makes no difference whether a proxy passes the path on or strips it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Container

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.paths import path_of, raw_path_of
from sandbox_atlas.api.http.proxies import Proxies, listed
from sandbox_atlas.api.middleware.request_recorder import RequestRecorder
from sandbox_atlas.api.middleware.request_tracking import RequestTracking
from sandbox_atlas.api.settings import ServerSettings, root_path
from sandbox_atlas.api.web import problems
from sandbox_atlas.graph.errors import BadParameterError

_PREFIX = b"x-forwarded-prefix"
_SCHEMES = frozenset({"http", "https"})
_TELLING = frozenset({b"x-forwarded-for", b"x-forwarded-proto", _PREFIX})
_log = logging.getLogger(__name__)


class Forwarding:
    """Sets client, scheme and root path of each request.

    Args:
        app: The application.
        recorder: Records requests that are refused here.
        settings: Name the proxies, and the path that the atlas lives under; without one, `X-Forwarded-Prefix` does.
        own: First segments of the addresses of the atlas, with which that path cannot begin: `/data/data` could then
            mean two things.

    Raises:
        BadParameterError: The path begins with one of them.
    """

    def __init__(self, app: ASGIApp, recorder: RequestRecorder, settings: ServerSettings, own: Container[str]) -> None:
        self._app, self._recorder, self._own = app, recorder, own
        self._proxies, self._root = Proxies(settings.proxies), settings.root_path
        self._has_warned = False
        try:
            self._refuse_own(self._root)
        except ValueError as error:
            raise BadParameterError(f"A setting is wrong: root_path: {error}.", "Choose another path.") from None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as its client meant it; answer 400 where a proxy names no path."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            seen = self._seen(scope)
        except ValueError as error:
            refusal = _Refusal(f"The header X-Forwarded-Prefix is wrong: {error}.")
            await RequestTracking(refusal, self._recorder)(scope, receive, send)
            return
        await self._app(seen, receive, send)

    def _seen(self, scope: Scope) -> Scope:
        """The request as its client sent it.

        Raises:
            ValueError: A trusted proxy names a path that cannot be one.
        """
        headers, peer = scope["headers"], scope.get("client")
        address = peer[0] if peer else ""
        client = self._proxies.client(address, headers)
        changed: Scope = {"client": (client, peer[1])} if peer else {}
        root = self._root
        if self._proxies.trusts(address):
            scheme = listed(headers, b"x-forwarded-proto")[:1]
            if scheme and scheme[0].lower() in _SCHEMES:
                changed["scheme"] = scheme[0].lower()
            root = root or self._prefix(scope)
        elif not self._has_warned:
            self._warn(address, scope)
        return {**scope, **changed, **(_below(scope, root) if root else {})}

    def _prefix(self, scope: Scope) -> str:
        """The path that proxies name; several of them, one behind another, name its parts."""
        root = "".join(root_path(each) for each in listed(scope["headers"], _PREFIX))
        self._refuse_own(root)
        return root

    def _refuse_own(self, root: str) -> None:
        if root and root.split("/")[1] in self._own:
            raise ValueError(f"'{root}' begins like an address of the atlas itself, so requests could mean two things")

    def _warn(self, address: str, scope: Scope) -> None:
        """Say once that a proxy may be missing in the settings."""
        names = sorted(name.decode() for name, _ in scope["headers"] if name in _TELLING)
        if names:
            self._has_warned = True
            _log.warning(
                "%s sends %s, but is none of the trusted proxies, so it is ignored; see SANDBOX_ATLAS_PROXIES",
                *(address or "A client", ", ".join(names)),
            )


def _below(scope: Scope, root: str) -> Scope:
    """Paths of a request below a root path, whether the proxy has stripped it or not."""
    path, raw = path_of(scope), raw_path_of(scope)
    if path == root or path.startswith(f"{root}/"):
        rest = raw.split("/", root.count("/") + 1)[root.count("/") + 1 :]
        path, raw = path.removeprefix(root), "".join(f"/{each}" for each in rest)
    return {"root_path": root, "path": root + (path or "/"), "raw_path": (root + (raw or "/")).encode("latin-1")}


class _Refusal:
    """Answers 400."""

    def __init__(self, detail: str) -> None:
        self._body = json.dumps(problems.document(400, detail)).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", problems.MEDIA_TYPE.encode()), (b"content-length", b"%d" % len(self._body))]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})
