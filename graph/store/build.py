"""Store build: checks a data set, writes it as a store on disk, and publishes the store in one step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding, StoreError, refuse
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.passed import has_passed, rules_digest
from sandbox_atlas.graph.loading.snapshot import fill, fill_on_disk
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.loading.validation import Progress, cached_errors
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, REGISTER
from sandbox_atlas.graph.rdf.void import describe
from sandbox_atlas.graph.store.folder import (
    MANIFEST,
    Manifest,
    answer_file_name,
    build_lock,
    keep_findings,
    program_version,
    publish,
)

_LARGE = 2**29
"""Bytes of data from which on a store is filled on disk: in memory it would take three to four times as many."""
_CHECKED = 7
"""Bytes of memory that checks need for each byte of large data."""
_MEMORY = Path("/proc/meminfo")
_AVAILABLE = re.compile(r"^MemAvailable:\s*(\d+) kB", re.MULTILINE)
_OPENING_QUERIES = ("drawing",)
"""Internal queries that an atlas runs when it opens, which are answered by the build."""

Beside = Callable[[Path, ox.Store, str, Progress], None]
"""Writes to the folder of a store what is computed from it, by its profile; see `graph.register.keeping.keep`."""


def build(
    dataset: Dataset,
    atlas: Path,
    cache: Path,
    progress: Progress = lambda _: None,
    mode: str | None = None,
    beside: Beside | None = None,
) -> tuple[Manifest, bool]:
    """Check a data set and publish it as a store on disk, unless the current store already holds it.

    Args:
        dataset: The data.
        atlas: The folder of the atlas.
        cache: Folder that records which data passed the checks.
        progress: Called with the name of each step as it begins.
        mode: What the checks do; see the setting `check`. The findings of `warn` are kept with the store.
        beside: Computes more from the store, and keeps it in its folder, so that it opens at once at any size.

    Returns:
        The manifest, and whether a store was built.

    Raises:
        InvalidDataError: The data have errors; the current store is not changed.
        StoreError: The folder is not that of an atlas, cannot be written, or is locked by another build; or the
            system has not the memory that the checks of so many data need.
    """
    digest, mode = dataset.digest(), mode or dataset.usual_check
    with build_lock(atlas):
        current = _current(atlas, dataset, digest, mode)
        if current:
            return current, False
        findings = _findings(dataset, digest, cache, progress, mode)
        refuse(findings, mode)

        def fill_folder(folder: Path) -> Manifest:
            made = _fill(folder, dataset, digest, progress, beside)
            keep_findings(folder, findings)
            return replace(made, rules=_rules(mode))

        return publish(atlas, digest, fill_folder), True


def _current(atlas: Path, dataset: Dataset, digest: str, mode: str) -> Manifest | None:
    """The manifest of the current store, where it holds these data and they passed these checks or stricter ones."""
    if not (atlas / MANIFEST).exists():
        return None
    found = Manifest.read(atlas)
    fitting = (_manifest(dataset, digest, found.statements, found.store, each) for each in ("strict", mode))
    return found if found in fitting else None


def _findings(dataset: Dataset, digest: str, cache: Path, progress: Progress, mode: str) -> list[Finding]:
    """What the checks find; without them only what keeps a file from being read."""
    if mode == "off":
        return syntax_findings(dataset.data)
    if not has_passed(digest, cache):
        _require_memory(dataset)
    return cached_errors(dataset, digest, cache, progress)


def _require_memory(dataset: Dataset) -> None:
    """Refuse checks of large data for which the system has too little memory: it would end the build without a word."""
    size = sum(len(document.content) for document in dataset.data)
    try:
        found = _AVAILABLE.search(_MEMORY.read_text(encoding="ascii")) if size >= _LARGE else None
    except OSError:  # not Linux
        return
    needed = _CHECKED * size
    if found and int(found[1]) * 1024 < needed:
        raise StoreError(
            f"The checks of these data need about {needed / 2**30:.0f} GiB of memory, and "
            f"{int(found[1]) / 2**20:.0f} GiB are free.",
            "Build where there is more and copy the folder, or build without checks: `--check off`.",
        )


def _fill(folder: Path, dataset: Dataset, digest: str, progress: Progress, beside: Beside | None) -> Manifest:
    """Write the store of a data set to an empty folder. Returns the manifest without the store's name.

    The store is filled in memory and then written as a whole, which takes a third of the time of filling it on disk;
    what would need gigabytes of memory is filled on disk.
    """
    progress("filling")
    if sum(len(document.content) for document in dataset.data) < _LARGE:
        store = ox.Store()
        fill(store, dataset.served)
        describe(store)
        progress("writing")
        _write(store, folder)
    else:
        store = ox.Store(str(folder))
        fill_on_disk(store, dataset.served)
        describe(store)
        progress("writing")
        store.optimize()
        store.flush()
    if dataset.profile == REGISTER:
        _precompute(store, folder)
    if beside:
        beside(folder, store, dataset.profile, progress)
    return _manifest(dataset, digest, len(store))


def _manifest(dataset: Dataset, digest: str, statements: int, store: str = "", mode: str = "strict") -> Manifest:
    engine = f"pyoxigraph {ox.__version__}"
    made = Manifest(store, digest, statements, _rules(mode), program_version(), engine)
    return replace(made, profile=dataset.profile)


def _rules(mode: str) -> str:
    """The digest of the checks, after the word that says what they did unless they refused all errors."""
    return rules_digest() if mode == "strict" else f"{mode} {rules_digest()}"


def _write(store: ox.Store, folder: Path) -> None:
    """Write a store to an empty folder, compacted, so that opening it needs no further work."""
    on_disk = ox.Store(str(folder))
    on_disk.bulk_extend(store)
    on_disk.optimize()
    on_disk.flush()


def _precompute(store: ox.Store, folder: Path) -> None:
    """Store the answers to the queries that an atlas runs when it opens."""
    for name in _OPENING_QUERIES:
        text = files("sandbox_atlas.graph").joinpath("queries", f"_{name}.rq").read_text(encoding="utf-8")
        results = store.query(text, prefixes=PREFIXES)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError(f"_{name}.rq is not a SELECT query")
        results.serialize(folder / answer_file_name(text), ox.QueryResultsFormat.JSON)
