"""Behind a real nginx, under a path: no link leads outside of it, none is dead, and pages work in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser

from tests.support.browser import visiting
from tests.support.nginx import PASSED, STRIPPED, nginx
from tests.support.server import Server, serving

LOCATIONS = {"/atlas": STRIPPED, "/deep/er": PASSED}
_LINK = re.compile(r"""\s(?:href|src|action|data-(?:base|href|suggest|source))="([^"]*)\"""")
_ADDRESS = re.compile(r'"(?:href|source|address|evidence|csv|json)": ?"(/[^"]*)"')
_RDF = re.compile(r"<(http://127[^>]*)>")
STARTS = (
    *("/", "/explore", "/lookups", "/sparql", "/sources", "/about", "/about/limits", "/ontology", "/search?q=lake"),
    *("/compare", "/openapi.json", "/.well-known/void", "/.well-known/sparql-examples", "/views/register.json"),
    *("/views/register.html", "/id/batch/lake-1.json", "/lookups/coverage.json", "/nothing"),
)
"""Where a crawl begins; the last is an error page."""


@pytest.fixture(scope="module")
def behind(tiny: Path) -> Iterator[str]:
    """The address of an nginx that names the paths, with a server behind that trusts it."""
    with (
        serving("--data", str(tiny), proxies="127.0.0.1", rate=0, log="warning") as server,
        nginx(server.address, LOCATIONS, prefix=True) as address,
    ):
        yield address


@pytest.fixture(scope="module")
def rooted(tiny: Path) -> Iterator[Server]:
    """A server that knows its path, and trusts nobody."""
    with serving("--data", str(tiny), "--root-path", "/atlas", rate=0, log="warning") as server:
        yield server


def crawl(site: str, prefix: str, most: int) -> tuple[set[str], list[str]]:
    """What was visited, each path with at most two queries, and what is wrong with its links."""
    waiting = [(prefix + path, "start") for path in STARTS]
    visited: set[str] = set()
    seen: dict[str, int] = {}
    wrong: list[str] = []
    with httpx.Client(base_url=site, timeout=30) as client:
        while waiting and len(visited) < most:
            path, origin = waiting.pop(0)
            bare = path.partition("?")[0]
            if path in visited or seen.get(bare, 0) >= 2:
                continue
            visited.add(path)
            seen[bare] = seen.get(bare, 0) + 1
            answer = client.get(path, headers={"accept": "text/html, */*;q=0.5"})
            if answer.status_code == 404 and not bare.endswith("/nothing"):
                wrong.append(f"{answer.status_code} {path} from {origin}")
            for link in links(answer, site):
                inside = link == prefix or link.startswith(f"{prefix}/")
                waiting += [(link, path)] if inside else []
                wrong += [] if inside else [f"outside: {link} from {path}"]
    return visited, wrong


def links(answer: httpx.Response, site: str) -> list[str]:
    """The links of an answer that lead to the site, as paths."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind not in ("text/html", "application/json", "text/turtle", "text/css"):
        return []
    found = [unescape(each) for each in _LINK.findall(answer.text) if kind == "text/html"]
    found += _ADDRESS.findall(answer.text) if kind == "application/json" else _RDF.findall(answer.text)
    absolute = {urljoin(str(answer.url), each) for each in found if not each.startswith(("mailto:", "data:", "#"))}
    return sorted(each.removeprefix(site).partition("#")[0] for each in absolute if each.startswith(f"{site}/"))


@pytest.mark.server
@pytest.mark.parametrize("prefix", LOCATIONS)
def test_no_link_leads_outside_the_path_that_nginx_names_and_none_is_dead(behind: str, prefix: str) -> None:
    visited, wrong = crawl(behind, prefix, 70)
    assert wrong == []
    assert len(visited) == 70


@pytest.mark.server
@pytest.mark.parametrize("style", [STRIPPED, PASSED], ids=["stripped", "passed on"])
def test_the_path_may_be_a_setting(rooted: Server, style: str) -> None:
    with nginx(rooted.address, {"/atlas": style}) as site:
        visited, wrong = crawl(site, "/atlas", 20)
    assert wrong == []
    assert len(visited) == 20
    assert rooted.address.endswith("/atlas")
    assert httpx.get(rooted.address).status_code == 200


