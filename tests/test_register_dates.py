"""A date on which sources disagree counts once: the followed one, else the best supported; the others in brackets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.downloads.process import serialised, statements
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.results import text
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process
from tests.support.engines import ENGINES, Place, dumped
from tests.support.virtuoso import Virtuoso

pytestmark = pytest.mark.anyio

DISPUTE = """
passage:other-day a sbx:Passage ; dcterms:isPartOf source:harbour-news ; sbx:certainty sbx:Doubtful ;
    skos:note "Another day."@en , "另一日期。"@zh .
passage:other-day { batch:lake-1 sbx:publishedOn "2029-12-31"^^xsd:date . }
disagreement:day a sbx:Disagreement ; rdfs:label "When the first batch was published"@en , "第一批何时公布"@zh ;
    sbx:concerns batch:lake-1 ; sbx:concernsProperty sbx:publishedOn ;
    sbx:side passage:gazette-batch-1 , passage:other-day ; skos:note "Two days."@en , "两个日期。"@zh FOLLOWS .
"""
SIDES = {"": ("2030-05-01", "2029-12-31"), "; sbx:follows passage:other-day": ("2029-12-31", "2030-05-01")}
"""The day that counts and the other one, by which passage is followed."""


def written(folder: Path, tiny: Path, follows: str) -> Path:
    path = folder / "disputed.trig"
    path.write_text(tiny.read_text(encoding="utf-8") + DISPUTE.replace("FOLLOWS", follows), encoding="utf-8")
    return path


@contextmanager
def virtuoso(data: tuple[Path, ...], folder: Path) -> Iterator[Place]:
    with Virtuoso(dumped(data, folder)) as server:
        yield {"endpoint": server.address, **{f"endpoint_{name}": value for name, value in server.options.items()}}


@contextmanager
def downloaded(data: tuple[Path, ...], folder: Path) -> Iterator[Place]:
    path = folder / "atlas.trig"
    path.write_bytes(serialised(statements(read(data).served), "trig"))
    yield {"data": (path,)}


DATED = {
    "technologies-over-time": "period",
    "fields-over-time": "period",
    "institution-kinds-over-time": "period",
    "time-to-registration-and-exit": "published",
}
"""Questions whose rows are in order of time, with the column that says when."""
PLACES = {**ENGINES, "downloaded": downloaded, "virtuoso": virtuoso}


@asynccontextmanager
async def opened(folder: Path, tiny: Path, follows: str, kind: str = "memory") -> AsyncIterator[Atlas]:
    with PLACES[kind]((written(folder, tiny, follows),), folder) as place:
        async with await Atlas.open(Settings(cache=folder / "cache", workers=1, **place)) as atlas:
            yield atlas


def column(answer: Lookup, *names: str) -> list[tuple[str, ...]]:
    return [tuple(text(row[name]).rsplit("/", 1)[-1].rsplit("#", 1)[-1] for name in names) for row in answer.rows]


@pytest.mark.parametrize("follows", SIDES, ids=["the better supported", "the followed"])
@pytest.mark.parametrize(
    "kind",
    ["memory", *(pytest.param(kind, marks=pytest.mark.engines) for kind in PLACES if kind != "memory")],
)
async def test_a_day_on_which_sources_disagree_counts_once(tmp_path: Path, tiny: Path, kind: str, follows: str) -> None:
    counted, other = SIDES[follows]
    async with opened(tmp_path, tiny, follows, kind) as atlas:
        batches = await atlas.ask("batches-by-date", {"sandbox": ["lake"]})
        assert column(batches, "batch", "published", "otherwise") == [("lake-1", counted, other)]
        assert sentence(batches, atlas.names, "zh").endswith(f"，{counted}（{other}）公示。")
        years = await atlas.ask("applications-over-time", {"sandbox": ["lake"]})
        assert column(years, "year", "dated", "undated") == [(counted[:4], "1", "0"), ("", "0", "2")]
        for question, when in DATED.items():
            dated = [bool(text(row[when])) for row in (await atlas.ask(question, {"sandbox": ["lake"]})).rows]
            assert dated == sorted(dated, reverse=True), f"{question}: what has no date comes last"
        history = await atlas.ask("timeline", {"entity": ["batch/lake-1"]})
        assert column(history, "date", "otherwise", "event") == [
            (counted, other, "publishedOn"),
            ("2030-07-01", "", "registeredOn"),
        ]
        (dates,) = batches.evidence(batches.rows[0])
        evidence = await atlas.ask(dates.question, dates.parameters)
        assert sorted(column(evidence, "object", "passage")) == [
            ("2029-12-31", "other-day"),
            ("2030-05-01", "gazette-batch-1"),
        ]
        assert (await atlas.columns())[text(batches.rows[0]["batch"])].order.startswith(counted)


async def test_the_other_day_stands_in_brackets_and_leads_to_its_source(tmp_path: Path, tiny: Path) -> None:
    async with opened(tmp_path, tiny, "") as atlas, in_process(create_app(atlas=atlas), timeout=60) as client:
        html = {"Accept": "text/html", "Accept-Language": "en"}
        home = (await client.get("/", headers=html)).text
        assert "published <time>2030-05-01</time> (<time>2029-12-31</time>)" in home
        table = (await client.get("/lookups/batches-by-date", headers=html)).text
        assert '2030-05-01</time> <span class="quiet">(<time datetime="2029-12-31">2029-12-31</time>)' in table
        assert ">According to others</th>" not in table
        head, *lines = (await client.get("/lookups/batches-by-date.csv?sandbox=lake")).text.splitlines()
        assert head.startswith("published,otherwise,batch")
        assert lines[0].startswith("2030-05-01,2029-12-31,")
        page = (await client.get("/id/batch/lake-1", headers=html, follow_redirects=True)).text
        link = page.split('<a class="quiet" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "(2029-12-31)" in page
        assert "Harbour News" in (await client.get(link, headers=html)).text
        for computed in ("publishedWhen", "publishedOtherwise", "the date that counts", "according to others"):
            assert computed not in (await client.get("/id/batch/lake-1.json")).text
