"""Saving: one curator at a time in a folder, each file whole; who comes second is told before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox_atlas.graph.curation.sheets.trig import replacing
from sandbox_atlas.graph.errors import UnreadableFileError, reason_of


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder inside the block; others that do so wait, in this process and in others.

    Raises:
        UnreadableFileError: The folder cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # a system without such locks, where one server alone edits a folder
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise UnreadableFileError(f"{folder} cannot be opened: {reason_of(error)}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def save(path: Path, text: str) -> None:
    """Write a file whole: after a kill at any moment it is the old one or the new one.

    Raises:
        UnreadableFileError: It cannot be written.
    """
    with replacing(path) as (file, _):
        file.write(text)
