"""Stores on disk: built beside and published in one step, whatever is killed, and never in the way of a reader."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.errors import EngineError, InvalidDataError, StoreError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import rows
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from sandbox_atlas.graph.store.folder import MANIFEST, Manifest, StoreLease, build_lock
from tests.support.rounds import ROUNDS


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


ADDED = "<https://w3id.org/sandbox-atlas/id/place/lake> <http://www.w3.org/2000/01/rdf-schema#comment> 'new'"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def editions(tiny: Path, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Path, Path]:
    """The tiny register, and the same with one statement more; both are known to pass the checks."""
    later = tmp_path_factory.mktemp("later") / "tiny.trig"
    later.write_text(f"{tiny.read_text()}\n{ADDED} .\n")
    for edition in (tiny, later):
        build(read([edition]), tmp_path_factory.mktemp("atlas"), cache)
    return tiny, later


@pytest.fixture
def folder(editions: tuple[Path, Path], tmp_path: Path, cache: Path) -> Path:
    """A folder with the first edition."""
    build(read([editions[0]]), tmp_path / "atlas", cache)
    return tmp_path / "atlas"


def stores(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def whole(stored: StoreLease) -> bool:
    """Whether a store holds all of an edition, and nothing of the other."""
    store = ox.Store.read_only(str(stored.folder))
    return len(store) == stored.statements


def test_a_store_is_published_with_what_a_server_must_know(folder: Path, editions: tuple[Path, Path]) -> None:
    manifest = Manifest.read(folder)
    assert manifest.digest == read([editions[0]]).digest()
    assert stores(folder) == [manifest.store]
    stored = StoreLease.acquire(folder)
    assert whole(stored)
    stored.release()
    assert stores(folder) == [manifest.store]


@pytest.mark.anyio
async def test_what_is_asked_at_every_opening_is_answered_once_for_all(folder: Path) -> None:
    engine = await DiskEngine.open(folder, Settings(workers=1))
    json_type, text = "application/sparql-results+json", internal("drawing")
    kept = (await engine.query(text, json_type, unlimited=True)).body
    asked = (await engine.query(f"{text}# asked anew", json_type, unlimited=True)).body
    await engine.close()
    stored = StoreLease.acquire(folder)
    assert stored.precomputed(text) == kept
    stored.release()
    assert Counter(map(str, rows(kept))) == Counter(map(str, rows(asked)))


def test_data_that_are_there_are_not_built_again(folder: Path, editions: tuple[Path, Path], cache: Path) -> None:
    before = (folder / MANIFEST).stat()
    manifest, built = build(read([editions[0]]), folder, cache)
    assert not built
    assert manifest == Manifest.read(folder)
    assert (folder / MANIFEST).stat() == before


def test_a_new_edition_takes_the_place_of_the_old(folder: Path, editions: tuple[Path, Path], cache: Path) -> None:
    before = Manifest.read(folder)
    manifest, built = build(read([editions[1]]), folder, cache)
    assert built
    assert manifest.statements == before.statements + 1
    assert stores(folder) == [manifest.store] != [before.store]


def test_an_old_store_stays_as_long_as_a_reader_holds_it(
    folder: Path, editions: tuple[Path, Path], cache: Path
) -> None:
    old = StoreLease.acquire(folder)
    manifest, _ = build(read([editions[1]]), folder, cache)
    assert whole(old)
    assert sorted([old.folder.name, manifest.store]) == stores(folder)
    old.release()
    assert stores(folder) == [manifest.store]


def test_data_with_mistakes_leave_the_old_store(folder: Path, tmp_path: Path, cache: Path) -> None:
    before = Manifest.read(folder)
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .")
    with pytest.raises(InvalidDataError):
        build(read([broken]), folder, cache)
    assert Manifest.read(folder) == before
    assert stores(folder) == [before.store]


def test_what_a_killed_build_left_is_removed_by_the_next(
    folder: Path, editions: tuple[Path, Path], cache: Path
) -> None:
    (folder / "building-0123abcd").mkdir()
    (folder / "building-0123abcd" / "000009.sst").write_bytes(b"half")
    (folder / "0123456789ab-01234567").mkdir()
    (folder / f"{MANIFEST}.new").write_text("{")
    manifest, _ = build(read([editions[1]]), folder, cache)
    assert stores(folder) == [manifest.store]


def test_two_builds_of_one_folder_do_not_mix(folder: Path, editions: tuple[Path, Path], cache: Path) -> None:
    with build_lock(folder), pytest.raises(StoreError, match="Another build"):
        build(read([editions[1]]), folder, cache)


def test_a_folder_of_somebody_else_is_not_touched(editions: tuple[Path, Path], tmp_path: Path, cache: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match=r"not the folder of an atlas: it holds thesis\.tex"):
        build(read([editions[0]]), tmp_path, cache)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(StoreError, match="cannot be written"):
        build(read([editions[0]]), tmp_path / "thesis.tex", cache)


@pytest.mark.parametrize("content", ["{", "[]", '{"layout": 2}', '{"layout": 1, "colour": "red"}'])
def test_a_manifest_of_another_kind_is_refused(
    folder: Path, editions: tuple[Path, Path], cache: Path, content: str
) -> None:
    (folder / MANIFEST).write_text(content)
    with pytest.raises(StoreError, match="not a manifest that this version reads"):
        StoreLease.acquire(folder)
    with pytest.raises(StoreError, match="not a manifest that this version reads"):
        build(read([editions[0]]), folder, cache)


def test_a_folder_without_an_atlas_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no atlas in") as caught:
        StoreLease.acquire(tmp_path)
    assert "sandbox-atlas build" in caught.value.hint


def test_a_manifest_whose_store_is_gone_is_an_error(folder: Path) -> None:
    (folder / Manifest.read(folder).store).rename(folder / "elsewhere")
    with pytest.raises(StoreError, match=r"The store of .* is not there"):
        StoreLease.acquire(folder)


@pytest.mark.anyio
async def test_a_damaged_store_is_an_error_and_is_let_go(folder: Path) -> None:
    store = folder / Manifest.read(folder).store
    for table in store.glob("*.sst"):
        table.write_bytes(b"damaged")
    opened = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(EngineError, match="cannot be opened") as caught:
        await DiskEngine.open(folder, Settings(workers=1))
    assert "sandbox-atlas build" in caught.value.hint
    assert len(list(Path("/proc/self/fd").iterdir())) == opened


# ── Killed at any moment ─────────────────────────────────────────────────────

BUILDER = """
import os, sys
from pathlib import Path
from sandbox_atlas.graph.store.build import build
from sandbox_atlas.graph.loading.dataset import read
datasets = [read([Path(name)]) for name in sys.argv[3:]]
for line in sys.stdin:  # each build in a process of its own, which may be killed
    pid = os.fork()
    if not pid:
        build(datasets[int(line)], Path(sys.argv[1]), Path(sys.argv[2]))
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()  # until then its number is not given to another process
    print(os.waitpid(pid, 0)[1], flush=True)
