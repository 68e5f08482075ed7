"""Archive: the snapshots that were published, kept as files, each with the record of what it changed.

The folder holds, for each publication, `<time>-<digest>-<changes>.json.gz`, the record, and while it is kept
`<time>-<digest>.snapshot.zip`. A record is written last, so that what has one is complete.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.graph.errors import ArchiveError, reason_of
from sandbox_atlas.graph.loading import kept
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.difference import Difference, recorded
from sandbox_atlas.graph.loading.flushing import sync

RECORDS: Final = 1000
"""Records that are kept; each takes some kilobytes."""
_TIME: Final = "%Y%m%dT%H%M%SZ"
_RECORD: Final = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{64})-(\d+)\.json\.gz")
_LEVEL: Final = 6
_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a folder that has not changed is as its time of change says."""
_WRITING: Final = 3600.0
"""Seconds after which a file without a record is left over, and not being written by another server."""


@dataclass(frozen=True)
class Publication:
    """One publication of a snapshot.

    Attributes:
        snapshot: Its digest.
        published: When it was published, in UTC.
        changes: Number of changes since the publication before; 0 for the first.
        record: The file with its record.
        file: The file with the snapshot; None where it is not kept any more.
    """

    snapshot: str
    published: datetime
    changes: int
    record: Path
    file: Path | None

    def read(self) -> dict[str, Any]:
        """Its record: `previous`, `count`, `changes` and `labels`, as `graph.loading.difference.recorded` gives them.

        Raises:
            ArchiveError: The record cannot be read.
        """
        try:
            found: dict[str, Any] = json.loads(gzip.decompress(self.record.read_bytes()))
        except (OSError, EOFError, ValueError) as error:
            raise ArchiveError(f"{self.record} cannot be read.", "Check its permissions.") from error
        return found


@dataclass(frozen=True)
class Bounds:
    """How much an archive keeps: the newest snapshots up to this number, and up to so many bytes in total."""

    snapshots: int
    size: int


def publications(folder: Path) -> list[Publication]:
    """The publications in an archive, the newest first; none where there is no folder.

    The list is kept in memory for as long as the folder has not changed.

    Raises:
        ArchiveError: The folder cannot be read.
    """
    try:
        changed = folder.stat().st_mtime_ns
        if changed > time.time_ns() - _SETTLED:  # the next change may come within the same tick of the clock
            return list(_listed(folder))
        return list(_listed_at(folder, changed))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(folder, "read", error) from error


def prepare(folder: Path) -> None:
    """Make the folder of an archive, which a server is going to write.

    Raises:
        ArchiveError: It is no folder, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f"{os.getpid()}.new"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unusable(folder, "written", error) from error


@lru_cache(maxsize=4)
def _listed_at(folder: Path, _: int) -> tuple[Publication, ...]:
    return _listed(folder)


def _listed(folder: Path) -> tuple[Publication, ...]:
    names = {entry.name for entry in os.scandir(folder)}
    found = []
    for match in filter(None, map(_RECORD.fullmatch, names)):
        stamp, digest, changes = match.groups()
        file = f"{stamp}-{digest}{kept.SUFFIX}"
        published = datetime.strptime(stamp, _TIME).replace(tzinfo=UTC)
        place = folder / file if file in names else None
        found.append(Publication(digest, published, int(changes), folder / match[0], place))
    return tuple(sorted(found, key=lambda each: (each.published, each.snapshot), reverse=True))


def keep(folder: Path, dataset: Dataset, published: datetime, bounds: Bounds) -> bool:
    """Keep a snapshot that has been published, with what it changed; one that is the newest already is left alone.

    Args:
        folder: The archive; a missing folder is created.
        dataset: The snapshot.
        published: When it was published, in UTC.
        bounds: How much is kept; the newest snapshot always is.

    Returns:
        Whether the snapshot is a new publication.

    Raises:
        OSError: The folder cannot be written.
        UnreadableFileError: The snapshot before cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest, known = dataset.digest(), publications(folder)
    newest = known[0] if known else None
    if newest and newest.snapshot == digest and newest.file:
        return False
    published = published.astimezone(UTC).replace(microsecond=0)
    if newest:
        published = max(published, newest.published + timedelta(seconds=1))  # clocks are set back at times
    record: dict[str, Any] = {"previous": "", "count": 0, "changes": [], "labels": {}}
    if newest and newest.file:
        record = {"previous": newest.snapshot, **recorded(Difference.of(Dataset.opened(newest.file), dataset))}
    stem = f"{published.strftime(_TIME)}-{digest}"
    parts = {"ontology": dataset.ontology, "shapes": dataset.shapes, "data": dataset.data}
    kept.write(parts, digest, folder / f"{stem}{kept.SUFFIX}")
    _write(folder / f"{stem}-{record['count']}.json.gz", record)
    _prune(folder, bounds)
    return True


def since(known: Sequence[Publication], publication: Publication) -> int:
    """Number of changes that the publications after one have made; a value that changed twice counts twice."""
    return sum(each.changes for each in known if each.published > publication.published)


def _write(target: Path, record: dict[str, Any]) -> None:
    draft = target.with_name(f"{target.name}.new")
    draft.write_bytes(gzip.compress(json.dumps(record, ensure_ascii=False).encode(), _LEVEL, mtime=0))
    sync(draft)
    draft.replace(target)


def _unusable(folder: Path, what: str, error: OSError) -> ArchiveError:
    reason = reason_of(error)
    return ArchiveError(f"{folder} cannot be {what}: {reason}.", "Check the path and its permissions.")


def _prune(folder: Path, bounds: Bounds) -> None:
    """Remove what is beyond the bounds, and what an interrupted write has left."""
    known, size = publications(folder), 0
    for number, each in enumerate(known):
        if each.file:
            size += each.file.stat().st_size
            if number and (number >= bounds.snapshots or size > bounds.size):
                each.file.unlink()
        if number >= RECORDS:
            each.record.unlink()
    files = {each.file for each in known}
    for left in (*folder.glob(f"*{kept.SUFFIX}"), *folder.glob("*.new")):
        if left not in files and left.stat().st_mtime < time.time() - _WRITING:
            left.unlink()
