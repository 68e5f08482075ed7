"""Accept-Encoding middleware: reads the header once, so that everything below sees `gzip` or no header."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.negotiation import accepts_gzip

_NAME = b"accept-encoding"


class AcceptEncoding:
    """Wraps an ASGI application: `Accept-Encoding` is `gzip` where the client accepts gzip, and is left out elsewhere.

    Starlette looks for the word only, and would take `gzip;q=0` for a yes (RFC 9110, section 12.5.3).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the simplified header."""
        if scope["type"] == "http":
            values = [value for name, value in scope["headers"] if name == _NAME]
            if values and values != [b"gzip"]:
                others = [header for header in scope["headers"] if header[0] != _NAME]
                accepted = [(_NAME, b"gzip")] if accepts_gzip(scope["headers"]) else []
                scope["headers"] = [*others, *accepted]  # in place: the router notes the route in this scope
        await self._app(scope, receive, send)