"""


@pytest.fixture
def builder(folder: Path, cache: Path, editions: tuple[Path, Path]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", BUILDER, str(folder), str(cache), *map(str, editions)]
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        yield process


def run_build(builder: subprocess.Popen[str], edition: int, killed_after: float | None = None) -> float:
    """Have an edition built, and the builder killed after a while; gives the seconds that it ran."""
    assert builder.stdin is not None
    assert builder.stdout is not None
    builder.stdin.write(f"{edition}\n")
    builder.stdin.flush()
    pid, began = int(builder.stdout.readline()), time.monotonic()
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)
    builder.stdin.write("\n")
    builder.stdin.flush()
    assert int(builder.stdout.readline()) in ((0,) if killed_after is None else (0, signal.SIGKILL))
    return time.monotonic() - began


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_edition_or_the_new_one(
    builder: subprocess.Popen[str], folder: Path, editions: tuple[Path, Path]
) -> None:
    digests = [read([edition]).digest() for edition in editions]
    usual = min(run_build(builder, 1), run_build(builder, 0))
    rng, ends = random.Random(4), set()  # noqa: S311 - nothing secret
    for turn in range(10 * ROUNDS):
        before = Manifest.read(folder)
        wanted = 1 - digests.index(before.digest)
        latest = (1.3 + turn / 3) * usual  # later and later, as the machine may have grown busy meanwhile
        run_build(builder, wanted, killed_after=rng.uniform(0, latest))
        now = StoreLease.acquire(folder)
        assert now.digest in (before.digest, digests[wanted])
        assert whole(now), f"turn {turn}"
        ends.add(now.digest == before.digest)
        now.release()
    run_build(builder, 1 - digests.index(Manifest.read(folder).digest))
    assert stores(folder) == [Manifest.read(folder).store]
    assert ends == {True, False}
    assert json.loads((folder / MANIFEST).read_text())["digest"] in digests


def test_a_store_whose_manifest_is_broken_between_two_looks_leaves_no_descriptor_open(
    tiny: Path, tmp_path: Path, cache: Path
) -> None:
    atlas = tmp_path / "atlas"
    build(read([tiny]), atlas, cache)
    manifest = (atlas / MANIFEST).read_text()
    before = _descriptors()
    for _ in range(20):
        with pytest.raises(StoreError):  # the folder's lock is awaited while another process breaks the manifest
            _acquire_while_broken(atlas, manifest)
    assert _descriptors() == before


def _acquire_while_broken(atlas: Path, manifest: str) -> None:
    (atlas / MANIFEST).write_text(manifest)
    store = os.open(atlas / json.loads(manifest)["store"], os.O_RDONLY)
    fcntl.flock(store, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as pool:
        acquiring = pool.submit(StoreLease.acquire, atlas)
        time.sleep(0.05)
        (atlas / MANIFEST).write_text("{}")
        os.close(store)
        acquiring.result()


def test_a_store_that_is_filled_on_disk_holds_what_one_that_is_filled_in_memory_holds(
    editions: tuple[Path, Path], tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(name: str) -> Counter[str]:
        made, _ = build(read([editions[0]]), tmp_path / name, cache)
        store = ox.Store.read_only(str(tmp_path / name / made.store))
        return Counter(" ".join(_unlabelled(term) for term in (quad.triple, quad.graph_name)) for quad in store)

    in_memory = held("memory")
    monkeypatch.setattr("sandbox_atlas.graph.store.build._LARGE", 1)
    assert held("disk") == in_memory != Counter()


def _unlabelled(term: object) -> str:
    return " ".join("_:" if part.startswith("_:") else part for part in str(term).split())


def test_checks_that_need_more_memory_than_there_is_are_refused_before_they_begin(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:       9 kB\n")
    monkeypatch.setattr("sandbox_atlas.graph.store.build._MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr("sandbox_atlas.graph.store.build._LARGE", 1_000)
    with pytest.raises(StoreError, match="need about 0 GiB of memory, and 0 GiB are free") as refused:
        build(read([tiny]), tmp_path / "atlas", tmp_path)
    assert "--check off" in refused.value.hint
    assert build(read([tiny]), tmp_path / "atlas", tmp_path, mode="off")[1]
