"""The endpoint before routes and middlewares: what it keeps, what it shares, and when it lets go."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote, urlencode

import httpx2 as httpx
import psutil
import pytest
from starlette.types import Receive

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.http.disconnect import ClientGoneError, wait_connected
from sandbox_atlas.api.http.rate_limit import MAX_HEAD
from sandbox_atlas.api.sparql.response import BufferedResponse, answer_cache
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.cache import LRUCache, SingleFlight
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process
from tests.support.server import serving

pytestmark = pytest.mark.anyio

ACCEPT = {"Accept": JSON}
LABELS = "SELECT ?s ?label { ?s rdfs:label ?label } ORDER BY ?s ?label"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?t }"


@pytest.fixture
async def client(atlas: Atlas) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application of its own, so that nothing is kept from other tests."""
    app = create_app(atlas=atlas)
    async with in_process(app, headers=ACCEPT) as opened:
        opened.answers = app.endpoint.answers  # type: ignore[attr-defined]
        yield opened


@pytest.fixture(scope="module")
def lonely_server(tiny: Path) -> Iterator[str]:
    """The address of a server with one worker and a long deadline."""
    with serving("--workers", "1", "--deadline", "300", "--data", str(tiny)) as started:
        yield started.address


# ── What is kept ─────────────────────────────────────────────────────────────


async def counted(client: httpx.AsyncClient) -> tuple[int, int]:
    answers: LRUCache[BufferedResponse] = client.answers  # type: ignore[attr-defined]
    return answers.hits, answers.misses


@pytest.mark.parametrize("way", ["get", "form", "direct"])
async def test_the_second_answer_is_the_kept_one_and_equals_the_first(client: httpx.AsyncClient, way: str) -> None:
    async def ask() -> httpx.Response:
        if way == "get":
            return await client.get("/sparql", params={"query": LABELS})
        if way == "form":
            return await client.post("/sparql", data={"query": LABELS})
        return await client.post("/sparql", content=LABELS, headers={"Content-Type": "application/sparql-query"})

    first, second = await ask(), await ask()
    assert await counted(client) == (1, 1)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert {**first.headers, "x-request-id": ""} == {**second.headers, "x-request-id": ""}
    assert first.json()["results"]["bindings"]


async def test_another_format_query_or_packing_is_another_answer(client: httpx.AsyncClient) -> None:
    async def ask(accept: str, coding: str, query: str) -> httpx.Response:
        return await client.get(
            "/sparql", params={"query": query}, headers={"Accept": accept, "Accept-Encoding": coding}
        )

    answers = [
        await ask(accept, coding, query)
        for accept in (JSON, "text/csv")
        for coding in ("identity", "gzip")
        for query in (LABELS, f"{LABELS} LIMIT 1")
    ]
    assert await counted(client) == (0, 8)
    assert len({answer.content for answer in answers}) == 4
    assert {answer.headers["content-type"] for answer in answers} == {JSON, "text/csv; charset=utf-8"}


@pytest.mark.parametrize("function", ["RAND()", "now()", "UUID()", "STRUUID()", "BNODE()", "1<NOW()&&2>1"])
async def test_what_is_new_each_time_is_not_kept(client: httpx.AsyncClient, function: str) -> None:
    query = f"SELECT ?x {{ BIND(({function}) AS ?x) }}"
    answers = [await client.get("/sparql", params={"query": query}) for _ in range(2)]
    assert await counted(client) == (0, 2)
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert not any("etag" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("text", "repeatable"),
    [
        ("SELECT (RAND() AS ?x) {}", False),
        ("SELECT (str\\u0075uid() AS ?x) {}", False),
        ("SELECT * { FILTER(?a<NOW()&&?b>?c) }", False),
        ("SELECT (STRUUID#\n() AS ?x) {}", False),
        ("SELECT ?now { ?now ?rand ?bnode . ?s foaf:knows 'NOW()' } # RAND()", True),
        ("SELECT * { <http://e.example/NOW()> ?p ?o }", True),
    ],
)
def test_only_calls_of_the_functions_count(text: str, repeatable: bool) -> None:
    assert Query.read(text).deterministic is repeatable


@pytest.mark.parametrize("query", ["SELECT * {", "ASK { SERVICE <http://127.0.0.1:1/> {} }", ""])
async def test_errors_are_not_kept(client: httpx.AsyncClient, query: str) -> None:
    for _ in range(2):
        assert (await client.get("/sparql", params={"query": query})).status_code in (400, 403)
    assert await counted(client) == (0, 2)


