"""Headers that every answer has: what a browser may do with it, and who may read it. It knows no route.

Whoever sets one of these headers on an answer of its own keeps it; the rest is added here.
"""

from __future__ import annotations

from typing import Final

Header = tuple[bytes, bytes]

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a page may load (W3C Content Security Policy 3): nothing from other hosts, no script or style in the page."""

_ALONE: Final = b"; frame-ancestors 'none'"
_EMBEDDED: Final = b"; frame-ancestors *"

_UNUSED = ("camera", "geolocation", "microphone", "payment", "usb", "serial", "midi", "display-capture")

_ALWAYS: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _UNUSED).encode()),
)

_OPEN: Final[tuple[Header, ...]] = (
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
)
"""Scripts of every site may read, never with credentials, as the header that allows those is never sent (Fetch 3.2)."""

_OWN: Final[tuple[Header, ...]] = ((b"cross-origin-resource-policy", b"same-origin"),)

PREFLIGHT: Final[tuple[Header, ...]] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)
"""Answer to a browser that asks before it sends a request (Fetch, section 3.2.2)."""


def protected(headers: list[Header], path: str, query: bytes) -> list[Header]:
    """The headers of an answer with those that every answer has.

    Args:
        headers: What the answer has already; names in lower case, as ASGI has them.
        path: Path of the request.
        query: Query string of the request; `embed=1` lets other sites show the page in a frame.
    """
    present = {name for name, _ in headers}
    added = [header for header in (*_ALWAYS, *(_OPEN if is_open(path) else _OWN)) if header[0] not in present]
    frames = _EMBEDDED if b"embed=1" in query and b"embed=1" in query.split(b"&") else _ALONE
    if b"content-security-policy" not in present:
        added.append((b"content-security-policy", CONTENT_POLICY.encode() + frames))
    return [*headers, *added]


def is_open(path: str) -> bool:
    """Whether scripts of other sites may read what a path answers: all but the figures of the service itself."""
    return not path.endswith("/metrics")
