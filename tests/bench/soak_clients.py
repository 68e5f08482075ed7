"""Clients of the soak: what each kind of them does, and what it notes."""

from __future__ import annotations

import random
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from sandbox_atlas.graph.questions.catalogue import questions

QUIET, COMPUTING = "quiet ASK", "20 ms of computing"
"""Rows of the table."""
SLOWEST_ASK = 1.0
"""Seconds that an ASK of the quiet client may take."""
TAKEN_UP = 180.0
"""Seconds in which the server must answer from data that were rewritten."""
PAGES = (
    "/",
    "/explore",
    "/compare",
    "/about",
    "/sources",
    "/lookups",
    "/search?q=beijing",
    "/search?q=%E5%8C%97%E4%BA%AC",
)
DOWNLOADS = (
    "/data/atlas.trig",
    "/data/atlas.nq",
    "/data/atlas.nt",
    "/data/atlas.rdf",
    "/.well-known/void",
    "/ontology",
)
ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
HOSTILE = (
    f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
    f"SELECT * {{ {ALL} }} ORDER BY ?i ?f ?c",
    f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {ALL} }}",
    "SELECT (COUNT(*) AS ?n) { ?s (<urn:p>|!<urn:p>)* ?o . ?o (<urn:p>|!<urn:p>)* ?z }",
    f"SELECT ({'STR(' * 1_000}1{')' * 1_000} AS ?x) {{}}",
    f"ASK {{ {' '.join(f'?s{n} ?p{n} ?o{n} .' for n in range(300))} }}",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p",
    "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
)
"""Queries that are refused, stopped or answered; the server must survive each."""


@dataclass
class Log:
    """What the clients saw.

    Attributes:
        statuses: Number of answers by kind of client and status; 0 stands for a connection that broke.
        times: Seconds of each answer by kind of client.
        broken: What must not happen.
        server: The server's own log.
    """

    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    server: list[str] = field(default_factory=list)

    def take(self, kind: str, address: str, answer: Answer, *, hostile: bool = False) -> None:
        """Note an answer, and whether it breaks a bound."""
        status = answer.name
        self.statuses[kind][status] += 1
        self.times[kind].append(answer.seconds)
        fine = status in ("200", "304", "503 busy", "504") or (hostile and answer.status in (400, 403, 413, 422, 429))
        if not fine:
            self.broken.append(f"{kind}: {status} for {address[:120]} {answer.body[:200].decode('utf-8', 'replace')}")


@dataclass(frozen=True)
class Answer:
    """What a request came to."""

    status: int
    seconds: float
    busy: bool = False
    body: bytes = b""
    etag: str = ""

    @property
    def name(self) -> str:
        """The status as the table has it; a 503 that says when to ask again is no failure."""
        return "503 busy" if self.status == 503 and self.busy else str(self.status)


