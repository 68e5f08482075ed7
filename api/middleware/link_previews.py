"""Link previews: programs that fetch a page to show its title beside a link, or to index it, get the page.

Most of them accept anything (`*/*`), as curl and RDF clients do, which get data at the same address. Their names tell
them apart; who says what it accepts is never taken for another.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.paths import SPARQL, path_of

_NAMES = re.compile(
    rb"bot\b|crawler|spider|slurp|preview|facebookexternalhit|facebookcatalog|meta-externalagent|whatsapp|telegram|skype"
    rb"|embedly|pinterest|vkshare|mastodon|mattermost|micromessenger|weibo|bytespider|archiver|bitlybot|iframely|nuzzel"
    rb"|bluesky|snapchat|viber|line-poker|google-read-aloud|duckduckgo|qwantify|yandex|baidu|sogou",
    re.I,
)
_ANYTHING = (b"", b"*/*")
_PAGE = b"text/html, */*;q=0.5"


class LinkPreviews:
    """Wraps an ASGI application: a crawler that accepts anything accepts pages first."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with an `Accept` that says what a crawler wants."""
        if scope["type"] == "http" and path_of(scope) not in SPARQL and _is_crawler(scope):
            others = [header for header in scope["headers"] if header[0] != b"accept"]
            scope["headers"] = [*others, (b"accept", _PAGE)]  # in place: the router notes the route in this scope
        await self._app(scope, receive, send)


def _is_crawler(scope: Scope) -> bool:
    """Whether a request says that it is of a crawler and does not say what it accepts."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept").strip()
    agent = b" ".join(value for name, value in scope["headers"] if name == b"user-agent")
    return accepted in _ANYTHING and bool(_NAMES.search(agent))
