"""Names: the index with which the search of a site finds things in a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.serialisation import classed
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.folding import HAN, words_of
from sandbox_atlas.graph.naming.forms import ABBREVIATED, initials
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.pronunciation import Readings, readings
from sandbox_atlas.graph.rdf.vocabulary import SBX, kind_and_slug
from sandbox_atlas.graph.register.search import distinguishing

_FACTS: Final = 2
_FIRST, _LAST = 0x3400, 0x9FFF
"""Characters of which the simplified form is looked for."""

Row = list[Any]


async def index(atlas: Atlas, plan: Plan, lang: str) -> str:
    """The index of the things of a site in a language, as JSON: the better linked come first.

    A thing is its IRI, the file of its page below that of the language, label, language of the label, what
    distinguishes it, and its names: text (0 for the label), folded words, syllables, initials.
    """
    register, about = await atlas.indexes.register(), await distinguishing(atlas.engine)

    def made() -> str:
        degrees = dict(register.degree())
        things = [name for name in plan.names if not name.iri.startswith(SBX)]
        things.sort(key=lambda name: (-degrees.get(name.iri, 0), atlas.style.look(name.class_iri).rank, name.iri))
        spoken = readings(text for name in things for text in (*name.labels.values(), *name.others))
        rows = [_row(name, atlas, plan, about, spoken, lang) for name in things]
        signs = traditional(words for row in rows for _, words, _, _ in row[5])
        return json.dumps({"signs": signs, "things": rows}, ensure_ascii=False, separators=(",", ":"))

    return await asyncio.to_thread(made)


def _row(name: Name, atlas: Atlas, plan: Plan, about: Mapping[str, Sequence[str]], spoken: Readings, lang: str) -> Row:
    shaped = classed(name, atlas, Links(), lang)
    facts = [shaped["kind"], *(atlas.names.get(iri).label(lang) for iri in about.get(name.iri, ())[:_FACTS])]
    label = shaped["label"]
    said = " · ".join(filter(None, facts))
    return [name.iri, plan.page_of(name.iri).file(""), label, shaped["lang"], said, [*_forms(name, label, spoken)]]


def _forms(name: Name, label: str, spoken: Readings) -> Iterator[Row]:
    """The names of a thing, one for each key."""
    own, seen = kind_and_slug(name.iri), set()
    for text in dict.fromkeys((label, *name.labels.values(), *name.others)):
        words = words_of(text)
        key = "".join(words)
        if key and key not in seen:
            seen.add(key)
            short = own is not None and own[0] in ABBREVIATED and text in name.labels.values()
            syllables = [each.rstrip("12345") for part in HAN.findall(key) for each in spoken.get(part, ())]
            yield [0 if text == label else text, " ".join(words), " ".join(syllables), initials(text) if short else ""]


def traditional(texts: Iterable[str]) -> dict[str, str]:
    """The simplified form of each character that has another and whose simplified form is in some texts."""
    present = {sign for text in texts for sign in text if _FIRST <= ord(sign) <= _LAST}
    pairs = ((sign, "".join(words_of(sign))) for sign in map(chr, range(_FIRST, _LAST + 1)))
    return {sign: simple for sign, simple in pairs if simple != sign and simple in present}
