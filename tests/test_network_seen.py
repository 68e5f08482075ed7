"""Files of what a reader sees: the drawing that is shown, without what was hidden, with what was added."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import httpx2 as httpx
import networkx as nx
import pytest

from sandbox_atlas.api.web.downloads import FORMATS, SEEN
from sandbox_atlas.graph.network.exports import SEEN_HEADER
from sandbox_atlas.graph.rdf.vocabulary import ID

BEIJING = "batch=pboc-beijing-1&batch=pboc-beijing-2"
ICBC = f"{ID}institution/icbc"


def seen(client: httpx.Client, query: str) -> dict[str, Any]:
    answer = client.get(f"/explore.json?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def things(found: dict[str, Any]) -> set[str]:
    return {node["id"] for node in found["nodes"]}


@pytest.mark.parametrize("drawing", ["network", "columns", "partners"])
def test_every_file_holds_the_drawing_that_is_shown(client: httpx.Client, drawing: str) -> None:
    query = f"{BEIJING}&drawing={drawing}"
    found = seen(client, query)
    links = sorted((edge["from"], edge["relation"], edge["to"]) for edge in found["edges"])
    for suffix, reader in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        read = reader(io.BytesIO(client.get(f"/explore{suffix}?{query}").content))
        assert set(read) == things(found)
        assert sorted((one, data["relation"], other) for one, other, data in read.edges(data=True)) == links
    rows = list(csv.DictReader(io.StringIO(client.get(f"/explore.csv?{query}").text, newline="")))
    assert tuple(rows[0]) == SEEN_HEADER
    assert sorted((row["from"], row["relation"], row["to"]) for row in rows) == links
    page = client.get(f"/explore.html?{query}").text
    assert things(json.loads(re.findall(r'<script[^>]* id="data">(.*?)</script>', page)[0])) == things(found)


def test_a_page_has_measures_only_where_it_shows_them(client: httpx.Client) -> None:
    written = re.compile(r'"pagerank": ?[\[0-9]')
    pages = [client.get(f"/explore?{BEIJING}{more}").text for more in ("", "&colour=community", "&size=pagerank")]
    assert [bool(written.search(page)) for page in pages] == [False, True, True]
    assert all("pagerank" in node for node in seen(client, BEIJING)["nodes"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_the_whole_register_uncut_weighs_60_kb_at_most(client: httpx.Client, lang: str) -> None:
    """At the 671 things of the first release; each further one may add 59 bytes."""
    asked = {"Accept": "text/html", "Accept-Language": lang, "Accept-Encoding": "gzip"}
    page = client.get("/explore?whole=yes&uncut=yes&drawing=network", headers=asked)
    total = re.search(r'"total": ?(\d+)', page.text)
    assert total
    assert int(page.headers["content-length"]) <= 20_400 + 59 * int(total[1])


@pytest.mark.parametrize("filters", ["whole=yes", "sandbox=pboc-fintech-pilot", BEIJING])
def test_partners_that_are_drawn_are_those_of_the_question(client: httpx.Client, filters: str) -> None:
    drawn = {
        frozenset((edge["from"], edge["to"])): edge["weight"]
        for edge in seen(client, f"{filters}&drawing=partners")["edges"]
    }
    rows = client.get("/lookups/who-works-with-whom.json").json()["rows"]
    said = {frozenset((row["member"]["iri"], row["partner"]["iri"])): row["applications"] for row in rows}
    if filters == "whole=yes":
        assert drawn == said
    assert drawn.keys() <= said.keys()
    assert all(weight <= said[pair] for pair, weight in drawn.items())


def test_links_between_partners_have_their_weight_and_what_they_share(client: httpx.Client) -> None:
    query = f"{BEIJING}&drawing=partners"
    found = seen(client, query)
    assert {node["class"] for node in found["nodes"]} == {"sbx:Institution"}
    rows = list(csv.DictReader(io.StringIO(client.get(f"/explore.csv?{query}").text, newline="")))
    assert [int(row["weight"]) for row in rows] == [edge["weight"] for edge in found["edges"]]
    assert all(len(row["through"].split(" ")) == int(row["weight"]) for row in rows)
    assert all(row["throughLabel"] for row in rows)
    read = nx.read_graphml(io.BytesIO(client.get(f"/explore.graphml?{query}").content))
    assert sorted(data["weight"] for _, _, data in read.edges(data=True)) == sorted(int(row["weight"]) for row in rows)


def test_what_is_hidden_stays_hidden_and_what_is_pinned_stays(client: httpx.Client) -> None:
    everything = seen(client, BEIJING)
    hidden = seen(client, f"{BEIJING}&hide=institution/icbc")
    assert things(everything) - things(hidden) == {ICBC}
    assert not [edge for edge in hidden["edges"] if ICBC in (edge["from"], edge["to"])]
    classes = seen(client, f"{BEIJING}&class=Application&pin=institution/icbc")
    assert {node["class"] for node in classes["nodes"] if node["id"] != ICBC} == {"sbx:Application"}
    assert ICBC in things(classes)
    assert [entry["count"] for entry in classes["classes"]] == [len(classes["nodes"]) - 1, 1]
    assert seen(client, f"{BEIJING}&class=none")["nodes"] == []
    assert client.get(f"/explore.csv?{BEIJING}&class=none").text.strip() == ",".join(SEEN_HEADER)


def test_batches_after_the_chosen_one_are_left_out(client: httpx.Client) -> None:
    early = seen(client, f"{BEIJING}&until=batch/pboc-beijing-1")
    batches = {node["id"] for node in early["nodes"] if node["class"] == "sbx:Batch"}
    assert batches == {f"{ID}batch/pboc-beijing-1"}


def test_the_timeline_says_a_month_where_no_day_is_recorded(client: httpx.Client) -> None:
    found = seen(client, "sandbox=fca-regulatory-sandbox")["timeline"]
    dates = {each["id"].rpartition("/")[2]: each["date"] for each in found}
    assert (dates["fca-cohort-1"], dates["fca-cohort-2"]) == ("2016-10", "2017-06-15")


def test_what_has_no_date_is_there_only_when_it_is_asked_for(client: httpx.Client) -> None:
    query = "sandbox=pboc-fintech-pilot&until=batch/pboc-beijing-1"
    everything, dated, both = (seen(client, each) for each in (query.split("&")[0], query, f"{query}&undated=yes"))
    days = {each["id"] for each in everything["timeline"] if each["date"]}
    undated = {node["id"] for node in everything["nodes"] if not days & set(node["batches"])}
    assert undated
    assert not undated & things(dated)
    assert things(both) - things(dated) == undated
    containers = {node["id"] for node in dated["nodes"] if node["class"] in ("sbx:Sandbox", "sbx:Regulator")}
    assert len(containers) >= 2  # a sandbox and its regulator are as old as the batch


def test_neighbours_and_paths_that_were_added_are_in_the_file(client: httpx.Client) -> None:
    before = things(seen(client, BEIJING))
    opened = seen(client, f"{BEIJING}&open=institution/icbc~8")
    assert before < things(opened)
    assert len(things(opened)) == len(before) + 6
    assert {edge["id"] for edge in opened["edges"]} == set(range(len(opened["edges"])))
    places = {(node["x"], node["y"]) for node in opened["nodes"]}
    assert len(places) == len(opened["nodes"])
    path = seen(client, f"{BEIJING}&from=institution/icbc&to=sandbox/fca-regulatory-sandbox")
    assert f"{ID}sandbox/fca-regulatory-sandbox" in things(path)
    assert client.get(f"/explore.json?{BEIJING}&open=institution/nobody").status_code == 404
    assert client.get(f"/explore.json?{BEIJING}&open=institution/icbc~many").status_code == 400


def test_a_view_leaves_out_the_classes_that_its_legend_hides(client: httpx.Client) -> None:
    whole, part = (client.get(f"/views/register.json?{BEIJING}{more}").json() for more in ("", "&class=Institution"))
    assert things(part) == {node["id"] for node in whole["nodes"] if node["class"] == "sbx:Institution"}
    text = client.get(f"/views/register.csv?{BEIJING}&class=Institution&class=Application").text
    assert {row["fromClass"] for row in csv.DictReader(io.StringIO(text, newline=""))} == {"sbx:Application"}


def test_the_menu_has_what_is_seen_and_the_whole_network_with_its_numbers(client: httpx.Client) -> None:
    page = client.get(f"/explore?{BEIJING}&drawing=partners", headers={"Accept": "text/html"}).text
    whole = client.get(f"/views/explore.json?{BEIJING}").json()
    assert f"entries: {len(whole['nodes'])}, links: {len(whole['edges'])}" in page
    seen = re.findall(r'href="([^"]*)" data-seen', page)
    assert [each.removesuffix("?bom=yes") for each in seen] == [f"/explore{suffix}" for suffix in SEEN.values()]
    assert len(re.findall(r'href="/views/explore\.[^"]*" data-whole', page)) == len(FORMATS) + 1


def test_a_file_of_what_is_seen_says_that_it_is_a_part(client: httpx.Client) -> None:
    read = nx.read_graphml(io.BytesIO(client.get(f"/explore.graphml?{BEIJING}&class=Institution").content))
    assert re.fullmatch(r"Showing \d+ of 67 entries", read.graph["cut"])