class Client:
    """One client, with an address of loopback to itself: the server limits each address."""

    def __init__(self, address: str, number: int) -> None:
        parts = urlsplit(address)
        self.host, self.port, self.source = str(parts.hostname), int(parts.port or 80), f"127.0.1.{number + 1}"

    def ask(self, path: str, accept: str = "*/*", body: bytes | None = None) -> Answer:
        """Send a request and read all of the answer."""
        began = time.monotonic()
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        connection = HTTPConnection(self.host, self.port, timeout=60, source_address=(self.source, 0))
        try:
            with closing(connection):
                connection.request("GET" if body is None else "POST", path, body, headers)
                response = connection.getresponse()
                content, busy = response.read(), response.headers["Retry-After"] is not None
                etag = response.headers["ETag"] or ""
                return Answer(response.status, time.monotonic() - began, busy, content[:500], etag)
        except (OSError, HTTPException) as error:
            return Answer(0, time.monotonic() - began, body=repr(error).encode())

    def abort(self, path: str) -> None:
        """Begin a transfer and break it off with a reset after the first bytes."""
        with suppress(OSError), socket.create_connection((self.host, self.port), 10, (self.source, 0)) as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept: */*\r\n\r\n".encode())
            stream.recv(random.choice((1, 100, 20_000)))  # noqa: S311
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Work = Callable[[Client, Log], None]


def pages(client: Client, log: Log) -> None:
    path = random.choice((*PAGES, *THINGS))  # noqa: S311
    log.take("pages", path, client.ask(path, "text/html"))
    time.sleep(0.2)


def lookups(client: Client, log: Log) -> None:
    name, parameters = random.choice(QUESTIONS)  # noqa: S311
    path = f"/lookups/{name}{random.choice(('.json', '.csv'))}?{parameters}"  # noqa: S311
    log.take("lookups", path, client.ask(path))
    time.sleep(0.2)


def downloads(client: Client, log: Log) -> None:
    path = random.choice(DOWNLOADS)  # noqa: S311
    log.take("downloads", path, client.ask(path))
    time.sleep(0.5)


def hostile(client: Client, log: Log) -> None:
    query = f"{random.choice(HOSTILE)} # {random.random()}"  # noqa: S311
    log.take("hostile", query, client.ask("/sparql", body=query.encode()), hostile=True)
    time.sleep(0.1)


def aborted(client: Client, log: Log) -> None:
    everything = f"/sparql?query={quote('SELECT * { GRAPH ?g { ?s ?p ?o } }')}"
    client.abort(random.choice((*DOWNLOADS, *PAGES, everything)))  # noqa: S311
    log.statuses["aborted"]["broken off"] += 1
    time.sleep(0.2)


def quiet(client: Client, log: Log) -> None:
    query = f"ASK {{ ?s a <urn:{random.random()}> }}"  # noqa: S311
    answer = client.ask("/sparql", body=query.encode())
    log.take(QUIET, query, answer)
    if answer.status != 200 or answer.seconds > SLOWEST_ASK:
        log.broken.append(f"{QUIET}: {answer.name} after {answer.seconds:.2f} s")
    time.sleep(0.2)


CLIENTS: tuple[Work, ...] = (*[pages] * 6, *[lookups] * 4, *[downloads] * 3, *[hostile] * 4, *[aborted] * 2, quiet)
QUESTIONS = [
    (name, urlencode([(each.name, each.example) for each in question.parameters if each.required]))
    for name, question in questions().items()
]
"""Names of the questions, with the parameters that each must have."""
THINGS: list[str] = []


def publish(folder: Path, client: Client, log: Log, stop: threading.Event, pause: float) -> None:
    """Rewrite a file again and again; the server must answer from each edition in time."""
    path, number = folder / "dataset.ttl", 0
    text = path.read_text("utf-8")
    while not stop.wait(pause):
        number += 1
        before = client.ask("/sparql?query=ASK%7B%7D").etag
        beside = path.with_suffix(".new")
        beside.write_text(f"{text}\n# edition {number}\n", "utf-8")
        beside.replace(path)
        began = time.monotonic()
        while client.ask("/sparql?query=ASK%7B%7D").etag == before and time.monotonic() - began < TAKEN_UP:
            if stop.wait(0.5):
                return
        taken = time.monotonic() - began
        log.times["republished"].append(taken)
        log.statuses["republished"]["taken up" if taken < TAKEN_UP else "late"] += 1
        if taken >= TAKEN_UP:
            log.broken.append(f"republished: edition {number} was not taken up within {TAKEN_UP:.0f} s")


def use(work: Work, client: Client, log: Log, stop: threading.Event) -> None:
    """Be one client until the end."""
    while not stop.is_set():
        work(client, log)


def things(client: Client) -> list[str]:
    """Addresses of the pages of some things and questions."""
    query = quote("SELECT ?s { ?s a ?c FILTER STRSTARTS(STR(?s), 'https://w3id.org/sandbox-atlas/id/') } LIMIT 300")
    connection = HTTPConnection(client.host, client.port, timeout=60)
    with closing(connection):
        connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv"})
        lines = connection.getresponse().read().decode().split()[1:]
    found = [urlsplit(line).path.removeprefix("/sandbox-atlas") for line in lines]
    return [*found[::10], *(f"/lookups/{name}?{parameters}" for name, parameters in QUESTIONS)]


def warm_up(client: Client, log: Log) -> None:
    """Ask for everything once, so that what the server computes once is there before memory counts."""
    for path in (*PAGES, *THINGS):
        log.take("warm-up", path, client.ask(path, "text/html"))
    for path in DOWNLOADS:
        log.take("warm-up", path, client.ask(path))
    for name, parameters in QUESTIONS:
        path = f"/lookups/{name}.json?{parameters}"
        log.take("warm-up", path, client.ask(path))


def lateness(log: Log, stop: threading.Event) -> None:
    """How long a process needs for 20 ms of computing: what other programs on the machine add to every time."""
    program = """if True:
        import sys, time
        for line in sys.stdin:
            end = time.process_time() + 0.02
            while time.process_time() < end:
                pass
            print(flush=True)
        """
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while not stop.wait(1):
            began = time.monotonic()
            process.stdin.write("\n")
            process.stdin.flush()
            process.stdout.readline()
            log.times[COMPUTING].append(time.monotonic() - began)
            log.statuses[COMPUTING]["done"] += 1
        process.stdin.close()
