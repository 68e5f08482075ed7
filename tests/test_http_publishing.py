"""Data taken up while serving: nobody waits, nobody gets a mixture, and mistakes leave what was there."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.fingerprint import fingerprint
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.store.build import build
from sandbox_atlas.graph.store.folder import Manifest
from tests.support.engines import dumped, remote
from tests.support.oxigraph import Oxigraph
from tests.support.rounds import ROUNDS
from tests.support.server import Server, serving

LAKE = "<https://w3id.org/sandbox-atlas/id/place/lake>"
COMMENT = "<http://www.w3.org/2000/01/rdf-schema#comment>"
QUERY = f"SELECT (GROUP_CONCAT(?c; separator=' ') AS ?cs) {{ {LAKE} {COMMENT} ?c }}"
PATIENCE = 60.0


def edition(tiny: Path, number: int) -> str:
    """The tiny register with two statements that give its number; half of them would be a mixture."""
    return f"{tiny.read_text()}\n{LAKE} {COMMENT} 'first {number}' . {LAKE} {COMMENT} 'second {number}' .\n"


def numbers(body: str) -> set[str]:
    """The numbers of editions in an answer; fails unless both statements are in it."""
    assert ("first" in body) == ("second" in body)
    return set(re.findall(r"\d+", body))


def put(path: Path, text: str) -> None:
    """Replace a file in one step."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def passed(cache: Path, *paths: Path) -> None:
    """Have data checked before a test begins, as a busy machine takes seconds for that."""
    for path in paths:
        build(read([path]), cache / "atlas", cache)
    shutil.rmtree(cache / "atlas")


