"""Validators: the snapshot is the entity tag, and language and theme are parts of it (RFC 9110, section 13)."""

from __future__ import annotations

import httpx2 as httpx

from tests.test_http_page_cache import forged


def test_the_validator_is_the_snapshot_and_304_is_honoured(client: httpx.Client) -> None:
    """RFC 9110, section 13.1.2."""
    path = "/lookups/applications.json"
    first = client.get(path)
    assert first.json()["snapshot"] in first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_another_language_or_theme_is_not_taken_for_the_same_page(client: httpx.Client) -> None:
    english = client.get("/lookups", headers={"Accept": "text/html", "Accept-Language": "en"})
    held = {"Accept": "text/html", "If-None-Match": english.headers["etag"]}
    assert client.get("/lookups", headers={**held, "Accept-Language": "zh"}).status_code == 200
    assert client.get("/lookups", headers={**held, "Accept-Language": "en", "Cookie": "theme=dark"}).status_code == 200


def test_answers_of_the_endpoint_with_a_forged_checksum_have_tags_of_their_own(client: httpx.Client) -> None:
    comment = [text.decode() for text in forged()]
    accept = {"Accept": "application/sparql-results+json"}
    tags = [client.get(f"/sparql?query=ASK%7B%7D%23{text[8:]}", headers=accept).headers["etag"] for text in comment]
    assert tags[0] != tags[1]


def test_several_lines_of_a_header_are_one_list(client: httpx.Client) -> None:
    """RFC 9110, section 5.3."""
    lines = [("Accept", "image/png"), ("Accept", "text/turtle"), ("Accept-Language", "xx"), ("Accept-Language", "zh")]
    for path in ("/id/institution/icbc", "/data?default", "/ontology"):
        assert client.get(path, headers=lines).headers["content-type"].startswith("text/turtle"), path
    page = client.get("/lookups", headers=[("Accept", "image/png"), ("Accept", "text/html"), *lines[2:]])
    assert 'lang="zh' in page.text
    for path in ("/search?q=icbc", "/about/limits"):
        found = client.get(path, headers=[("Accept", "image/png"), ("Accept", "text/html")])
        assert found.headers["content-type"].startswith("text/html"), path
    held = [("If-None-Match", '"other"'), ("If-None-Match", client.get("/about").headers["etag"])]
    assert client.get("/about", headers=held).status_code == 304
