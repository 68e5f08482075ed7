"""Networks too large to draw: the most linked things are kept, and every page and file says how many there are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2 as httpx
import networkx as nx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.projection import LARGEST
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.no_cover]

MANY = 410
NOTE = 'skos:note "All who ever rowed here."@en , "所有在此划过船的人。"@zh'


def regatta() -> Iterator[str]:
    """A passage with a great many applications, each of four institutions; the bank of every eighth is everywhere."""
    yield f"passage:regatta a sbx:Passage ; dcterms:isPartOf source:keepers ; sbx:certainty sbx:Stated ; {NOTE} .\n"
    yield "passage:regatta {\n"
    for number in range(MANY):
        yield f'app:boat-{number} a sbx:Application ; rdfs:label "Boat {number}"@en , "船{number}"@zh ; '
        yield "sbx:inBatch batch:lake-2 .\n"
        for seat in range(4):
            rower = f"{number}-{seat}"
            yield f'inst:rower-{rower} a sbx:Institution ; rdfs:label "Rower {rower}"@en , "划手{rower}"@zh ; '
            yield f"sbx:institutionKind kind:bank .\napp:boat-{number} sbx:applicant inst:rower-{rower} .\n"
        if number % 8 == 0:
            yield f"app:boat-{number} sbx:participant inst:north-bank .\n"
    yield "}\n"


@pytest.fixture(scope="module")
async def client(
    anyio_backend: str, tiny: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the tiny register with more things than are drawn at once."""
    folder = tmp_path_factory.mktemp("large")
    file = folder / "large.trig"
    file.write_text(tiny.read_text(encoding="utf-8") + "".join(regatta()), encoding="utf-8")
    settings = Settings(data=(file,), workers=1, cache=folder)
    async with await Atlas.open(settings) as atlas, in_process(create_app(atlas=atlas)) as opened:
        yield opened


async def linked(client: httpx.AsyncClient) -> dict[str, int]:
    """The number of links of everything in the whole register."""
    answer = await client.get("/views/register.csv")
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in csv.DictReader(io.StringIO(answer.text, newline="")):
        whole.add_edge(row["from"], row["to"], row["relation"])
    return dict(whole.degree())


async def test_data_hold_the_most_linked_things_and_the_number_of_all(client: httpx.AsyncClient) -> None:
    drawn, links = (await client.get("/views/register.json")).json(), await linked(client)
    kept = {node["id"] for node in drawn["nodes"]}
    assert len(kept) == LARGEST < len(links) == drawn["total"]
    assert len((await client.get("/views/register.json?uncut=no")).json()["nodes"]) == LARGEST
    assert min(links[node] for node in kept) >= max(count for node, count in links.items() if node not in kept)


@pytest.mark.parametrize("path", ["/views/register", "/explore?whole=yes&drawing=network"])
async def test_pages_say_so_and_offer_the_rest(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path, headers={"Accept": "text/html"})).text
    said = re.search(r"Showing 2,000 of (2,\d{3}) entries, the most linked first", page)
    assert said
    assert (
        int(said[1].replace(",", ""))
        == (await client.get(f"/views/{'explore' if 'explore' in path else 'register'}.json")).json()["total"]
    )
    assert re.match(r'[^<]* <a [^>]*href="[^"]*[?&]uncut=yes"', page[said.end() :].replace("&amp;", "&"))
    assert re.search(rf'"total": ?{said[1].replace(",", "")}\b', page)  # for what the script of the page says


@pytest.mark.parametrize(
    ("lang", "line"),
    [("en", "Showing 2,000 of {} entries, the most linked first"), ("zh", "显示 2,000 / {} 个条目，关联最多者优先")],
)
async def test_files_say_so_in_the_language_of_the_reader(client: httpx.AsyncClient, lang: str, line: str) -> None:
    said = line.format(f"{len(await linked(client)):,}")
    for suffix in (".graphml", ".gexf", ".html"):
        assert said in (await client.get(f"/views/register{suffix}?lang={lang}")).text


async def test_all_are_given_to_who_asks_for_all(client: httpx.AsyncClient) -> None:
    whole = (await client.get("/views/register.json?uncut=yes")).json()
    assert len(whole["nodes"]) == whole["total"] == len(await linked(client))
    assert "things, by links" not in (await client.get("/views/register.html?uncut=yes")).text
