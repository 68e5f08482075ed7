"""The site as files: what it holds, where its links lead, and that it is there as a whole or not at all."""

from __future__ import annotations

import asyncio
import csv
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from rdflib import VOID, Graph

from sandbox_atlas.api.cli.site.addresses import Address, relative
from sandbox_atlas.api.cli.site.application import planned
from sandbox_atlas.api.cli.site.building import MARK, build
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.cli.site.rewriting import HOST, Rewriter
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.packing import each_address
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.settings import Settings
from tests.support.browser import violations, visiting

pytestmark = pytest.mark.slow

ASKED = ("applications", "application-evidence", "coverage")
THINGS = {
    "application/harbour-pay", "application/ferry-loans", "batch/lake-1", "batch/lake-2", "sandbox/lake",
    "institution/north-bank", "institution/reed-tech", "institution/gull-insurance", "institution/north-bank-pier",
    "source/lake-gazette", "passage/gazette-batch-2", "technology/tide-models",
}  # fmt: skip
HERE = "https://host.example/some/path/"


class Made(NamedTuple):
    """Two sites of the tiny register: one with things and questions, one with its address and hardly anything else."""

    plan: Plan
    folder: Path
    addressed: Path


@pytest.fixture(scope="module")
def made(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Both sites, made in a thread of their own: the browser keeps an event loop running in this one."""
    folder = tmp_path_factory.mktemp("hosted")

    async def make() -> Made:
        async with await Atlas.open(Settings(data=(tiny,), workers=2, cache=folder / "cache")) as atlas:
            plan = planned_for(atlas)
            found = Made(plan, folder / "some" / "path", folder / "addressed")
            few = replace(plan, names=Names([]), lookups={}, views={}, address=HERE)
            await build(atlas, found.folder, plan, lambda *_: None)
            await build(atlas, found.addressed, few, lambda *_: None, 2)  # by a process beside this one too
            (folder / "mine").mkdir()
            (folder / "mine/mine.txt").touch()
            with pytest.raises(BadParameterError, match=MARK):
                await build(atlas, folder / "mine", few, lambda *_: None)
            return found

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, make()).result()


def planned_for(atlas: Atlas) -> Plan:
    """Some things and questions of the tiny register: all of it and of the ontology takes a minute."""
    own = [name for name in atlas.names if name.reference in THINGS]
    asked = {name: questions()[name] for name in ASKED}
    return replace(planned(atlas, 2), names=Names(own), lookups=asked, views={}, analyses={})


@pytest.fixture(scope="module")
def plan(made: Made) -> Plan:
    return made.plan


@pytest.fixture(scope="module")
def site(made: Made) -> Path:
    return made.folder


class Links(HTMLParser):
    """The addresses that a page leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, value or "") for name, value in attrs if name in ("href", "src", "action")]


def links(page: Path) -> Iterator[tuple[str, str]]:
    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    yield from parser.found


@pytest.mark.no_cover
def test_no_link_is_dead_and_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 70
    for page in pages:
        for tag, link in links(page):
            address = urljoin(HERE + page.relative_to(site).as_posix(), link)
            assert not link.startswith("/"), (page, link)
            if address.startswith(HERE):
                assert (site / unquote(urlsplit(address).path.removeprefix("/some/path/"))).is_file(), (page, link)
            else:
                assert tag == "a", (page, link)
        assert "site.invalid" not in page.read_text(encoding="utf-8")


def test_files_name_no_server_that_is_not_there(made: Made) -> None:
    for folder in (made.folder, made.addressed):
        for path in folder.rglob("*"):
            assert not path.is_file() or b"site.invalid" not in path.read_bytes(), path
        dumps = Graph().parse(folder / "data/void.ttl", publicID=f"{HERE}data/void.ttl")
        assert {*map(str, dumps.objects(None, VOID.dataDump))} == {
            f"{HERE}data/atlas.{each}" for each in ("ttl", "trig", "jsonld")
        }
        assert list(dumps.objects(None, VOID.sparqlEndpoint)) == []


