"""Errors over HTTP: each is a problem document, and says what would help."""

from __future__ import annotations

import httpx2 as httpx
import pytest


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "url": "/sparql", "params": {"query": "SELECT * {"}}, 400),
        ({"method": "GET", "url": "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK { SERVICE <http://127.0.0.1:1/> {} }"}}, 403),
        ({"method": "POST", "url": "/sparql", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "url": "/sparql", "content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        (
            {
                "method": "POST",
                "url": "/sparql",
                "content": b"ASK \xff",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
        ),
        ({"method": "POST", "url": "/sparql", "data": {"query": "ASK {} #" + "x" * 1_100_000}}, 413),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ({"method": "PUT", "url": "/sparql"}, 405),
        ({"method": "GET", "url": "/sparql", "params": {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c }"}}, 422),
        ({"method": "GET", "url": "/lookups/no-such-question"}, 404),
        ({"method": "GET", "url": "/lookups/applications?colour=red"}, 400),
        ({"method": "GET", "url": "/lookups/applications?place=atlantis"}, 400),
        ({"method": "GET", "url": "/lookups/membership-evidence.json"}, 400),
        ({"method": "GET", "url": "/search?q=bank&q=icbc"}, 400),
        ({"method": "GET", "url": "/changes.json?since=2030-01-01&since=2031-01-01"}, 400),
        ({"method": "GET", "url": "/reconcile?queries={}&queries={}"}, 400),
        ({"method": "GET", "url": "/id/institution/icbcc"}, 404),
        ({"method": "GET", "url": "/views/no-such-view"}, 404),
        ({"method": "GET", "url": "/no/such/page"}, 404),
        ({"method": "GET", "url": "/static/../app.py"}, 404),
        ({"method": "GET", "url": "/static/%2e%2e/app.py"}, 404),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, int) else f"{value['method']} {value['url']}"[:60],
)
def test_every_error_is_a_problem_document(client: httpx.Client, request_: dict[str, object], status: int) -> None:
    """RFC 9457: application/problem+json with type, title and status."""
    response = client.request(**request_)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["type"].startswith("https://")
    assert document["title"]


def test_an_unknown_thing_comes_with_near_names(client: httpx.Client) -> None:
    assert "institution/icbc" in client.get("/id/institution/icbcc").json()["suggestions"]
    page = client.get("/id/institution/icbcc?lang=zh", headers={"Accept": "text/html"}).text
    assert "没有名为“institution/icbcc”的内容。" in page
    assert ">中国工商银行</a>" in page
    assert "There is no" not in page
    asked = client.get("/lookups/institutions-in-multiple-batch?lang=en", headers={"Accept": "text/html"}).text
    assert ">Which institutions are in several batches?</a>" in asked


def test_health_tells_live_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert len(ready["snapshot"]) == 64
