"""OpenAPI parameters: describes those that questions, views and the explorer take from an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.graph.questions.question import Parameter

Described = dict[str, Any]
"""A parameter object (OpenAPI 3.1, section 4.8.12)."""

YES: Described = {"type": "string", "enum": ["yes", "no"]}
"""Schema of a parameter that takes yes or no."""
TEXT: Described = {"type": "string"}
"""Schema of a parameter that takes any text."""
TEXTS: Described = {"type": "array", "items": TEXT}
"""Schema of a parameter that may be given several times."""


def whole(default: int, smallest: int, largest: int) -> Described:
    """Schema of a parameter that takes a whole number."""
    return {"type": "integer", "default": default, "minimum": smallest, "maximum": largest}


def described(name: str, meaning: str, schema: Described) -> Described:
    """A parameter that may be left out."""
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


def one_of(values: Sequence[str]) -> Described:
    """Schema of a parameter that takes one of some words."""
    return {"type": "string", "enum": list(values)}


def language() -> Described:
    """The parameter that chooses the language."""
    return described("lang", "Language of labels", one_of(shipped().codes))


def of_question(parameters: Iterable[Parameter], *, several: bool = False) -> list[Described]:
    """The parameters of a question.

    Args:
        parameters: The parameters.
        several: Whether the description says that each may be given several times, and that none is required.
    """
    return [_several(_of(each)) if several else _of(each) for each in parameters]


def _of(parameter: Parameter) -> Described:
    is_number = parameter.type == "integer"
    schema: Described = {"type": "integer" if is_number else "string"}
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.minimum is not None:
        schema["minimum"] = parameter.minimum
    if parameter.default is not None:
        schema["default"] = int(parameter.default) if is_number else parameter.default
    found = {**described(parameter.name, parameter.description["en"], schema), "required": parameter.required}
    if parameter.example and parameter.type in ("integer", "choice"):  # things differ from register to register
        found["example"] = int(parameter.example) if is_number else parameter.example
    return found


def _several(parameter: Described) -> Described:
    kept = {key: value for key, value in parameter.items() if key != "example"}
    return {**kept, "required": False, "schema": {"type": "array", "items": parameter["schema"]}}
