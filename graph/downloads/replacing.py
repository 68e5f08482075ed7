"""Replacing: writes a folder beside its place and puts it there in one step, so that readers see the old or the new.

Two folders change places by one call of the system where it has one (renameat2(2), RENAME_EXCHANGE). Where it has none,
the old folder is set aside first, and the next run puts it back if this one was killed in between.
"""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sandbox_atlas.graph.errors import BadParameterError, UnreadableFileError, reason_of
from sandbox_atlas.graph.loading.flushing import sync

try:
    import fcntl
except ModuleNotFoundError:  # on Windows
    fcntl = None  # type: ignore[assignment]

_HERE: Final = -100
"""AT_FDCWD: paths are relative to the current folder."""
_EXCHANGE: Final = 2


@contextmanager
def replacing_folder(folder: Path, mark: str) -> Iterator[Path]:
    """An empty folder beside another, which takes its place when the block ends without an error.

    A kill at any moment leaves the old folder or the new one. What a killed run has left beside it, the next removes.

    Args:
        folder: The place: it does not exist, is empty, or holds what was written here before.
        mark: A file that tells the latter from the folder of somebody else, which is never touched.

    Raises:
        BadParameterError: The folder is somebody else's.
        UnreadableFileError: It cannot be written.
    """
    place = folder.resolve()
    try:
        _recover(place)
        assert_ours(folder, mark)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.new-{secrets.token_hex(4)}")
        draft.mkdir()
        lock = _locked(draft)
        try:
            yield draft
            for each in draft.rglob("*"):
                sync(each)
            sync(draft)
            _put(draft, place)
            sync(place.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            os.close(lock)
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFileError(
            f"{folder} cannot be written: {reason}.", "Check the path, its permissions and the room on the disk."
        ) from error


def assert_ours(folder: Path, mark: str) -> None:
    """Refuse a place that holds something else than what was written there before.

    Raises:
        BadParameterError: It does.
    """
    if folder.exists() and not folder.is_dir():
        raise BadParameterError(f"{folder} is no folder.", "Name a new folder, or an empty one.")
    if folder.is_dir() and not (folder / mark).is_file():
        held = min((entry.name for entry in folder.iterdir()), default="")
        if held:
            raise BadParameterError(
                f"{folder} holds {held}, and no {mark} that was written here before.",
                "Name a new folder, or an empty one: all that is in it would be replaced.",
            )


def _put(draft: Path, place: Path) -> None:
    """Put a folder in its place; what was there is in the place of the draft afterwards, or gone."""
    if not place.exists() or not any(place.iterdir()):
        if place.exists():
            place.rmdir()
        draft.rename(place)
    elif not _exchanged(draft, place):
        aside = place.with_name(f".{place.name}.old-{secrets.token_hex(4)}")
        place.rename(aside)
        draft.rename(place)
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders have changed places by one call of the system."""
    call = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return call is not None and call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _recover(place: Path) -> None:
    """Put back what a killed run has set aside, and remove drafts that nobody is writing."""
    if not place.parent.is_dir():
        return
    name = re.compile(rf"\.{re.escape(place.name)}\.(new|old)-[0-9a-f]{{8}}")
    for entry in [each for each in place.parent.iterdir() if name.fullmatch(each.name)]:
        if ".old-" in entry.name and not place.exists():
            entry.rename(place)
            continue
        with suppress(OSError):  # also BlockingIOError: somebody is writing it
            lock = _locked(entry)
            try:
                shutil.rmtree(entry)
            finally:
                os.close(lock)


def _locked(folder: Path) -> int:
    """A descriptor of a folder that nobody else has locked; the lock ends with the process (flock(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
