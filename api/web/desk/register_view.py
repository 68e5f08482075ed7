"""Register view: what an import or a template needs to know of a register, taken from its files and names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.matching import Key, Match, Register
from sandbox_atlas.graph.curation.sheets.values import Values
from sandbox_atlas.graph.curation.sheets.workbooks import Offered
from sandbox_atlas.graph.loading.languages import required
from sandbox_atlas.graph.loading.origins import editorial
from sandbox_atlas.graph.naming.folding import words_of
from sandbox_atlas.graph.rdf.vocabulary import ID, KINDS, LANGUAGES, SBX, compact, expanded, kind_and_slug

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.loading.dataset import Dataset
    from sandbox_atlas.graph.register.search import SearchResults

_LABELS: Final = frozenset({expanded("rdfs:label"), expanded("skos:prefLabel")})
_LOOKED_AT: Final = 10
_LEAST: Final = 50.0
"""Least score of a match that is worth a curator's look."""
MOST_APPLICATIONS: Final = 2_000
"""Names of applications for which names that are only alike are looked for; the search takes milliseconds for each."""
_CONCURRENT: Final = 8
_DROP_DOWNS: Final = {
    "Sandbox": "sandbox",
    "Batch": "batch",
    "Place": "place",
    "Technologies": "technology",
    "Field of finance": "business-area",
    "Serves": "customer-group",
    "Kind of institution": "institution-kind",
    "Published by": "regulator",
    "Regulator": "regulator",
    "Within": "place",
    "Source": "source",
    "Publisher": "publisher",
    "Broader concept": "technology",
}
"""Kinds of things that drop-downs offer, by heading."""
_INDIVIDUALS: Final = {
    "Type": "sbx:ApplicationType",
    "Kind of sandbox": "sbx:SandboxKind",
    "Certainty": "sbx:Certainty",
    "Basis": "sbx:Basis",
    "Kind of source": "sbx:SourceKind",
    "Outcome": "sbx:Outcome",
}
"""Classes of the ontology whose individuals drop-downs offer, by heading."""


def folded(name: str) -> str:
    """A name reduced to what counts when names are compared."""
    return "".join(words_of(name))


def slug_of(name: str) -> str:
    """A slug of a name: its ASCII words, Chinese characters by their sound; empty where nothing is left."""
    from pypinyin import lazy_pinyin

    sounds = " ".join(part if part.isascii() else " ".join(lazy_pinyin(part)) for part in words_of(name))
    plain = unicodedata.normalize("NFKD", sounds).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


