"""Pages and files that are kept ready: the same bytes as before, for the same reader and the same data only."""

from __future__ import annotations

import gzip
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import httpx2 as httpx
import pytest
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from sandbox_atlas.api.middleware.page_cache import PageCache, page_cache
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.static_files import FOLDER

TEXT = "A page of some length. " * 100


class Counting:
    """Answers with the number of the request, in the ways in which an application does."""

    def __init__(self) -> None:
        self.asked = 0
        self.atlas = SimpleNamespace(snapshot="one")
        self.state = SimpleNamespace(languages=shipped(), settings=ServerSettings())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        scope["route"] = SimpleNamespace(path="/page")
        if scope["path"] == "/parts":
            await StreamingResponse(iter(["a", "b"]))(scope, receive, send)
            return
        response = HTMLResponse(f"{self.asked} {TEXT}", 404 if scope["path"] == "/missing" else 200)
        if scope["path"] == "/cookie":
            response.set_cookie("lang", "zh")
        if scope["path"] == "/own":
            response.headers["etag"] = '"own"'
        await response(scope, receive, send)


async def get(kept: PageCache, app: Counting, path: str, query: bytes = b"", **headers: str) -> tuple[Any, bytes]:
    """The start and body of an answer."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "app": app, "method": "GET", "path": path, "query_string": query, "root_path": "",
        "headers": [*named, (b"host", b"atlas.example")], "scheme": "http", "server": ("atlas.example", 80),
        "state": {"atlas": app.atlas},
    }  # fmt: skip
    await kept(scope, receive, send)
    sent[0]["route"] = scope.get("route")
    return sent[0], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.anyio
async def test_the_second_reader_gets_the_bytes_of_the_first_and_is_counted_by_the_same_route() -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    first, second = await get(kept, app, "/page"), await get(kept, app, "/page")
    assert first[1] == second[1]
    assert sorted(first[0]["headers"]) == sorted(second[0]["headers"])
    assert second[0]["route"].path == "/page"
    assert app.asked == 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    "other",
    [
        {"query": b"a=1"},
        {"accept_language": "zh"},
        {"accept": "application/json"},
        {"cookie": "theme=dark"},
        {"cookie": "lang=zh"},
        {"host": "another.example"},
        {"accept_encoding": "gzip"},
    ],
)
async def test_what_a_page_depends_on_gives_another_page(other: dict[str, Any]) -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    await get(kept, app, "/page")
    await get(kept, app, "/page", **other)
    assert app.asked == 2


def forged() -> tuple[bytes, bytes]:
    """Two query strings with the same CRC-32, alone and within any text, as CRC-32 is linear."""
    seen: dict[int, bytes] = {}
    for number in count():
        text = b"lang=en&n=%08x" % (number * 2654435761 % 2**32)
        other = seen.setdefault(crc32(text), text)
        if other != text:
            return other, text
    raise AssertionError


@pytest.mark.anyio
async def test_variants_with_a_forged_checksum_each_get_their_own_bytes() -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    one, other = forged()
    assert crc32(b"('/page', " + one + b")") == crc32(b"('/page', " + other + b")")
    first, second = await get(kept, app, "/page", one), await get(kept, app, "/page", other)
    assert first[1] != second[1]
    tag = dict(first[0]["headers"])[b"etag"].decode()
    assert (await get(kept, app, "/page", other, if_none_match=tag))[0]["status"] == 200
    assert (await get(kept, app, "/page", one, if_none_match=tag))[0]["status"] == 304


@pytest.mark.anyio
@pytest.mark.parametrize(
    "same",
    [
        {"cookie": "theme=eflebgahj"},
        {"cookie": "theme="},
        {"accept": "text/html, image/webp, */*;q=0.8"},
        {"accept": "TEXT/HTML;q=1.0, */*;q=0.5"},
        {"accept_language": "en-GB"},
    ],
)
async def test_what_makes_no_difference_is_no_other_page(same: dict[str, Any]) -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    await get(kept, app, "/page", accept="text/html, */*;q=0.9")
    await get(kept, app, "/page", **{"accept": "text/html, */*;q=0.9", **same})
    assert app.asked == 1


@pytest.mark.anyio
async def test_a_page_that_names_the_day_is_made_anew_on_the_next() -> None:
    app = Counting()
    days = [date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 2)]
    kept = PageCache(app, page_cache(2**20), lambda: days.pop(0))
    bodies = [(await get(kept, app, "/page"))[1][:1] for _ in range(3)]
    assert bodies == [b"1", b"1", b"2"]


@pytest.mark.anyio
async def test_new_data_give_a_new_page_and_a_new_validator() -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    before, _ = await get(kept, app, "/page")
    etag = dict(before["headers"])[b"etag"].decode()
    assert (await get(kept, app, "/page", if_none_match=etag))[0]["status"] == 304
    app.atlas = SimpleNamespace(snapshot="two")
    after, body = await get(kept, app, "/page", if_none_match=etag)
    assert (after["status"], body[:1]) == (200, b"2")


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/missing", "/cookie", "/own", "/parts", "/sparql", "/health/ready", "/metrics"])
async def test_what_is_for_one_reader_or_one_moment_is_asked_anew(path: str) -> None:
    app = Counting()
    kept = PageCache(app, page_cache(2**20))
    await get(kept, app, path)
    await get(kept, app, path)
    assert app.asked == 2


@pytest.mark.anyio
async def test_a_room_of_nothing_keeps_nothing() -> None:
    app = Counting()
    kept = PageCache(app, page_cache(0))
    await get(kept, app, "/page")
    await get(kept, app, "/page")
    assert app.asked == 2


def test_a_kept_page_is_the_page(client: httpx.Client) -> None:
    first, second = client.get("/explore"), client.get("/explore")
    assert first.text == second.text
    names = ("etag", "cache-control", "content-type", "content-security-policy", "content-encoding", "vary")
    assert {name: first.headers[name] for name in names} == {name: second.headers[name] for name in names}
    assert client.get("/explore", headers={"Accept-Language": "zh"}).text != first.text


def test_files_come_packed_and_are_known_again(client: httpx.Client) -> None:
    whole = (FOLDER / "bundles" / "explorer.js").read_bytes()
    found = client.get("/static/bundles/explorer.js")
    assert (found.content, found.headers["content-encoding"]) == (whole, "gzip")
    assert int(found.headers["content-length"]) == len(gzip.compress(whole, 9, mtime=0))
    again = client.get("/static/bundles/explorer.js", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    plain = client.get("/static/bundles/explorer.js", headers={"Accept-Encoding": "identity"})
    assert (plain.content, plain.headers.get("content-encoding")) == (whole, None)
    part = client.get("/static/bundles/explorer.js", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole[:10])


# ── Of a real server ─────────────────────────────────────────────────────────


def test_any_version_is_held_only_of_what_exists(server: str) -> None:
    star = {"If-None-Match": "*"}
    for path in ("/about", "/lookups/coverage.json"):
        for _ in range(2):
            answer = httpx.get(f"{server}{path}", headers=star, timeout=60)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"]
    for path in ("/nowhere", "/lookups/no-such-question", "/id/institution/no-such-bank"):
        assert httpx.get(f"{server}{path}", headers=star, timeout=60).status_code == 404


def test_a_validator_is_of_one_address(server: str) -> None:
    held = {"If-None-Match": httpx.get(f"{server}/about", timeout=60).headers["etag"]}
    assert httpx.get(f"{server}/about", headers=held, timeout=60).status_code == 304
    assert httpx.get(f"{server}/lookups", headers=held, timeout=60).status_code == 200
    assert httpx.get(f"{server}/nowhere", headers=held, timeout=60).status_code == 404


@pytest.mark.parametrize(
    ("codings", "packed"),
    [("gzip", True), ("GZIP;q=0.5, br", True), ("gzip;q=0", False), ("br, gzip; q=0.000", False), ("identity", False)],
)
def test_a_page_is_packed_for_who_takes_gzip(server: str, codings: str, packed: bool) -> None:
    for _ in range(2):
        answer = httpx.get(f"{server}/about", headers={"Accept-Encoding": codings}, timeout=60)
        assert (answer.headers.get("content-encoding") == "gzip") is packed
        said = answer.headers["vary"].split(", ")
        assert sorted(said) == ["Accept", "Accept-Encoding", "Accept-Language", "Cookie"]


def test_a_download_names_each_header_that_it_varies_by_once(server: str) -> None:
    said = httpx.head(f"{server}/data/atlas.ttl", timeout=60).headers["vary"].split(", ")
    assert sorted(said) == ["Accept", "Accept-Encoding", "Accept-Language", "Cookie"]
