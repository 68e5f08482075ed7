"""Builds a snapshot on disk: checked data, merged and with their consequences, published in one step."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from graph.errors import InvalidDataError
from graph.loading.dataset import Dataset
from graph.loading.snapshot import fill
from graph.loading.stored import MANIFEST, Manifest, building, program_version, publish
from graph.loading.validation import Progress, checked, rules_digest


def build(dataset: Dataset, atlas: Path, cache: Path, progress: Progress = lambda _: None) -> tuple[Manifest, bool]:
    """Check a data set and publish it as a store on disk; data that are there already are not built again.

    The store is filled in memory and written in one go: that takes a third of the time of filling it on disk, and a
    quarter of the room.

    Args:
        dataset: The data.
        atlas: The folder of the atlas.
        cache: Folder that remembers which data passed the checks.
        progress: Is told the name of each step as it begins.

    Returns:
        The manifest, and whether something was built.

    Raises:
        InvalidDataError: The data have mistakes; what was there stays.
        StoreError: The folder is not that of an atlas, cannot be written, or another build is going on.
    """
    digest = dataset.digest()
    rules = rules_digest()
    with building(atlas):
        if (atlas / MANIFEST).exists():
            current = Manifest.of(atlas)
            if current == _manifest(digest, current.statements, rules, current.store):
                return current, False
        findings = checked(dataset, digest, cache, progress)
        if findings:
            raise InvalidDataError(findings)

        def write(folder: Path) -> Manifest:
            progress("filling")
            filled = ox.Store()
            fill(filled, dataset.served)
            progress("writing")
            _write(filled, folder)
            return _manifest(digest, len(filled), rules)

        return publish(atlas, digest, write), True


def _manifest(digest: str, statements: int, rules: str, store: str = "") -> Manifest:
    return Manifest(store, digest, statements, rules, program_version(), f"pyoxigraph {ox.__version__}")


def _write(filled: ox.Store, folder: Path) -> None:
    """Write a store to an empty folder; when it is closed, nothing is left to be done at the next opening."""
    store = ox.Store(str(folder))
    store.bulk_extend(filled)
    store.optimize()
    store.flush()