@dataclass(frozen=True)
class RegisterView:
    """A register by its statements."""

    dataset: Dataset

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """The statements of the data."""
        return [quad for document in self.dataset.data for quad in document.quads()]

    @cached_property
    def ontology(self) -> list[ox.Quad]:
        """The statements of the ontology."""
        return [quad for document in self.dataset.ontology for quad in document.quads()]

    @cached_property
    def values(self) -> Values:
        """Reads and writes cells."""
        ranges = {
            _iri(quad.subject): _iri(quad.object)
            for quad in self.ontology
            if quad.predicate.value == expanded("rdfs:range")
        }
        choices = {folded(name): iri for iri in self._individuals for name in (compact(iri)[4:], *self._texts[iri])}
        return Values(ranges, expanded, compact, choices, folded, required(self.quads))

    @cached_property
    def _individuals(self) -> Mapping[str, str]:
        """Individuals of the ontology with their class."""
        return {
            _iri(quad.subject): _iri(quad.object)
            for quad in self.ontology
            if quad.predicate.value == expanded("rdf:type")
            and _iri(quad.subject).startswith(SBX)
            and _iri(quad.object).startswith(SBX)
        }

    @cached_property
    def _texts(self) -> Mapping[str, list[str]]:
        """Labels of the terms of the ontology."""
        found = defaultdict(list)
        for quad in self.ontology:
            if quad.predicate.value in _LABELS:
                found[_iri(quad.subject)].append(_value(quad.object))
        return found

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """Labels by thing and language."""
        return {
            (_iri(quad.subject), quad.object.language or ""): quad.object.value
            for quad in (*self.ontology, *self.quads)
            if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal)
        }

    def register(self, editors: str) -> Register:
        """What an import needs to know; `editors` is a reference of the source of what they add."""
        facts = self._facts
        known = {_iri(quad.subject) for quad in (*self.ontology, *self.quads)}
        own = _editors(ID + (editors if "/" in editors else f"source/{editors}"), known, self.editorial)
        certainty = facts["sbx:certainty"]
        return Register(
            self.values,
            ID,
            known,
            lambda iri, lang: self.labels.get((iri, lang), ""),
            facts["sbx:inBatch"],
            {iri: (source, certainty.get(iri, "")) for iri, source in facts["dcterms:isPartOf"].items()},
            frozenset(KINDS.values()),
            self._schemes,
            required(self.quads),
            own,
            folded,
            slug_of,
            own in self.editorial,
        )

    @cached_property
    def editorial(self) -> set[str]:
        """IRIs of the sources of what editors add."""
        return editorial(self.quads)

    @cached_property
    def _facts(self) -> Mapping[str, Mapping[str, str]]:
        """The values of some properties by thing."""
        found: dict[str, dict[str, str]] = {
            name: {} for name in ("sbx:certainty", "sbx:inBatch", "dcterms:isPartOf", "skos:inScheme")
        }
        names = {expanded(name): name for name in found}
        for quad in (*self.ontology, *self.quads):
            name = names.get(quad.predicate.value)
            if name:
                found[name][_iri(quad.subject)] = _iri(quad.object)
        return found

    @cached_property
    def _schemes(self) -> Mapping[str, str]:
        """The scheme that most concepts of a kind are in; those of the data first."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for iri, scheme in self._facts["skos:inScheme"].items():
            own = kind_and_slug(iri)
            if own:
                counted[own[0]][scheme] += 1
        return {kind: schemes.most_common(1)[0][0] for kind, schemes in counted.items()}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of the documents of sources, by the slug of the source."""
        name = expanded("schema:sha256")
        return {
            _iri(quad.subject).rpartition("/")[2]: _value(quad.object)
            for quad in self.quads
            if quad.predicate.value == name and isinstance(quad.subject, ox.NamedNode)
        }

    def choices(self, lang: str) -> dict[str, list[str]]:
        """What the drop-downs of a template offer: labels with slugs, by heading."""
        things: dict[str, set[str]] = defaultdict(set)
        for iri, _ in self.labels:
            own = kind_and_slug(iri)
            if own:
                things[own[0]].add(iri)
        found = {
            heading: sorted(f"[{iri.rpartition('/')[2]}] {self._shown(iri, lang)}" for iri in things[kind])
            for heading, kind in _DROP_DOWNS.items()
        }
        for heading, name in _INDIVIDUALS.items():
            found[heading] = [
                self._shown(iri, lang) for iri, kind in self._individuals.items() if kind == expanded(name)
            ]
        words = ("是", "否") if lang == "zh" else ("yes", "no")
        return found | {"Licensed": [*words], "Without a name": [words[0]]}

    def offered(self, lang: str) -> Offered:
        """What a template takes from the register: languages, drop-downs, and examples of its own."""
        choices = self.choices(lang)
        own = {iri.rpartition("/")[2] for iri in self.editorial}
        examples = {}
        for heading in _DROP_DOWNS:
            documents = (each for each in choices[heading] if each[1:].partition("]")[0] not in own)
            examples[heading] = next(documents, "")
        institutions = sorted({iri for iri, _ in self.labels if iri.startswith(f"{ID}institution/")})
        if institutions:
            first, last = (self._shown(institutions[place], lang) for place in (0, -1))
            another = f"; {last} [{institutions[-1].rpartition('/')[2]}]" if institutions[1:] else ""
            examples |= {"Applicants": f"{first}{another}", "Roles": f"{first} = lead-applicant"}
        return Offered(required(self.quads), choices, examples)

    def _shown(self, iri: str, lang: str) -> str:
        return self.label(iri, lang).translate(str.maketrans(";；[]", ",，()"))

    def label(self, iri: str, lang: str = "en") -> str:
        """The label of a thing in a language, else in another."""
        return next(filter(None, (self.labels.get((iri, tag), "") for tag in (lang, *LANGUAGES))), "")


async def matched(atlas: Atlas, wanted: Iterable[Key], progress: Callable[[], None]) -> Mapping[Key, Sequence[Match]]:
    """What names may mean in an atlas, by the same rules as reconciliation."""
    import asyncio

    from sandbox_atlas.graph.register.reconciliation import NameParts, candidates

    parts = NameParts(await atlas.indexes.index())
    found: dict[Key, Sequence[Match]] = {}
    gate = asyncio.Semaphore(_CONCURRENT)

    async def match(key: Key) -> None:
        kinds, name = key

        async def find(text: str) -> SearchResults:
            return await atlas.search(text, kinds, _LOOKED_AT)

        async with gate:
            ranked = await candidates(find, name, parts, kinds)
        matches = [
            Match(each.name.iri, each.matched, each.score, folded(each.matched) == folded(name))
            for each in ranked
            if each.score >= _LEAST
        ]
        if matches:
            found[key] = matches
        progress()

    keys = sorted(wanted)
    applications = [key for key in keys if key[0] == ("application",)]
    if len(applications) > MOST_APPLICATIONS:
        found |= await asyncio.to_thread(_same, atlas, applications)
        keys = [key for key in keys if key[0] != ("application",)]
    for start in range(0, len(keys), 1_000):
        await asyncio.gather(*(match(key) for key in keys[start : start + 1_000]))
    return found


def _same(atlas: Atlas, keys: Iterable[Key]) -> dict[Key, Sequence[Match]]:
    """The applications of the very names, without those that are only alike."""
    known: dict[str, dict[str, Match]] = defaultdict(dict)
    for name in atlas.names:
        if name.reference.startswith("application/"):
            for text in (*name.labels.values(), *name.others):
                known[folded(text)][name.iri] = Match(name.iri, text, 100.0, True)
    return {key: [*same.values()] for key in keys if (same := known.get(folded(key[1])))}


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else ""


def _editors(named: str, known: Collection[str], editorial: Collection[str]) -> str:
    """The source of what editors add: the one that is named, else the only one that is marked; empty without one."""
    if named in known:
        return named
    return next(iter(editorial)) if len(editorial) == 1 else ""
