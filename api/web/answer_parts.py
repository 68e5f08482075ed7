"""Parts of JSON answers that several of them have: things, cells and columns."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on


class Thing(TypedDict):
    """A thing: its IRI, its label with the language of this, and the address of its page."""

    iri: str
    label: str
    href: str
    lang: NotRequired[str]


Cell = Thing | list[Thing] | list[str] | bool | int | str | None
"""A cell of a row: a thing, a list of things, a boolean, a whole number, or text; addresses under "evidence"."""


class Column(TypedDict):
    """A column of an answer, with its label."""

    name: str
    label: str
