"""Store folder: holds the stores of an atlas and the manifest that names the current one.

Each store is a folder inside the folder of the atlas. A store is published by replacing the manifest, which is
atomic (rename(2)): a reader sees either the old store or the new one, and each of them complete.

Readers and writers of a store lock its folder (flock(2)); a lock ends with its process. A store that the manifest
does not name and that nobody has locked is stale and is removed. A build writes to a folder of another name first; if
it is killed, the next build removes that folder.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from sandbox_atlas.graph.errors import Finding, StoreError, reason_of
from sandbox_atlas.graph.loading.flushing import sync
from sandbox_atlas.graph.rdf.vocabulary import REGISTER
from sandbox_atlas.graph.store.locks import lock_alone, lock_shared, opened_folder, require_locks

MANIFEST = "atlas.json"
LAYOUT = 1
"""Version of the folder layout that this program reads and writes."""

_STORE = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")
_UNFINISHED = re.compile(r"building-[0-9a-f]{8}")
_LOCK = "build.lock"
_FINDINGS = "findings.json"
_MAX_ATTEMPTS = 100


@dataclass(frozen=True)
class Manifest:
    """The manifest of an atlas's folder.

    Attributes:
        store: Name of the folder of the current store.
        digest: Digest of the snapshot.
        statements: Number of statements, including those of named graphs.
        rules: Digest of the checks that the data passed, after "warn" or "off" where errors were let through.
        program: Version of the program that built the store.
        engine: Version of the library that wrote the store.
        layout: Version of the folder layout.
        profile: How the data are read: as a register, or by what is derived from them.
    """

    store: str
    digest: str
    statements: int
    rules: str
    program: str
    engine: str
    layout: int = LAYOUT
    profile: str = REGISTER

    @classmethod
    def read(cls, atlas: Path) -> Manifest:
        """Read the manifest of an atlas's folder.

        Raises:
            StoreError: There is no manifest, or none that this program can read.
        """
        try:
            content = json.loads((atlas / MANIFEST).read_text(encoding="utf-8"))
        except OSError as error:
            raise StoreError(
                f"There is no atlas in {atlas}: {reason_of(error)}.",
                f"Make one: `sandbox-atlas build {atlas}`.",
            ) from error
        except ValueError as error:
            raise _unreadable_manifest(atlas) from error
        if not isinstance(content, dict) or content.get("layout") != LAYOUT:
            raise _unreadable_manifest(atlas)
        try:
            return cls(**content)
        except TypeError as error:
            raise _unreadable_manifest(atlas) from error

    def publish(self, atlas: Path) -> None:
        """Replace the current manifest by this one, atomically and durably."""
        draft = atlas / f"{MANIFEST}.new"
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        sync(draft)
        draft.replace(atlas / MANIFEST)
        sync(atlas)


@dataclass(frozen=True)
class StoreLease:
    """A store that is locked for reading, so that it is not removed before `release`.

    Attributes:
        folder: The folder of the store, inside the folder of the atlas.
        digest: Digest of the snapshot.
        statements: Number of statements, including those of named graphs.
        lock: File descriptor that holds the lock.
        profile: How the data are read.
    """

    folder: Path
    digest: str
    statements: int
    lock: int
    profile: str = REGISTER

    @classmethod
    def acquire(cls, atlas: Path) -> StoreLease:
        """Lock the current store of an atlas's folder.

        Raises:
            StoreError: There is no atlas in the folder, or its store is missing.
        """
        require_locks()
        for _ in range(_MAX_ATTEMPTS):  # a new store may be published before the one of the manifest is locked
            manifest = Manifest.read(atlas)
            folder = (atlas / manifest.store).resolve()
            with suppress(FileNotFoundError):
                lock = opened_folder(folder)
                try:
                    lock_shared(lock)
                    if folder.exists() and Manifest.read(atlas) == manifest:
                        lease = cls(folder, manifest.digest, manifest.statements, lock, manifest.profile)
                        lock = -1
                        return lease
                finally:
                    if lock >= 0:
                        os.close(lock)
        raise StoreError(f"The store of {atlas} is not there.", f"Make it again: `sandbox-atlas build {atlas}`.")

    def precomputed(self, text: str) -> bytes | None:
        """The answer to a query in SPARQL JSON, if it was computed when the store was built."""
        try:
            return (self.folder / answer_file_name(text)).read_bytes()
        except OSError:
            return None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Errors of the data that were let through when the store was built."""
        try:
            kept = json.loads((self.folder / _FINDINGS).read_text(encoding="utf-8"))
        except OSError:
            return ()
        return tuple(Finding(**each) for each in kept)

    def release(self) -> None:
        """Unlock the store, and remove it if another one has replaced it."""
        os.close(self.lock)
        with suppress(OSError, StoreError):  # the folder may be read-only
            remove_stale_stores(self.folder.parent)


