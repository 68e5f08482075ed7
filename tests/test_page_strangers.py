"""RDF that is no register: every page answers, no link is dead, nothing of the register's words is left."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import DeadlineError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.questions.sentences import sentence
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
RDFS_CLASS = "http://www.w3.org/2000/01/rdf-schema#Class"
SUB_CLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
UNRANKED = 90
"""Rank in legends of what has no colour of its own."""
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
    assert [*label.values()] == ["Herring Gull", "Puffin", "mast 1", "cod", "Una Tern", 'Ana "the" Bär']
    assert atlas.names.get(SHIP).label("zh") == "银鸥"
    assert atlas.names.get("https://fish.example/card#me").label("zh") == "陈雨"
    assert atlas.names.get("https://fish.example/fish/cod").label("zh") == "cod"
    classes = dict(await atlas.counts())
    assert classes["https://fish.example/ns#Net"] == 500
    assert classes["https://fish.example/ns#Vessel"] == 2  # what follows from sub-classes
    asked = [row["class"].value for row in (await atlas.ask("classes")).rows]
    assert not [iri for iri in (*classes, *asked) if "/genid/" in iri]  # restrictions, which are classes too
    assert atlas.style.look("https://fish.example/ns#FishingVessel").label("en") == "Fishing vessel"
    found = await atlas.search("quay")
    assert [each.hit.name.label("en") for each in found.results] == [
        "The Quay"
    ]  # a node without a name, by one like it


async def test_nodes_without_a_name_are_told_apart_by_what_they_say_or_what_leads_to_them(atlas: Atlas) -> None:
    puffin = await atlas.entity("https://fish.example/ship/2", "en")
    found = {
        group.property.rpartition("#")[2]: sorted(atlas.names.get(fact.value.value).label("en") for fact in group.facts)
        for group in puffin.groups
        if not group.inverse
    }
    assert found["crate"] == ["CR-7", "[crate]"]
    assert found["berthed"] == ["B-2"]
    assert found["gear"] == ["[Net]"]
    assert found["http://purl.org/dc/terms/license"] == ["by 4.0"]
    assert atlas.names.get("https://fish.example/haul/false/3").label("en") == "3"
    catch = "0c9a1f6d2e5b48a7c3d9e0f1a2b3c4d5"
    assert atlas.names.get(f"https://fish.example/catch/{catch}").label("en") == "Catch 0c9a1f6d…"
    assert [each.hit.name.iri for each in (await atlas.search(catch)).results] == [
        f"https://fish.example/catch/{catch}"
    ]


async def test_classes_of_several_vocabularies_are_told_apart_and_a_term_is_of_the_class_that_says_more(
    atlas: Atlas,
) -> None:
    terms = ("https://fish.example/ns#Net", "https://rules.example/gear#Net", "http://schema.org/Article", RDFS_CLASS)
    looks = [atlas.style.look(iri).label("en") for iri in terms]
    assert looks == ["Net (fish.example)", "Net (gear)", "Article (schema)", "Class (rdfs)"]
    assert (
        atlas.names.get("https://fish.example/ns#Vessel").class_iri == RDFS_CLASS
    )  # used as one, and not said to be one
    assert atlas.style.look("https://elsewhere.example/x#CrabPot").label("en") == "Crab pot"
    assert atlas.names.get("https://fish.example/ns#FishingVessel").class_iri == "http://www.w3.org/2002/07/owl#Class"


async def test_classes_of_one_name_that_have_most_things_are_told_apart(atlas: Atlas) -> None:
    lookup = await atlas.ask("classes")
    first = lookup.rows[0]
    few = {**first, "class": ox.NamedNode(SHIP), "things": ox.Literal(1)}

    def said(*classes: str) -> str:
        rows = [{**first, "class": ox.NamedNode(f"https://{each}#Net")} for each in classes]
        return sentence(replace(lookup, rows=[*rows, few]), atlas.names, "en")

    assert "Net (fish.example) and Net (gear) have most things" in said("fish.example/ns", "rules.example/gear")
    assert "Net has most things" in said("fish.example/ns")


async def test_a_page_names_a_thing_in_some_other_languages_each_text_once(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/id", params={"iri": "https://fish.example/pilot/1"})).text
    lead = page[page.index("<h1>") : page.index('<p class="quiet iri"')]
    shown = " ".join(re.sub(r"<[^>]+>", "", lead).split())
    assert page.count(">Pilot</span>") == 1
    assert shown == "Pilot Loods · Lots · Lotse · Luotsi · Peilot · Pilote · 1 more"


async def test_a_page_counts_the_kinds_around_a_thing_up_to_eight_of_them(
    client: httpx2.AsyncClient,
) -> None:
    page = (await client.get("/id", params={"iri": "https://fish.example/fleet"})).text
    shown = re.sub(r"<[^>]+>", "", page[page.index('<p class="answer">') : page.index("</p>", page.index('"answer">'))])
    assert re.fullmatch(r"(K\d 1 · ){8}2 more", " ".join(shown.split()))


async def test_that_a_term_is_of_a_vocabulary_is_no_link_that_counts(atlas: Atlas) -> None:
    found = await atlas.ask("most-linked")
    assert "https://fish.example/ns" not in {row["thing"].value for row in found.rows}


async def test_small_data_get_questions_and_sentences_that_fit_them(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    assert "What does a graph say?" in (await client.get("/lookups")).text
    plainly = """@prefix x: <urn:x:> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        x:a a x:Cat ; x:likes x:b . x:c a x:Dog ; x:likes x:b , x:d . x:b x:name "Bee" .
        x:e a x:Cat . x:f a x:Dog . x:g a x:Hen . x:Hen a rdfs:Class ; x:label "A hen" ."""
    (tmp_path / "plain.ttl").write_text(plainly)
    async with (
        await Atlas.open(Settings(data=(tmp_path,), workers=1)) as plain,
        in_process(create_app(atlas=plain), headers=PAGE) as opened,
    ):
        page, about = [(await opened.get(path)).text for path in ("/lookups", "/about")]
        told = [sentence(await plain.ask(name), plain.names, "en") for name in ("classes", "most-linked")]
    assert plain.style.look(RDFS_CLASS).rank < UNRANKED
    assert "graph say" not in page
    assert "For example: " in page
    assert not re.search(r"For example:[^<]*urn:", page)
    assert "11 statements" in about
    assert told == ["4 classes – Cat and Dog have most things, 2 each.", "Bee is linked to most, by 2 things."]


async def test_the_page_for_developers_describes_what_these_data_answer(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/about/developers")).text
    assert not OURS.search(re.sub(r"<[^>]+>", " ", page).replace("Sandbox Atlas", ""))
    assert "/lookups/most-linked" in page
    assert "/ontology" not in page
    for path in links(page):
        assert (await client.get(path, headers={"Accept": "*/*"})).status_code == 200, path
    address = unescape(page).split("--output answer.csv '")[1].split("'")[0]
    assert len((await client.get(address)).text.splitlines()) > 2


async def test_a_page_shows_lists_nested_nodes_and_the_graphs_that_say_so(client: httpx2.AsyncClient) -> None:
    ship = (await client.get("/id", params={"iri": SHIP})).text
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", ship))
    assert "(mast 1, aft, (1, 2))" in shown
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
    assert "sbx:" not in str(asked["paths"]["/sparql"])


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