@pytest.fixture(scope="module")
def cache(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which six editions are known to pass."""
    folder = tmp_path_factory.mktemp("cache")
    for number in range(6):
        put(folder / "edition.trig", edition(tiny, number))
        passed(folder, folder / "edition.trig")
    return folder


@pytest.fixture
def data(tiny: Path, tmp_path: Path) -> Path:
    """A file with edition 0."""
    path = tmp_path / "register.trig"
    put(path, edition(tiny, 0))
    return path


# ── In this process ──────────────────────────────────────────────────────────


@asynccontextmanager
async def publishing(cache: Path, **settings: Any) -> AsyncIterator[Publisher]:  # noqa: ANN401
    async with Publisher.opened(ServerSettings(workers=1, cache=cache, **settings)) as publisher:
        yield publisher


async def until(happens: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not happens():
            await asyncio.sleep(0.02)


async def comments(atlas: Atlas) -> set[str]:
    return numbers((await atlas.sparql(QUERY, "text/csv")).body.decode())


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def processes() -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if lives(one)]


@pytest.mark.anyio
async def test_a_request_keeps_the_atlas_that_it_began_with_and_the_last_one_closes_it(
    tiny: Path, data: Path, cache: Path
) -> None:
    async with publishing(cache, data=(data,)) as publisher:
        running = len(processes())
        old, old_digest = publisher.current, publisher.current.snapshot
        with publisher.lease() as first, publisher.lease() as second:
            put(data, edition(tiny, 1))
            publisher.reload()
            await until(lambda: publisher.current is not old)
            assert await comments(first) == await comments(second) == {"0"}
            assert await comments(publisher.current) == {"1"}
        await until(lambda: len(processes()) == running)
        with pytest.raises(EngineError, match="shut down"):
            await old.sparql(QUERY, "text/csv")
        assert publisher.report()["previous"] == old_digest
        assert "problem" not in publisher.report()


@pytest.mark.anyio
async def test_no_third_atlas_is_loaded_while_an_old_one_is_held(tiny: Path, data: Path, cache: Path) -> None:
    async with publishing(cache, data=(data,)) as publisher:
        with publisher.lease():
            put(data, edition(tiny, 1))
            publisher.reload()
            await until(lambda: publisher.previous)
            second, running = publisher.current, len(processes())
            put(data, edition(tiny, 2))
            publisher.reload()
            await asyncio.sleep(0.5)
            assert publisher.current is second
            assert len(processes()) == running
        await until(lambda: publisher.current is not second)
        assert await comments(publisher.current) == {"2"}


@pytest.mark.anyio
async def test_unchanged_data_change_nothing(data: Path, cache: Path) -> None:
    async with publishing(cache, data=(data,)) as publisher:
        running, before = len(processes()), publisher.current
        publisher.reload()
        await until(lambda: len(processes()) > running)
        await until(lambda: len(processes()) == running)
        assert publisher.current is before
        assert publisher.report()["previous"] is None


@pytest.mark.anyio
async def test_ending_in_the_middle_of_a_reload_leaves_no_process_and_no_open_file(
    tiny: Path, data: Path, cache: Path
) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before, files = processes(), open_files()
    for turn in range(8):
        put(data, edition(tiny, turn % 2))
        async with publishing(cache, data=(data,)) as publisher:
            put(data, edition(tiny, 1 - turn % 2))
            publisher.reload()
            await asyncio.sleep(turn / 20)
        await until(lambda: processes() == before)
    await until(lambda: open_files() == files)


@pytest.mark.anyio
async def test_a_store_that_was_built_anew_is_taken_up_and_the_old_one_removed(
    tiny: Path, data: Path, cache: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "atlas"
    build(read([data]), folder, cache)
    async with publishing(cache, store=folder, watch=True) as publisher:
        put(data, edition(tiny, 1))
        build(read([data]), folder, cache)
        assert await comments(publisher.current) == {"0"}
        await until(lambda: publisher.previous)
        assert await comments(publisher.current) == {"1"}
        stores = lambda: [entry.name for entry in folder.iterdir() if entry.is_dir()]  # noqa: E731 - asked twice
        await until(lambda: stores() == [Manifest.read(folder).store])


def test_what_may_have_changed_is_seen_without_reading(data: Path, tmp_path: Path) -> None:
    settings = ServerSettings(data=(tmp_path,))
    seen = [fingerprint(settings)]
    data.write_text(data.read_text() + "# longer\n")
    seen.append(fingerprint(settings))
    (tmp_path / "more.ttl").touch()
    seen.append(fingerprint(settings))
    (tmp_path / "notes.txt").touch()
    os.utime(tmp_path, ns=(0, 0))
    assert fingerprint(settings) == seen[-1]  # notes are no data
    shutil.rmtree(tmp_path)
    seen.append(fingerprint(settings))
    assert len(set(seen)) == 4
    assert fingerprint(ServerSettings(endpoint="http://127.0.0.1:9/")) != fingerprint(
        ServerSettings(endpoint="http://127.0.0.1:9/", endpoint_refresh=1)
    )


# ── A real server ────────────────────────────────────────────────────────────


@dataclass
class Site:
    """A running server over a file."""

    server: Server
    log: Path

    @property
    def address(self) -> str:
        return self.server.address

    def ready(self) -> dict[str, Any]:
        answer = httpx2.get(f"{self.address}/health/ready", timeout=30)
        assert answer.status_code == 200
        return dict(answer.json())

    def until(self, happens: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while not happens(report := self.ready()):
            assert time.monotonic() < end, report
            time.sleep(0.05)
        return report


@contextmanager
def serving_site(cache: Path, *options: str) -> Iterator[Site]:
    log = cache / "server.log"
    with serving("--workers", "1", *options, errors=log, cache=cache) as server:
        yield Site(server, log)


@pytest.mark.slow
@pytest.mark.server
def test_a_changed_file_is_taken_up_and_one_with_mistakes_leaves_the_old_data(
    tiny: Path, data: Path, cache: Path
) -> None:
    with serving_site(cache, "--data", str(data), "--watch") as site:
        first = site.ready()
        assert "problem" not in first
        put(data, edition(tiny, 1))
        second = site.until(lambda report: report["snapshot"] != first["snapshot"])
        assert second["previous"] == first["snapshot"]
        data.write_text(f"{edition(tiny, 2)} {LAKE} nonsense")
        third = site.until(lambda report: "problem" in report)
        assert third["snapshot"] == second["snapshot"]
        (finding,) = third["problem"]["findings"]
        assert (finding["file"], finding["rule"]) == (str(data), "syntax")
        assert httpx2.get(f"{site.address}/", timeout=30).status_code == 200
        data.unlink()
        site.until(lambda report: "cannot be read" in report.get("problem", {}).get("detail", ""))
        put(data, edition(tiny, 2))
        digest = read([data]).digest()
        fourth = site.until(lambda report: report["snapshot"] == digest)
        assert "problem" not in fourth
    assert f"The data have 1 mistake, the first: {data}" in site.log.read_text()
    assert "Traceback" not in site.log.read_text()


@pytest.mark.slow
@pytest.mark.server
def test_readers_under_load_get_one_edition_or_the_other_as_answers_and_pictures_never_an_error_or_a_mixture(
    tiny: Path, data: Path, cache: Path
) -> None:
    files = [data.with_name(f"edition-{number}.trig") for number in range(6)]
    for number, file in enumerate(files):
        put(file, edition(tiny, number))
    digests = {str(number): read([file]).digest() for number, file in enumerate(files)}
    stop, seen, wrong = threading.Event(), set[str](), list[str]()

    def ask(address: str) -> None:
        with httpx2.Client(timeout=60) as client:
            for turn in range(10**9):
                if stop.is_set():
                    return
                if turn % 5 == 4:
                    picture = client.get(
                        f"{address}/explore.graphml",
                        params={"whole": "yes", "drawing": ("network", "columns")[turn % 2]},
                    )
                    editions = [each for each in digests.values() if each[:12] in picture.headers.get("etag", "")]
                    if picture.status_code != 200 or len(editions) != 1 or editions[0][:12] not in picture.text:
                        wrong.append(f"{picture.status_code} {picture.headers} {picture.text[:2000]}")
                    continue
                if turn % 2:
                    answer = client.get(f"{address}/sparql", params={"query": f"{QUERY} # {turn % 5}"})
                    tag = answer.headers.get("etag", "")
                else:
                    answer = client.post(f"{address}/sparql", data={"query": QUERY})
                    tag = ""
                found = numbers(answer.text)
                seen.update(found)
                if answer.status_code != 200 or len(found) != 1 or (tag and digests[min(found)] not in tag):
                    wrong.append(f"{answer.status_code} {tag} {answer.text}")

    with serving_site(cache, "--data", str(data)) as site:
        askers = [threading.Thread(target=ask, args=(site.address,)) for _ in range(3)]
        for asker in askers:
            asker.start()
        try:
            for number in range(1, 6):
                put(data, edition(tiny, number))
                site.server.process.send_signal(signal.SIGHUP)
                site.until(lambda report, digest=digests[str(number)]: report["snapshot"] == digest)  # type: ignore[misc]
            time.sleep(0.2)
        finally:
            stop.set()
            for asker in askers:
                asker.join()
    assert wrong == []
    assert seen == set("012345")


@pytest.mark.slow
@pytest.mark.server
def test_an_endpoint_that_goes_away_is_a_problem_document_and_one_that_is_back_answers(
    tiny: Path, cache: Path, tmp_path: Path
) -> None:
    with Oxigraph(dumped((tiny,), tmp_path)) as endpoint, serving_site(cache, "--endpoint", endpoint.address) as site:
        assert httpx2.get(f"{site.address}/sparql", params={"query": "ASK {}"}, timeout=30).status_code == 200
        endpoint.kill()
        try:
            for path in ("sparql?query=ASK%20%7B%20%3Fs%20%3Fp%201%20%7D", "health/ready", "lookups/coverage.json"):
                answer = httpx2.get(f"{site.address}/{path}", timeout=30)
                assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
                assert "cannot be reached" in answer.json()["detail"]
            assert httpx2.get(f"{site.address}/health/live", timeout=30).status_code == 200
        finally:
            endpoint.start()
        assert site.ready()["status"] == "ready"
        assert httpx2.get(f"{site.address}/lookups/coverage.json", timeout=30).status_code == 200


@pytest.mark.slow
@pytest.mark.anyio
async def test_an_endpoint_is_read_again_in_each_period(tiny: Path, tmp_path: Path, cache: Path) -> None:
    with remote((tiny,), tmp_path) as place:
        async with publishing(cache, endpoint=place["endpoint"], endpoint_refresh=3) as publisher:
            first = publisher.current.snapshot
            await until(lambda: publisher.previous == first)
            assert publisher.current.names.resolve("lake-1")


# ── Killed at any moment ─────────────────────────────────────────────────────

SERVER = """
import asyncio, os, sys
from pathlib import Path
import sandbox_atlas.graph.loading.checking  # here, so that no fork has to
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.settings import ServerSettings

async def serve(settings):
    async with Publisher.opened(settings) as publisher:
        answer = await publisher.current.sparql(sys.argv[1], "text/csv")
        print(os.getpid(), publisher.current.snapshot, answer.body.split()[1:], flush=True)
        sys.stdin.readline()
        publisher.reload()
        await asyncio.sleep(60)

for line in sys.stdin:  # each server in a process of its own, which will be killed
    name, value, cache = line.split()
    where = {"store": Path(value)} if name == "store" else {"data": (Path(value),)}
    pid = os.fork()
    if not pid:
        asyncio.run(serve(ServerSettings(workers=1, cache=Path(cache), **where)))
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


@pytest.fixture
def forks() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SERVER, QUERY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def killed_while_reloading(
    forks: subprocess.Popen[str], line: str, publish: Callable[[], None], after: float
) -> tuple[str, str]:
    """Start a server, publish, have it reload, and kill it; gives the snapshot and the answer it began with."""
    assert forks.stdin is not None
    assert forks.stdout is not None
    forks.stdin.write(f"{line}\n")
    forks.stdin.flush()
    pid, snapshot, answer = forks.stdout.readline().split(maxsplit=2)
    family = [psutil.Process(int(pid)), *psutil.Process(int(pid)).children(recursive=True)]
    publish()
    forks.stdin.write("\n")
    forks.stdin.flush()
    time.sleep(after)
    family += psutil.Process(int(pid)).children(recursive=True)
    os.kill(int(pid), signal.SIGKILL)
    assert forks.stdout.readline() == "ended\n"
    end = time.monotonic() + PATIENCE
    while any(lives(one) for one in family):
        assert time.monotonic() < end
        time.sleep(0.01)
    return snapshot, answer


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["data", "store"])
def test_a_server_killed_while_it_reloads_loses_nothing(
    forks: subprocess.Popen[str], tiny: Path, data: Path, cache: Path, tmp_path: Path, kind: str
) -> None:
    folder, rng = tmp_path / "atlas", random.Random(9)  # noqa: S311 - nothing secret
    build(read([data]), folder, cache)
    for turn in range(4 * ROUNDS):

        def publish(number: int = turn + 1) -> None:
            put(data, edition(tiny, number % 6))
            if kind == "store":
                build(read([data]), folder, cache)

        source = data if kind == "data" else folder
        expected = read([data]).digest()
        line = f"{kind} {source} {cache}"
        snapshot, answer = killed_while_reloading(forks, line, publish, rng.uniform(0, 0.3))
        assert snapshot == expected
        assert numbers(answer) == {str(turn % 6)}
    if kind == "store":
        assert json.loads((folder / "atlas.json").read_text())["digest"] == read([data]).digest()
