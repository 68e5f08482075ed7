"""Strangers who mean harm, and processes that are killed: nobody else notices, nothing is lost, nothing gets out."""

from __future__ import annotations

import os
import random
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import psutil
import pytest

from tests.support.rounds import ROUNDS
from tests.support.running import until
from tests.support.server import Server, ended, serving, started

pytestmark = [pytest.mark.server, pytest.mark.slow]

DEADLINE, MEMORY, WORKERS, SLOW, SENDING, READY = 2, 256, 2, 2, 64, 16
CEILING = ((WORKERS + 1 + SLOW) * MEMORY + 2 * SENDING + READY + 512) * 2**20
"""As docs/architecture.md says: queries, answers on their way, answers kept ready, and the programs with the data."""

ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
TRUSTED = ssl.create_default_context()  # made once: it takes longer than a request

RUNAWAYS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
    "paths": "SELECT (COUNT(*) AS ?n) { ?s (<urn:p>|!<urn:p>)* ?o . ?o (<urn:p>|!<urn:p>)* ?z }",
    "sort": f"SELECT * {{ {ALL} }} ORDER BY ?i ?f ?c",
    "concatenation": f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {ALL} }}",
    "expression": f"SELECT (COUNT(*) AS ?n) {{ {ALL} FILTER REGEX(STR(?a), '^(([a-z])+.)+[A-Z]([a-z])+$') }}",
    "ten megabytes": f"SELECT * {{ ?s ?p '{'x' * 10_000_000}' }}",
    "groups": f"ASK {{ {'{' * 10_000} ?s ?p ?o {'}' * 10_000} }}",
    "functions": f"SELECT ({'STR(' * 1_000}1{')' * 1_000} AS ?x) {{}}",
    "values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(30_000)))} }} {ALL} }}",
    "patterns": f"ASK {{ {' '.join(f'?s{n} ?p{n} ?o{n} .' for n in range(1_000))} }}",
}


def ask(server: Server, query: str = "ASK {}", source: str = "127.0.0.1") -> tuple[int, bytes]:
    """Status and body of the answer to a query, sent from an address of loopback."""
    headers = {"Content-Type": "application/sparql-query"}
    transport = httpx.HTTPTransport(verify=TRUSTED, local_address=source)
    with httpx.Client(transport=transport, timeout=60) as client:
        response = client.post(f"{server.address}/sparql", content=query.encode(), headers=headers)
        return response.status_code, response.content


@pytest.fixture(scope="module")
def hostile() -> Iterator[Server]:
    environment = {"memory": MEMORY, "slow": SLOW, "sending": SENDING, "answers": READY}
    with serving("--deadline", str(DEADLINE), "--workers", str(WORKERS), **environment) as server:
        yield server


def _attack(server: Server, kind: str, number: int) -> int:
    """Send a runaway from another address; gives the status, 0 for a connection that was ended."""
    with suppress(httpx.HTTPError):
        return ask(server, f"{RUNAWAYS[kind]} # {number}", "127.0.0.2")[0]
    return 0


REFUSALS = {0, 200, 400, 413, 422, 429, 503, 504}


