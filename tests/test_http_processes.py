"""Several processes at one address: the same answers and limits whichever takes a request, and none is missed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import psutil
import pytest

from sandbox_atlas.api.http.connection_counts import SharedCounts
from sandbox_atlas.api.http.errors import TooManyRequestsError
from sandbox_atlas.api.http.ledger import Ledger
from sandbox_atlas.api.http.rate_limit import RateLimiter
from sandbox_atlas.api.server.fronts.shares import refuse_impossible, shares
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.errors import BadParameterError
from tests.support.running import until
from tests.support.server import Server, measured, serving

NUMBERS = count(1)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EDITION = "SELECT ?n { <urn:edition> <urn:number> ?n }"


# ── The ledger ───────────────────────────────────────────────────────────────


@pytest.fixture
def ledgers() -> tuple[Ledger, Ledger]:
    """The ledger of two processes, as each of them sees it."""
    first = Ledger.made(2)
    return first, Ledger(first.descriptor, 2, 1, first.secret)


def test_two_processes_give_away_one_burst_and_run_one_number_of_requests(ledgers: tuple[Ledger, Ledger]) -> None:
    now = [0.0]
    one, other = (RateLimiter(0.5, 4, 3, clock=lambda: now[0], ledger=each) for each in ledgers)
    assert [one.try_enter("a"), other.try_enter("a"), one.try_enter("a")] == [True] * 3
    assert not other.try_enter("a"), "three run"
    one.leave("a", refund=True)
    other.leave("a")
    assert [other.try_enter("a"), one.try_enter("a")] == [True, True]
    one.leave("a")
    assert not one.try_enter("a"), "the burst is spent"
    with pytest.raises(TooManyRequestsError):
        asyncio.run(one.enter("a", 1))
    assert other.try_enter("b")
    now[0] = 2.0
    assert one.try_enter("a")


@pytest.mark.anyio
async def test_who_waits_in_one_process_has_its_turn_when_a_request_in_the_other_ends(
    ledgers: tuple[Ledger, Ledger],
) -> None:
    one, other = (RateLimiter(0, 1, 1, ledger=each) for each in ledgers)
    assert other.try_enter("a")
    threading.Timer(0.02, other.leave, ["a"]).start()
    await one.enter("a", 5)
    assert not other.try_enter("a")


def test_what_a_dead_process_had_is_free_again(ledgers: tuple[Ledger, Ledger]) -> None:
    one, other = (RateLimiter(0, 1, 1, ledger=each) for each in ledgers)
    counts = [SharedCounts(each) for each in ledgers]
    assert other.try_enter("a")
    assert [counts[1].count("a"), counts[0].count("a"), counts[1].count("b")] == [1, 2, 1]
    counts[1].opened(2)
    counts[0].opened()
    assert counts[0].total() == 3
    ledgers[0].clear(1)
    assert counts[0].total() == 1
    assert counts[0].count("a", -1) == 0
    assert one.try_enter("a")


def test_a_client_that_is_remembered_no_more_was_idle() -> None:
    ledger = Ledger.made(2, slots=40)
    one = RateLimiter(0.001, 1, 1, ledger=ledger)
    assert one.try_enter("busy")
    for number in range(200):
        assert one.try_enter(str(number))
        one.leave(str(number))
    other = Ledger(ledger.descriptor, 2, 1, ledger.secret, slots=40)
    assert not RateLimiter(0.001, 1, 1, ledger=other).try_enter("busy")


# ── Settings ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "said"), [({"endpoint": "http://192.0.2.1/"}, "--endpoint"), ({"pool": "portable"}, "--pool portable")]
)
def test_processes_that_could_share_no_store_are_refused_in_words(given: dict[str, str], said: str) -> None:
    refuse_impossible(ServerSettings(**given))
    with pytest.raises(BadParameterError, match=f"3 processes cannot serve together with {said}"):
        refuse_impossible(ServerSettings(processes=3, **given))


def test_what_is_no_limit_on_clients_is_divided() -> None:
    server, front = shares(ServerSettings(processes=3, workers=7, answers=64, sending=2))
    assert (server.workers, front.workers, server.answers, front.sending, front.parallel) == (3, 2, 21, 1, 8)
    assert [each.workers for each in shares(ServerSettings(processes=4, workers=2))] == [2, 1]


# ── A server with a front ────────────────────────────────────────────────────


def edition(data: Path, tiny: Path, number: int) -> None:
    beside = data.with_suffix(".new")
    beside.write_text(f"{tiny.read_text()}\n<urn:edition> <urn:number> {number} .\n")
    beside.replace(data)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    path = tmp_path_factory.mktemp("data") / "edition.trig"
    edition(path, tiny, 0)
    return path


@pytest.fixture(scope="module")
def lonely_server(
    data: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of two processes, which believes whoever says for whom it asks."""
    errors = tmp_path_factory.mktemp("log") / "log"
    limits = {"rate": 0.001, "burst": 12, "parallel": 64, "connections": 40, "deadline": 2, "answers": 8}
    options = ("--processes", "2", "--watch", "--check", "off", "--data", str(data))
    with serving(
        *options,
        errors=errors,
        stop=signal.SIGTERM,
        measured=measured(request.config, "all"),
        proxies="127.0.0.1",
        **limits,
    ) as started:
        yield started