async def test_answers_of_another_snapshot_are_not_found(atlas: Atlas, tiny: Path, tmp_path: Path) -> None:
    changed = tmp_path / "tiny.trig"
    changed.write_text(f"{tiny.read_text()}\n# changed\n")
    app = create_app(atlas=atlas)
    settings = Settings(data=(changed,), workers=1, cache=tmp_path)
    async with in_process(app, headers=ACCEPT) as client, await Atlas.open(settings) as another:
        first = await client.get("/sparql", params={"query": LABELS})
        app.served.current = another  # type: ignore[misc]
        other = await client.get("/sparql", params={"query": LABELS}, headers={"If-None-Match": first.headers["etag"]})
    assert app.endpoint.answers.hits == 0
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


def test_the_room_is_never_passed_and_the_oldest_goes_first() -> None:
    answers = answer_cache(100_000)
    for number in range(100):
        answers.put((number, b"x"), BufferedResponse((), b"x" * 9_000))
        answers.get((0, b"x"))
        assert answers.weight <= answers.capacity
    assert len(answers) == 9
    assert answers.evicted == 91
    assert answers.get((0, b"x")) is not None
    assert answers.get((99, b"x")) is not None
    assert answers.get((50, b"x")) is None


def test_one_answer_may_not_push_out_all_others() -> None:
    answers = answer_cache(100_000)
    answers.put("large", BufferedResponse((), b"x" * 50_000))
    assert len(answers) == answers.weight == 0


# ── Validators and packing ───────────────────────────────────────────────────


async def test_a_tag_is_good_for_its_own_query_and_format_only(client: httpx.AsyncClient) -> None:
    first = await client.get("/sparql", params={"query": LABELS})
    held = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    same = await client.get("/sparql", params={"query": LABELS}, headers=held)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == first.headers["etag"]
    assert "content-type" not in same.headers
    assert (await client.get("/sparql", params={"query": "ASK {}"}, headers=held)).status_code == 200
    csv = await client.get("/sparql", params={"query": LABELS}, headers={**held, "Accept": "text/csv"})
    assert csv.status_code == 200


async def test_a_tag_is_answered_before_the_query_is_run(atlas: Atlas) -> None:
    tags = []
    for _ in range(2):
        app = create_app(atlas=atlas)
        async with in_process(app, headers=ACCEPT) as client:
            held = {"If-None-Match": tags[0]} if tags else {}
            response = await client.get("/sparql", params={"query": LABELS}, headers=held)
            tags.append(response.headers["etag"])
    assert response.status_code == 304
    assert len(app.endpoint.answers) == 0


async def test_a_star_holds_whatever_there_is_but_no_error(client: httpx.AsyncClient) -> None:
    """RFC 9110, section 13.1.2: the condition is about a current representation."""
    star = {"If-None-Match": "*"}
    assert (await client.get("/sparql", params={"query": LABELS}, headers=star)).status_code == 304
    assert (await client.get("/sparql", params={"query": "SELECT"}, headers=star)).status_code == 400


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("identity", False)],
)
async def test_answers_are_packed_for_who_takes_gzip(atlas: Atlas, coding: str, packed: bool) -> None:
    headers = [(b"accept", JSON.encode()), (b"accept-encoding", coding.encode())]
    sent = await exchange(atlas, "GET", f"query={quote(LABELS)}", headers)
    found = dict(sent[0]["headers"])
    assert (found.get(b"content-encoding") == b"gzip") is packed
    body = sent[1]["body"]
    assert int(found[b"content-length"]) == len(body)
    assert json.loads(gzip.decompress(body) if packed else body)["results"]["bindings"]
    assert b"Accept-Encoding" in found[b"vary"]


async def exchange(
    atlas: Atlas, method: str, query_string: str, headers: list[tuple[bytes, bytes]]
) -> list[dict[str, Any]]:
    """What an application of its own sends to one request, as it sends it."""
    app, sent = create_app(atlas=atlas), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/sparql", "query_string": query_string.encode()}
    await app({**scope, "root_path": "", "headers": headers, "scheme": "http"}, receive, send)
    return sent


# ── What is shared ───────────────────────────────────────────────────────────


async def silence() -> dict[str, Any]:
    """The messages of a client that stays."""
    return await asyncio.get_running_loop().create_future()


async def waited(flights: SingleFlight[str], work: Callable[[], Coroutine[Any, Any, str]], receive: Receive) -> str:
    """The result of shared work, for a client that may go away."""
    with flights.join("key", work) as task:
        await wait_connected(task, receive)
        return task.result()


async def test_the_same_work_is_done_once_for_all_who_wait() -> None:
    sharing, begun, release = SingleFlight[str](), [], asyncio.Event()

    async def work() -> str:
        begun.append(1)
        await release.wait()
        return "done"

    waiting = [asyncio.create_task(waited(sharing, work, silence)) for _ in range(5)]
    await asyncio.sleep(0)
    release.set()
    assert await asyncio.gather(*waiting) == ["done"] * 5
    assert (len(begun), sharing.joined) == (1, 4)
    assert await waited(sharing, work, silence) == "done"
    assert len(begun) == 2


