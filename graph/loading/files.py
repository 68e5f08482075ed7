"""Files: finds the RDF files at or below a path, each real file once, and what is passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sandbox_atlas.graph.rdf.formats import FILE_FORMATS


@dataclass(frozen=True, order=True)
class Member:
    """An RDF file.

    Attributes:
        path: Its path.
        below: Its path below the folder that was named, with slashes; its name if the file itself was named.
    """

    path: Path
    below: str


@dataclass
class Listing:
    """The RDF files of one path.

    Attributes:
        members: The files in order of their paths; a real file that is linked more than once has each of its names.
        passed_over: What else is there, with the reason: `name (reason)`.
    """

    members: list[Member] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def listing(path: Path) -> Listing:
    """The RDF files at or below a path.

    Hidden files and folders below the path (their names begin with a dot) are passed over; links are followed.
    """
    found = Listing()
    if path.is_dir():
        _add_folder(found, path, path, set())
    else:
        found.members.append(Member(path, path.name))
    found.members.sort()
    found.passed_over.sort()
    return found


def identity(path: Path) -> tuple[int, int] | str:
    """What all names of one real file share; the path itself if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return str(path)
    return status.st_dev, status.st_ino


def _add_folder(found: Listing, root: Path, folder: Path, entered: set[object]) -> None:
    """Add what a folder holds; folders within it are entered once, so that links in a circle do no harm."""
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        if identity(folder) in entered:
            continue
        entered.add(identity(folder))
        for entry in _entries(found, root, folder):
            path = Path(entry.path)
            below = path.relative_to(root).as_posix()
            reason = _reason(entry)
            if reason:
                found.passed_over.append(f"{below} ({reason})")
            elif entry.is_dir():
                waiting.append(path)
            else:
                found.members.append(Member(path, below))


def _entries(found: Listing, root: Path, folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        found.passed_over.append(f"{folder.relative_to(root).as_posix()} ({(error.strerror or 'unreadable').lower()})")


def _reason(entry: os.DirEntry[str]) -> str:
    """Why an entry of a folder is passed over; empty if it is not."""
    if entry.name.startswith("."):
        return "hidden"
    try:
        is_folder, is_file = entry.is_dir(), entry.is_file()
    except OSError as error:
        return (error.strerror or "unreadable").lower()
    if is_folder:
        return ""
    suffix = Path(entry.name).suffix.lower()
    if suffix not in FILE_FORMATS:
        return f"{suffix} is not read" if suffix else "no suffix"
    return "" if is_file else "no file"
