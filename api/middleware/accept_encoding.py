"""Reads once which codings of an answer a client takes, so that whatever packs answers sees a plain yes or no."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.negotiation import takes_gzip

_NAME = b"accept-encoding"


class Codings:
    """Wraps an application that knows gzip: `Accept-Encoding` says `gzip`, or is left out.

    What packs answers below looks for the word only, and would take `gzip;q=0` for a yes (RFC 9110, section 12.5.3).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on with the header read."""
        if scope["type"] == "http":
            values = [value for name, value in scope["headers"] if name == _NAME]
            if values and values != [b"gzip"]:
                others = [header for header in scope["headers"] if header[0] != _NAME]
                taken = [(_NAME, b"gzip")] if takes_gzip(b",".join(values).decode("latin-1")) else []
                scope["headers"] = [*others, *taken]  # in place: the scope is where the route is noted
        await self._app(scope, receive, send)
