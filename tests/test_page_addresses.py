"""Addresses that people pass on: what others append is ignored, yes and no mean what they say, endings are known."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx2 as httpx
import pytest

from sandbox_atlas.api.http.parameters import RESERVED, _is_foreign
from sandbox_atlas.api.http.security_headers import protected
from sandbox_atlas.api.web.exploring import BY_PAGE, BY_SCRIPT
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
        *("hsCtaTracking=1&epik=a&ef_id=b&lipi=c", "ascene=1&subscene=2&pass_ticket=a&weibo_id=1"),
    ],
)
def test_what_others_append_to_a_link_is_ignored_on_pages_and_refused_in_data(
    client: httpx.Client, appended: str
) -> None:
    for path in (
        "/explore?batch=pboc-beijing-2",
        "/lookups/applications?batch=pboc-beijing-2",
        "/views/register?batch=pboc-beijing-2",
        "/story?at=/lookups/applications%3Fbatch%3Dpboc-beijing-2",
        "/cite?of=/lookups/applications%3Fbatch%3Dpboc-beijing-2",
        "/search?q=icbc",
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
        *BY_PAGE,
        *BY_SCRIPT,
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

    def rows(path: str) -> int:
        return page(path).count("<tr")

    start = rows("/explore?rows=all")
    assert {rows(f"/explore?rows=all&whole={no}") for no in ("no", "0", "false", "")} == {start}
    assert rows("/explore?rows=all&whole=yes") > start
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


@pytest.mark.parametrize("ending", ["ods", "xml", "JSON", "csv.gz", "ttl", "json.json", ""])
def test_an_unknown_ending_of_an_answer_is_not_found(client: httpx.Client, ending: str) -> None:
    answer = client.get(f"/lookups/applications.{ending}")
    assert answer.status_code == 404
    assert answer.json()["suggestions"]


# ── What search engines and previews of links read ───────────────────────────


def tags(text: str) -> dict[str, str]:
    """What the head of a page says of it, by name of the tag."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', text)
    return dict(found) | {"title": re.findall(r"<title>(.*?)</title>", text)[0]}


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Sandbox Atlas"),
        ("/lookups/applications?batch=pboc-beijing-2", "Which applications are tested? Beijing batch 2 (2020) ·"),
        ("/lookups/applications?batch=pboc-beijing-2&type=service&technology=blockchain", "financial service"),
        (
            "/lookups/statement-evidence?subject=inst:icbc&predicate=sbx:institutionKind",
            "Who says so? In",
        ),
        ("/lookups/institutions-in-multiple-batches?minimum=3", "3"),
        ("/views/register?place=suzhou", ": Suzhou ·"),
        ("/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2", "Beijing batch 1 (2020) and Beijing batch 2 (2020)"),
        ("/explore?batch=pboc-beijing-2", "Beijing batch 2"),
        ("/id/institution/icbc", "Industrial and Commercial Bank of China"),
    ],
)
def test_a_link_that_is_passed_on_shows_what_it_leads_to(client: httpx.Client, path: str, title: str) -> None:
    mark = "&" if "?" in path else "?"
    page = client.get(f"{path}{mark}utm_source=x&sort=name", headers={**BROWSER, "Accept-Language": "en"}).text
    said = tags(page)
    assert title in said["title"]
    assert said["og:title"] == said["title"]
    assert len(said["description"]) > 20
    assert said["og:description"] == said["description"]
    own = str(client.base_url).rstrip("/")
    assert said["og:url"] == f"{own}{path}".replace("&", "&amp;")
    assert f'<link rel="canonical" href="{said["og:url"]}">' in page
    assert said["og:image"] == f"{own}/static/page/card.png"
    for tag, ending in {"en": "lang=en", "zh-Hans": "lang=zh"}.items():
        assert re.search(rf'<link rel="alternate" hreflang="{tag}" href="[^"]*{ending}">', page)
    assert 'hreflang="x-default"' in page


def test_pages_name_the_same_as_data(client: httpx.Client) -> None:
    thing = client.get("/id/institution/icbc", headers=BROWSER).text
    assert '<link rel="alternate" type="text/turtle" href="/id/institution/icbc.ttl">' in thing
    answer = client.get("/lookups/applications?place=suzhou", headers=BROWSER).text
    assert '<link rel="alternate" type="application/json" href="/lookups/applications.json?place=suzhou">' in answer


def test_what_is_no_page_to_be_found_says_so(client: httpx.Client) -> None:
    unlisted = ("/search?q=bank", "/suggest?thing=institution/icbc", "/lookups/coverage?embed=1", "/id/place/nowhere")
    for path in unlisted:
        assert tags(client.get(path, headers=BROWSER).text)["robots"] == "noindex"


CRAWLERS = ("facebookexternalhit/1.1", "Twitterbot/1.0", "Mozilla/5.0 (compatible; Googlebot/2.1)", "WhatsApp/2.23 A")


def test_crawlers_that_accept_anything_get_pages_and_other_programs_data(client: httpx.Client) -> None:
    for path in ("/lookups/coverage", "/search?q=icbc", "/lookups", "/id/institution/icbc"):
        for agent in CRAWLERS:
            answer = client.get(path, headers={"Accept": "*/*", "User-Agent": agent})
            assert answer.headers["content-type"].startswith("text/html"), (path, agent)
    for agent in ("curl/8.0", "python-requests/2.32", "Apache-Jena-ARQ/5.0", "rdflib-7.1"):
        answer = client.get("/lookups/coverage", headers={"Accept": "*/*", "User-Agent": agent})
        assert answer.headers["content-type"].startswith("application/json"), agent
    data = client.get("/id/institution/icbc", headers={"Accept": "text/turtle", "User-Agent": "Googlebot/2.1"})
    assert data.headers["content-type"].startswith("text/turtle")
    result = client.get("/sparql?query=ASK{}", headers={"Accept": "*/*", "User-Agent": "somebot/1.0"})
    assert "html" not in result.headers["content-type"]


def test_crawlers_are_told_what_there_is_and_kept_from_filters(client: httpx.Client) -> None:
    own = str(client.base_url).rstrip("/")
    robots = client.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(robots.text.splitlines())
    for allowed in ("/", "/id/institution/icbc", "/lookups/coverage", "/about"):
        assert rules.can_fetch("Googlebot", own + allowed), allowed
    assert {"Disallow: /explore?", "Disallow: /lookups/*?"} <= set(robots.text.splitlines())
    for closed in (
        "/explore?batch=x",
        "/sparql?query=x",
        "/suggest?thing=x",
        "/views/register",
        "/search?q=x",
        "/data/x",
    ):
        assert not rules.can_fetch("Googlebot", own + closed), closed
    assert rules.can_fetch("Twitterbot", f"{own}/explore?batch=x")
    assert rules.site_maps() == [f"{own}/sitemap.xml"]
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    listed = [each.text for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert {f"{own}/", f"{own}/id/institution/icbc", f"{own}/lookups/coverage"} <= set(listed)
    assert len(listed) == len(set(listed))
    for address in (*listed[:12], *listed[-5:]):
        assert client.get(str(address), headers=BROWSER).status_code == 200, address
    for path, kind in (("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")):
        icon = client.get(path)
        assert (icon.status_code, icon.headers["content-type"]) == (200, kind)
    page = client.get("/explore?whole=yes", headers=BROWSER).text
    followed = [each for each in re.findall(r'<a [^>]*href="[^"]*\?[^>]*>', page) if "nofollow" not in each]
    assert all("hreflang" in each for each in followed), followed
