"""Editing: who may, and that a request comes from the desk's own page rather than from another site.

Without a token only this machine is served, under a name of its own, so that no name of another site that leads here
counts as the same origin (DNS rebinding). A request that changes something must say that it comes from a page of this
site (Fetch Metadata, `Sec-Fetch-Site`; else `Origin`, RFC 6454), or bring the token as a bearer (RFC 6750).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from fastapi import HTTPException, Request, Response

from sandbox_atlas.api.http.errors import NotAllowedError, NotEditedHereError
from sandbox_atlas.api.http.host import is_loopback
from sandbox_atlas.api.http.negotiation import field
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.errors import Said

COOKIE: Final = "edit"
_SAFE: Final = frozenset({"GET", "HEAD"})
_OF_PROXIES: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers that a proxy adds."""


def session_of(token: str) -> str:
    """The value of the cookie of who has given the token; the token cannot be found from it."""
    return hmac.new(token.encode(), b"sandbox-atlas edit", hashlib.sha256).hexdigest()


def is_token(given: str, settings: ServerSettings) -> bool:
    """Whether a word is the token of this server."""
    token = settings.edit_token.get_secret_value()
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def needs_token(request: Request, settings: ServerSettings) -> bool:
    """Whether the curator must give the token first."""
    token = settings.edit_token.get_secret_value()
    if not token or _is_bearer(request, settings):
        return False
    return not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), session_of(token).encode())


def assert_edited_here(request: Request, settings: ServerSettings) -> None:
    """Refuse requests to edit on a server that does not, or that does not do so for this client.

    Raises:
        NotEditedHereError: The server does not edit.
        NotAllowedError: Without a token, the request names another host than this machine.
    """
    if not settings.edit:
        raise NotEditedHereError(
            Said("This server does not edit."), Said("Start it with `sandbox-atlas serve --edit --data FOLDER`.")
        )
    assert_here(request, settings)


def assert_here(request: Request, settings: ServerSettings) -> None:
    """Without a token, refuse requests that are not of this machine, or that a proxy passes on for somebody.

    Raises:
        NotAllowedError: The request names another host, or came through a proxy.
    """
    host = request.url.hostname or ""
    is_direct = not any(name in request.headers for name in _OF_PROXIES)
    if not settings.edit_token.get_secret_value() and not (is_loopback(host) and is_direct):
        raise NotAllowedError(
            f"Without a token this server does that for its own machine only, not for {host}"
            + ("." if is_direct else " through a proxy."),
            "Open http://127.0.0.1 with its port, or set SANDBOX_ATLAS_EDIT_TOKEN.",
        )


def assert_allowed(request: Request, settings: ServerSettings) -> None:
    """Refuse what does not come from the desk's own page, or from a curator.

    Raises:
        NotEditedHereError: The server does not edit.
        NotAllowedError: The request may come from another site, or brings no token.
    """
    assert_edited_here(request, settings)
    if needs_token(request, settings):
        raise NotAllowedError("Editing needs the token of this server.", "Open /edit and give it.")
    if request.method not in _SAFE:
        assert_same_origin(request, settings)


def assert_same_origin(request: Request, settings: ServerSettings) -> None:
    """Refuse a request that changes something and does not come from a page of this site.

    Raises:
        NotAllowedError: It comes from elsewhere, or does not say where from.
    """
    site, origin = field(request, "sec-fetch-site"), field(request, "origin")
    said = [site == "same-origin"] if site else []
    if origin:
        here = request.url.netloc.lower()
        said.append(origin.lower() in (f"https://{here}", f"http://{here}"))  # a proxy may speak another scheme
    if not (all(said) if said else _is_bearer(request, settings)):
        raise NotAllowedError(
            "The request does not come from a page of this site.",
            "Use the page /edit. A program sends the token as `Authorization: Bearer`, or the site as `Origin`.",
        )


def _is_bearer(request: Request, settings: ServerSettings) -> bool:
    scheme, _, given = field(request, "authorization").partition(" ")
    return scheme.lower() == "bearer" and is_token(given.strip(), settings)


async def body_of(request: Request, most: int) -> bytes:
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


def private(answer: Response, tag: str = "") -> Response:
    """An answer that no cache keeps."""
    answer.headers["Cache-Control"] = "no-store"
    if tag:
        answer.headers["ETag"] = f'"{tag}"'
    return answer
