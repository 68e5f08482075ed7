"""Parameters: values as callers write them in Python, as the text that questions take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sandbox_atlas.api.notebook.values import Thing
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.questions.question import Parameter

One = str | int | date | Thing
Given = One | Iterable[One] | None
"""The value of a parameter, or several of them, of which any will do; None leaves it out."""


def text(given: One) -> str:
    """One value as text: the IRI of a thing.

    Raises:
        BadParameterError: It is of another type.
    """
    if isinstance(given, Thing):
        return given.iri
    if isinstance(given, str | int | date) and not isinstance(given, bool):
        return str(given)
    raise BadParameterError(f"A parameter takes text, numbers or things, not {type(given).__name__}.")


def texts(parameters: Mapping[str, Given] | None, others: Mapping[str, Given]) -> dict[str, list[str]]:
    """Parameters, as a mapping and as keywords, as text.

    Raises:
        BadParameterError: A value is of a type that no parameter takes, or a parameter is given twice.
    """
    twice = sorted((parameters or {}).keys() & others.keys())
    if twice:
        raise BadParameterError(f"'{twice[0]}' is given twice.", "Give it in the mapping or as a keyword.")
    given = {**(parameters or {}), **others}
    return {name: _texts(value) for name, value in given.items() if value is not None}


def _texts(given: Given) -> list[str]:
    if isinstance(given, str | int | date | Thing) or not isinstance(given, Iterable):
        return [text(given)]  # type: ignore[arg-type] # what is neither is refused there
    return [text(each) for each in given]


def signature(parameters: Sequence[Parameter]) -> str:
    """The parameters of a question in a line; those that it needs have a star."""
    return ", ".join(f"{each.name}{'*' if each.required else ''}" for each in parameters)