@pytest.mark.server
def test_the_cache_that_the_documents_describe_keeps_pages_apart_and_nothing_private(rooted: Server) -> None:
    text = Path(__file__).parents[1].joinpath("docs", "scale.md").read_text(encoding="utf-8")
    top, within = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    within = within.replace("200 1s", "200 1m") + "add_header X-Cache $upstream_cache_status always;"
    random = "/atlas/sparql?query=SELECT (RAND() AS ?r) {}"
    asked: list[tuple[str, dict[str, str], str]] = [
        ("/atlas/about", {}, "MISS"),
        ("/atlas/about", {}, "HIT"),
        ("/atlas/about", {"accept-language": "zh"}, "MISS"),
        ("/atlas/about", {"accept-language": "zh"}, "HIT"),
        ("/atlas/about", {"host": "other.example"}, "MISS"),
        ("/atlas/metrics", {}, "MISS"),
        ("/atlas/metrics", {}, "MISS"),
        (random, {}, "MISS"),
        (random, {}, "MISS"),
        ("/atlas/about?lang=zh", {}, "MISS"),
        ("/atlas/about?lang=zh", {}, "MISS"),
    ]
    with (
        nginx(rooted.address, {"/atlas": STRIPPED}, cache=(top, within)) as site,
        httpx.Client(base_url=site) as client,
    ):
        for path, headers, status in asked:
            answer = client.get(path, headers={"accept": "text/html", **headers})
            assert (path, answer.headers["x-cache"]) == (path, status)
            assert ("关于" in answer.text) == ("zh" in f"{path}{headers}") or "about" not in path
        found = client.get("/atlas/about", headers={"accept": "text/html"})
        again = client.get("/atlas/about", headers={"accept": "text/html", "if-none-match": found.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.server
def test_descriptions_redirects_and_cookies_are_below_the_path(behind: str) -> None:
    for prefix in LOCATIONS:
        base = behind + prefix
        service = httpx.get(f"{base}/sparql", headers={"accept": "application/n-triples"}).text
        assert f"description#endpoint> <{base}/sparql>" in service
        described = httpx.get(f"{base}/.well-known/void", headers={"accept": "text/turtle"}).text
        assert f"<{base}/sparql>" in described
        assert f"<{base}/data/atlas.trig>" in described
        assert httpx.get(f"{base}/openapi.json").json()["servers"] == [{"url": prefix}]
        moved = httpx.get(f"{base}/explore/")
        assert (moved.status_code, moved.headers["location"]) == (307, f"{prefix}/explore")
        assert f"Path={prefix}/;" in httpx.get(f"{base}/?lang=zh").headers["set-cookie"]
        problem = httpx.get(f"{base}/data").json()
        assert (problem["instance"], f"{prefix}/data/atlas.trig" in problem["hint"]) == (f"{prefix}/data", True)
        found = httpx.get(f"{base}/sparql?query=CONSTRUCT%7B%3Cs%3E%20a%20%3Cs%3E%7DWHERE%7B%7D").text
        assert f"<{base}/s>" in found
    assert httpx.get(f"{behind}/explore").status_code == 404


@pytest.mark.server
def test_what_is_cached_for_one_path_is_not_served_for_another(behind: str) -> None:
    answers = [
        httpx.get(f"{behind}{prefix}{path}", headers={"accept": "text/html"}).text
        for path in ("/", "/views/register", "/explore", "/sparql?query=ASK%7B%7D")
        for _ in range(2)
        for prefix in LOCATIONS
    ]
    for answer, (own, other) in zip(answers, [list(LOCATIONS), [*LOCATIONS][::-1]] * 8, strict=True):
        assert f'"{own}/' in answer
        assert f'"{other}/' not in answer


@pytest.mark.browser
@pytest.mark.parametrize("prefix", LOCATIONS)
def test_explorer_search_and_sparql_work_in_a_browser(browser: Browser, behind: str, prefix: str) -> None:
    with visiting(browser, f"{behind}{prefix}/", f"{prefix}/explore") as page:
        page.wait_for_selector("[data-drawn]")
        things = page.evaluate('[...document.querySelector("[data-explorer]").explorer.model.nodes.keys()]')
        page.evaluate('id => document.querySelector("[data-explorer]").explorer.select?.(id)', things[0])
        with page.expect_response(lambda response: "/search" in response.url):
            page.locator("#site-search").fill("lake")
        page.locator("#site-search-found [role=option]").first.click()
        page.wait_for_url(f"**{prefix}/id/**")
        page.locator("[data-theme-switch]").click()
        assert {each["path"] for each in page.context.cookies()} == {f"{prefix}/"}
        page.goto(f"{prefix}/sparql")
        page.wait_for_selector("[data-editor][data-ready]")
        page.get_by_role("button", name="Run").click()
        page.get_by_role("cell").first.wait_for()
        assert urlsplit(page.url).path == f"{prefix}/sparql"
        assert json.loads(page.evaluate("fetch('sparql?query=ASK{}').then((answer) => answer.text())"))["boolean"]
