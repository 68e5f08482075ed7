"""Passages: what to call them, as they have no names of their own: by their source and the place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf.results import Row, integer, iri, rows, text
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, SBX

_MOST: Final = 500
"""Passages that are called by their source at once; further ones keep the end of their IRIs."""
_LONGEST: Final = 80
"""Characters of the words or the note that stand for the place."""
_DASH: Final = {"zh": "——"}
_SENTENCE = re.compile(r"(?<=[.。！!？?])(?:\s|(?<=[。！？]))")


async def called(engine: Engine, names: Names, things: Iterable[str], lang: str) -> Mapping[str, Name]:
    """The names of the passages among some things, such as Caixin: six pilot projects – “ten institutions”.

    The place is the printed words where one quotation is known, else the first sentence of the note. A passage that
    has a label in the data is called by it and is not here. Errors as in `graph.engine.base.Engine.read`.
    """
    unnamed = (each for each in things if _is_unnamed(names, each))
    wanted = list(islice(unnamed, _MOST))
    if not wanted:
        return {}
    query = bind(internal("passages"), {"passage": [f"<{each}>" for each in wanted], "lang": [f'"{lang}"']})
    found: list[Row] = await engine.read(query, lambda body: list(rows(body)))
    return {
        iri(row["passage"]): replace(names.get(iri(row["passage"])), labels={lang: _label(row, names, lang)})
        for row in found
        if row["passage"] is not None
    }


def _is_unnamed(names: Names, thing: str) -> bool:
    if names.profile != REGISTER:
        return False
    name = names.get(thing)
    return name.class_iri == f"{SBX}Passage" and not name.labels


def _label(row: Row, names: Names, lang: str) -> str:
    words, note = text(row["words"]), _SENTENCE.split(text(row["note"]), maxsplit=1)[0]
    is_quoted = words and not (note and (integer(row["quotes"]) or 0) > 1)  # of several, one would stand for another
    place = f"“{_short(words)}”" if is_quoted else _short(note.rstrip(".。"))
    return _DASH.get(lang, " – ").join(part for part in (names.get(iri(row["source"])).label(lang), place) if part)


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
