"""Addresses that people pass on: what others append is ignored, yes and no mean what they say, endings are known."""

from __future__ import annotations

import httpx2 as httpx
import pytest

from sandbox_atlas.api.http.parameters import RESERVED, _is_foreign
from sandbox_atlas.api.http.security_headers import protected
from sandbox_atlas.api.routes.explore import _BY_PAGE, _BY_SCRIPT
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.register.facets import FACETS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    "appended",
    [
        *(
            "utm_source=newsletter",
            "utm_campaign=x&utm_id=1",
            "fbclid=IwAR0",
            "gclid=1",
            "_gl=1*2",
            "msclkid=a",
            "ref=x",
        ),
        *("from=singlemessage&isappinstalled=0", "from=timeline", "nsukey=a", "mc_cid=1&mc_eid=2", "igshid=1", "_ga=1"),
    ],
)
def test_what_others_append_to_a_link_is_ignored_on_pages_and_refused_in_data(
    client: httpx.Client, appended: str
) -> None:
    for path in (
        "/explore?batch=pboc-beijing-2",
        "/lookups/applications?batch=pboc-beijing-2",
        "/views/register?batch=pboc-beijing-2",
    ):
        assert client.get(f"{path}&{appended}", headers=BROWSER).status_code == 200, path
    assert client.get(f"/views/explore.csv?batch=pboc-beijing-2&{appended}", headers=BROWSER).status_code == 200
    for path in ("/lookups/applications.json", "/lookups/applications.csv", "/views/register.csv", "/search"):
        assert client.get(f"{path}?{appended}").status_code == 400, path


def test_no_parameter_of_ours_is_taken_for_one_of_others() -> None:
    own = {each.name for question in (*questions().values(), *views().values()) for each in question.parameters}
    own |= {
        *RESERVED,
        *FACETS,
        *_BY_PAGE,
        *_BY_SCRIPT,
        "q",
        "kind",
        "limit",
        "offset",
        "a",
        "b",
        "thing",
        "iri",
        "format",
    }
    assert {name for name in own if _is_foreign(name, "x")} == set()


def test_a_misspelled_parameter_is_said_on_pages_too(client: httpx.Client) -> None:
    for path in ("/explore?bacth=x", "/lookups/applications?bacth=x", "/views/register?bacth=x"):
        assert client.get(path, headers=BROWSER).status_code == 400


def test_yes_and_no_mean_what_they_say(client: httpx.Client) -> None:
    def page(path: str) -> str:
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 200, path
        return answer.text

    start = page("/explore").count("<tr")
    assert {page(f"/explore?whole={no}").count("<tr") for no in ("no", "0", "false", "")} == {start}
    assert page("/explore?whole=yes").count("<tr") > start
    for no in ("no", "0", "false", ""):
        assert 'class="site"' in page(f"/lookups/coverage?embed={no}")
    for yes in ("1", "yes", "true"):
        assert 'class="embedded' in page(f"/lookups/coverage?embed={yes}")
        assert (
            b"frame-ancestors *" in dict(protected([], "/explore", f"embed={yes}".encode()))[b"content-security-policy"]
        )
    for query in (b"", b"embed=0", b"embed=no", b"embed=1&embed=0", b"embed=maybe"):
        assert b"frame-ancestors 'none'" in dict(protected([], "/explore", query))[b"content-security-policy"]
    for path in ("/explore?whole=perhaps", "/explore?embed=2", "/views/register?uncut=x", "/lookups/coverage?embed=x"):
        assert client.get(path, headers=BROWSER).status_code == 400


@pytest.mark.parametrize("ending", ["xlsx", "xml", "JSON", "csv.gz", "ttl", "json.json", ""])
def test_an_unknown_ending_of_an_answer_is_not_found(client: httpx.Client, ending: str) -> None:
    answer = client.get(f"/lookups/applications.{ending}")
    assert answer.status_code == 404
    assert answer.json()["suggestions"]
