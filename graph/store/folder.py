"""A snapshot on disk: a folder with a manifest that names the one store to read. It knows no engine and no checks.

The folder of an atlas holds its manifest and its stores, each in a folder of its own. Publishing is one step: the
manifest is replaced (rename(2) is atomic), so that a reader sees the old store or the new one, and both complete.

Who reads or writes a store holds a lock on its folder (flock(2), which ends with the process, however it ends).
What no manifest names and nobody holds is left over from an older publication, and removed. A build writes into a
folder of another name first; what a killed build leaves of it, the next build removes.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from sandbox_atlas.graph.errors import StoreError

MANIFEST = "atlas.json"
LAYOUT = 1
"""Number of the layout that this program reads and writes."""

_STORE = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")
_UNFINISHED = re.compile(r"building-[0-9a-f]{8}")
_LOCK = "build.lock"
_ATTEMPTS = 100


@dataclass(frozen=True)
class Manifest:
    """What the manifest of an atlas's folder says.

    Attributes:
        store: Name of the folder that holds the store.
        digest: Digest of the snapshot.
        statements: Number of statements, those of named graphs included.
        rules: Digest of the rules that the data passed.
        program: Version of the program that built it.
        engine: Version of the library that wrote the store.
        layout: Number of the layout.
    """

    store: str
    digest: str
    statements: int
    rules: str
    program: str
    engine: str
    layout: int = LAYOUT

    @classmethod
    def of(cls, atlas: Path) -> Manifest:
        """The manifest of an atlas's folder.

        Raises:
            StoreError: There is none, or it is none that this program reads.
        """
        try:
            content = json.loads((atlas / MANIFEST).read_text(encoding="utf-8"))
        except OSError as error:
            raise StoreError(
                f"There is no atlas in {atlas}: {(error.strerror or str(error)).lower()}.",
                f"Make one: `sandbox-atlas build {atlas}`.",
            ) from error
        except ValueError as error:
            raise _foreign(atlas) from error
        if not isinstance(content, dict) or content.get("layout") != LAYOUT:
            raise _foreign(atlas)
        try:
            return cls(**content)
        except TypeError as error:
            raise _foreign(atlas) from error

    def publish(self, atlas: Path) -> None:
        """Put this manifest in the place of the one before, in one step that a power cut does not tear."""
        beside = atlas / f"{MANIFEST}.new"
        beside.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        synced(beside)
        beside.replace(atlas / MANIFEST)
        synced(atlas)


@dataclass(frozen=True)
class StoreLease:
    """A snapshot on disk, held so that nobody removes it.

    Attributes:
        folder: The folder of the store, which is not the one of the atlas.
        digest: Digest of the snapshot.
        statements: Number of statements, those of named graphs included.
        handle: Descriptor that holds the lock.
    """

    folder: Path
    digest: str
    statements: int
    handle: int

    @classmethod
    def acquire(cls, atlas: Path) -> StoreLease:
        """The snapshot that the folder of an atlas names now.

        Raises:
            StoreError: There is no atlas in the folder, or its store is gone.
        """
        for _ in range(_ATTEMPTS):  # a publication may come between reading the manifest and holding the store
            manifest = Manifest.of(atlas)
            folder = (atlas / manifest.store).resolve()
            with suppress(FileNotFoundError):
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                fcntl.flock(handle, fcntl.LOCK_SH)
                if folder.exists() and Manifest.of(atlas) == manifest:
                    return cls(folder, manifest.digest, manifest.statements, handle)
                os.close(handle)
        raise StoreError(f"The store of {atlas} is not there.", f"Make it again: `sandbox-atlas build {atlas}`.")

    def precomputed(self, text: str) -> bytes | None:
        """The answer to a query, in SPARQL JSON, that was kept when the store was built; None without one."""
        try:
            return (self.folder / answer_file_name(text)).read_bytes()
        except OSError:
            return None

    def release(self) -> None:
        """Let go of the store, and remove it when another has taken its place."""
        os.close(self.handle)
        with suppress(OSError, StoreError):  # a folder that may only be read is no problem
            sweep(self.folder.parent)


@contextmanager
def building(atlas: Path) -> Iterator[None]:
    """Hold the folder of an atlas for a build; it is made when it is not there.

    Raises:
        StoreError: It is not the folder of an atlas, cannot be written, or another build is going on.
    """
    try:
        atlas.mkdir(parents=True, exist_ok=True)
        _refuse_strangers(atlas)
        lock = os.open(atlas / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _unwritable(atlas, error) from error
    try:
        _lock(lock, atlas)
        for leftover in [entry for entry in atlas.iterdir() if _UNFINISHED.fullmatch(entry.name)]:
            shutil.rmtree(leftover)
        sweep(atlas)
        yield
    finally:
        os.close(lock)


def publish(atlas: Path, digest: str, fill: Callable[[Path], Manifest]) -> Manifest:
    """Have a new store written beside the others, then let it take their place.

    Args:
        atlas: The folder of the atlas, held for a build.
        digest: Digest of the snapshot.
        fill: Fills an empty folder with the store, and gives the manifest without its name.
    """
    unfinished = atlas / f"building-{secrets.token_hex(4)}"
    unfinished.mkdir()
    handle = os.open(unfinished, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)  # from its new name on, until the manifest names it, a sweep might take it
        manifest = fill(unfinished)
        for file in unfinished.iterdir():
            synced(file)
        store = unfinished.rename(atlas / f"{digest[:12]}-{secrets.token_hex(4)}")
        synced(store)
        manifest = replace(manifest, store=store.name)
        manifest.publish(atlas)
    except OSError as error:
        raise _unwritable(atlas, error) from error
    finally:
        os.close(handle)
    sweep(atlas)
    return manifest


def sweep(atlas: Path) -> None:
    """Remove the stores that the manifest does not name and that nobody holds."""
    for folder in [entry for entry in atlas.iterdir() if _STORE.fullmatch(entry.name)]:
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if folder.name != _current(atlas):
                    shutil.rmtree(folder)
            except BlockingIOError:
                continue
            finally:
                os.close(handle)


def synced(path: Path) -> None:
    """Have a file or folder on the disk before going on (fsync(2))."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def answer_file_name(text: str) -> str:
    """Name of the file with the kept answer to a query; to a query that was changed since, there is none."""
    return f"answer-{sha256(text.encode()).hexdigest()[:16]}.json"


def program_version() -> str:
    """The version of this program, as a manifest names it."""
    return version("sandbox-atlas")


def _current(atlas: Path) -> str:
    return Manifest.of(atlas).store if (atlas / MANIFEST).exists() else ""


def _lock(handle: int, atlas: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreError(f"Another build of {atlas} is going on.", "Wait for it to end.") from error


def _refuse_strangers(atlas: Path) -> None:
    """Refuse a folder that holds what no build makes, unless it has the manifest of an atlas."""
    names = sorted(entry.name for entry in atlas.iterdir())
    if MANIFEST in names:
        Manifest.of(atlas)
        return
    ours = (_LOCK, f"{MANIFEST}.new")
    for name in names:
        if name not in ours and not _STORE.fullmatch(name) and not _UNFINISHED.fullmatch(name):
            raise StoreError(
                f"{atlas} is not the folder of an atlas: it holds {name}.", "Name a new or an empty folder."
            )


def _unwritable(atlas: Path, error: OSError) -> StoreError:
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"{atlas} cannot be written: {reason}.", "Check the path, its permissions and the room on the disk."
    )


def _foreign(atlas: Path) -> StoreError:
    return StoreError(
        f"{atlas / MANIFEST} is not a manifest that this version reads.", "Build into a new folder with this version."
    )
