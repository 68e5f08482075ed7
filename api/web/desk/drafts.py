"""Drafts: announcements and unfinished reviews that lie in the folder of the data."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from sandbox_atlas.api.http.errors import ChangedMeanwhileError
from sandbox_atlas.graph.curation.drafting.document import LARGEST
from sandbox_atlas.graph.curation.review.review import Review
from sandbox_atlas.graph.curation.review.saving import alone, save
from sandbox_atlas.graph.errors import UnknownNameError, UnreadableFileError, reason_of

FOLDER: Final = "drafts"
REVIEW: Final = ".json"
_ANNOUNCEMENTS: Final = (".txt", ".html", ".htm", ".pdf")
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def names(folder: Path) -> list[str]:
    """The announcements in a folder of data, and all of its folder of drafts."""
    found = [
        each
        for place in (folder, folder / FOLDER)
        if place.is_dir()
        for each in place.iterdir()
        if each.is_file() and not each.name.startswith(".")
    ]
    wanted = (*_ANNOUNCEMENTS, REVIEW)
    return sorted(each.relative_to(folder).as_posix() for each in found if each.suffix.lower() in wanted)


def content(folder: Path, name: str) -> bytes:
    """The bytes of one of `names`.

    Raises:
        UnknownNameError: There is no such file.
        UnreadableFileError: It cannot be read.
    """
    known = names(folder)
    if name not in known:
        raise UnknownNameError("draft", name, known[:3])
    try:
        with (folder / name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFileError(f"{name} cannot be read: {reason_of(error)}.") from error


def tag(text: bytes) -> str:
    """What tells one state of a file from another."""
    return hashlib.sha256(text).hexdigest()


def keep(folder: Path, name: str, review: Review, seen: str) -> str:
    """Keep an unfinished review; the tag of its new state.

    Args:
        folder: The folder of the data.
        name: Name of the file without its suffix.
        review: The review.
        seen: Tag of the state that the curator has seen; empty where there was none.

    Raises:
        UnknownNameError: The name is no slug.
        ChangedMeanwhileError: The file is there in another state.
        UnreadableFileError: It cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise UnknownNameError("name of a draft in lower-case letters, digits and hyphens", name, [])
    path = folder / FOLDER / f"{name}{REVIEW}"
    text = review.model_dump_json(indent=1)
    with alone(folder):
        now = tag(path.read_bytes()) if path.exists() else ""
        if now != seen:
            raise ChangedMeanwhileError(
                f"Somebody has kept {path.name} since you opened it. Nothing was overwritten; your review is intact.",
                "Keep it under another name, or open theirs.",
            )
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            reason = reason_of(error)
            raise UnreadableFileError(f"{path.parent} cannot be made: {reason}.") from error
        save(path, text)
    return tag(text.encode())