@pytest.mark.alone
def test_fifty_runaways_of_one_client_disturb_nobody_else(hostile: Server) -> None:
    with ThreadPoolExecutor(50) as attackers:
        attacks = [
            attackers.submit(_attack, hostile, kind, number)
            for number in range(50 // len(RUNAWAYS))
            for kind in RUNAWAYS
        ]
        slowest, largest = 0.0, 0
        while not all(attack.done() for attack in attacks):
            began = time.monotonic()
            assert b"true" in ask(hostile, f"ASK {{}} # {began}")[1]
            slowest = max(slowest, time.monotonic() - began)
            largest = max(largest, hostile.memory())
            time.sleep(0.05)
        assert {attack.result() for attack in attacks} <= REFUSALS
    assert slowest < 1  # the bound of the promise itself
    assert largest < CEILING
    assert idle(hostile)


@pytest.mark.parametrize("kind", RUNAWAYS)
def test_the_server_lives_after_each_runaway_and_none_runs_on(hostile: Server, kind: str) -> None:
    assert _attack(hostile, kind, 50) in REFUSALS
    assert idle(hostile)
    assert ask(hostile, f"SELECT (COUNT(*) AS ?n) {{ ?s a ?kind }} # {kind}")[0] == 200


def idle(server: Server) -> bool:
    """Whether nothing runs on: within two seconds, a fifth of a second passes almost without processor time."""
    for _ in range(10):
        before = server.processor_time()
        time.sleep(0.2)
        if sum(now - before.get(process, 0) for process, now in server.processor_time().items()) < 0.1:
            return True
    return False


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <%s> { ?s ?p ?o } }",
        "ASK { SERVICE SILENT <%s> { ?s ?p ?o } }",
        "ASK { service<%s>{} }",
        "PREFIX s: <%s> ASK { SERVICE s:x {} }",
        "ASK { VALUES ?u { <%s> } SERVICE ?u {} }",
        r"ASK { \u0053ERVICE <%s> {} }",
        "LOAD <%s>",
        "LOAD SILENT <%s> INTO GRAPH <urn:g>",
        "SELECT * FROM <%s> { ?s ?p ?o }",
        "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } FROM <%s> WHERE { ?s ?p ?o }",
        "DESCRIBE <%s> FROM <%s>",
        "BASE <%s> SELECT * FROM <data.ttl> { ?s ?p ?o }",
    ],
)
def test_no_query_causes_a_request_to_another_server(hostile: Server, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/data.ttl"
        text = query.replace("%s", address)
        assert ask(hostile, text)[0] in (200, 400, 403)
        named = {"query": "SELECT * { ?s ?p ?o } LIMIT 1", "default-graph-uri": address, "named-graph-uri": address}
        assert httpx.post(f"{hostile.address}/sparql", data=named).status_code == 200
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


# ── Connections ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    with serving(patience=1, idle=2, connections=40, deadline=2, rate=5, burst=30, grace=3) as server:
        yield server


def _connect(server: Server, source: str = "127.0.0.1") -> socket.socket:
    parts = urlsplit(server.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=10, source_address=(source, 0))


def _read(connection: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.alone
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_client_that_does_not_finish_its_request_is_dropped(impatient: Server, beginning: bytes) -> None:
    with _connect(impatient, "127.0.0.3") as connection:
        connection.sendall(beginning)
        assert _read(connection).startswith(b"HTTP/1.1 408 ")


@pytest.mark.alone
def test_a_client_that_sends_one_byte_at_a_time_is_dropped_too(impatient: Server) -> None:
    with _connect(impatient, "127.0.0.3") as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with suppress(ConnectionError):
            for _ in range(200):
                connection.sendall(b"X: y\r\n")
                time.sleep(0.02)
        assert b" 200 " not in _read(connection)[:20]


@pytest.mark.alone
def test_a_client_that_does_not_take_its_answer_is_dropped(impatient: Server) -> None:
    query = "SELECT%20*%20%7B%20%3Fa%20%3Fb%20%3Fc%20.%20%3Fd%20a%20%3Fe%20%7D%20LIMIT%2060000"
    with _connect(impatient, "127.0.0.3") as connection:
        connection.sendall(b"GET /sparql?query=" + query.encode() + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        ours = connection.getsockname()
        for held in (True, False):  # first it is there, then it is dropped
            assert any(_is_held(impatient, ours) is held or time.sleep(0.05) for _ in range(200))


def _is_held(server: Server, address: tuple[str, int]) -> bool:
    return any(each.raddr == address for each in psutil.Process(server.process.pid).net_connections("tcp"))


@pytest.mark.alone
def test_a_connection_that_rests_between_requests_outlives_the_patience(impatient: Server) -> None:
    with _connect(impatient, "127.0.0.3") as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        began = time.monotonic()
        assert _read(connection).count(b"HTTP/1.1") == 0
        assert 1.5 < time.monotonic() - began < 6


@pytest.mark.alone
def test_connections_past_a_clients_share_get_503_and_others_get_in(impatient: Server) -> None:
    held = [_connect(impatient, "127.0.0.4") for _ in range(10)]
    with _connect(impatient, "127.0.0.4") as one_more:
        assert _read(one_more).startswith(b"HTTP/1.1 503 ")
    assert ask(impatient)[0] == 200
    for connection in held:
        connection.close()


@pytest.mark.alone
def test_a_client_past_its_rate_gets_429_and_others_do_not(impatient: Server) -> None:
    transport = httpx.HTTPTransport(local_address="127.0.0.5")
    with httpx.Client(transport=transport, headers={"X-Forwarded-For": "192.0.2.1"}, timeout=30) as client:
        for number in range(200):
            params = {"query": f"SELECT ({number} AS ?n) {{}}"}
            headers = {"X-Forwarded-For": f"192.0.2.{number}"}  # nobody is believed who is no proxy of ours
            response = client.get(f"{impatient.address}/sparql", params=params, headers=headers)
            if response.status_code != 200:
                break
        assert response.status_code == 429
        assert int(response.headers["retry-after"]) >= 1
        assert response.json()["type"].endswith("#too-many-requests")
        assert client.get(f"{impatient.address}/health/live").status_code == 200
        assert client.get(f"{impatient.address}/").status_code == 200  # pages have an allowance of their own
    assert ask(impatient)[0] == 200


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_finishes_what_runs_and_leaves_no_process(stop: signal.Signals) -> None:
    with serving(deadline=2, grace=10) as server, ThreadPoolExecutor(1) as pool:
        family = server.family()
        running = pool.submit(ask, server, RUNAWAYS["cross product"])
        time.sleep(0.5)
        os.kill(server.process.pid, stop)
        assert running.result()[0] == 504  # its own deadline, not a broken connection
        assert server.process.wait(15) == 0
        assert ended(family)


# ── Killing ──────────────────────────────────────────────────────────────────


COUNT = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }"


def test_killing_any_process_of_a_server_again_and_again_loses_and_changes_no_answer() -> None:
    chance = random.Random(4)  # noqa: S311 - the same kills each time
    with serving("--deadline", "20", answers=0, rate=0) as server:
        expected = ask(server, COUNT)
        wrong: list[tuple[int, bytes]] = []
        answers = [0, 0, 0]
        done = threading.Event()

        def keep_asking(client: int) -> None:
            while not done.is_set():
                if (answer := ask(server, COUNT)) != expected:
                    wrong.append(answer)
                answers[client] += 1

        def all_answered() -> bool:
            return all(now > then for now, then in zip(answers, before, strict=True))

        with ThreadPoolExecutor(3) as clients:
            asking = [clients.submit(keep_asking, client) for client in range(3)]
            for number in range(20 * ROUNDS):
                before = list(answers)
                family = server.family()
                keeper = [each for each in family[1:] if each.ppid() == server.process.pid]
                workers = [each for each in family[1:] if each not in keeper]
                with suppress(psutil.NoSuchProcess, IndexError):
                    chance.choice(keeper if number % 10 == 9 else workers).kill()
                time.sleep(chance.uniform(0, 0.2))
                if number % 3 == 2:  # a query is begun again three times at most, and a slow machine kills more often
                    until(all_answered)
            done.set()
            for each in asking:
                each.result()
        assert wrong == []
        assert ask(server, COUNT) == expected


def test_killing_the_whole_server_at_any_moment_loses_nothing(tmp_path: Path, tiny: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - the same kills each time
    options = ["--data", str(tiny), "--workers", "1"]
    before = tiny.read_bytes()
    for _ in range(5 * ROUNDS):
        with started(*options, cache=tmp_path):
            time.sleep(chance.uniform(0, 1.5))
    with serving(*options, cache=tmp_path) as server:
        assert ask(server, COUNT)[0] == 200
    assert tiny.read_bytes() == before
