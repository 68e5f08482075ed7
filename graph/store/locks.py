"""Locks of folders and files (flock(2)): a lock ends with the process that holds it."""

from __future__ import annotations

import os
from pathlib import Path

from sandbox_atlas.graph.errors import StoreError

try:
    import fcntl
except ModuleNotFoundError:  # on Windows
    fcntl = None  # type: ignore[assignment]


def require_locks() -> None:
    """Do nothing where the system has such locks.

    Raises:
        StoreError: It has none.
    """
    if fcntl is None:
        raise StoreError(
            "Stores on disk need locks that this system does not have (flock).", "Serve the files: --data."
        )


def opened_folder(folder: Path) -> int:
    """A descriptor of a folder, to lock it by; errors as in `os.open`."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def lock_shared(handle: int) -> None:
    """Wait for a lock that others may share."""
    fcntl.flock(handle, fcntl.LOCK_SH)


def lock_alone(handle: int) -> None:
    """Take a lock that nobody shares.

    Raises:
        BlockingIOError: Somebody else has one.
    """
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
