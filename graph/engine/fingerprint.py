"""Change detection: computes a fingerprint of the data's source without reading the data."""

from __future__ import annotations

import time
from collections.abc import Hashable
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_atlas.graph.loading.files import listing
from sandbox_atlas.graph.store.folder import MANIFEST

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings


def fingerprint(settings: Settings) -> Hashable:
    """A value that changes when the data may have changed.

    It is made of the names, sizes, modification times and inodes of files, or of those of a store's manifest. An
    endpoint does not report changes; its fingerprint is the number of the current refresh period.
    """
    if settings.endpoint:
        return refresh_period(settings)
    if settings.store:
        return _file_fingerprint(settings.store / MANIFEST)
    if settings.data:
        return _fingerprints(settings.data)
    with as_file(files("sandbox_atlas.data")) as folder:
        return _fingerprints((Path(folder),))


def refresh_period(settings: Settings) -> int:
    """The number of the current period of `endpoint_refresh` seconds since 1970; it is the same on all servers."""
    return int(time.time() // settings.endpoint_refresh)


def _fingerprints(paths: tuple[Path, ...]) -> Hashable:
    return tuple(_file_fingerprint(member.path) for path in paths for member in listing(path).members)


def _file_fingerprint(path: Path) -> Hashable:
    try:
        status = path.stat()
    except OSError as error:
        return str(path), error.errno
    return str(path), status.st_mtime_ns, status.st_size, status.st_ino
