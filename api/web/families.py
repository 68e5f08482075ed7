"""Families of sources: what only copies of an original repeat folds under the original, on tables and in lists."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from sandbox_atlas.api.web.citations import Citation
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row

T = TypeVar("T", bound=Hashable)


def families(lookup: Lookup) -> list[tuple[Row, list[Row]]]:
    """The rows of an answer that stand by themselves, each with the rows that only repeat it.

    A question without the key `copies` folds nothing.
    """
    shown = lookup.question.presentation.copies
    if shown is None:
        return [(row, []) for row in lookup.rows]

    def family(number: int) -> Hashable:
        row = lookup.rows[number]
        return row["origin"] and (row["origin"], *(row[name] for name in shown.same))

    rows = lookup.rows
    groups = _families(range(len(rows)), family, lambda n: rows[n][shown.of], lambda n: rows[n]["origin"])
    return [(rows[first], [rows[each] for each in others]) for first, others in groups.items()]


def citation_families(marks: Iterable[Citation]) -> dict[Citation, list[Citation]]:
    """The passages of a page in their order, each with those that stand in copies of its source's original."""
    return _families(marks, lambda mark: mark.origin, lambda mark: mark.source, lambda mark: mark.origin)


def _families(
    members: Iterable[T],
    family: Callable[[T], Hashable],
    source: Callable[[T], object],
    origin: Callable[[T], object],
) -> dict[T, list[T]]:
    """Members that stand by themselves, each with those that fold under it.

    In a family the members of one source stand, those of the original if it has some; the others fold under the first.
    """
    members = list(members)
    leading: dict[Hashable, object] = {}
    for each in members:
        if source(each) == origin(each) or family(each) not in leading:
            leading[family(each)] = source(each)
    stands = [each for each in members if not family(each) or source(each) == leading[family(each)]]
    found: dict[T, list[T]] = {each: [] for each in stands}
    first: Mapping[Hashable, T] = {family(each): each for each in reversed(stands)}
    for each in members:
        if each not in found:
            found[first[family(each)]].append(each)
    return found
