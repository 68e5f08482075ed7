"""Links that stay true: two snapshots published one after another, and exactly what was changed is shown everywhere."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx2
import pytest

from sandbox_atlas.api.middleware.kept_atlases import MOST_OPEN, KeptAtlases
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.errors import BadParameterError, BusyError, EngineError
from sandbox_atlas.graph.loading.archive import Bounds, keep, publications
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.passed import note_passed
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX
from tests.support.running import until
from tests.support.server import measured, serving

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = {"Accept": "text/html"}
CHANGES = {
    "sbx:ordinal 2": "sbx:ordinal 3",
    "sbx:institutionKind kind:bank ; sbx:licensed true": "sbx:institutionKind kind:bank",
    "sbx:applicant inst:reed-tech ;\n": "sbx:applicant inst:reed-tech ; sbx:usesTechnology tech:water-maths ;\n",
}
"""What the second snapshot says in the place of the first: a changed, a removed and an added fact."""
QUERY = "SELECT ?o { batch:lake-2 sbx:ordinal ?o }"

pytestmark = pytest.mark.server


def passed(data: Path, cache: Path) -> None:
    """Record that data have passed the checks, which take seconds and are not the subject here."""
    note_passed(read([data]).digest(), cache)


class Site:
    """A server that has published two snapshots."""

    def __init__(self, client: httpx2.Client, archive: Path) -> None:
        self.client, self.archive = client, archive
        self.new, self.old = (each["snapshot"] for each in self.publications())

    def publications(self, path: str = "/changes.json") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get(path).json()["publications"]
        return found

    def feed(self, path: str) -> list[ET.Element]:
        answer = self.client.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        root = ET.fromstring(answer.content)  # noqa: S314 - our own
        assert {each.tag for each in root} >= {f"{ATOM}{name}" for name in ("id", "title", "updated", "link", "author")}
        return root.findall(f"{ATOM}entry")

    def sparql(self, **parameters: str) -> list[str]:
        given = {"query": QUERY, **parameters}
        return self.client.get("/sparql", params=given, headers={"Accept": "text/csv"}).text.split()


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("published")
    data, archive, text = folder / "register.trig", folder / "archive", tiny.read_text()
    data.write_text(text)
    passed(data, folder)
    options = ("--workers", "1", "--data", str(data), "--archive", str(archive))
    with (
        serving(*options, measured=measured(request.config, "first"), log="warning", cache=folder) as server,
        httpx2.Client(base_url=server.address, timeout=60) as client,
    ):
        until(lambda: client.get("/changes.json").json()["publications"])
        for old, new in CHANGES.items():
            assert text.count(old) == 1
            text = text.replace(old, new)
        data.write_text(text)
        passed(data, folder)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: len(client.get("/changes.json").json()["publications"]) == 2)
        yield Site(client, archive)


def test_the_changes_are_what_was_changed_by_thing_and_with_sources(site: Site) -> None:
    newest, first = site.publications()
    assert (newest["count"], newest["previous"], newest["kept"]) == (3, site.old, True)
    assert (first["count"], first["previous"], first["things"]) == (0, None, [])
    shown = [
        (thing["iri"].removeprefix(ID), each["property"].removeprefix(SBX), each["kind"], each["before"], each["after"])
        for thing in newest["things"]
        for each in thing["changes"]
    ]
    assert sorted(shown) == [
        ("application/cave-scan", "usesTechnology", "added", [], ["water maths"]),
        ("batch/lake-2", "ordinal", "changed", ["2"], ["3"]),
        ("institution/north-bank", "licensed", "removed", ["yes"], []),
    ]
    assert all(each["sources"] for thing in newest["things"] for each in thing["changes"])
    chinese = PAGE | {"Accept-Language": "zh"}
    page = site.client.get("/changes", headers=chinese)
    assert "3 处变更" in page.text
    assert "<del>2</del> → <ins>3</ins>" in page.text
    assert site.client.get("/changes", headers=chinese | {"If-None-Match": page.headers["etag"]}).status_code == 304
    assert [each["count"] for each in site.publications(f"/changes.json?since={site.old[:12]}")] == [3]


def test_feeds_of_all_of_a_thing_and_of_a_question_have_an_entry_for_each_change(site: Site) -> None:
    (entry,) = site.feed("/changes.atom")
    content = entry.findtext(f"{ATOM}content") or ""
    assert all(words in content for words in ("<del>2</del>", "water maths", "Lake Gazette"))
    assert entry.findtext(f"{ATOM}title") == "3 changes"
    for thing, count in (("batch/lake-2", 1), ("technology/water-maths", 1), ("batch/lake-1", 0)):
        assert len(site.feed(f"/changes.atom?thing={thing}")) == count
    (rows,) = site.feed("/lookups/applications-by-technology.atom?place=hillside")
    assert rows.findtext(f"{ATOM}title") == "1 new row"
    assert "water maths" in (rows.findtext(f"{ATOM}content") or "")
    assert site.feed("/lookups/applications-by-technology.atom?place=lakeside") == []
    assert site.client.get("/lookups/nope.atom").status_code == 404
    assert "/changes.atom?thing=batch%2Flake-2" in site.client.get("/id/batch/lake-2", headers=PAGE).text


def test_a_pinned_address_serves_its_state_and_leads_to_no_other(site: Site) -> None:
    pinned = f"snapshot={site.old[:12]}"
    assert (site.sparql(), site.sparql(snapshot=site.old[:8]), site.sparql(snapshot=site.new)) == (
        ["o", "3"],
        ["o", "2"],
        ["o", "3"],
    )
    for path in ("/id/batch/lake-2", "/lookups/coverage", "/", "/search?q=lake"):
        page = site.client.get(f"{path}{'&' if '?' in path else '?'}{pinned}", headers=PAGE)
        assert page.status_code == 200
        assert site.old[:12] in page.text
        led = set(re.findall(r'(?:href|action)="(/[^"]*)"', page.text))
        others = {each.replace("&amp;", "&") for each in led if "snapshot=" not in each and "/static/" not in each}
        # the way to the current version, what has changed since, and feeds, which go on
        assert {each for each in others if not re.match(r"/changes[?.]|.*\.atom", each)} == {path}
        assert len(re.findall(r"<form", page.text)) == page.text.count('type="hidden" name="snapshot"')
        assert 'content="noindex"' in page.text
    answer = site.client.get(f"/id/batch/lake-2.json?{pinned}").json()
    assert answer["snapshot"] == site.old
    current, named = (site.client.get(f"/about{query}", headers=PAGE) for query in ("", f"?snapshot={site.new}"))
    assert ("These are the data of" in named.text, "These are the data of" in current.text) == (True, False)
    assert f"/id/batch/lake-2?snapshot={site.new[:12]}" in site.client.get("/cite?of=/id/batch/lake-2").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("snapshot=0123456789ab", 404),
        ("snapshot=", 400),
        ("snapshot", 400),
        ("snapshot=yesterday", 400),
        ("%73napshot=0123456789ab", 404),
        ("snapshot=01234567&snapshot=01234568", 400),
    ],
)
def test_what_names_no_snapshot_is_never_answered_by_the_current_one(site: Site, query: str, status: int) -> None:
    for path in ("/id/batch/lake-2", "/lookups/coverage.json", "/sparql", "/"):
        answer = site.client.get(f"{path}?{query}&query=ASK%20%7B%7D" if path == "/sparql" else f"{path}?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_thing_has_mementos_that_are_found_by_time(site: Site) -> None:
    original = f"{site.client.base_url}/id/batch/lake-2"
    answer = site.client.get(original)
    assert f'<{original}>; rel="original timegate"' in answer.headers["link"]
    assert "Accept-Datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    led = site.client.get(original, headers={"Accept-Datetime": "Thu, 01 Jan 2015 00:00:00 GMT"})
    assert (led.status_code, led.headers["location"]) == (302, f"/id/batch/lake-2?snapshot={site.old}")
    assert led.headers["vary"] == "Accept-Datetime"
    memento = site.client.get(led.headers["location"])
    assert f'datetime="{memento.headers["memento-datetime"]}"' in led.headers["link"]
    later = site.client.get(original, headers={"Accept-Datetime": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert later.headers["location"].endswith(site.new)
    timemap = site.client.get("/timemap", params={"of": "/id/batch/lake-2"})
    assert timemap.headers["content-type"].startswith("application/link-format")
    assert re.findall(r'<([^>]*)>; rel="([^"]*memento)"', timemap.text) == [
        (f"{original}?snapshot={site.old}", "first memento"),
        (f"{original}?snapshot={site.new}", "last memento"),
    ]
    assert site.client.get(original, headers={"Accept-Datetime": "soon"}).status_code == 400
    assert site.client.get("/timemap", params={"of": "/lookups/coverage"}).status_code == 400


def test_a_snapshot_that_is_not_kept_any_more_says_what_changed_since(site: Site) -> None:
    """The last test of the module: it takes the first snapshot away."""
    (file,) = site.archive.glob(f"*{site.old}.snapshot.zip")
    file.unlink()
    answer = site.client.get(f"/lookups/coverage.json?snapshot={site.old}")
    assert (answer.status_code, answer.json()["changes"]) == (410, 3)
    assert [each["count"] for each in site.publications(answer.json()["href"].replace("?", ".json?"))] == [3]
    page = site.client.get(f"/id/batch/lake-2?snapshot={site.old}", headers=PAGE)
    assert page.status_code == 410
    assert f'<a href="{answer.json()["href"]}">3 changes since then</a>' in page.text


@pytest.mark.anyio
async def test_few_kept_snapshots_are_open_at_once_and_a_third_is_told_to_wait(tiny: Path, tmp_path: Path) -> None:
    kept = KeptAtlases(ServerSettings(workers=1))
    for number in range(MOST_OPEN + 1):
        (tmp_path / f"{number}.trig").write_text(f"{tiny.read_text()}\n# {number}\n")
        keep(tmp_path / "archive", read([tmp_path / f"{number}.trig"]), datetime.now(UTC), Bounds(9, 2**30))
    files = [(each.snapshot, each.file) for each in publications(tmp_path / "archive") if each.file]
    try:
        async with AsyncExitStack() as held:
            first, _ = [await held.enter_async_context(kept.lease(*each)) for each in files[:MOST_OPEN]]
            assert first.snapshot == files[0][0]
            assert await held.enter_async_context(kept.lease(*files[0])) is first
            with pytest.raises(BusyError, match="only a few can be open at once"):
                await held.enter_async_context(kept.lease(*files[MOST_OPEN]))
    finally:
        await kept.close()
    with pytest.raises(EngineError, match="shut down"):
        await first.sparql("ASK {}", "text/csv")


@pytest.mark.anyio
async def test_the_data_of_an_endpoint_are_not_here_to_be_kept(tmp_path: Path) -> None:
    settings = ServerSettings(endpoint="http://127.0.0.1:9/", archive=tmp_path)
    with pytest.raises(BadParameterError, match="do not go together"):
        async with Publisher.opened(settings):
            pass
