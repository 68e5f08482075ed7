"""Content negotiation: chooses media type, content coding and language from request headers (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request

from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, XLSX

PROBLEM = "application/problem+json"
"""Media type of problem details (RFC 9457, section 3)."""

NEGOTIATED = ("text/html", "application/json", PROBLEM, "text/csv", XLSX, *GRAPH_TYPES)
"""Every media type that some page or its data may have; the endpoint's own are in `api.sparql`."""

_REFUSED = (0.0, 0)
"""How much a client prefers a type that it does not accept."""
_LONGEST_ACCEPT = 512
"""Characters above which what an Accept header means is not remembered."""


@dataclass(frozen=True)
class _Range:
    """One element of an Accept header."""

    value: str
    quality: float

    def specificity(self, offered: str) -> int:
        """How closely the range fits an offered type: 0 not at all, 1 as */*, 2 as type/*, 3 as the type itself."""
        if self.value == offered:
            return 3
        if self.value == f"{offered.partition('/')[0]}/*":
            return 2
        return 1 if self.value == "*/*" else 0


def _ranges(header: str) -> list[_Range]:
    ranges = []
    for element in header.split(","):
        value, *parameters = (part.strip() for part in element.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, text = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(text.strip())
        if value:
            ranges.append(_Range(value.lower(), quality))
    return ranges


def _quality(text: str) -> float:
    """A weight between 0 and 1 (RFC 9110, section 12.4.2); one that cannot be read counts as 1."""
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def best_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client prefers, or None when it accepts none (RFC 9110, section 12.5.1).

    Of types with the same weight, one that the client names comes before one that only a wildcard fits:
    `text/html, */*` asks for a page.

    Args:
        accept: The Accept header; without one, the client accepts anything.
        offered: Media types in the order that the server prefers, which decides between equals.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    rated = [(_preference(ranges, candidate), -position) for position, candidate in enumerate(offered)]
    preference, position = max(rated)
    return offered[-position] if preference > _REFUSED else None


def field(request: Request, name: str) -> str:
    """A header that may come in several lines, as one list (RFC 9110, section 5.3); empty where there is none."""
    return ", ".join(request.headers.getlist(name))


def preferences(accept: str) -> tuple[int, ...]:
    """What an Accept header means to this server: the rank of each media type of `NEGOTIATED`, 0 for a refused one.

    Headers of equal rank get the same answer from `best_type` whatever an address offers.
    """
    return _preferences(accept) if len(accept) > _LONGEST_ACCEPT else _remembered_preferences(accept)


def _preferences(accept: str) -> tuple[int, ...]:
    if not accept.strip():
        return (1,) * len(NEGOTIATED)
    ranges = _ranges(accept)
    found = [_preference(ranges, media_type) for media_type in NEGOTIATED]
    ranks = {preference: rank for rank, preference in enumerate(sorted({_REFUSED, *found}))}
    return tuple(ranks[preference] for preference in found)


_remembered_preferences = lru_cache(maxsize=512)(_preferences)


def accepted_type(request: Request, offered: Sequence[str]) -> str:
    """The offered media type that a request prefers; arguments as in `best_type`.

    Raises:
        HTTPException: 406, as the client accepts none of them.
    """
    found = best_type(field(request, "accept"), offered)
    if found is None:
        raise HTTPException(406, f"This address offers {', '.join(offered)}.")
    return found


def _preference(ranges: Iterable[_Range], offered: str) -> tuple[float, int]:
    """How much a client prefers a type: the quality of the most specific range that fits, and how closely it does.

    Of several ranges that fit as closely, the one of the highest quality counts.
    """
    fitting = [(each.specificity(offered), each.quality) for each in ranges if each.specificity(offered)]
    if not fitting:
        return _REFUSED
    specificity, quality = max(fitting)
    return (quality, specificity) if quality else _REFUSED


def accepts_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a client accepts gzip; the headers are those of a request, as ASGI has them."""
    return takes_gzip(b",".join(value for name, value in headers if name == b"accept-encoding"))


@lru_cache(maxsize=64)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether Accept-Encoding names gzip with a weight above zero (RFC 9110, section 12.5.3)."""
    return any(each.value == "gzip" and each.quality > 0 for each in _ranges(accept_encoding.decode("latin-1")))


def best_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """The offered language that a reader prefers (RFC 9110, section 12.5.4; RFC 4647, section 3.4).

    Args:
        accept_language: The Accept-Language header.
        offered: Primary subtags in the order that the server prefers, which decides between equals; the first one
            is for readers who accept none of them.
    """
    rated: list[tuple[float, int]] = []
    for each in _ranges(accept_language or ""):
        primary = each.value.partition("-")[0]
        if primary in offered:
            rated.append((each.quality, -offered.index(primary)))
    best = max(rated, default=(0.0, 0))
    return offered[-best[1]] if best[0] > 0 else offered[0]
