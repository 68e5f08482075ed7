"""What surrounds every answer: headers, CORS, HEAD, ids, log and figures; on a real server, over every route."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.http.access_log import AccessLog, AccessLogHandler, request_id
from sandbox_atlas.api.middleware.metrics import Metrics
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.analysis.catalogue import analyses
from sandbox_atlas.graph.questions.catalogue import questions
from tests.support.server import serving

_EXAMPLES = {
    "kind": "institution",
    "slug": "icbc",
    "name": "register",
    "file": "atlas.ttl",
    "path": "page/atlas.css",
}
"""A value for each name in the template of a route."""


def _addresses() -> list[str]:
    """An address for every route that answers GET, and one that no route answers.

    Questions are one route in a loop, and so are analyses: three of each stand for all.
    """
    routes = create_app().state.routes
    templates = sorted({route.path for route in routes if "GET" in (getattr(route, "methods", None) or ())})
    alike = [f"/lookups/{name}" for name in [*questions()][3:]] + [f"/analysis/{name}" for name in [*analyses()][3:]]
    templates = [each for each in templates if each.partition(".")[0] not in alike]
    made = [re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: _EXAMPLES[match[1]], template) for template in templates]
    files = [f"/lookups/applications-over-time{suffix}" for suffix in (".json", ".csv", ".xlsx", ".svg")]
    return [*made, *files, "/static/page/atlas.css", "/openapi.json", "/nowhere"]


# ── Headers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", _addresses())
def test_every_answer_is_protected_and_open_to_readers(client: httpx.Client, address: str) -> None:
    headers = client.get(address, headers={"Origin": "https://example.org", "Accept": "*/*"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy.partition("style-src")[0]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert "access-control-allow-credentials" not in headers
    is_private = address == "/metrics" or address.startswith("/edit")
    assert headers.get_list("access-control-allow-origin") == ([] if is_private else ["*"])
    own = "same-origin" if is_private else "cross-origin"
    assert headers["cross-origin-resource-policy"] == own


@pytest.mark.parametrize("address", [each for each in _addresses() if "/sparql" not in each])
def test_head_has_the_status_and_type_of_get_and_no_body(client: httpx.Client, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers.get("content-type") == got.headers.get("content-type")


@pytest.mark.parametrize("address", ["/", "/lookups", "/sparql", "/id/institution/icbc", "/.well-known/void"])
def test_a_browser_that_asks_before_it_sends_is_answered(client: httpx.Client, address: str) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, x-custom",
    }
    response = client.options(address, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert response.headers["access-control-allow-headers"] == "*"
    assert "access-control-allow-credentials" not in response.headers


def test_options_names_the_methods_and_so_does_a_refusal(client: httpx.Client) -> None:
    options, refused = client.options("/lookups"), client.delete("/lookups")
    assert (options.status_code, refused.status_code) == (204, 405)
    assert options.headers["allow"] == refused.headers["allow"] == "GET, HEAD, OPTIONS"


def test_only_a_page_that_asks_for_it_may_stand_in_a_frame(client: httpx.Client) -> None:
    assert client.get("/views/register?embed=1").headers["content-security-policy"].endswith("frame-ancestors *")
    for address in ("/views/register?embed=10", "/views/register?x=embed=1", "/views/register?embed=0"):
        assert "frame-ancestors 'none'" in client.get(address).headers["content-security-policy"]


def test_no_page_has_script_or_style_in_itself(client: httpx.Client) -> None:
    """What the policy would block must not be there: a blocked style is a page that looks wrong."""
    for address in ("/", "/lookups", "/lookups/applications", "/views/register", "/id/institution/icbc", "/ontology"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
        for script in re.findall(r"<script([^>]*)>", page):
            assert "src=" in script or re.search(r'type="application/(ld\+)?json"', script)


# ── Paths ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/../../pyproject.toml",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static/%252e%252e%252fapp.py",
        "/static/..%c0%afapp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/page/../../../../../../../../etc/passwd",
        "/static/page/%2e%2e/%2e%2e/__init__.py",
        "/static/page/atlas.css%00.html",
        "/ontology/../pyproject.toml",
        "/ontology/..%2f..%2fpyproject.toml",
        "/ontology/%2e%2e%2fchecks%2fbranch-cycle.rq",
        "/../../../../etc/passwd",
        "//etc/passwd",
        "/lookups/..%2f..%2fetc%2fpasswd.json",
        "/views/../../etc/passwd.json",
        "/id/%2e%2e/%2e%2e",
    ],
)
def test_no_path_leads_out(server: str, path: str) -> None:
    """As raw bytes, because clients tidy paths before they send them."""
    status, body = _raw(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert status in (400, 404)
    assert b"root:" not in body
    assert b"[project]" not in body
    assert b"import" not in body


def _raw(server: str, request: bytes) -> tuple[int, bytes]:
    parts = urlsplit(server)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


# ── Ids and log ──────────────────────────────────────────────────────────────


def test_a_well_formed_id_is_kept_and_any_other_replaced(client: httpx.Client) -> None:
    assert client.get("/health/live", headers={"X-Request-ID": "abc-1.2~3_"}).headers["x-request-id"] == "abc-1.2~3_"
    for bad in ("", "a b", "a" * 65, 'a"b', "é"):
        sent = client.get("/health/live", headers=[(b"x-request-id", bad.encode())]).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{16}", sent)
    assert re.fullmatch(r"[0-9a-f]{16}", request_id(b"abc\n"))


@given(st.binary(max_size=80))
def test_whatever_is_given_an_id_is_short_and_harmless(given_id: bytes) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._~-]{1,64}", request_id(given_id))


def _logged(tiny: Path, tmp_path: Path, *options: str, **settings: object) -> list[str]:
    """A server over the tiny register is asked three things and ended; the lines of its log."""
    log = tmp_path / "log"
    with serving("--data", str(tiny), *options, errors=log, cache=tmp_path, **settings) as server:
        asked = {"query": "ASK { ?secret ?p ?o }"}
        httpx.get(f"{server.address}/sparql", params=asked, headers={"X-Request-ID": "one"})
        httpx.get(f"{server.address}/nowhere%0A%7B%7D", headers={"X-Request-ID": "two"})
        httpx.head(f"{server.address}/health/live", headers={"X-Request-ID": "three"})
    return log.read_text(encoding="utf-8").splitlines()


@pytest.mark.server
def test_each_request_is_one_line_of_json_without_its_query(tiny: Path, tmp_path: Path) -> None:
    lines = _logged(tiny, tmp_path)
    entries = {entry["request"]: entry for entry in map(json.loads, lines) if "request" in entry}
    assert set(entries) == {"one", "two", "three"}
    first = entries["one"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert (first["level"], first["method"], first["path"], first["status"]) == ("info", "GET", "/sparql", 200)
    assert first["client"] == "127.0.0.1"
    assert first["ms"] > 0
    assert first["bytes"] == len(b'{"head":{},"boolean":true}')
    assert "secret" not in "\n".join(lines)
    assert entries["two"]["path"] == "/nowhere\n{}"
    assert (entries["three"]["method"], entries["three"]["bytes"]) == ("HEAD", 0)


@pytest.mark.server
def test_queries_are_logged_only_where_a_setting_says_so(tiny: Path, tmp_path: Path) -> None:
    lines = _logged(tiny, tmp_path, log_queries=True)
    assert any("secret" in json.loads(line).get("query", "") for line in lines)


@pytest.mark.server
def test_a_quiet_log_has_no_requests(tiny: Path, tmp_path: Path) -> None:
    assert _logged(tiny, tmp_path, "--log", "warning") == []


def test_a_line_of_the_log_is_json_whatever_it_says() -> None:
    stream = io.StringIO()
    said = {"path": '/"\\\n\x00\u2028名\ud800', "ms": 0.1, "least": 1e-07, "bytes": 0, "client": ""}
    AccessLog(stream).write(logging.INFO, said)
    AccessLog(stream).write(logging.ERROR, {})
    first, second = stream.getvalue().splitlines()
    assert {**json.loads(first), **said} == json.loads(first)
    assert json.loads(second)["level"] == "error"


def test_messages_of_libraries_become_json_with_their_traceback() -> None:
    stream = io.StringIO()
    journal = AccessLog(stream)
    record = logging.LogRecord("lib", logging.ERROR, "", 1, "broken %s", ("pipe",), None)
    AccessLogHandler(journal).handle(record)
    try:
        raise ValueError("inside")
    except ValueError:
        failed = logging.LogRecord("lib", logging.ERROR, "", 1, "again", (), sys.exc_info())
    AccessLogHandler(journal).handle(failed)
    journal.write(logging.DEBUG, {"message": "too fine"})
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("error", "lib", "broken pipe")
    assert "ValueError: inside" in second["traceback"]


# ── Figures ──────────────────────────────────────────────────────────────────


def _figures(client: httpx.Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_figures_count_requests_by_route_and_status(client: httpx.Client) -> None:
    key = ("sandbox_atlas_requests_total", (("method", "GET"), ("route", "/id/{kind}/{slug}"), ("status", "404")))
    before = _figures(client).get(key, 0)
    client.get("/id/institution/nobody-1")
    client.get("/id/institution/nobody-2")
    after = _figures(client)
    assert after[key] == before + 2
    assert after["sandbox_atlas_request_seconds_count", (("route", "/id/{kind}/{slug}"),)] >= before + 2
    labelled = ("sandbox_atlas_requests_total", (("method", "GET"), ("route", "/sparql"), ("status", "200")))
    client.get("/sparql", params={"query": "ASK {}"})
    assert _figures(client)[labelled] >= 1


def test_addresses_and_methods_of_strangers_make_no_new_figures(client: httpx.Client) -> None:
    client.get("/static/first-guess")
    client.get("/first-guess")
    client.request("BREW", "/first-guess")
    before = set(_figures(client))
    for number in range(5):
        client.get(f"/static/guess-{number}")
        client.get(f"/guess-{number}")
        client.request(f"BREW{number}", "/guess")
    assert set(_figures(client)) == before


def test_figures_name_the_snapshot_and_the_statements(client: httpx.Client) -> None:
    figures = _figures(client)
    ready = client.get("/health/ready").json()
    info = next(dict(labels) for name, labels in figures if name == "sandbox_atlas_snapshot_info")
    assert info["digest"] == ready["snapshot"]
    assert figures["sandbox_atlas_statements", ()] == ready["statements"]
    assert figures["process_resident_memory_bytes", ()] > 10_000_000


def test_figures_count_stopped_queries_and_kept_answers(client: httpx.Client) -> None:
    before = _figures(client)
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert client.get("/sparql", params={"query": runaway, "timeout": "0.3"}).status_code == 504
    for _ in range(2):
        client.get("/sparql", params={"query": "ASK { ?kept ?p ?o }"})
    after = _figures(client)
    for name in ("queries_killed", "cache_hits", "cache_misses"):
        key = (f"sandbox_atlas_{name}_total", ())
        assert after[key] > before[key], name
    assert after["sandbox_atlas_workers_restarted_total", ()] >= before["sandbox_atlas_workers_restarted_total", ()]


def test_two_applications_have_figures_of_their_own() -> None:
    def none() -> Atlas | None:
        return None

    first, second = Metrics(none), Metrics(none)
    first.count("/", "GET", 200, 0.003)
    first.count("/", "GET", 200, 20.0)
    assert b'sandbox_atlas_requests_total{method="GET",route="/",status="200"} 2.0' in asyncio.run(first.text())
    assert b'sandbox_atlas_request_seconds_bucket{le="0.005",route="/"} 1.0' in asyncio.run(first.text())
    assert b'sandbox_atlas_request_seconds_bucket{le="+Inf",route="/"} 2.0' in asyncio.run(first.text())
    assert b"sandbox_atlas_requests_total{" not in asyncio.run(second.text())