@pytest.fixture
def client() -> dict[str, str]:
    """Headers of a client that has sent nothing yet."""
    return {"X-Forwarded-For": f"192.0.2.{next(NUMBERS)}", "Accept": "text/csv"}


@contextmanager
def on_connections(server: Server, number: int) -> Iterator[list[httpx.Client]]:
    """Clients of one open connection each; half of the connections are the front's."""
    with ExitStack() as stack:
        opened = [stack.enter_context(httpx.Client(base_url=server.address, timeout=60)) for _ in range(number)]
        for each in opened:
            own = {"X-Forwarded-For": f"198.51.100.{next(NUMBERS) % 250}"}
            each.get("/sparql", params={"query": f"ASK {{}} # {next(NUMBERS)}"}, headers=own)
        yield opened


def front_of(server: Server) -> psutil.Process:
    return next(each for each in server.family() if "fronts.front" in " ".join(each.cmdline()))


def serving_processes(server: Server) -> int:
    found: int = httpx.get(f"{server.address}/health/ready").json()["processes"]["serving"]
    return found


def figure(server: Server, name: str) -> float:
    text = httpx.get(f"{server.address}/metrics").text
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


def test_any_request_on_any_connection_is_answered(lonely_server: Server, client: dict[str, str]) -> None:
    query = f"/sparql?query={quote('SELECT (1 AS ?x) {}', safe='')}"
    asked = [
        (query, 200),
        ("/about", 200),
        (query, 200),
        ("/sparql?query=bad", 400),
        (f"{query}%23%0A", 200),
        ("/nothing", 404),
        (f"{query}&timeout=1", 200),
        (f"/sparql?query={quote(RUNAWAY, safe='')}", 504),
    ]
    with ThreadPoolExecutor(4) as threads, on_connections(lonely_server, 4) as opened:

        def ask(connection: httpx.Client) -> list[int]:
            own = {**client, "X-Forwarded-For": f"192.0.2.{next(NUMBERS)}"}
            return [connection.get(path, headers=own).status_code for path, _ in asked]

        answers = [*threads.map(ask, opened)]
    assert answers == [[status for _, status in asked]] * 4


