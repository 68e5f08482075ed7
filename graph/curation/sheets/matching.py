"""Matching: what the names in a sheet mean in the register; nothing that is only like a name is taken for it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sandbox_atlas.graph.curation.sheets.values import Item, Values

SAME: Final = 99.0
"""Least score of a name that is taken without a question; it must also be the whole name."""
NEAR: Final = 70.0
"""Least score of a name that is asked about."""
NEW: Final = "new"

Key = tuple[tuple[str, ...], str]
"""Kinds that are wanted, and the name."""
Verdict = Literal["same", "accepted", "new", "near", "ambiguous", "unknown"]


@dataclass(frozen=True)
class Match:
    """A thing of the register that a name may mean.

    Attributes:
        iri: The thing.
        name: The name of it that matches.
        score: How well it fits, from 0 to 100.
        is_same: Whether it is this very name, but for case, width, marks and the script of Chinese.
    """

    iri: str
    name: str
    score: float
    is_same: bool


@dataclass(frozen=True)
class Register:
    """What an import needs to know of a register, as plain values.

    Attributes:
        values: Reads and writes the terms of cells.
        base: What precedes kind and slug in the IRIs of things.
        known: IRIs of which something is said.
        label: The label of a thing in a language; empty where there is none.
        batches: The batch of each application.
        passages: Source and certainty of each passage.
        kinds: All kinds of things.
        schemes: The concept scheme of each kind of concepts.
        languages: Languages in which each thing must have a label.
        editors: IRI of the source of what the editors add; empty where there is none.
        folded: Reduces a name to what counts when names are compared.
        slug: Makes a slug of a name.
        is_marked: Whether the data say that the source of the editors is theirs.
    """

    values: Values
    base: str
    known: Container[str]
    label: Callable[[str, str], str]
    batches: Mapping[str, str]
    passages: Mapping[str, tuple[str, str]]
    kinds: Container[str]
    schemes: Mapping[str, str]
    languages: Sequence[str]
    editors: str
    folded: Callable[[str], str]
    slug: Callable[[str], str]
    is_marked: bool = True

    def kinds_of(self, property_: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """The kinds of things that a property leads to: those given, else those of its range."""
        if kinds:
            return kinds
        range_ = self.values.ranges.get(self.values.expanded(property_), "")
        prefix, _, local = self.values.compact(range_).partition(":")
        if prefix == "org":
            return ("institution", "regulator")
        kind = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in local).lstrip("-")
        return (kind,) if prefix == "sbx" and kind in self.kinds else ()


@dataclass(frozen=True)
class Decision:
    """What a name was taken for.

    Attributes:
        name: The name.
        verdict: How it was decided.
        iri: The thing; empty where it is not decided.
        score: The score of the match; 0 without one.
        candidates: What it may mean, the best first.
    """

    name: str
    verdict: Verdict
    iri: str = ""
    score: float = 0.0
    candidates: tuple[Match, ...] = ()


@dataclass
class Matching:
    """Decides on names.

    Attributes:
        register: The register.
        matches: What each name may mean in it.
        accepted: References by folded name that the curator accepted; "new" for what is new.
        accept_from: Least score that the curator accepts without a look.
        declared: IRIs of the entries of the sheets.
        named: IRIs of the entries of the sheets by kind and folded name.
        labels: Labels that the sheets give, by thing and language.
        decisions: What was decided, by kinds and name.
    """

    register: Register
    matches: Mapping[Key, Sequence[Match]]
    accepted: Mapping[str, str] = field(default_factory=dict)
    accept_from: float = 101.0
    declared: set[str] = field(default_factory=set)
    named: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    decisions: dict[Key, Decision] = field(default_factory=dict)

    def has(self, iri: str) -> bool:
        """Whether the register or the sheets have a thing."""
        return iri in self.declared or iri in self.register.known

    def label(self, iri: str, lang: str) -> str:
        """The label of a thing in a language, in the register or in the sheets; empty where there is none."""
        return self.register.label(iri, lang) or self.labels.get((iri, lang), "")

    def referred(self, reference: str, kinds: tuple[str, ...]) -> str:
        """The IRI of a reference: an IRI, a prefixed name, kind/slug, or the slug of something of the kinds."""
        if ":" in reference:
            return self.register.values.expanded(reference)
        if "/" in reference:
            return self.register.base + reference
        found = [f"{self.register.base}{kind}/{reference}" for kind in kinds or ("application",)]
        return next((iri for iri in found if self.has(iri)), found[0])

    def decide(self, named: Item, kinds: tuple[str, ...]) -> Decision:
        """What the name of an item means; items with a reference need no decision."""
        key = kinds, named.name
        if key not in self.decisions:
            self.decisions[key] = self._decided(named.name, kinds)
        return self.decisions[key]

    def _decided(self, name: str, kinds: tuple[str, ...]) -> Decision:
        register = self.register
        folded = register.folded(name)
        found = tuple(self.matches.get((kinds, name), ()))
        accepted = self.accepted.get(folded, "")
        if accepted == NEW:
            return Decision(name, "unknown", candidates=found)
        if accepted:
            return Decision(name, "accepted", self.referred(accepted, kinds), _score(found), found)
        own = [iri for kind in kinds for iri in self.named.get((kind, folded), ())]
        if len(set(own)) == 1:
            return Decision(name, "same" if own[0] in register.known else "new", own[0], 100.0)
        direct = self.referred(name, kinds)
        if " " not in name and self.has(direct):
            return Decision(name, "same", direct, 100.0)
        same = [each for each in found if each.is_same and each.score >= SAME]
        if len(same) == 1 and not own:
            return Decision(name, "same", same[0].iri, same[0].score, found)
        if same or own:
            return Decision(name, "ambiguous", candidates=(*same, *(Match(iri, name, 100.0, True) for iri in set(own))))
        if found and found[0].score >= self.accept_from and _score(found[1:]) < found[0].score:
            return Decision(name, "accepted", found[0].iri, found[0].score, found)
        verdict: Verdict = "near" if _score(found) >= NEAR else "unknown"
        return Decision(name, verdict, score=_score(found), candidates=found)


def _score(found: Sequence[Match]) -> float:
    return found[0].score if found else 0.0


def question(decision: Decision, register: Register) -> tuple[str, str]:
    """What to ask about a name that was not decided, and how to answer."""
    shown = "; ".join(_shown(each, register) for each in decision.candidates[:3])
    slug = _slug(decision.candidates[0].iri, register) if decision.candidates else ""
    if decision.verdict == "ambiguous":
        return (
            f"“{decision.name}” is the name of several entries: {shown}.",
            f"Say which: “{decision.name} [{slug}]”.",
        )
    if decision.verdict == "near":
        is_name = decision.candidates[0].is_same
        like = "is the name of an entry elsewhere" if is_name else "is no name of the register, but like"
        return (
            f"“{decision.name}” {like}: {shown}." if is_name else f"“{decision.name}” {like} {shown}.",
            f"If it is that, write “{decision.name} [{slug}]”, or use --accept '{decision.name}={slug}'; if it is new, "
            "give it a row of its own with “new” as its entry.",
        )
    several = "If these are several, separate them with “;”. " if set(",，/") & set(decision.name) else ""
    return (
        f"“{decision.name}” is not in the register." + (f" The nearest is {shown}." if shown else ""),
        f"{several}Describe it in a row of its own; the file that ends in -new.csv has one to fill in.",
    )


def _shown(match: Match, register: Register) -> str:
    return f"{match.name} [{_slug(match.iri, register)}] ({match.score:g})"


def _slug(iri: str, register: Register) -> str:
    return iri.removeprefix(register.base).rpartition("/")[2]
