"""Questions over HTTP: the same answers as data, tables and pages, with evidence and coverage."""

from __future__ import annotations

import csv
import io
import re

import httpx2 as httpx
import pytest

from sandbox_atlas.graph.questions.catalogue import questions

BEIJING = "VALUES ?b { batch:pboc-beijing-1 batch:pboc-beijing-2 }"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"
ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"
AIBANK = "https://w3id.org/sandbox-atlas/id/institution/citic-aibank"


def test_institutions_in_both_beijing_batches_are_the_same_everywhere(client: httpx.Client) -> None:
    path, parameters = "/lookups/institutions-in-multiple-batches", {"place": "beijing"}
    as_json = client.get(path, params=parameters).json()
    as_csv = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv", params=parameters).text)))
    as_page = client.get(path, params=parameters, headers={"Accept": "text/html"}).text
    query = """SELECT ?i { ?b sbx:place place:beijing . ?a sbx:involves ?i ; sbx:inBatch ?b }
               GROUP BY ?i HAVING (COUNT(DISTINCT ?b) > 1)"""
    as_sparql = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["institution"]["iri"] for row in as_json["rows"]} == {ICBC, AIBANK}
    assert [row["institution"]["iri"] for row in as_json["rows"]] == [row["institution"] for row in as_csv]
    assert {row["i"]["value"] for row in as_sparql} == {ICBC, AIBANK}
    assert re.findall(r'<td>\s*<a href="/id/institution/([\w-]+)"', as_page) == ["icbc", "citic-aibank"]


def test_rolled_up_to_groups_banks_count_with_their_beijing_branches(client: httpx.Client) -> None:
    address = "/lookups/institutions-in-multiple-batches?place=beijing&sandbox=pboc-fintech-pilot&level=group"
    rows = client.get(address).json()["rows"]
    assert {row["institution"]["iri"].rsplit("/", 1)[-1]: row["batches"] for row in rows} == {
        "icbc": 3,  # batches 1 and 2, and its Beijing branch in November 2023
        "citic-aibank": 2,
        "agricultural-bank-of-china": 2,  # batch 1, and its Beijing branch in November 2023
        "bank-of-china": 2,  # batch 2, and its Beijing branch in November 2023
    }


def test_the_evidence_of_each_membership_is_one_click_away(client: httpx.Client) -> None:
    for row in client.get("/lookups/institutions-in-multiple-batches?place=beijing").json()["rows"]:
        assert len(row["evidence"]) == row["batches"] >= 2
        for address in row["evidence"]:
            evidence = client.get(address).json()
            assert evidence["rows"]
            assert all(line["passage"] and line["source"] for line in evidence["rows"])


def test_labels_come_in_the_language_asked_for(client: httpx.Client) -> None:
    path = "/lookups/institutions-in-multiple-batches?place=beijing"
    by_address = client.get(f"{path}&lang=zh").json()
    by_header = client.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).json()
    assert by_address["rows"] == by_header["rows"]
    assert "中国工商银行" in {row["institution"]["label"] for row in by_address["rows"]}


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_answers_its_own_example_in_every_format(client: httpx.Client, name: str) -> None:
    example = {each.name: each.example for each in questions()[name].parameters if each.required}
    document = client.get(f"/lookups/{name}.json", params=example).json()
    assert document["count"] == len(document["rows"]) > 0
    rows = list(csv.reader(io.StringIO(client.get(f"/lookups/{name}.csv", params=example).text)))
    assert len(rows) == document["count"] + 1
    page = client.get(f"/lookups/{name}.html", params={**example, "rows": "all"})
    assert page.status_code == 200
    table = page.text.partition("data-sortable")[2].partition("</table>")[0]
    assert table.count("<tr>") + table.count('<li class="copy">') == document["count"] + 1


def test_a_page_with_nothing_to_show_says_what_to_do(client: httpx.Client) -> None:
    page = client.get("/lookups/institutions-in-multiple-batches.html?minimum=99")
    assert page.status_code == 200
    assert "No results." in page.text


def test_a_page_that_needs_a_value_asks_for_it(client: httpx.Client) -> None:
    page = client.get("/lookups/membership-evidence", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "required" in page.text


def test_the_openapi_description_has_every_question_with_examples_of_numbers_and_words(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for name, question in questions().items():
        described = {each["name"]: each for each in paths[f"/lookups/{name}"]["get"]["parameters"]}
        assert set(described) == {"lang", *(each.name for each in question.parameters)}
        for each in question.parameters:
            assert ("example" in described[each.name]) == (each.type in ("integer", "choice"))


def test_coverage_stands_beside_every_answer(client: httpx.Client) -> None:
    covered = client.get("/lookups/applications.json?place=suzhou").json()["coverage"]
    assert (covered["batches"], covered["reported"], covered["named"], covered["partial"]) == (2, 9, 6, 1)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (
            "batch=hkma-ensemble-phase-1",
            "3 applications are recorded (3 described without a name). No source gives a total.",
        ),
        ("batch=fca-ai-live-testing-cohort-1", "No application is recorded. No source gives a total."),
        (
            "sandbox=arizona-fintech-sandbox",
            "3 applications are recorded (3 described without a name). No source gives a total.",
        ),
        ("batch=pboc-suzhou-1", "2 applications are recorded. Sources report 3 more."),
        ("batch=pboc-beijing-1", "6 applications are recorded. Sources report no more."),
    ],
)
def test_no_number_is_claimed_where_no_source_gives_one(client: httpx.Client, parameters: str, said: str) -> None:
    files = [client.get(f"/views/register.{suffix}?{parameters}").text for suffix in ("html", "graphml", "gexf")]
    page = client.get(f"/lookups/coverage?{parameters}", headers={"Accept": "text/html"}).text
    assert [said in text for text in (page, *files)] == [True] * 4
    assert not any("report 0" in text for text in (page, *files))


def test_an_unknown_name_keeps_the_form_and_offers_links(client: httpx.Client) -> None:
    html = {"Accept": "text/html"}
    page = client.get("/lookups/who-works-with-whom?institution=Tencent&place=beijing", headers=html)
    assert page.status_code == 400
    assert 'value="Tencent"' in page.text
    link = re.search(
        r'href="([^"]*institution=[^"]*tencent-cloud-computing[^"]*)">Tencent Cloud Computing</a>', page.text
    )
    assert link
    assert "place=beijing" in link[1]
    assert client.get(link[1].replace("&amp;", "&"), headers=html).status_code == 200
    nothing = client.get("/lookups/who-works-with-whom?institution=zzzqqq", headers=html).text
    assert 'href="/search?q=zzzqqq"' in nothing
    assert client.get("/lookups/applications?colour=red", headers=html).status_code == 400
    assert client.get("/lookups/who-works-with-whom.json?institution=Tencent").json()["hint"].startswith("Did you mean")


def test_a_form_speaks_names_and_what_it_says_means_the_same(client: httpx.Client) -> None:
    iri = "https://w3id.org/sandbox-atlas/id/technology/blockchain"
    for lang, label in (("en", "blockchain"), ("zh", "区块链")):
        page = client.get(
            "/lookups/technologies-by-batch", params={"technology": iri, "lang": lang}, headers={"Accept": "text/html"}
        )
        assert f'name="technology" value="{label}"' in page.text
    client.cookies.clear()
    answers = [
        client.get("/lookups/technologies-by-batch.json", params={"technology": each}).json()["rows"]
        for each in (iri, "区块链")
    ]
    assert answers[0] == answers[1]