@contextmanager
def build_lock(atlas: Path) -> Iterator[None]:
    """Lock the folder of an atlas for a build; a missing folder is created.

    Raises:
        StoreError: It is not the folder of an atlas, cannot be written, or is locked by another build.
    """
    require_locks()
    try:
        atlas.mkdir(parents=True, exist_ok=True)
        _refuse_other_folders(atlas)
        lock = os.open(atlas / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _unwritable(atlas, error) from error
    try:
        _lock(lock, atlas)
        for leftover in [entry for entry in atlas.iterdir() if _UNFINISHED.fullmatch(entry.name)]:
            shutil.rmtree(leftover)
        remove_stale_stores(atlas)
        yield
    finally:
        os.close(lock)


def publish(atlas: Path, digest: str, fill: Callable[[Path], Manifest]) -> Manifest:
    """Write a new store beside the others and make it the current one.

    Args:
        atlas: The folder of the atlas, locked for a build.
        digest: Digest of the snapshot.
        fill: Writes the store to an empty folder, and returns the manifest without the store's name.
    """
    unfinished = atlas / f"building-{secrets.token_hex(4)}"
    unfinished.mkdir()
    handle = opened_folder(unfinished)
    try:
        lock_shared(handle)  # once renamed, it would be stale until the manifest names it
        manifest = fill(unfinished)
        for file in unfinished.rglob("*"):
            sync(file)
        store = unfinished.rename(atlas / f"{digest[:12]}-{secrets.token_hex(4)}")
        sync(store)
        manifest = replace(manifest, store=store.name)
        manifest.publish(atlas)
    except OSError as error:
        raise _unwritable(atlas, error) from error
    finally:
        os.close(handle)
    remove_stale_stores(atlas)
    return manifest


def remove_stale_stores(atlas: Path) -> None:
    """Remove the stores that are neither current nor locked."""
    for folder in [entry for entry in atlas.iterdir() if _STORE.fullmatch(entry.name)]:
        with suppress(FileNotFoundError):
            handle = opened_folder(folder)
            try:
                lock_alone(handle)
                if folder.name != _current(atlas):
                    shutil.rmtree(folder)
            except BlockingIOError:
                continue
            finally:
                os.close(handle)


def keep_findings(folder: Path, findings: Sequence[Finding]) -> None:
    """Keep with a store the errors that were let through; nothing where there are none."""
    if findings:
        (folder / _FINDINGS).write_text(json.dumps([asdict(each) for each in findings]), encoding="utf-8")


def answer_file_name(text: str) -> str:
    """Name of the file with the precomputed answer to a query; it depends on the text of the query."""
    return f"answer-{sha256(text.encode()).hexdigest()[:16]}.json"


def program_version() -> str:
    """The version of this program, as recorded in a manifest."""
    from importlib.metadata import version  # only when a store is written or opened

    return version("sandbox-atlas")


def _current(atlas: Path) -> str:
    return Manifest.read(atlas).store if (atlas / MANIFEST).exists() else ""


def _lock(handle: int, atlas: Path) -> None:
    try:
        lock_alone(handle)
    except BlockingIOError as error:
        raise StoreError(f"Another build of {atlas} is going on.", "Wait for it to end.") from error


def _refuse_other_folders(atlas: Path) -> None:
    """Refuse a folder without a manifest that holds files which no build writes."""
    names = sorted(entry.name for entry in atlas.iterdir())
    if MANIFEST in names:
        Manifest.read(atlas)
        return
    expected = (_LOCK, f"{MANIFEST}.new")
    for name in names:
        if name not in expected and not _STORE.fullmatch(name) and not _UNFINISHED.fullmatch(name):
            raise StoreError(
                f"{atlas} is not the folder of an atlas: it holds {name}.", "Name a new or an empty folder."
            )


def _unwritable(atlas: Path, error: OSError) -> StoreError:
    reason = reason_of(error)
    return StoreError(
        f"{atlas} cannot be written: {reason}.", "Check the path, its permissions and the room on the disk."
    )


def _unreadable_manifest(atlas: Path) -> StoreError:
    return StoreError(
        f"{atlas / MANIFEST} is not a manifest that this version reads.", "Build into a new folder with this version."
    )
