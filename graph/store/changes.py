"""Where data come from, as far as a change can be seen without reading them."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path

from sandbox_atlas.graph.rdf.formats import FILE_FORMATS
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.folder import MANIFEST


def fingerprint(settings: Settings) -> Hashable:
    """Something that is another when the data may have changed.

    For files it is their names, sizes, times of change and inodes; for a store those of its manifest; for an endpoint,
    which says nothing of its changes, the number of the period for which its answers may be kept.
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
    """The number of the current period, of `endpoint_refresh` seconds since 1970; all servers change at once."""
    return int(time.time() // settings.endpoint_refresh)


def _fingerprints(paths: tuple[Path, ...]) -> Hashable:
    return tuple(_file_fingerprint(member) for path in paths for member in _members(path))


def _members(path: Path) -> Iterator[Path]:
    yield path
    with suppress(OSError):  # a folder that cannot be read is what its own entry says
        yield from sorted(member for member in path.rglob("*") if member.suffix.lower() in FILE_FORMATS)


def _file_fingerprint(path: Path) -> Hashable:
    try:
        found = path.stat()
    except OSError as error:
        return str(path), error.errno
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino
