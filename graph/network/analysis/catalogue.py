"""Catalogue of analyses: each describes itself in a file of this folder, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox_atlas.graph.errors import Said, UnknownNameError
from sandbox_atlas.graph.rdf.headers import parsed
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, Texts


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    Attributes:
        name: Its name in addresses and commands.
        title: The question that it answers.
        definition: How it is computed, with the source of the method.
        meaning: What its numbers mean for a reader.
        limits: How far the register, which names only a part of all applications, limits them.
        columns: The columns of its rows, by name.
        numbers: Names of the numbers about the whole.
        parameters: Names of its required parameters, each an institution, with their labels.
    """

    name: str
    title: Texts
    definition: Texts
    meaning: Texts
    limits: Texts
    columns: Mapping[str, Texts]
    numbers: Mapping[str, Texts]
    parameters: Mapping[str, Texts]


@cache
def analyses() -> Mapping[str, Analysis]:
    """All analyses by name, in the order of their pages."""
    folder = files("sandbox_atlas.graph.network.analysis")
    named = {file.name.removesuffix(".yaml"): file for file in folder.iterdir() if file.name.endswith(".yaml")}
    read = {name: parsed(file.read_text(encoding="utf-8")) for name, file in named.items()}
    order = sorted(read, key=lambda name: read[name].pop("order"))
    return {name: Analysis(name=name, **{"parameters": {}, **_texts(read[name])}) for name in order}


def analysis(name: str) -> Analysis:
    """The analysis of a name.

    Raises:
        UnknownNameError: There is none; similar names are suggested.
    """
    found = analyses().get(name)
    if found is None:
        near = get_close_matches(name, analyses(), n=3, cutoff=0.5)
        raise UnknownNameError("analysis", name, near, Said("`sandbox-atlas analyse` and /analysis list the analyses."))
    return found


def _texts(read: Mapping[str, Any]) -> dict[str, Any]:
    """What a file holds, with each text by language, alone or by a name, as such."""
    return {
        name: Texts(value) if LANGUAGES[0] in value else {key: Texts(text) for key, text in value.items()}
        for name, value in read.items()
    }
