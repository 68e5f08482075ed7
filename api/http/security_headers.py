"""Security and CORS headers: adds to an answer those that every answer has, unless it has them already."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from sandbox_atlas.api.http.parameters import says_yes
from sandbox_atlas.api.http.paths import is_open
from sandbox_atlas.api.http.request_headers import Header

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a page may load (W3C Content Security Policy 3): nothing from other hosts, and no inline script or style."""

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
"""Lets scripts of every site read the answer, but never with credentials (Fetch, section 3.2.3)."""

_OWN: Final[tuple[Header, ...]] = ((b"cross-origin-resource-policy", b"same-origin"),)

PREFLIGHT: Final[tuple[Header, ...]] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)
"""Headers of the answer to a CORS preflight request (Fetch, section 3.2.2)."""


def protected(headers: list[Header], path: str, query: bytes) -> list[Header]:
    """The headers of an answer with those that every answer has.

    Args:
        headers: The answer's own headers; names in lower case, as in ASGI.
        path: Path of the request, as `api.http.paths.path_of` gives it.
        query: Query string of the request; `embed=1`, or yes, lets other sites show the page in a frame.
    """
    present = {name for name, _ in headers}
    added = [header for header in (*_ALWAYS, *(_OPEN if is_open(path) else _OWN)) if header[0] not in present]
    frames = _EMBEDDED if b"embed=" in query and _is_embedded(query) else _ALONE
    if b"content-security-policy" not in present:
        added.append((b"content-security-policy", CONTENT_POLICY.encode() + frames))
    return [*headers, *added]


def _is_embedded(query: bytes) -> bool:
    """Whether the address is that of an embedded page; the last value counts, as for the page itself."""
    values = [value for name, value in parse_qsl(query.decode("latin-1")) if name == "embed"]
    return bool(values) and says_yes(values[-1]) is True
