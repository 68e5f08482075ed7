"""Headers of proxies: whose are believed, which client and path they name, and what limits and log make of it."""

from __future__ import annotations

import json
import re
import socket
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.cli.configuration import configured
from sandbox_atlas.api.http.listener import address_of, listening
from sandbox_atlas.api.http.proxies import Proxies, plain
from sandbox_atlas.api.settings import ServerSettings, root_path
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from tests.support.server import serving

TWO = ("127.0.0.1", "10.0.0.0/8", "2001:db8::/32")


def client(peer: str, *forwarded: str, trusted: tuple[str, ...] = TWO) -> str:
    return Proxies(trusted).client(peer, [(b"x-forwarded-for", each.encode()) for each in forwarded])


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ((), "127.0.0.1"),
        (("192.0.2.1",), "192.0.2.1"),
        (("6.6.6.6, 192.0.2.1",), "192.0.2.1"),
        (("6.6.6.6, 192.0.2.1, 10.1.2.3",), "192.0.2.1"),
        (("6.6.6.6", "192.0.2.1", "10.1.2.3"), "192.0.2.1"),
        (("10.1.2.3, 10.1.2.4",), "10.1.2.3"),
        (("192.0.2.1:50123",), "192.0.2.1"),
        (("[2001:DB9::1]:443",), "2001:db9::1"),
        (("2001:db9:0:0::1",), "2001:db9::1"),
        (("::ffff:192.0.2.1",), "192.0.2.1"),
        (("192.0.2.1, unknown",), "127.0.0.1"),
        (("192.0.2.1, _hidden, 10.1.2.3",), "10.1.2.3"),
        (('"><script>',), "127.0.0.1"),
        ((" , ",), "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(forwarded: tuple[str, ...], expected: str) -> None:
    assert client("127.0.0.1", *forwarded) == expected


def test_addresses_are_believed_from_trusted_proxies_only() -> None:
    assert client("192.0.2.9", "192.0.2.1") == "192.0.2.9"
    assert client("127.0.0.1", "192.0.2.1", trusted=()) == "127.0.0.1"
    assert client("::ffff:127.0.0.1", "192.0.2.1") == "192.0.2.1"
    assert client("2001:db8::5", "192.0.2.1") == "192.0.2.1"
    assert client("192.0.2.9", "6.6.6.6, 192.0.2.1", trusted=("*",)) == "6.6.6.6"
    assert plain("::FFFF:10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize("given", ["atlas", "/atlas", "/atlas/", "atlas/", " /atlas "])
def test_a_path_is_read_with_and_without_slashes(given: str) -> None:
    assert root_path(given) == "/atlas"
    assert root_path("/") == root_path("") == ""
    assert root_path("/a/b~c.d") == "/a/b~c.d"


@pytest.mark.parametrize(
    "given", ["//evil.example", "/a//b", "/a b", "/..", "/a/./b", '/"', "https://x", "/图", "/%2F", "\\x"]
)
def test_a_path_that_is_none_is_refused_in_a_sentence(given: str) -> None:
    with pytest.raises(BadParameterError, match=r"root_path: .* is no path such as /atlas"):
        configured(ServerSettings, None, root_path=given)


@pytest.mark.parametrize("given", ["localhost", "10.0.0.0/33", "fe80", "127.0.0.1, nginx"])
def test_a_proxy_that_is_no_address_is_refused_in_a_sentence(given: str) -> None:
    with pytest.raises(BadParameterError, match=r"proxies: .* is neither an IP address nor a network"):
        configured(ServerSettings, None, proxies=given)


def asking(atlas: Atlas, **settings: Any) -> httpx.AsyncClient:  # noqa: ANN401 - settings
    app = create_app(ServerSettings(**{**atlas.settings.model_dump(), **settings}), atlas)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://atlas.example")


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/data", "/id/atlas", "/static", "/health", "/.well-known/x", "/openapi.json"])
async def test_a_path_that_begins_like_an_address_of_the_atlas_is_refused(atlas: Atlas, path: str) -> None:
    with pytest.raises(BadParameterError, match="begins like an address of the atlas itself"):
        asking(atlas, root_path=path)
    async with asking(atlas, proxies=("127.0.0.1",)) as asked:
        answer = await asked.get("/", headers={"x-forwarded-prefix": path})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "X-Forwarded-Prefix" in answer.json()["detail"]
    assert answer.headers["x-request-id"]


@pytest.mark.anyio
async def test_the_prefix_is_read_from_trusted_proxies_where_no_setting_names_one(atlas: Atlas) -> None:
    cases: list[tuple[dict[str, Any], dict[str, str], int, str]] = [
        ({}, {"x-forwarded-prefix": "/a"}, 200, "/"),
        ({"proxies": "127.0.0.1"}, {"x-forwarded-prefix": "/a/"}, 200, "/a/"),
        ({"proxies": "127.0.0.1"}, {"x-forwarded-prefix": "/a, b"}, 200, "/a/b/"),
        ({"proxies": "127.0.0.1"}, {"x-forwarded-prefix": "/"}, 200, "/"),
        ({"proxies": "127.0.0.1"}, {"x-forwarded-prefix": "//evil.example"}, 400, ""),
        ({"proxies": "127.0.0.1", "root_path": "/r"}, {"x-forwarded-prefix": "//evil.example"}, 200, "/r/"),
        ({"proxies": "10.0.0.1"}, {"x-forwarded-prefix": "/a"}, 200, "/"),
    ]
    for settings, headers, status, home in cases:
        async with asking(atlas, **settings) as asked:
            answer = await asked.get("/about", headers={"accept": "text/html", **headers})
        assert answer.status_code == status, headers
        assert f'class="brand" href="{home}"' in answer.text or not home, headers


@pytest.mark.anyio
async def test_pages_link_without_host_and_descriptions_by_the_scheme_of_the_proxy(atlas: Atlas) -> None:
    headers = {"x-forwarded-proto": "https", "accept": "text/html"}
    for trusted, scheme in (("127.0.0.1", "https"), ("", "http")):
        async with asking(atlas, proxies=trusted) as asked:
            page = await asked.get("/explore?embed=1", headers=headers)
            assert "http://atlas.example" not in page.text
            assert 'href="/explore"' in page.text
            for path in ("/explore", "/lookups/applications"):
                linked = (await asked.get(path, headers=headers)).text
                assert not re.findall(r'<a [^>]*href="https?://atlas\.example', linked)
            described = await asked.get("/sparql", headers={**headers, "accept": "application/n-triples"})
            assert f"<{scheme}://atlas.example/sparql>" in described.text
            odd = await asked.get("//evil.example/?a=1", headers=headers)
            assert 'href="//' not in odd.text


@pytest.mark.anyio
async def test_a_page_of_a_missing_static_file_links_to_the_atlas(atlas: Atlas) -> None:
    for root in ("", "/atlas"):
        async with asking(atlas, root_path=root) as asked:
            page = await asked.get(f"{root}/static/page/nothing.js", headers={"accept": "text/html"})
        assert page.status_code == 404
        assert f'class="brand" href="{root}/"' in page.text
        assert "/static/static" not in page.text


# ── Connections of a real server ─────────────────────────────────────────────


def exchange(connection: socket.socket, name: str, path: str = "/sparql?query=ASK%7B%7D") -> int:
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\nX-Forwarded-For: 6.6.6.6, {name}\r\n\r\n"
    connection.sendall(head.encode())
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()  # all of it, so that the next request finds its own answer
    return answer.status


@pytest.mark.server
def test_connections_of_a_proxy_count_for_its_clients_and_the_log_names_them(tiny: Path, tmp_path: Path) -> None:
    """Twelve connections, three for each client: all twelve of a proxy can be used, and idle ones are nobody's."""
    errors = tmp_path / "log"
    options = {"proxies": '["127.0.0.1"]', "connections": 12, "workers": 1}
    with serving("--data", str(tiny), errors=errors, **options) as server, ExitStack() as stack:
        host, port = urlsplit(server.address).hostname, urlsplit(server.address).port
        opened = [stack.enter_context(socket.create_connection((host, port), timeout=20)) for _ in range(12)]
        for turn in range(2):
            for number, connection in enumerate(opened):
                assert exchange(connection, f"192.0.2.{number + turn}") == 200
        assert [exchange(each, "192.0.2.99") for each in opened] == [200] * 12
        held = [each.sendall(_slow("192.0.2.77")) for each in opened[:4]]
        assert len(held) == 4
        assert opened[3].recv(65536).split()[1] == b"503"
        assert exchange(opened[5], "192.0.2.78") == 200
    clients = [json.loads(line).get("client") for line in errors.read_text().splitlines()]
    assert "127.0.0.1" not in clients
    assert {"192.0.2.0", "192.0.2.12", "192.0.2.99", "192.0.2.77"} <= set(clients)


def _slow(name: str) -> bytes:
    """The head of a request whose body does not come."""
    head = "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n"
    return f"{head}X-Forwarded-For: {name}\r\n\r\n".encode()


@pytest.mark.server
def test_an_ipv6_address_is_printed_in_brackets_and_answers(tiny: Path) -> None:
    with serving("--data", str(tiny), "--host", "[::1]", workers=1, log="warning") as server:
        assert server.address.startswith("http://[::1]:")
        assert httpx.get(f"{server.address}/health/live").json() == {"status": "live"}


@pytest.mark.parametrize("host", ["::1", "::"])
def test_an_ipv6_address_without_brackets_is_printed_in_them(host: str) -> None:
    with listening(host, 0) as listener:
        assert address_of(listener) == f"http://[{host}]:{listener.getsockname()[1]}"