async def test_who_leaves_does_not_end_the_work_of_others_and_the_last_one_does() -> None:
    sharing, ended, gone = SingleFlight[str](), asyncio.Event(), [asyncio.Event(), asyncio.Event()]

    async def work() -> str:
        try:
            return await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    async def client(leaves: asyncio.Event) -> None:
        async def receive() -> dict[str, Any]:
            await leaves.wait()
            return {"type": "http.disconnect"}

        with pytest.raises(ClientGoneError):
            await waited(sharing, work, receive)

    clients = [asyncio.create_task(client(leaves)) for leaves in gone]
    gone[0].set()
    await clients[0]
    assert not ended.is_set()
    gone[1].set()
    await clients[1]
    await asyncio.wait_for(ended.wait(), 30)


async def test_an_error_reaches_all_who_wait() -> None:
    sharing = SingleFlight[str]()

    async def work() -> str:
        await asyncio.sleep(0)
        raise ValueError("no")

    results = await asyncio.gather(*(waited(sharing, work, silence) for _ in range(3)), return_exceptions=True)
    assert [str(result) for result in results] == ["no"] * 3


# ── Over a real connection ───────────────────────────────────────────────────


def connect(server: str) -> socket.socket:
    host, _, port = server.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def answered(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_client_that_goes_away_ends_its_query(lonely_server: str, way: str) -> None:
    form = urlencode({"query": f"{RUNAWAY} # {way}"})
    head = "Host: atlas.example\r\nAccept: */*\r\n"
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    asked = (
        f"GET /sparql?{form} HTTP/1.1\r\n{head}\r\n"
        if way == "get"
        else f"POST /sparql HTTP/1.1\r\n{head}{kind}\r\n{form}"
    )
    with connect(lonely_server) as connection:
        connection.sendall(asked.encode())
        assert becomes(lonely_server, busy=True)
    assert becomes(lonely_server, busy=False)
    assert httpx.get(f"{lonely_server}/sparql", params={"query": "ASK {}"}, timeout=60).json()["boolean"] is True


def becomes(server: str, *, busy: bool) -> bool:
    """Whether a worker of a server is kept busy, or all become idle, within a time far below the deadline."""
    port = int(server.rpartition(":")[2])
    mine = psutil.Process().children()
    owner = next(each for each in mine if any(c.laddr.port == port for c in each.net_connections("tcp")))
    until = monotonic() + 60
    while monotonic() < until:
        before = _spent(owner)
        sleep(1)
        if (_spent(owner) - before > 0.05) is busy:
            return True
    return False


def _spent(owner: psutil.Process) -> float:
    """Seconds of processor time that the processes of a server have used, itself aside."""
    total = 0.0
    for process in owner.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:2])
    return total


def test_a_kept_answer_is_written_as_the_first_was_but_for_its_request_id(lonely_server: str) -> None:
    """The short way of a connection gives the same bytes and headers, validators and 304 included."""
    with httpx.Client(base_url=lonely_server, headers=ACCEPT) as client:
        first, second = (client.get("/sparql", params={"query": LABELS}) for _ in range(2))
        assert second.content == first.content
        own = {"x-request-id", "date"}
        assert {n: v for n, v in first.headers.items() if n not in own} == {
            n: v for n, v in second.headers.items() if n not in own
        }
        assert second.headers["x-request-id"] != first.headers["x-request-id"]
        held = {"If-None-Match": first.headers["etag"], "X-Request-Id": "mine"}
        third = client.get("/sparql", params={"query": LABELS}, headers=held)
        assert (third.status_code, third.content, third.headers["x-request-id"]) == (304, b"", "mine")
        head = client.head("/sparql", params={"query": LABELS})
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == first.headers["content-length"]


def test_requests_in_one_packet_are_answered_in_their_order(lonely_server: str) -> None:
    def asked(query: str, last: str = "") -> str:
        head = f"Host: atlas.example\r\nAccept: text/csv\r\n{last}"
        return f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\n{head}\r\n"

    kept, fresh = "SELECT (1 AS ?kept) {}", "SELECT (RAND() < 2 AS ?fresh) {}"
    httpx.get(f"{lonely_server}/sparql", params={"query": kept}, headers={"Accept": "text/csv"})
    with connect(lonely_server) as connection:
        connection.sendall((asked(kept) + asked(fresh) + asked(kept) + asked(kept, "Connection: close\r\n")).encode())
        answer = answered(connection).decode()
    assert re.findall(r"^(kept|fresh)\r$", answer, re.M) == ["kept", "fresh", "kept", "kept"]
    assert answer.count("HTTP/1.1 200 OK") == 4