def test_addresses_in_networks_and_descriptions_are_those_of_files(plan: Plan) -> None:
    gexf = (
        f"<description>Lake; {HOST}/lookups/coverage</description><attvalue for='3' value=\"{HOST}/id/batch/lake-1\" />"
    )
    examples = (
        f"<{HOST}/lookups/coverage> a sh:A ;\n\tsh:b <{HOST}/sparql> ;\n\tsh:c 1 .\n<{HOST}/lookups/none> a sh:A .\n"
    )
    dumps = f"<u:a> u:b <{HOST}/data/atlas.ttl> , <{HOST}/data/atlas.nt> .\n"
    for address, network, about, dump in (
        (
            HERE,
            f"Lake; {HERE}lookups/coverage/index.html<",
            f"<{HERE}lookups/coverage/index.html>",
            f"<{HERE}data/atlas.ttl>",
        ),
        ("", "Lake<", "<../lookups/coverage/index.html>", "<atlas.ttl>"),
    ):
        rewriter = Rewriter(replace(plan, address=address), {"en": "", "zh": "zh/"}, "en", lambda *_: None)
        assert network in rewriter.network(gexf)
        assert ("id/batch/lake-1/index.html" in rewriter.network(gexf)) == bool(address)
        assert (
            rewriter.description(examples, "data/sparql-examples.ttl") == f"{about} a sh:A ;\n\tsh:c 1 .\n[] a sh:A .\n"
        )
        assert rewriter.description(dumps, "data/void.ttl") == f"<u:a> u:b {dump} .\n"


def test_links_within_the_data_of_networks_lead_to_files_too(site: Path) -> None:
    for page in (site / "explore/index.html", site / "zh/index.html", site / "lookups/applications.json"):
        text = page.read_text(encoding="utf-8")
        found = re.findall(r'"href": ?"([^"]+)"', text)
        for drawn in re.findall(r"<script[^>]* data-drawing>(.*?)</script>", text):
            things = json.loads(drawn)["nodes"]
            found += filter(None, each_address(things["id"], things["href"]))
        assert found
        assert [link for link in found if not (page.parent / unquote(link.partition("#")[0])).is_file()] == []
    for folder, name in ((site, "Reed Tech"), (site / "zh", "芦苇科技")):  # in which neighbours and paths are found
        things = json.loads((folder / "explore/register.json").read_bytes())["packed"]["nodes"]
        assert name in things["label"]
        pages = [link for link in each_address(things["id"], things["href"]) if link]
        assert len(pages) == len(THINGS - {"source/lake-gazette", "passage/gazette-batch-2"})
        assert all((folder / link).is_file() for link in pages)


def test_every_thing_has_a_page_in_both_languages_that_lead_to_each_other(site: Path, plan: Plan) -> None:
    for name in plan.names:
        file = plan.page_of(name.iri).file("")
        for prefix, other, label in (("", "zh/", name.label("en")), ("zh/", "", name.label("zh"))):
            text = (site / prefix / file).read_text(encoding="utf-8")
            heading = re.search("<h1>(.*?)</h1>", text)
            assert heading
            assert heading[1].startswith(("Lake Gazette", "湖报")) if "passage:" in label else heading[1] == label
            assert f'href="{relative(other + file, prefix + file)}"' in text


