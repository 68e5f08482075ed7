"""RDF that is no register: every page answers, no link is dead, nothing of the register's words is left."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx2
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import DeadlineError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

PAGE = {"Accept": "text/html"}
OURS = re.compile(
    r"sandbox(?!-atlas| atlas)|regulator|institution|\bbatch|applicant|application(?!/)|beijing|沙盒|机构|批次", re.I
)
"""Words of registers that other data must not be shown with."""
FIRST = (
    "/",
    "/explore",
    "/explore?whole=yes",
    "/explore?drawing=around",
    "/lookups",
    "/about",
    "/sparql",
    "/search?q=gull",
    "/views/neighbourhood",
)
SHIP, LOG = "https://fish.example/ship/1", "https://fish.example/log/2026-01"
SUB_CLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
MOST = 35
"""Pages that the crawl visits."""


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    text = (Path(__file__).parent / "fixtures" / "stranger.trig").read_text(encoding="utf-8")
    nets = "\n".join(f"<https://fish.example/net/{each}> a ex:Net ; ex:on <{SHIP}> ." for each in range(500))
    (folder / "harbour.trig").write_text(f"{text}\n{nets}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
async def atlas(anyio_backend: str, stranger: Path) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(data=(stranger,), workers=2, cache=stranger.parent / "cache")) as opened:
        yield opened


@pytest.fixture
async def client(atlas: Atlas) -> AsyncIterator[httpx2.AsyncClient]:
    async with in_process(create_app(atlas=atlas), headers=PAGE) as opened:
        yield opened


def links(text: str) -> list[str]:
    """The addresses of this site that a page leads to."""
    found = (unescape(each).partition("#")[0] for each in re.findall(r'href="(/[^/"][^"]*)"', text))
    return [each for each in found if not each.startswith(("/static", "/cite"))]


async def test_data_open_however_short_the_deadline_of_a_query_is(stranger: Path) -> None:
    async with await Atlas.open(Settings(data=(stranger,), workers=1, deadline=1e-9)) as opened:
        assert opened.names.get(SHIP).label("en") == "Herring Gull"
        with pytest.raises(DeadlineError):
            await opened.sparql("ASK {}", "application/sparql-results+json")


async def test_every_page_answers_and_speaks_of_these_data_only(client: httpx2.AsyncClient) -> None:
    waiting, seen = [*FIRST], set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        kind = re.sub(r"=[^&]*", "", path)
        if path in seen or sum(re.sub(r"=[^&]*", "", each) == kind for each in seen) > 6:
            continue
        seen.add(path)
        answer = await client.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
        if "html" in answer.headers["content-type"]:
            waiting += links(answer.text)
            shown = re.sub(r"(?s)<script.*?</script>|<textarea.*?</textarea>|<pre.*?</pre>|<[^>]+>", " ", answer.text)
            assert not OURS.search(shown.replace("Sandbox Atlas", "")), path
    assert len(seen) == MOST


@pytest.mark.parametrize(
    "path", ["/compare", "/sources", "/analysis", "/ontology", "/reconcile", "/lookups/applications"]
)
async def test_what_only_a_register_has_is_not_there(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "text", ["where do sources disagree", "institutions in several batches", "which properties are used"]
)
async def test_the_search_finds_only_questions_that_these_data_have(client: httpx2.AsyncClient, text: str) -> None:
    found = (await client.get("/search", params={"q": text}, headers={"Accept": "application/json"})).json()
    for each in found["questions"]:
        assert (await client.get(each["href"])).status_code == 200
    assert bool(found["questions"]) == ("properties" in text)


async def test_things_are_called_what_their_vocabularies_call_them(atlas: Atlas) -> None:
    label = {iri: atlas.names.get(f"https://fish.example/{iri}").label("en") for iri in (
        "ship/1", "ship/2", "mast/1", "fish/cod", "card#me", "person/a%20b?c=d&e=f#ü")}  # fmt: skip
    assert [*label.values()] == ["Herring Gull", "Puffin", "1", "cod", "Una Tern", 'Ana "the" Bär']
    assert atlas.names.get(SHIP).label("zh") == "银鸥"
    assert atlas.names.get("https://fish.example/card#me").label("zh") == "陈雨"
    assert atlas.names.get("https://fish.example/fish/cod").label("zh") == "cod"
    classes = dict(await atlas.counts())
    assert classes["https://fish.example/ns#Net"] == 500
    assert classes["https://fish.example/ns#Vessel"] == 2  # what follows from sub-classes
    assert atlas.style.look("https://fish.example/ns#FishingVessel").label("en") == "Fishing vessel"
    found = await atlas.search("quay")
    assert [each.hit.name.label("en") for each in found.results] == [
        "The Quay"
    ]  # a node without a name, by one like it


async def test_a_page_shows_lists_nested_nodes_and_the_graphs_that_say_so(client: httpx2.AsyncClient) -> None:
    ship = (await client.get("/id", params={"iri": SHIP})).text
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", ship))
    assert "(1, aft, (1, 2))" in shown
    assert "[Berth]" in shown
    assert "<script>alert" not in ship
    assert "Named graphs" in shown
    thing = (await client.get("/id", params={"iri": SHIP}, headers={"Accept": "application/json"})).json()
    caught = next(each for each in thing["facts"] if each["property"].endswith("caught") and not each["inverse"])
    assert {value["label"] if "label" in value else value["text"] for value in caught["values"]} == {"cod"}
    assert len(caught["values"][0]["passages"]) == 2
    assert [each["text"] for group in thing["facts"] if group["property"].endswith("sister") and not group["inverse"]
            for each in group["values"]] == ["Herring Gull", "Puffin"]  # fmt: skip
    circle = await client.get("/id", params={"iri": "https://fish.example/ns#Circle"})
    assert circle.status_code == 200
    passages = (await client.get("/lookups/statements-of-passage.json", params={"passage": LOG})).json()
    assert passages["count"] == 3


async def test_neighbours_paths_exports_and_downloads_work(client: httpx2.AsyncClient) -> None:
    near = (await client.get("/neighbours", params={"of": SHIP, "limit": "5"})).json()
    assert near["total"] > 500
    found = (await client.get("/paths", params={"from": "https://fish.example/card#me", "to": SHIP})).json()
    assert found["length"] == 3
    for path in (
        "/views/register.graphml",
        "/explore.gexf",
        "/views/neighbourhood.csv?entity=" + SHIP,
        "/explore.html",
    ):
        assert (await client.get(path)).status_code == 200
    whole = (await client.get("/data/atlas.ttl")).text
    assert "genid" not in whole
    assert (await client.get("/views/register.json")).json()["nodes"]
    filtered = (await client.get("/explore.json", params={"type": "https://fish.example/ns#FishingVessel"})).json()
    assert {each["id"] for each in filtered["nodes"]} >= {SHIP, "https://fish.example/fish/cod"}
    asked = (await client.get("/openapi.json", headers={"Accept": "application/json"})).json()
    assert asked["openapi"]


async def test_a_store_and_a_kept_name_of_a_node_are_the_same(stranger: Path, tmp_path: Path, atlas: Atlas) -> None:
    dataset = read([stranger], profile="auto")
    assert {each.severity for each in check(dataset)} == {"note"}
    build(dataset, tmp_path / "atlas", tmp_path / "cache")
    async with await Atlas.open(Settings(store=tmp_path / "atlas", workers=1)) as stored:
        assert stored.profile == "derived"
        assert {name.iri for name in stored.names} == {name.iri for name in atlas.names}


@pytest.mark.parametrize(("profile", "statement", "derived"), [
    ("auto", "a <https://w3id.org/sandbox-atlas/ontology#Batch>", False),
    ("auto", f"<{SUB_CLASS}> <https://w3id.org/sandbox-atlas/ontology#Batch>", False),
    ("auto", "<urn:says> 'https://w3id.org/sandbox-atlas/ontology#Batch'", True),
    ("auto", "a <urn:x>", True),
    ("register", "a <urn:x>", False),
    ("derived", "a <https://w3id.org/sandbox-atlas/ontology#Batch>", True),
])  # fmt: skip
def test_a_register_is_known_by_its_classes(tmp_path: Path, profile: str, statement: str, derived: bool) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"<urn:a> {statement} .")
    assert (read([path], profile=profile).profile == "derived") is derived