def test_a_query_that_says_it_is_too_large_is_refused_before_it_is_sent(lonely_server: str) -> None:
    head = "POST /sparql HTTP/1.1\r\nHost: atlas.example\r\nContent-Type: application/sparql-query\r\n"
    with connect(lonely_server) as connection:
        connection.sendall(f"{head}Content-Length: 10000000\r\nConnection: close\r\n\r\n".encode())
        assert answered(connection).startswith(b"HTTP/1.1 413 ")


def test_a_query_that_does_not_say_how_large_it_is_is_read_up_to_the_bound(lonely_server: str) -> None:
    chunks = (b"# not yet a query\n" for _ in range(100_000))
    response = httpx.post(
        f"{lonely_server}/sparql", content=chunks, headers={"Content-Type": "application/sparql-query"}, timeout=60
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /sparql?query=" + b"x" * MAX_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
        (b"GET /sparql?query=" + b"x" * MAX_HEAD * 4, b"414"),
        (b"GET /sparql HTTP/1.1\r\nX-Long: " + b"x" * MAX_HEAD + b"\r\n\r\n", b"431"),
        (b"GET /sparql HTTP/1.1\r\n" + b"X-Many: x\r\n" * (MAX_HEAD // 8) + b"\r\n", b"431"),
        (b"GET /sparql HTTP/1.1\r\nX-Endless: " + b"x" * MAX_HEAD * 4, b"431"),
    ],
    ids=["address", "address without an end", "header", "headers", "header without an end"],
)
def test_a_head_past_its_bound_is_refused(lonely_server: str, head: bytes, status: bytes) -> None:
    """414 where it is the address (RFC 9110, section 15.5.15), else 431 (RFC 6585, section 5)."""
    with connect(lonely_server) as connection:
        connection.sendall(head)
        answer = answered(connection)
    assert answer.startswith(b"HTTP/1.1 %s " % status)
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("first", [10, 20_000, 60_000])
def test_an_address_without_an_end_is_an_address_in_whatever_parts_it_comes(lonely_server: str, first: int) -> None:
    head = b"GET /sparql?query=" + b"x" * MAX_HEAD * 4
    with connect(lonely_server) as connection:
        connection.sendall(head[:first])
        time.sleep(0.05)  # so that it is received as a part
        connection.sendall(head[first:])
        assert answered(connection).startswith(b"HTTP/1.1 414 ")


def test_a_body_that_comes_with_the_rest_of_a_head_does_not_count_as_head(lonely_server: str) -> None:
    body = b"ASK {} #" + b"x" * MAX_HEAD * 2
    with connect(lonely_server) as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n")
        time.sleep(0.05)
        head = b"Content-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body)
        assert answered(connection).startswith(b"HTTP/1.1 200 ")


def test_a_refused_head_has_the_headers_of_every_answer_and_is_counted(lonely_server: str) -> None:
    line = 'sandbox_atlas_requests_total{method="other",route="(none)",status="400"}'

    def counted() -> float:
        found = [each for each in httpx.get(f"{lonely_server}/metrics").text.splitlines() if each.startswith(line)]
        return float(found[0].rpartition(" ")[2]) if found else 0.0

    before = counted()
    with connect(lonely_server) as connection:
        connection.sendall(b"not http at all\r\n\r\n")
        head = answered(connection).partition(b"\r\n\r\n")[0].lower()
    for name in (b"x-request-id", b"x-content-type-options: nosniff", b"content-security-policy", b"referrer-policy"):
        assert name in head
    assert counted() == before + 1


def test_a_head_below_its_bound_is_read(lonely_server: str) -> None:
    query = "ASK {} #" + "x" * (MAX_HEAD - 1_000)
    assert httpx.get(f"{lonely_server}/sparql", params={"query": query}).json()["boolean"] is True


def test_what_is_no_http_is_a_bad_request(lonely_server: str) -> None:
    with connect(lonely_server) as connection:
        connection.sendall(b"not http at all\r\n\r\n")
        assert answered(connection).startswith(b"HTTP/1.1 400 ")


def test_a_short_query_is_answered_while_a_long_text_is_read(lonely_server: str) -> None:
    """Texts that would take long to read do so beside the event loop."""
    hostile = "SELECT * FROM <urn:x> { " + "?a<?b " * 43_000 + "}"
    headers = {"Content-Type": "application/sparql-query"}
    response = httpx.post(f"{lonely_server}/sparql", content=hostile, headers=headers, timeout=60)
    assert response.status_code == 400
    assert httpx.get(f"{lonely_server}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
