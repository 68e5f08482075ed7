"""Query loader: reads the `.rq` files of this folder.

Files whose name starts with `_` are internal; all others are published as questions and views.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_FOLDER = files("sandbox_atlas.graph.queries")
_SUFFIX = ".rq"


@cache
def internal(name: str) -> str:
    """The text of an internal query, by its name without the leading underscore."""
    return _FOLDER.joinpath(f"_{name}{_SUFFIX}").read_text(encoding="utf-8")


def first_steps() -> Iterator[tuple[str, str]]:
    """Name and text of the small queries to begin with, in the order of their numbers."""
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.startswith("_first-"):
            yield file.name.removesuffix(_SUFFIX).lstrip("_"), file.read_text(encoding="utf-8")


def published() -> Iterator[tuple[str, str]]:
    """Name and text of every published query, in order of their names."""
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.endswith(_SUFFIX) and not file.name.startswith("_"):
            yield file.name.removesuffix(_SUFFIX), file.read_text(encoding="utf-8")
