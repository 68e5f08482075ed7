"""Suggestions: terms and slugs that exist and are spelt like one that does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from sandbox_atlas.graph.rdf.vocabulary import compact

_CLOSE = 0.7
"""Least likeness of two names, from 0 to 1."""


class Suggestions:
    """The things that something is said of, by namespace; they are looked at once something is asked about them.

    Args:
        iris: Their IRIs.
    """

    def __init__(self, iris: Iterable[str]) -> None:
        self._given = iris

    @cached_property
    def _iris(self) -> frozenset[str]:
        return frozenset(self._given)

    @cached_property
    def _names(self) -> dict[str, dict[str, list[str]]]:
        names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for iri in sorted(self._iris):
            namespace, local = _split(iri)
            names[namespace][local.lower()].append(local)
        return names

    def __contains__(self, iri: str) -> bool:
        """Whether something is said of a thing."""
        return iri in self._iris

    def sentence(self, iri: str) -> str:
        """A question that names the thing of the same namespace whose name is closest; empty if none is close.

        Of names that differ in capitals only, the one that begins like the name in question is closer.
        """
        namespace, local = _split(iri)
        names = self._names.get(namespace, {})
        close = get_close_matches(local.lower(), names, 1, _CLOSE)
        if iri in self._iris or not close:
            return ""
        best = min(names[close[0]], key=lambda name: name[:1].isupper() != local[:1].isupper())
        return f"Did you mean {compact(namespace + best)}?"


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:]
