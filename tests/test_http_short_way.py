"""The short way of queries: the same answers as by the usual way, within the same bounds."""

from __future__ import annotations

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import pytest

from sandbox_atlas.api.http.request_headers import Headers
from sandbox_atlas.api.sparql.short_query import short_query
from tests.support.server import serving

NUMBERS = count(1)
JSON = "application/sparql-results+json"
ROWS = "SELECT * { VALUES ?x { 1 2 3 } }"
LARGE = f"SELECT ?x ?y {{ VALUES ?x {{ {' '.join(map(str, range(60)))} }} VALUES ?y {{ {' '.join(['1'] * 100)} }} }}"


def asked(server: str, encoded: str, **headers: str) -> tuple[httpx.Response, httpx.Response]:
    """The answers by the short way and by the usual one; neither is cached, and only the short one is without a `&`."""
    number = f"%20%23{next(NUMBERS)}"
    given = {"Accept": JSON, **headers}
    short, usual = (httpx.get(f"{server}/sparql?query={encoded}{number}{end}", headers=given) for end in ("", "&"))
    return short, usual


def same(short: httpx.Response, usual: httpx.Response) -> bool:
    """Whether two answers are the same, but for what names the moment and the address."""
    changing = {"etag", "x-request-id", "date"}
    one, other = ({k: v for k, v in each.headers.items() if k not in changing} for each in (short, usual))
    assert one == other
    assert (short.status_code, short.content) == (usual.status_code, usual.content)
    assert set(short.headers) == set(usual.headers)
    return True


@pytest.mark.parametrize(
    "encoded",
    [
        quote(ROWS, safe=""),
        quote(ROWS).lower(),
        ROWS.replace(" ", "+").replace("{", "%7b"),
        quote("ASK { ?a ?b '北京 + 50 % é' }"),
        "ASK%7B%7D%0A%23%2525+%2B+%2541",
        quote("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3"),
        quote("SELECT ?s { ?s a <urn:a> } # <relative>"),
        quote("SELECT * { BIND(<relative> AS ?x) }"),
        quote("SELECT (NOW() AS ?now) { FILTER(false) }"),
        quote("PREFIX a: <urn:a> SELECT * FROM <urn:g> { ?s a:b ?o }"),
        quote("SELECT * { ?s sbx:inSandbox ?o } ORDER BY ?s LIMIT 2"),
    ],
)
def test_an_answer_is_the_same_by_both_ways(server: str, encoded: str) -> None:
    short, usual = asked(server, encoded, Accept="*/*")
    assert short.status_code == 200, short.text
    assert same(short, usual)


@pytest.mark.parametrize(
    ("encoded", "status"),
    [
        (quote("SELECT * { ?s ?p }"), 400),
        ("%FF", 400),
        ("ASK%7B", 400),
        ("", 400),
        (quote("INSERT DATA { <urn:a> <urn:b> <urn:c> }"), 400),
        (quote("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"), 403),
        (quote("SELECT (<urn:f>(1) AS ?x) {}"), 400),
    ],
)
def test_an_error_is_the_same_by_both_ways(server: str, encoded: str, status: int) -> None:
    short, usual = asked(server, encoded)
    assert short.status_code == status
    assert same(short, usual)


def test_a_query_and_nothing_else_takes_the_short_way() -> None:
    plain = Headers([(b"accept", b"*/*"), (b"user-agent", b"a"), (b"x-forwarded-for", b"192.0.2.1")])
    for encoded in (b"query=ASK%7B%7D", b"query=SELECT+*+%7b%3Chttp://a/%3E%20?p%20?o%7D"):
        assert short_query(encoded, plain)
    for other in (b"query=ASK%7B%7D&timeout=3", b"query=ASK%7B%7D&snapshot=abc", b"query=SELECT(RAND()AS?x)%7B%7D"):
        assert short_query(other, plain) is None
    for name in (b"if-none-match", b"transfer-encoding", b"content-length", b"x-forwarded-prefix"):
        assert short_query(b"query=ASK%7B%7D", Headers([(name, b"1")])) is None


