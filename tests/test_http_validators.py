"""Validators: the snapshot is the entity tag, and language and theme are parts of it (RFC 9110, section 13)."""

from __future__ import annotations

import httpx2 as httpx


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
