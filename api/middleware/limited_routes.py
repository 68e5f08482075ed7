"""Limited routes: applies the rate limit (`api.http.rate_limit`) to all requests but SPARQL queries.

The SPARQL endpoint applies the same limit itself, around running a query and sending its answer.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.paths import SPARQL, is_service, path_of
from sandbox_atlas.api.http.rate_limit import RateLimits
from sandbox_atlas.api.web import problems
from sandbox_atlas.graph.errors import BusyError


class RateLimiting:
    """Wraps an ASGI application; addresses about the service itself are not limited."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with 429 or 503; other scopes pass through."""
        path = path_of(scope) if scope["type"] == "http" else ""
        if not path or is_service(path):
            await self._app(scope, receive, send)
            return
        is_query = path in SPARQL and b"query=" in scope["query_string"]  # a query whose answer is a page
        try:
            async with self._limits.query(scope) if is_query else self._limits.page(scope):
                await self._app(scope, receive, send)
        except BusyError as error:
            await (await problems.response(Request(scope), error))(scope, receive, send)
