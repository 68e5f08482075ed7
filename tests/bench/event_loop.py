"""Measures how long the event loop of a server is held by the largest requests: `python -m tests.bench.event_loop`.

The server runs over a generated register. A clock on its event loop ticks every two milliseconds and notes what the
thread of the loop has computed since the tick before (*busy*), and what all threads of the process have (*held*): the
loop has waited for them if they kept the interpreter to themselves. Both are processor time, which other load on the
machine changes little. Neither may reach 100 ms; `/health/live` is asked meanwhile, for the time on the clock as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import uvloop

from sandbox_atlas.api.server import server
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.passed import note_passed
from tests.support.generator import quads

LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 99999"
"""A result of 48 MB as JSON."""
ADDED = "<urn:a> <urn:b> <urn:c> .\n"
TICK = 0.002
PAGE = {"Accept": "text/html"}
MOST = 0.1
"""Seconds that nothing may hold the loop."""


def serve(data: Path, cache: Path) -> None:
    """Serve a file with a clock on the loop; SIGUSR1 prints what held it longest since the last time."""
    longest = {"busy": 0.0, "held": 0.0, "late": 0.0}

    def loop() -> asyncio.AbstractEventLoop:
        made = uvloop.new_event_loop()
        before = [time.thread_time(), time.process_time(), time.monotonic()]

        def tick() -> None:
            now = [time.thread_time(), time.process_time(), time.monotonic()]
            for name, then, here in zip(longest, before, now, strict=True):
                longest[name] = max(longest[name], here - then - (TICK if name == "late" else 0))
            before[:] = now
            made.call_later(TICK, tick)

        def report() -> None:
            print(json.dumps(longest), flush=True)
            longest.update(dict.fromkeys(longest, 0.0))

        made.call_soon(tick)
        made.add_signal_handler(signal.SIGUSR1, report)
        return made

    server._loop_factory = lambda: loop
    server.run(ServerSettings(data=(data,), port=0, cache=cache, rate=0, log="off", watch=True, deadline=120))


class Bench:
    """A server under test, and a table of what it was asked for."""

    def __init__(self, process: subprocess.Popen[str], client: httpx2.AsyncClient) -> None:
        self._process, self._client = process, client
        self.failed = False

    def held(self) -> dict[str, float]:
        """What held the loop longest since the last call, in seconds."""
        assert self._process.stdout is not None
        self._process.send_signal(signal.SIGUSR1)
        found: dict[str, float] = json.loads(self._process.stdout.readline())
        return found

    async def measure(self, what: str, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Do something, ask for `/health/live` meanwhile, and print a line."""
        await asyncio.to_thread(self.held)
        working, slowest, started = asyncio.ensure_future(work()), 0.0, time.monotonic()
        while not working.done():
            before = time.monotonic()
            await self._client.get("/health/live")
            slowest = max(slowest, time.monotonic() - before)
            await asyncio.sleep(0.02)
        working.result()
        held = await asyncio.to_thread(self.held)
        self.failed |= max(held["busy"], held["held"]) > MOST
        print(
            f"{what:<44} {time.monotonic() - started:7.1f} s {held['busy'] * 1000:7.1f} ms busy "
            f"{held['held'] * 1000:7.1f} ms held {held['late'] * 1000:7.1f} ms late "
            f"{slowest * 1000:7.1f} ms /health/live",
            flush=True,
        )

    async def get(self, path: str, headers: dict[str, str] = PAGE, times: int = 1) -> None:
        """Ask for an address so many times at once."""
        answers = await asyncio.gather(*(self._client.get(path, headers=headers) for _ in range(times)))
        assert all(answer.status_code in (200, 404, 422, 503) for answer in answers), (path, answers)

    async def post(self, text: str, times: int) -> None:
        """Post texts as queries, each a little different."""
        direct = {"Content-Type": "application/sparql-query"}
        posts = (self._client.post("/sparql", content=f"{text}{number}", headers=direct) for number in range(times))
        await asyncio.gather(*posts)

    async def publish(self, data: Path) -> None:
        """Change the data, and wait until they are served."""
        before = (await self._client.get("/health/ready")).json()["snapshot"]
        with data.open("a") as file:
            file.write(ADDED)
        while (await self._client.get("/health/ready")).json()["snapshot"] == before:
            await asyncio.sleep(0.5)


async def bench(instance: Bench, data: Path) -> None:
    """Everything whose cost grows with the register or an answer."""
    query = urlencode({"query": LARGE})
    graph = urlencode({"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 90000"})
    pages = {
        "an unknown name": "/id/institution/icbcc",
        "the first page": "/",
        "the explorer": "/explore",
        "the whole register": "/explore?whole=yes",
        "a technology": "/id/technology/blockchain",
        "a suggested edit": "/suggest?thing=institution/icbc",
        "applications": "/lookups/applications",
        "a comparison": "/compare?a=place/beijing&b=place/suzhou",
        "48 MB as a page": f"/sparql?{query}",
        "90,000 statements as a page": f"/sparql?{graph}",
        "the register as GraphML": "/views/register.graphml?uncut=yes",
        "the register as JSON": "/views/register.json?uncut=yes",
        "applications in rows as JSON": "/lookups/applications-in-rows.json",
        "applications in rows as CSV": "/lookups/applications-in-rows.csv",
        "neighbours": "/neighbours?of=technology/blockchain&limit=500",
    }
    for what, path in pages.items():
        await instance.measure(what, lambda path=path: instance.get(path))  # type: ignore[misc]
    await instance.measure("48 MB as a page, eight at once", lambda: instance.get(f"/sparql?{query}#", times=8))
    await instance.measure("48 MB as JSON", lambda: instance.get(f"/sparql?{query}", {"Accept": "application/json"}))
    await instance.measure("256 KiB of a.b., eight posts", lambda: instance.post("SELECT " + "a.b." * 65_000, 8))

    await instance.measure("publishing", lambda: instance.publish(data))


def _record_as_checked(data: Path) -> None:
    """Spare the server the checks of the data as they are and will be, which run in a process of their own."""
    found = read([data])
    changed = [replace(each, content=each.content + ADDED.encode()) for each in found.data]
    for dataset in (found, replace(found, data=tuple(changed))):
        note_passed(dataset.digest(), data.parent / "cache")


async def main(statements: int) -> int:
    """Run the benchmark; 1 if something held the loop for too long."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "register.nq")
        with data.open("w") as file:
            file.writelines(f"{line}\n" if not line.endswith("\n") else line for line in quads(statements))
        _record_as_checked(data)
        command = [sys.executable, "-m", "tests.bench.event_loop", "--serve", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
            assert process.stdout is not None
            address = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
            async with httpx2.AsyncClient(base_url=address, timeout=300) as client:
                instance = Bench(process, client)
                await bench(instance, data)
            process.send_signal(signal.SIGINT)
        return int(instance.failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=300_000)
    parser.add_argument("--serve", type=Path, help="serve this file with a clock on the event loop")
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.serve.parent / "cache")
    else:
        sys.exit(asyncio.run(main(given.statements)))
