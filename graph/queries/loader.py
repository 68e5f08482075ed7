"""Query loader: reads the `.rq` files of this folder.

Files whose name starts with `_` are internal; all others are published as questions and views.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_FOLDER = files("sandbox_atlas.graph.queries")
_SUFFIX = ".rq"


@cache
def internal(name: str, profile: str = "register") -> str:
    """The text of an internal query, by its name without the leading underscore.

    Args:
        name: The name.
        profile: How the data are read; that of a register has its queries in this folder, another one has those that
            differ in a folder of its name.
    """
    own = _FOLDER.joinpath(profile, f"_{name}{_SUFFIX}")
    found = own if own.is_file() else _FOLDER.joinpath(f"_{name}{_SUFFIX}")
    return found.read_text(encoding="utf-8")


def first_steps(profile: str = "register") -> Iterator[tuple[str, str]]:
    """Name and text of the small queries of a profile to begin with, in the order of their numbers."""
    for file in sorted(_folder(profile).iterdir(), key=lambda file: file.name):
        if file.name.startswith("_first-"):
            yield file.name.removesuffix(_SUFFIX).lstrip("_"), file.read_text(encoding="utf-8")


def published(profile: str = "register") -> Iterator[tuple[str, str]]:
    """Name and text of every published query of a profile, in order of their names."""
    for file in sorted(_folder(profile).iterdir(), key=lambda file: file.name):
        if file.name.endswith(_SUFFIX) and not file.name.startswith("_"):
            yield file.name.removesuffix(_SUFFIX), file.read_text(encoding="utf-8")


def _folder(profile: str) -> Traversable:
    return _FOLDER if profile == "register" else _FOLDER.joinpath(profile)
