"""Derived style: colours, shapes and words for the classes and relations of RDF that is no register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.derived import UNTYPED, humanised, is_only_used, last_part, vocabulary_of
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import bindings
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, OWL, RDF, RDFS

_PALETTE = (
    ("#3b6fb6", "#6fa0e6"),
    ("#d9861a", "#f0a94b"),
    ("#1f9d72", "#4fc79c"),
    ("#8e5fb5", "#b992dc"),
    ("#b3476b", "#e58aa8"),
    ("#2a8fa5", "#62c3d8"),
    ("#8a6d2f", "#cdb06a"),
    ("#5f6b7a", "#a3afbd"),
)
"""Colours on light and on dark paper, told apart by those who see no red or green by their lightness too."""
_SHAPES = ("dot", "square", "diamond", "triangle", "star", "hexagon", "triangleDown")
_OF_TERMS = frozenset({UNTYPED, f"{RDFS}Class", f"{RDF}Property"})
_CLASSES = frozenset({f"{RDFS}Class", f"{OWL}Class"})
_RANKED = 90
"""Most classes that have a place of their own in the legend."""


async def style_of(engine: Engine, names: Names) -> Style:
    """The style of a register, from the ontology, or of other RDF; errors as in `graph.engine.base.Engine.query`."""
    return await Style.load(engine) if engine.is_register else Style(await derived_looks(engine, names), _called)


async def derived_looks(engine: Engine, names: Names) -> Mapping[str, Look]:
    """How classes and relations are drawn and called; errors as in `graph.engine.base.Engine.query`."""
    relations = await engine.read(internal("vocabulary", DERIVED), _links, patient=True)
    counts = Counter(name.class_iri for name in names if name.class_iri != UNTYPED and not is_only_used(name))
    looks = [_of_class(iri, place, names) for place, (iri, _) in enumerate(counts.most_common())]
    further = (name.iri for name in names if name.class_iri in _CLASSES and name.iri not in counts)
    looks += [Look(iri, labels=_words(iri, names, is_class=True)) for iri in further]
    looks = _told_apart(looks)
    looks += [_of_relation(iri, place, names) for place, iri in enumerate(relations)]
    described = {look.iri for look in looks}
    looks += [Look(iri, labels=_words(iri, names, is_class=True)) for iri in _OF_TERMS - described]
    looks.append(Look(UNTYPED, labels={"en": "Other", "zh": "其他"}, rank=_RANKED + 1))
    return {look.iri: look for look in looks}


def _links(body: bytes) -> list[str]:
    """All properties, those that link most things first."""
    return [row["property"]["value"] for row in bindings(body)]


def _told_apart(looks: Iterable[Look]) -> list[Look]:
    """The looks of classes; those of several vocabularies that are called the same, with the vocabulary in brackets."""
    alike: dict[str, list[Look]] = {}
    for look in looks:
        alike.setdefault(look.label("en").casefold(), []).append(look)
    return [look if len(same) == 1 else _with_vocabulary(look) for same in alike.values() for look in same]


def _with_vocabulary(look: Look) -> Look:
    space = vocabulary_of(look.iri)
    return replace(look, labels={tag: f"{text} ({space})" for tag, text in look.labels.items()}) if space else look


def _of_class(iri: str, place: int, names: Names) -> Look:
    colour, dark = _PALETTE[place % len(_PALETTE)]
    shape = _SHAPES[(place // len(_PALETTE) + place) % len(_SHAPES)]
    rank = min(place + 1, _RANKED)
    return Look(iri, labels=_words(iri, names, is_class=True), colour=colour, colour_dark=dark, shape=shape, rank=rank)


def _of_relation(iri: str, place: int, names: Names) -> Look:
    labels = _words(iri, names, is_class=False)
    if place >= len(_PALETTE):
        return Look(iri, labels=labels)
    colour, dark = _PALETTE[-1 - place]
    return Look(iri, labels=labels, colour=colour, colour_dark=dark)


def _called(iri: str) -> str:
    """A term without a look in words: a class, whose name in its vocabulary has a capital, begins with one."""
    words = humanised(iri)
    return words[:1].upper() + words[1:] if last_part(iri)[:1].isupper() else words


def _words(iri: str, names: Names, *, is_class: bool) -> Mapping[str, str]:
    """The labels that the data give a term, else its name in words."""
    labels = names.get(iri).labels
    if labels and labels != {"": last_part(iri)}:
        return labels
    words = humanised(iri)
    return {"": words[:1].upper() + words[1:] if is_class else words}
