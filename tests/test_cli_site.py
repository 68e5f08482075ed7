"""The site as files: what it holds, where its links lead, and that it is there as a whole or not at all."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sandbox_atlas.api.cli.site.addresses import Address, relative
from sandbox_atlas.api.cli.site.building import MARK, build, planned
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import questions, views

pytestmark = pytest.mark.slow

ASKED = ("applications", "coverage", "who-works-with-whom", "application-evidence")
THINGS = {
    "application/harbour-pay", "application/ferry-loans", "batch/lake-1", "batch/lake-2", "sandbox/lake",
    "institution/north-bank", "institution/reed-tech", "institution/gull-insurance", "institution/north-bank-pier",
    "source/lake-gazette", "passage/gazette-batch-2", "technology/tide-models",
}  # fmt: skip
HERE = "https://host.example/some/path/"


@pytest.fixture(scope="module")
def plan(atlas: Atlas) -> Plan:
    """Some things and questions of the tiny register: all of it and of the ontology takes a minute."""
    own = [name for name in atlas.names if name.reference in THINGS]
    asked = {name: questions()[name] for name in ASKED}
    drawn = {name: views()[name] for name in ("register",)}
    return replace(planned(atlas, 2), names=Names(own), lookups=asked, views=drawn, analyses={})


@pytest.fixture(scope="module")
async def site(anyio_backend: str, atlas: Atlas, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hosted") / "some" / "path"
    await build(atlas, folder, plan, lambda *_: None)
    return folder


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


def test_links_within_the_data_of_networks_lead_to_files_too(site: Path) -> None:
    for page in (site / "explore/index.html", site / "zh/index.html", site / "lookups/applications.json"):
        found = re.findall(r'"href": ?"([^"]+)"', page.read_text(encoding="utf-8"))
        assert found
        assert [link for link in found if not (page.parent / unquote(link.partition("#")[0])).is_file()] == []


def test_every_thing_has_a_page_in_both_languages_that_lead_to_each_other(site: Path, plan: Plan) -> None:
    for name in plan.names:
        file = plan.page_of(name.iri).file("")
        for prefix, other, label in (("", "zh/", name.label("en")), ("zh/", "", name.label("zh"))):
            text = (site / prefix / file).read_text(encoding="utf-8")
            assert f"<h1>{label}</h1>" in text
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
    assert f'href="{stem.rpartition("/")[2]}/index.html"' in page
    assert not list(site.glob("lookups/applications/institution-*"))  # there are more than three


def test_what_needs_a_server_leads_to_what_comes_nearest(plan: Plan) -> None:
    def led(href: str) -> str | None:
        target = plan.led(Address.of(href))
        return target and target.file("") + (f"#{target.fragment}" if target.fragment else "")

    assert led("/lookups/roles?application=application/harbour-pay") == "id/application/harbour-pay/index.html#sources"
    assert (
        led("/lookups/applications?institution=institution/reed-tech") == "id/institution/reed-tech/index.html#sources"
    )
    assert led("/lookups/applications?lang=zh") == "lookups/applications/index.html"
    assert led("/lookups/coverage?minimum=7") == "lookups/coverage/index.html"
    assert led("/sparql?query=ASK%20{}") == "sparql/index.html"
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


async def test_with_its_address_a_site_tells_search_engines_where_each_page_is(
    atlas: Atlas, plan: Plan, tmp_path: Path
) -> None:
    few = replace(plan, names=Names([]), lookups={}, views={}, address=HERE)
    await build(atlas, tmp_path / "site", few, lambda *_: None)
    page = (tmp_path / "site/zh/about/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{HERE}zh/about/index.html">' in page
    assert f'hreflang="en" href="{HERE}about/index.html"' in page
    (tmp_path / "other").mkdir()
    (tmp_path / "other/mine.txt").touch()
    with pytest.raises(BadParameterError, match=MARK):
        await build(atlas, tmp_path / "other", few, lambda *_: None)


def test_the_same_data_give_the_same_search(site: Path) -> None:
    index = json.loads((site / "zh/search/names.json").read_bytes())
    (bank,) = (row for row in index["things"] if row[0].endswith("/north-bank"))
    assert bank[1:4] == ["id/institution/north-bank/index.html", "北岸银行", "zh"]
    assert bank[5] == [[0, "北岸银行", "bei an yin hang", ""], ["North Bank", "north bank", "", ""]]
    assert index["signs"]["銀"] == "银"
