"""Known names: finds the names of a register in a text, whatever their width, case and script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, Text, lower, plain
from sandbox_atlas.graph.curation.drafting.vocabulary import TECHNOLOGIES
from sandbox_atlas.graph.rdf.abbreviations import is_part

_PREFIX: Final = 2
_SHORT: Final = 5
"""Names in capitals up to this length are found only as they are written."""
ALIKE: Final = {"regulator": "institution"}
"""Kinds that are found together, because one name may be either."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of one thing of the register.

    Attributes:
        name: The name.
        kind: What it is: institution, regulator, technology, place, sandbox, application.
        iri: The thing; empty for a name of the field that the register does not have.
        main: Whether the name is a label of the thing.
    """

    name: str
    kind: str
    iri: str
    main: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a known name stands.

    Attributes:
        span: Its position.
        things: The things of that name, as pairs of kind and IRI, in order; several where the name is ambiguous.
        main: Whether the name is a label of one of them.
    """

    span: Span
    things: tuple[tuple[str, str], ...]
    main: bool = True


@dataclass
class _Entry:
    """The things of one name, and how it is written."""

    written: str
    things: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def by_case(self) -> bool:
        """Whether only the same letters in the same case are this name: acronyms, which are words in lower case."""
        return len(self.written) <= _SHORT and self.written.isupper() and self.written.isascii()


class KnownNames:
    """The names of a register, to be found in texts."""

    def __init__(self, names: Iterable[KnownName]) -> None:
        self._names = list(names)
        self._entries: dict[str, dict[str, _Entry]] = {}
        for name in self._names:
            self._add(name, plain(name.name))

    @cached_property
    def _lengths(self) -> dict[str, dict[str, list[int]]]:
        """For each kind, the lengths of the names that begin with two signs, the longest first."""
        found = {}
        for kind, entries in self._entries.items():
            lengths: dict[str, set[int]] = {}
            for key in entries:
                lengths.setdefault(key[:_PREFIX], set()).add(len(key))
            found[kind] = {prefix: sorted(each, reverse=True) for prefix, each in lengths.items()}
        return found

    @cached_property
    def _firsts(self) -> dict[str, re.Pattern[str]]:
        """For each kind, where names may begin: spelled ones only where a word does."""
        found = {}
        for kind, entries in self._entries.items():
            signs = {key[0] for key in entries}
            spelled = "".join(sorted(sign for sign in signs if sign.isascii() and sign.isalnum()))
            others = re.escape("".join(sorted(signs - set(spelled))))
            parts = [rf"(?<![a-z0-9])[{spelled}]"] * bool(spelled) + [f"[{others}]"] * bool(others)
            found[kind] = re.compile("|".join(parts))
        return found

    @cached_property
    def of_field(self) -> KnownNames:
        """The same names, and what the field calls technologies that the register has not, or not by these names."""
        return KnownNames([*self._names, *(KnownName(each, "technology", "") for each in TECHNOLOGIES)])

    @cached_property
    def taiwanese(self) -> KnownNames:
        """The same names, and what Taiwan calls technologies and sandboxes."""
        made = KnownNames(self._names)
        for name, spelled in _taiwanese(self._names):
            made._add(name, spelled)
        return made

    def _add(self, name: KnownName, spelled: str) -> None:
        spelled = spelled.strip("“”《》\"' ")
        if len(spelled) < _PREFIX:
            return
        group = ALIKE.get(name.kind, name.kind)
        entry = self._entries.setdefault(group, {}).setdefault(lower(spelled), _Entry(spelled))
        if name.iri:
            thing = (name.kind, name.iri)
            entry.things[thing] = entry.things.get(thing, False) or name.main

    def of(self, text: str, kind: str) -> Mention | None:
        """The things of a kind that a whole text names; None if there is none."""
        spelled = plain(text).strip("“”《》\"' ")
        entry = self._entries.get(kind, {}).get(lower(spelled))
        if entry is None or (entry.by_case and entry.written != spelled):
            return None
        return Mention((0, len(text)), tuple(sorted(entry.things)), any(entry.things.values()))

    def find(self, text: Text, kind: str, span: Span | None = None) -> list[Mention]:
        """Where names of a kind stand in a text, the longest at each place, none inside another."""
        entries, lengths = self._entries.get(kind, {}), self._lengths.get(kind, {})
        if not entries:
            return []
        place, end = span or (0, len(text))
        found = []
        for candidate in self._firsts[kind].finditer(text.lower, place, end):
            start = candidate.start()
            options = lengths.get(text.lower[start : start + _PREFIX]) if start >= place else None
            for length in options or ():
                entry = entries.get(text.lower[start : start + length]) if start + length <= end else None
                stop = _end_of(text, start, start + length, entry) if entry else 0
                if entry and stop:
                    things = tuple(sorted(entry.things))
                    found.append(Mention((start, stop), things, any(entry.things.values())))
                    place = stop
                    break
        return found


def _end_of(text: Text, start: int, end: int, entry: _Entry) -> int:
    """Where a name ends that stands here, an English plural included; 0 if longer words only begin or end like it."""
    if entry.by_case and text.plain[start:end] != entry.written:
        return 0
    if _joins(text.plain[start - 1 : start], text.plain[start]):
        return 0
    if is_part(text.plain[start:end], text.plain[max(0, start - 1) : start], text.plain[end : end + 2]):
        return 0
    if text.plain[end : end + 1] == "s" and text.plain[end - 1].isalpha() and text.plain[start].isascii():
        end += 1
    return 0 if _joins(text.plain[end - 1], text.plain[end : end + 1]) else end


def _joins(one: str, other: str) -> bool:
    return bool(one and other) and one.isalnum() and other.isalnum() and not HAN.match(one) and not HAN.match(other)


def _taiwanese(names: Iterable[KnownName]) -> Iterable[tuple[KnownName, str]]:
    """Chinese names in the words of Taiwan, such as 人工智慧 for 人工智能, in simplified characters."""
    from opencc import OpenCC

    converter = OpenCC("s2twp")
    for name in names:
        if name.kind in ("technology", "sandbox") and HAN.search(name.name):
            spelled = plain(converter.convert(name.name))
            if spelled != plain(name.name):
                yield name, spelled