def test_requests_in_a_row_and_bodies_are_read_as_they_are(lonely_server: Server) -> None:
    address = urlsplit(lonely_server.address)
    body = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    for _ in range(3):
        number = next(NUMBERS)
        named = f"Host: a\r\nX-Forwarded-For: 192.0.2.{number}\r\nAccept: text/csv\r\n"
        first = f"GET /sparql?query=SELECT+(1+AS+%3Fn{number})+%7B%7D HTTP/1.1\r\n{named}\r\n".encode()
        page = f"GET /health/live HTTP/1.1\r\n{named}\r\n".encode()
        other = first.replace(b"\r\n\r\n", f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()) + body
        last = first.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        sent, received = first + first + page + other + last, b""
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            for begin in range(0, len(sent), 100):
                connection.sendall(sent[begin : begin + 100])
                time.sleep(0.001)
            while piece := connection.recv(65536):
                received += piece
        assert re.findall(rb"HTTP/1.1 (\d+)", received) == [b"200"] * 5
        assert received.count(b"n%d\r\n" % number) == 4


def test_limits_of_a_client_are_those_of_one_process(lonely_server: Server, client: dict[str, str]) -> None:
    statuses = []
    with on_connections(lonely_server, 6) as opened:
        for number in range(24):
            query = {"query": f"SELECT (1 AS ?x) {{}} # {next(NUMBERS)}"}
            statuses.append(opened[number % 6].get("/sparql", params=query, headers=client).status_code)
    assert statuses == [200] * 12 + [429] * 12


def test_no_reader_sees_an_old_answer_after_a_new_one(lonely_server: Server, data: Path, tiny: Path) -> None:
    seen: list[tuple[float, float, int]] = []

    def read(connection: httpx.Client) -> None:
        while not any(number == 1 for _, _, number in seen):
            for text in (EDITION, f"{EDITION} # {next(NUMBERS)}"):
                own = {"X-Forwarded-For": f"2001:db8:{next(NUMBERS):x}::1", "Accept": "text/csv"}
                began = time.monotonic()
                answer = connection.get("/sparql", params={"query": text}, headers=own)
                seen.append((began, time.monotonic(), int(answer.text.split()[1])))

    with ThreadPoolExecutor(4) as threads, on_connections(lonely_server, 4) as opened:
        reading = [threads.submit(read, each) for each in opened]
        edition(data, tiny, 1)
        for each in reading:
            each.result()
    first = min(ended for _, ended, number in seen if number == 1)
    assert not [began for began, _, number in seen if began > first and number == 0]


def test_a_front_that_dies_is_missed_by_nobody(lonely_server: Server, client: dict[str, str]) -> None:
    until(lambda: serving_processes(lonely_server) == 2)
    front = front_of(lonely_server)
    with on_connections(lonely_server, 2) as kept:
        before = figure(lonely_server, "sandbox_atlas_requests_total")
        os.kill(front.pid, signal.SIGTERM)  # which hands over what it has
        until(lambda: not front.is_running() or front.status() == psutil.STATUS_ZOMBIE)
        answers = [each.get("/sparql", params={"query": "ASK { ?s ?p 1 }"}, headers=client) for each in kept]
    assert [each.status_code for each in answers] == [200, 200]
    until(lambda: serving_processes(lonely_server) == 2)
    os.kill(front_of(lonely_server).pid, signal.SIGKILL)
    fresh = [httpx.get(f"{lonely_server.address}/sparql?query=ASK%7B%7D%23{n}", headers=client) for n in range(4)]
    assert [each.status_code for each in fresh] == [200] * 4
    until(lambda: figure(lonely_server, "sandbox_atlas_front_restarts_total") == 2)
    assert figure(lonely_server, "sandbox_atlas_requests_total") >= before + 6
    assert figure(lonely_server, "sandbox_atlas_processes") <= 2


def test_both_processes_answer_and_each_line_of_the_log_says_which(lonely_server: Server) -> None:
    log = next(
        Path(each.path) for each in psutil.Process(lonely_server.process.pid).open_files() if each.path[-3:] == "log"
    )
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    answered = [line["process"] for line in lines if line.get("path") == "/sparql" and line["status"] == 200]
    assert {line["process"] for line in lines} == {1, 2}
    assert min(answered.count(1), answered.count(2)) > 10