def test_a_question_is_a_page_and_data_also_for_each_value_where_they_are_few(site: Path) -> None:
    with (site / "lookups/applications.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(json.loads((site / "lookups/applications.json").read_bytes())["rows"]) == 4
    assert (site / "lookups/applications.xlsx").is_file()
    picture = (site / "zh/lookups/coverage.svg").read_text(encoding="utf-8")
    assert "收录有多完整" in picture
    assert "site.invalid" not in picture
    stem = Address("/lookups/applications", (("batch", "batch/lake-1"),)).file("").removesuffix("/index.html")
    with (site / f"{stem}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["applicationLabel"] for row in csv.DictReader(file)] == ["Harbour Pay"]
    page = (site / "lookups/applications/index.html").read_text(encoding="utf-8")
    offered = unquote(re.findall(r"sparql/index.html#query=([^\"]+)", page)[0])
    assert re.search(r"# { VALUES \?batch { batch:lake-\d }", offered)  # not a filter yet
    assert f'href="{stem.rpartition("/")[2]}/index.html"' in page
    assert not list(site.glob("lookups/applications/institution-*"))  # there are more than three


def test_what_needs_a_server_leads_to_what_comes_nearest(plan: Plan) -> None:
    def led(href: str) -> str | None:
        target = plan.led(Address.of(href))
        return target.file("") + (f"#{target.fragment}" if target.fragment else "") if target else None

    assert led("/lookups/roles?application=application/harbour-pay") == "id/application/harbour-pay/index.html#sources"
    assert (
        led("/lookups/applications?institution=institution/reed-tech") == "id/institution/reed-tech/index.html#sources"
    )
    assert led("/lookups/applications?lang=zh") == "lookups/applications/index.html"
    assert led("/lookups/applications?minimum=7") == "lookups/applications/index.html"
    assert led("/sparql?query=ASK%20{}") == "sparql/index.html"
    assert led("/explore?whole=yes") == "explore/index.html"  # without the view that has more pages
    explored = replace(plan, views={"explore": views()["explore"]})
    assert explored.has("/explore?whole=yes&drawing=columns")
    assert explored.has("/explore?sandbox=sandbox/lake")
    assert not explored.has("/explore?sandbox=sandbox/lake&batch=batch/lake-1")
    assert led("/cite?of=/") is led("/suggest?thing=x") is led("/openapi.json") is None


@pytest.mark.parametrize(
    ("href", "file"),
    [
        ("/", "zh/index.html"),
        ("/id/institution/a.b", "zh/id/institution/a.b/index.html"),
        ("/id/institution/a.ttl", "id/institution/a.ttl"),
        ("/id/institution/%E9%93%B6", "zh/id/institution/-e2aa7ab7/index.html"),
        ("/id/institution/..%2F..%2Fetc", "zh/id/institution/etc-f6d2e3a1/index.html"),
        ("/views/register.graphml", "zh/views/register.graphml"),
        ("/static/page/atlas.svg", "static/page/atlas.svg"),
        ("/.well-known/void", "data/void.ttl"),
    ],
)
def test_each_address_has_one_file_with_a_plain_name(href: str, file: str) -> None:
    found = Address.of(href).file("zh/")
    assert re.sub(r"-[0-9a-f]{8}\b", "-", found) == re.sub(r"-[0-9a-f]{8}\b", "-", file)
    assert ".." not in found


def test_with_its_address_a_site_tells_search_engines_where_each_page_is(made: Made) -> None:
    page = (made.addressed / "zh/about/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{HERE}zh/about/index.html">' in page
    assert f'hreflang="en" href="{HERE}about/index.html"' in page


def test_the_same_data_give_the_same_search(site: Path) -> None:
    index = json.loads((site / "zh/search/names.json").read_bytes())
    (bank,) = (row for row in index["things"] if row[0].endswith("/north-bank"))
    assert bank[1:4] == ["id/institution/north-bank/index.html", "北岸银行", "zh"]
    assert bank[5] == [[0, "北岸银行", "bei an yin hang", ""], ["North Bank", "north bank", "", ""]]
    assert index["signs"]["銀"] == "银"


def test_the_search_has_the_words_of_the_questions_and_the_answers_for_single_values(site: Path, plan: Plan) -> None:
    for folder, title in ((site, "en"), (site / "zh", "zh")):
        found = json.loads((folder / "search/questions.json").read_bytes())
        words = found["words"].split()
        assert [each["title"] for each in found["questions"]] == [each.title[title] for each in plan.lookups.values()]
        assert len(found["weights"]) == len(words)
        (asked,) = (each for each in found["questions"] if each["folder"] == "lookups/applications/")
        assert {"application", "应用"} <= {words[place] for place in asked["words"]}
        assert [each["name"] for each in asked["parameters"] if each["answered"]] == ["batch", "technology"]
        assert {*found["answers"]["batch"]} == {"batch/lake-1", "batch/lake-2"}
        for answer in found["answers"]["batch"].values():
            assert (folder / asked["folder"] / answer / "index.html").is_file()


# ── In a browser, from a folder below the root of a web server that knows nothing of us ──


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The address of a web server that has the site in a folder of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.parents[1])) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


WORDS = {
    "en": ("reed", "Reed Tech", "Dark"),
    "zh": ("luwei", "芦苇科技", "深色"),
}

QUESTIONS = {"en": "How complete is the register?", "zh": "收录有多完整？"}


@pytest.mark.parametrize("lang", WORDS)
def test_a_reader_walks_through_the_site_offline(browser: Browser, host: str, lang: str) -> None:
    typed, name, dark = WORDS[lang]
    root = "/some/path/" + ("" if lang == "en" else "zh/")
    with visiting(browser, host, f"{root}index.html", lang) as page:
        page.wait_for_selector("[data-drawn]")
        _find_question(page, QUESTIONS[lang])
        _find(page, typed, name)
        page.get_by_role("button", name=dark).click()
        assert page.locator("main h1").inner_text() == name
        page.wait_for_selector("[data-drawn]")
        assert violations(page) == []
        page.locator("nav a[href$='lookups/index.html']").click()
        page.locator("main a[href$='applications/index.html']").first.click()
        assert page.locator("html").get_attribute("data-theme") == "dark"  # remembered without a server
        assert page.locator("main tbody tr").count() == 4
        page.locator("details.filter summary").first.click()
        page.locator("details.values summary").first.click()
        page.locator("details.values a").first.click()
        assert page.locator("main tbody tr").count() == 1
        page.locator("nav a[href$='explore/index.html']").click()
        page.wait_for_selector("[data-drawn]")
        page.locator(".starts").first.locator("a").last.click()
        page.wait_for_selector("[data-drawn]")
        page.locator("#table").scroll_into_view_if_needed()
        page.locator("#table tbody tr").nth(8).wait_for()
        page.goto(f"{root}explore/index.html?sel=institution/reed-tech")
        page.locator("[data-inspector] dd", has_text="Read Tech").locator(".mark").click()
        expect(page.locator("[data-inspector] .is-marked")).to_have_count(1)
        expect(page.locator("[data-expand] > p").first).to_contain_text("3")  # neighbours, found in the browser
        page.goto(f"{root}explore/index.html?from=institution/gull-insurance&to=institution/reed-tech")
        page.locator("[data-inspector] ol.route .mark").first.click()
        expect(page.locator("[data-inspector] .is-marked")).to_have_count(1)
        page.goto(f"{root}explore/index.html?edge=application/ferry-loans~sbx:applicant~institution/reed-tech")
        page.locator("[data-inspector] ol.sources li").first.wait_for()
        _ask(page)
        assert violations(page) == []


def _find(page: Page, typed: str, name: str) -> None:
    """Search as you type, then on the page of results, and open what is found."""
    page.locator("#site-search").fill(typed)
    page.locator("#site-search-found [role=option]", has_text=name).wait_for()
    page.locator("#site-search").press("Enter")
    page.locator("ol.results a", has_text=name).first.click()
    page.wait_for_url("**/id/institution/reed-tech/index.html")


def _find_question(page: Page, title: str) -> None:
    """Ask by the words of a question, as you type, then on the page of results."""
    page.locator("#site-search").fill(title)
    page.locator("#site-search-found [role=option]", has_text=title).wait_for()
    page.goto(page.url.replace("index.html", f"search/index.html?q={quote(title)}"))
    page.locator("ul.results a", has_text=title).click()
    page.wait_for_url("**/lookups/coverage/index.html")


def _ask(page: Page) -> None:
    """A query by a link, then one of one's own, with a mistake in it at first."""
    page.locator("nav a[href$='sparql/index.html']").click()
    editor = page.locator(".CodeMirror")
    editor.wait_for()
    page.locator(".examples a").first.click()
    page.locator("[data-answered] tbody tr").first.wait_for()
    for query, selector in (
        ("ASK {", "[role=alert] mark"),
        ("SELECT ?i ?n { ?i a sbx:Institution ; rdfs:label ?n FILTER(LANG(?n) = 'zh') }", "tbody tr:nth-child(4)"),
        ("SELECT ?p { GRAPH ?p { ?i sbx:asPrinted ?n } }", "tbody tr"),
        ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 1", "pre.code"),
    ):
        editor.evaluate("(each, text) => each.CodeMirror.setValue(text)", query)
        page.locator("form.editor button[type=submit]").click()
        page.locator(f"[data-answer] {selector}").first.wait_for()
    page.go_back()
    assert "query=SELECT%20%3Fp" in page.url
