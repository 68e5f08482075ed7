"""Mementos: the kept states of an address with their times, as the links and lists of RFC 7089 have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.datastructures import URL

from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.archive import Publication

LINK_FORMAT: Final = "application/link-format"


def mementos(known: Iterable[Publication]) -> list[Publication]:
    """The snapshots that are kept, the oldest first; one that was published again counts from its first time."""
    found: dict[str, Publication] = {}
    every = sorted(known, key=lambda publication: publication.published)
    kept = {each.snapshot for each in every if each.file}
    for each in every:
        if each.snapshot in kept:
            found.setdefault(each.snapshot, each)
    return list(found.values())


def at(known: Sequence[Publication], time: datetime) -> Publication:
    """The memento of a time (section 4.5.3): the last that was published by then, or if there is none, the first."""
    return next((each for each in reversed(known) if each.published <= time), known[0])


def address_of(original: URL, publication: Publication) -> str:
    """The address of a thing in a snapshot."""
    return str(original.include_query_params(snapshot=publication.snapshot))


def links(original: URL, timemap: str) -> str:
    """The links of a thing whose address is its own TimeGate (section 2.2)."""
    return f'<{original}>; rel="original timegate", <{timemap}>; rel="timemap"; type="{LINK_FORMAT}"'


def link_to(original: URL, publication: Publication, relation: str = "memento") -> str:
    """A link to a memento, with its time."""
    return f'<{address_of(original, publication)}>; rel="{relation}"; datetime="{http_date(publication.published)}"'


def timemap(original: URL, own: str, known: Sequence[Publication]) -> str:
    """The mementos of a thing as a list of links (section 5), the oldest first.

    Args:
        original: Address of the thing.
        own: Address of the list.
        known: What `mementos` gives.
    """
    span = f'; from="{http_date(known[0].published)}"; until="{http_date(known[-1].published)}"' if known else ""
    lines = [f'<{original}>; rel="original timegate"', f'<{own}>; rel="self"; type="{LINK_FORMAT}"{span}']
    for number, each in enumerate(known):
        ends = ["first"] * (number == 0) + ["last"] * (number == len(known) - 1)
        lines.append(link_to(original, each, " ".join([*ends, "memento"])))
    return ",\n".join(lines) + "\n"


def http_date(time: datetime) -> str:
    """A time as HTTP writes it (RFC 9110, section 5.6.7)."""
    return format_datetime(time.astimezone(UTC), usegmt=True)


def accept_datetime(text: str) -> datetime:
    """The time that Accept-Datetime names (section 2.1.1).

    Raises:
        BadParameterError: It names none.
    """
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        raise BadParameterError(
            f"Accept-Datetime is no time as HTTP writes it: '{text}'.", "For example: Fri, 27 Nov 2026 12:00:00 GMT."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
