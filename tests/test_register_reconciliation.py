"""Reconciliation: names of tables find their things, over HTTP as OpenRefine asks for them (Reconciliation API 0.2)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from opencc import OpenCC
from pydantic import TypeAdapter

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.web.reconciled import Named, ReconciliationCandidate
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

INSTITUTION = "sbx:Institution"
CANDIDATES = TypeAdapter(list[ReconciliationCandidate])
CELLS = ({"id", "name"}, {"str"}, {"int"}, {"float"}, {"date"})
"""The members that a cell of an extended table may have (section 7.3)."""


@pytest.fixture(scope="module")
async def shipped(anyio_backend: str) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(workers=2), check=False) as opened:
        yield opened


@pytest.fixture
async def client(shipped: Atlas) -> AsyncIterator[httpx.AsyncClient]:
    async with in_process(create_app(atlas=shipped)) as opened:
        yield opened


async def matched(client: httpx.AsyncClient, queries: Mapping[str, Any]) -> dict[str, list[ReconciliationCandidate]]:
    """The candidates of each query, which are what the protocol says that they must be."""
    answer = await client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    found = {key: CANDIDATES.validate_python(each["result"]) for key, each in answer.json().items()}
    assert set(found) == set(queries)
    for ranked in found.values():
        assert [each["score"] for each in ranked] == sorted((each["score"] for each in ranked), reverse=True)
        assert not any(each["match"] for each in ranked[1:])
    return found


async def best(client: httpx.AsyncClient, names: list[str], kind: str = INSTITUTION) -> list[str]:
    """The slug of the best candidate for each name; empty for none."""
    first: list[str] = []
    for start in range(0, len(names), 200):
        part = {str(number): {"query": name, "type": kind} for number, name in enumerate(names[start : start + 200])}
        found = await matched(client, part)
        first += [found[key][0]["id"].partition("/")[2] if found[key] else "" for key in part]
    return first


async def test_fifty_names_of_institutions_in_both_languages_are_matched(client: httpx.AsyncClient) -> None:
    path = Path(__file__).parent / "fixtures" / "names.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 50
    found = await best(client, [row["name"] for row in rows])
    wrong = [(row["name"], slug) for row, slug in zip(rows, found, strict=True) if slug != row["expected"]]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", lambda name: name.upper()),
        ("en", lambda name: f"{name} Co., Ltd."),
        ("en", lambda name: f"{name} (test)"),
        ("zh", lambda name: f"{name}股份有限公司"),
        ("zh", lambda name: OpenCC("s2t").convert(name)),
    ],
    ids=["upper case", "legal form", "brackets", "legal form in Chinese", "traditional characters"],
)
@pytest.mark.no_cover
async def test_other_spellings_of_every_institution_are_matched(
    client: httpx.AsyncClient, shipped: Atlas, lang: str, written: Callable[[str], str]
) -> None:
    names = {
        each.reference.partition("/")[2]: each.labels.get(lang, "")
        for each in shipped.names.of_class(f"{SBX}Institution")
    }
    names = {slug: name for slug, name in names.items() if lang == "en" or re.fullmatch(r"[\u4e00-\u9fff]+", name)}
    found = await best(client, [written(name) for name in names.values()])
    wrong = [(name, slug) for (own, name), slug in zip(names.items(), found, strict=True) if own != slug]
    assert len(wrong) <= len(names) * 0.02, wrong


async def test_a_whole_name_is_a_match_and_part_of_one_is_a_candidate(client: httpx.AsyncClient) -> None:
    names = {"whole": "Bank of China", "part": "Bank of Chin", "typo": "Bnak of China", "none": "Zxqvw"}
    found = await matched(client, {key: {"query": name, "type": INSTITUTION} for key, name in names.items()})
    assert (found["whole"][0]["id"], found["whole"][0]["match"]) == ("institution/bank-of-china", True)
    assert found["whole"][0]["type"] == [{"id": INSTITUTION, "name": "Institution"}]
    for key in ("part", "typo"):
        assert found[key]
        assert not found[key][0]["match"]
    assert found["none"] == []


async def test_regulators_technologies_and_places_are_matched_too(client: httpx.AsyncClient) -> None:
    assert await best(client, ["区块链"], "sbx:Technology") == ["blockchain"]
    assert await best(client, ["Beijing", "北京市"], "sbx:Place") == ["beijing", "beijing"]
    assert await best(client, ["FCA"], "sbx:Regulator") == ["fca"]


async def test_a_value_of_another_column_chooses_among_things_of_one_name(client: httpx.AsyncClient) -> None:
    asked = {"query": "batch 1", "type": "sbx:Batch", "limit": 3}
    for value in ("Shanghai", "上海", {"id": "place/shanghai"}):
        found = await matched(client, {"q": {**asked, "properties": [{"pid": "sbx:place", "v": value}]}})
        assert "shanghai" in found["q"][0]["id"]
    assert len(found["q"]) == 3


async def test_the_manifest_leads_to_everything_that_it_offers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/reconcile")
    manifest = answer.json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert manifest["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace", "defaultTypes", "batchSize"} <= set(manifest)
    assert manifest["defaultTypes"][0] == {"id": INSTITUTION, "name": "Institution"}
    for address in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = await client.get(address.replace("{{id}}", "institution%2Ficbc"), headers={"Accept": "text/html"})
        assert "Industrial and Commercial Bank of China" in page.text
        assert ("frame-ancestors *" in page.headers["Content-Security-Policy"]) == ("embed" in address)
    for kind, prefix, expected in (
        ("entity", "ICB", "institution/icbc"),
        ("type", "inst", INSTITUTION),
        ("property", "institution k", "sbx:institutionKind"),
    ):
        offered = manifest["suggest"][kind]
        found = (await client.get(offered["service_url"] + offered["service_path"], params={"prefix": prefix})).json()
        assert found["result"][0]["id"] == expected
    proposed = manifest["extend"]["propose_properties"]
    address = proposed["service_url"] + proposed["service_path"]
    found = (await client.get(address, params={"type": INSTITUTION, "limit": "40"})).json()
    TypeAdapter(list[Named]).validate_python(found["properties"])
    assert {"sbx:institutionKind", "^sbx:applicant"} <= {each["id"] for each in found["properties"]}


async def test_a_table_is_extended_by_properties_in_both_directions(client: httpx.AsyncClient) -> None:
    asked = {
        "ids": ["institution/icbc", "institution/nothing", "batch/pboc-beijing-1"],
        "properties": [
            {"id": "sbx:institutionKind"},
            {"id": "^sbx:applicant", "settings": {"limit": "2"}},
            {"id": "sbx:publishedOn"},
            {"id": "sbx:reportedApplications"},
            {"id": "skos:altLabel"},
        ],
    }
    answer = (await client.get("/reconcile", params={"extend": json.dumps(asked)})).json()
    assert [each["id"] for each in answer["meta"]] == [each["id"] for each in asked["properties"]]
    rows = answer["rows"]
    cells = [cell for row in rows.values() for values in row.values() for cell in values]
    assert all(set(cell) in CELLS for cell in cells)
    assert rows["institution/icbc"]["sbx:institutionKind"] == [{"id": "institution-kind/bank", "name": "bank"}]
    assert len(rows["institution/icbc"]["^sbx:applicant"]) == 2
    assert {"str": "ICBC"} in rows["institution/icbc"]["skos:altLabel"]
    assert rows["batch/pboc-beijing-1"]["sbx:publishedOn"] == [{"date": "2020-01-14T00:00:00Z"}]
    assert "int" in rows["batch/pboc-beijing-1"]["sbx:reportedApplications"][0]
    assert not any(rows["institution/nothing"].values())


async def test_labels_are_in_the_language_of_the_address(client: httpx.AsyncClient) -> None:
    query = json.dumps({"q": {"query": "icbc"}})
    answer = await client.get("/reconcile", params={"queries": query, "lang": "zh"})
    assert answer.json()["q"]["result"][0]["name"] == "中国工商银行"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"queries": "icbc"}, 400, "no JSON object"),
        ({"queries": "[" * 100_000}, 400, "no JSON object"),
        ({"queries": '{"a": {"query": 1}}'}, 400, "'a' is no query"),
        ({"queries": '{"a": {"query": "x", "type": "bank"}}'}, 400, "there is no type 'bank'"),
        ({"queries": '{"a": {"query": "x", "type": [1]}}'}, 400, "'type' is an id"),
        ({"queries": '{"a": {"query": "x", "limit": "5"}}'}, 400, "'limit' is a number"),
        ({"queries": '{"a": {"query": "x", "properties": [{"pid": "sbx:place"}]}}'}, 400, "has 'pid' and 'v'"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})}, 400, "Send up to 200"),
        ({"extend": "{}"}, 400, "two lists"),
        ({"extend": '{"ids": ["x"], "properties": [{"id": "sbx:nothing"}]}'}, 404, "no property in use"),
        ({"extend": '{"ids": [], "properties": [{"id": "sbx:place", "settings": {"limit": -1}}]}'}, 400, "'limit'"),
        ({"extend": "{}", "queries": "{}"}, 400, "either 'queries' or 'extend'"),
        ({"queries": "x" * 1_100_000}, 413, "1,000,000 bytes"),
    ],
)
async def test_what_is_no_request_of_the_protocol_is_refused(
    client: httpx.AsyncClient, fields: dict[str, str], status: int, said: str
) -> None:
    answer = await client.post("/reconcile", data=fields)
    assert answer.status_code == status
    assert said in json.dumps(answer.json(), ensure_ascii=False)


async def test_other_mistakes_are_told_as_elsewhere(client: httpx.AsyncClient) -> None:
    assert (await client.post("/reconcile", json={})).status_code == 415
    assert (await client.get("/reconcile", params={"query": "x"})).status_code == 400
    assert "Did you mean sbx:" in (await client.get("/reconcile/properties", params={"type": "x"})).text
    assert (await client.get("/reconcile/suggest/entity", params={"cursor": "x"})).status_code == 400
