"""Structured data: pages of things name their type and facts in the words of schema.org."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2 as httpx
import pytest

from sandbox_atlas.graph.rdf.vocabulary import ID


def told(client: httpx.Client, path: str, lang: str = "en") -> dict[str, Any]:
    page = client.get(path, params={"lang": lang}, headers={"Accept": "text/html"}).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return dict(json.loads(block))


@pytest.mark.parametrize(
    ("thing", "kind", "term", "value"),
    [
        ("institution/icbc", "Organization", "sameAs", "http://www.wikidata.org/entity/Q26463"),
        ("institution/icbc-beijing", "Organization", "parentOrganization", "institution/icbc"),
        ("regulator/pboc", "Organization", "", ""),
        ("publisher/sccf-org-cn", "Organization", "", ""),
        ("place/beijing", "Place", "containedInPlace", "place/china"),
        ("milestone/cbb-sandbox-launch", "Event", "startDate", "2017-06"),
        ("source/sccf", "CreativeWork", "datePublished", "2020-06-04"),
        ("passage/sccf-batch-2-list", "Claim", "isPartOf", "source/sccf"),
        ("sandbox/fca-regulatory-sandbox", "GovernmentService", "areaServed", "place/united-kingdom"),
        ("batch/pboc-beijing-2", "ItemList", "location", "place/beijing"),
        ("application/ccb-5g-smart-bank", "Project", "member", "institution/china-construction-bank"),
        ("technology/blockchain", "DefinedTerm", "", ""),
        ("disagreement/beijing-2-publisher", "Thing", "", ""),
    ],
)
def test_a_thing_has_its_type_and_facts(client: httpx.Client, thing: str, kind: str, term: str, value: str) -> None:
    found = told(client, f"/id/{thing}")
    assert (found["@context"], found["@type"], found["@id"]) == ("https://schema.org", kind, ID + thing)
    assert found["mainEntityOfPage"].endswith(f"/id/{thing}?lang=en")
    if term:
        said = found[term]
        assert (said["@id"].removeprefix(ID) if isinstance(said, dict) else said) == value


def test_the_passages_that_state_its_facts_are_claims_about_a_thing(client: httpx.Client) -> None:
    claims = told(client, "/id/institution/icbc")["subjectOf"]
    assert {each["@type"] for each in claims} == {"Claim"}
    assert told(client, claims[0]["@id"].removeprefix("https://w3id.org/sandbox-atlas"))["@type"] == "Claim"


def test_names_are_in_the_language_of_the_page(client: httpx.Client) -> None:
    chinese = told(client, "/id/application/ccb-5g-smart-bank", "zh")
    assert chinese["member"]["name"] == "中国建设银行"
    assert chinese["name"] in told(client, "/id/application/ccb-5g-smart-bank")["alternateName"]


def test_pages_that_are_about_no_thing_have_none(client: httpx.Client) -> None:
    assert "application/ld+json" not in client.get("/lookups", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("thing", "lang", "said"),
    [
        ("application/citic-zhiling", "en", ["Who leads, and who joins?", "lead applicant", "Du Xiaoman Payment"]),
        ("application/citic-zhiling", "zh", ["谁牵头，谁参与？", "牵头申请", "度小满支付"]),
        (
            "application/moneyfold-identity-card-wallet",
            "en",
            ["What became of the tests, and when?", "test completed", "2018-02", "2018-05", "2018-08", ">6<"],
        ),
        (
            "application/moneyfold-identity-card-wallet",
            "zh",
            ["测试结果如何？何时结束？", "完成测试", "2018-08", ">6<"],
        ),
        ("participation/rbi-cohort-1-citycash", "en", ["test completed", "2020-12-24", "2021-09", ">9<"]),
    ],
)
def test_the_page_of_a_thing_says_who_leads_and_what_became_of_the_test(
    client: httpx.Client, thing: str, lang: str, said: list[str]
) -> None:
    """In a table with its sources, in the language of the page."""
    page = client.get(f"/id/{thing}?lang={lang}", headers={"Accept": "text/html"}).text
    table = page.partition(f"<h2>{said[0]}" if said[0].endswith(("?", "？")) else "data-sortable")[2].partition(
        "</table>"
    )[0]
    assert [words for words in said if words not in (said[0] + table)] == []
    assert 'class="mark"' in table


def test_a_thing_of_which_neither_is_known_has_no_empty_table(client: httpx.Client) -> None:
    page = client.get("/id/application/ccb-5g-smart-bank?lang=en", headers={"Accept": "text/html"}).text
    assert "What became of the tests, and when?" not in page
    assert "No results." not in page
