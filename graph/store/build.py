"""Builds a snapshot on disk: checked data, merged and with their consequences, published in one step."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.errors import InvalidDataError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.validation import Progress, checked, rules_digest
from sandbox_atlas.graph.loading.void import describe
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES
from sandbox_atlas.graph.store.folder import MANIFEST, Manifest, answer_file_name, building, program_version, publish

_AT_OPENING = ("names", "classes", "drawing")
"""What an atlas asks whenever it opens. The answers are kept with the store: over large data they take long to find."""


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
            describe(filled)
            progress("writing")
            _write(filled, folder)
            progress("names")
            _keep_answers(filled, folder)
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


def _keep_answers(filled: ox.Store, folder: Path) -> None:
    for name in _AT_OPENING:
        text = files("sandbox_atlas.graph").joinpath("queries", f"_{name}.rq").read_text(encoding="utf-8")
        results = filled.query(text, prefixes=PREFIXES)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError(f"_{name}.rq is not a SELECT query")
        results.serialize(folder / answer_file_name(text), ox.QueryResultsFormat.JSON)