def test_formats_and_codings_are_the_same_by_both_ways(server: str) -> None:
    text = quote(LARGE, safe="")
    for headers in (
        {"Accept": "text/csv"},
        {"Accept": "image/png"},
        {"Accept-Encoding": "gzip"},
    ):
        assert same(*asked(server, text, **headers))


def exchanged(server: str, sent: bytes, answers: int) -> bytes:
    """Everything received on one connection until so many answers have come, or it is closed."""
    address = urlsplit(server)
    received = b""
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(sent)
        while received.count(b"HTTP/1.1 ") < answers or not received.endswith((b"}", b"true", b"false")):
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
    return received


def request(text: str, *headers: str) -> bytes:
    lines = [f"GET /sparql?query={quote(f'{text} #{next(NUMBERS)}', safe='')} HTTP/1.1", "Host: a", *headers, "", ""]
    return "\r\n".join(lines).encode()


def test_requests_in_a_row_on_one_connection_are_answered_in_their_order(server: str) -> None:
    given = [f"SELECT (1 AS ?n{number}) {{}}" for number in range(6)]
    received = exchanged(server, b"".join(request(text, f"Accept: {JSON}") for text in given), 6)
    assert re.findall(rb'"vars":\["n(\d)"\]', received) == [b"0", b"1", b"2", b"3", b"4", b"5"]


def test_a_body_is_not_read_as_the_next_request(server: str) -> None:
    hidden = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    received = exchanged(server, request("ASK {}", "Accept: text/csv", f"Content-Length: {len(hidden)}") + hidden, 1)
    assert re.findall(rb"HTTP/1.1 (\d+)", received) == [b"200"]


def test_bounds_logs_and_figures_are_those_of_other_requests(tiny: Path, tmp_path: Path) -> None:
    errors = tmp_path / "log"
    settings = {"parallel": 2, "rate": 0, "deadline": 2, "max_rows": 10, "workers": 1, "trial": 0.01}
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with serving("--data", str(tiny), errors=errors, **settings) as server:

        def ask(text: str, **headers: str) -> httpx.Response:
            return httpx.get(f"{server.address}/sparql", params={"query": text}, headers=headers, timeout=30)

        assert ask(ROWS, **{"X-Request-ID": "kept"}).headers["x-request-id"] == "kept"
        assert ask(ROWS, **{"X-Forwarded-For": "192.0.2.7"}).status_code == 200
        assert ask(LARGE).status_code == 422
        with ThreadPoolExecutor(4) as threads:
            twice = [threads.submit(ask, runaway) for _ in range(2)]
            assert [each.result().status_code for each in twice] == [504, 504]
            began = time.monotonic()
            many = [threads.submit(ask, f"{runaway} # {number}") for number in range(2)]
            assert {each.result().status_code for each in many} <= {503, 504, 429}
            assert time.monotonic() - began < 15
        assert ask("ASK {}").status_code == 200
        figures = dict(
            line.rsplit(" ", 1)
            for line in httpx.get(f"{server.address}/metrics").text.splitlines()
            if not line.startswith("#")
        )
    assert figures["sandbox_atlas_queries_coalesced_total"] == "1.0"
    assert figures["sandbox_atlas_cache_hits_total"] == "1.0"
    assert (
        float(figures["sandbox_atlas_queries_killed_total"]) + float(figures["sandbox_atlas_queries_displaced_total"])
        >= 1
    )
    lines = [json.loads(line) for line in errors.read_text().splitlines()]
    requests = [line for line in lines if line.get("path") == "/sparql"]
    assert requests[0]["request"] == "kept"
    assert len(requests) == 8
    late = [line["ms"] for line in requests if line["status"] == 504]
    # The one that shares another's answer may have come after it.
    assert sum(each > 1_900 for each in late) >= len(late) - 1
