"""Correction suggestions: find the data file and line that define a thing, without changing any file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.positions import Locator


@dataclass(frozen=True)
class Place:
    """Where a thing is defined in the data files.

    Attributes:
        file: The file, below `data/` for the shipped register, else as its curator named it.
        line: The line, from 1.
    """

    file: str
    line: int


def place(data: Sequence[Path], iri: str) -> Place | None:
    """Where a thing is defined, or nothing when no file defines it.

    Args:
        data: The files and folders that are served; none for the shipped register.
        iri: The thing.

    Raises:
        UnreadableFileError: A file is no longer there.
    """
    file, line, _ = Locator(read(data).data).find(iri)
    return Place(_public_path(file, shipped=not data), line) if line else None


def _public_path(file: str, *, shipped: bool) -> str:
    """The path for readers: a shipped file by its path below `data/`, wherever the package is installed."""
    if not shipped:
        return file
    path = Path(file).resolve()
    with as_file(files("sandbox_atlas.data")) as folder:
        shipped_data = folder.resolve()
        return f"data/{path.relative_to(shipped_data).as_posix()}" if path.is_relative_to(shipped_data) else file
