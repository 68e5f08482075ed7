"""What a connection makes of requests as bytes: offers of another protocol, and Host headers."""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
SOCKET = b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\nSec-WebSocket-Version: 13\r\n"
DIRECT = b"Content-Type: application/sparql-query\r\nAccept: text/csv\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nAccept: text/csv\r\n"
NEXT = b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
HIDDEN = b"GET /sparql?query=ASK%7B%3Curn:x%3E%20a%20%3Curn:y%3E%7D HTTP/1.1\r\nHost: a\r\n\r\n"


def sent(server: str, *parts: bytes) -> tuple[list[int], bytes]:
    """The statuses of all answers on one connection, and everything received; a pause is between the parts."""
    address = urlsplit(server)
    received = b""
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        for number, part in enumerate(parts):
            time.sleep(0.2 * bool(number))
            connection.sendall(part)
        with suppress(ConnectionError):
            while piece := connection.recv(65536):
                received += piece
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)], received


def post(kind: bytes, body: bytes, offer: bytes = OFFER) -> bytes:
    return b"POST /sparql HTTP/1.1\r\nHost: a\r\n%s%sContent-Length: %d\r\n\r\n%s" % (offer, kind, len(body), body)


def split(request: bytes, *at: int) -> list[bytes]:
    """A request in several packets, cut at these places, counted from its end where negative."""
    places = [0, *(place % len(request) for place in at), len(request)]
    return [request[begin:end] for begin, end in pairwise(places)]


@pytest.mark.parametrize("offer", [OFFER, SOCKET], ids=["h2c", "websocket"])
@pytest.mark.parametrize(("kind", "body"), [(DIRECT, b"ASK{}"), (FORM, b"query=ASK{}")], ids=["direct", "form"])
def test_a_request_that_offers_another_protocol_is_answered_with_its_body(
    server: str, offer: bytes, kind: bytes, body: bytes
) -> None:
    request = post(kind, body, offer)
    for parts in ([request + NEXT], [request, NEXT], [*split(request, 30, 90, -3), NEXT], split(request + NEXT, -90)):
        statuses, received = sent(server, *parts)
        assert statuses == [200, 200], received
        assert b"\r\n\r\ntrue" in received


def test_a_chunked_body_after_an_offer_is_read(server: str) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\n" + OFFER + DIRECT + b"Transfer-Encoding: chunked\r\n\r\n"
    for parts in ([head + b"5\r\nASK{}\r\n0\r\n\r\n" + NEXT], [head, b"5\r\nASK{}\r\n", b"0\r\n\r\n" + NEXT]):
        statuses, received = sent(server, *parts)
        assert (statuses, b"\r\n\r\ntrue" in received) == ([200, 200], True), received


def test_a_body_after_an_offer_is_never_a_request_of_its_own(server: str) -> None:
    request = post(DIRECT, HIDDEN)
    for parts in ([request, NEXT], [*split(request, -len(HIDDEN)), NEXT], [request + request + NEXT]):
        statuses, received = sent(server, *parts)
        assert statuses == [400] * (len(statuses) - 1) + [200], received
        assert len(statuses) == b"".join(parts).count(b"POST") + 1


def test_a_request_without_a_body_that_offers_another_protocol_is_answered(server: str) -> None:
    get = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n" + OFFER + b"\r\n"
    assert sent(server, get + get + NEXT)[0] == [200, 200, 200]


@pytest.mark.parametrize(
    "hosts",
    [
        *(b"", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nHost: b\r\n"),
        *(
            b"Host: %s\r\n" % each
            for each in (b"", b"a b", b"a/b", b"http://a", b"a:b", b"u@a", b"::1", b"[::g]", b"a<")
        ),
    ],
)
def test_http_1_1_without_one_valid_host_is_400(server: str, hosts: bytes) -> None:
    for path in (b"/sparql?query=ASK%7B%7D", b"/health/live"):
        statuses, received = sent(server, b"GET %s HTTP/1.1\r\n%s\r\n" % (path, hosts))
        assert statuses == [400], received
        assert b"application/problem+json" in received
        assert b"Host header" in received


@pytest.mark.parametrize("host", [b"a", b"a:80", b"a.example.", b"127.0.0.1:1", b"[::1]:80", b"[::1]", b"xn--a_b:"])
def test_valid_hosts_are_answered(server: str, host: bytes) -> None:
    assert sent(server, b"GET /health/live HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % host)[0] == [200]


def test_http_1_0_needs_no_host(server: str) -> None:
    assert sent(server, b"GET /health/live HTTP/1.0\r\n\r\n")[0] == [200]
    assert sent(server, b"GET /health/live HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")[0] == [400]


@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_a_target_in_absolute_form_says_the_host_whatever_the_header_says(server: str, version: bytes) -> None:
    """RFC 9112, section 3.2.2; the answer depends on the address only where the query does."""
    relative = b"CONSTRUCT%7B%3Cs%3E%20a%20%3Cs%3E%7DWHERE%7B%7D"
    head = b"%s HTTP/%s\r\nHost: a\r\nAccept: application/n-triples\r\nConnection: close\r\n\r\n"
    for target, seen in (
        (b"http://other.example:81/sparql?query=" + relative, b"<http://other.example:81/s>"),
        (b"HTTPS://Other.example/sparql?query=" + relative, b"<https://Other.example/s>"),
        (b"/sparql?query=" + relative, b"<http://a/s>"),
        (b"http://[::1]:81/sparql", b"<http://[::1]:81/sparql>"),
    ):
        for _ in range(2):
            statuses, received = sent(server, b"GET " + head % (target, version))
            assert statuses == [200], received
            assert seen in received
    statuses, received = sent(server, b"GET " + head % (b"http://other.example?x=1", version))
    assert statuses == [200], received


@pytest.mark.parametrize(
    "target", [b"http://u@a/", b"http:///sparql", b"http://a b/", b"http://[::g]/", b"http://a:x/"]
)
def test_a_target_without_a_valid_host_is_400(server: str, target: bytes) -> None:
    assert sent(server, b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % target)[0] == [400]


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: a\r\n", b"Host: a b\r\n"])
def test_a_target_in_absolute_form_makes_up_for_no_wrong_host_header(server: str, hosts: bytes) -> None:
    assert sent(server, b"GET http://a/ HTTP/1.1\r\n%s\r\n" % hosts)[0] == [400]


def test_an_address_outside_of_ascii_is_told_what_it_lacks(server: str) -> None:
    statuses, received = sent(server, "GET /search?q=普惠 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert statuses == [400]
    assert b"%E6%99%AE" in received
    statuses, received = sent(server, "POST /sparql HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n普".encode())
    assert (statuses, b"Invalid HTTP request received" in received) == ([400], True)
