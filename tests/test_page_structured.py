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


def test_names_are_in_the_language_of_the_page(client: httpx.Client) -> None:
    chinese = told(client, "/id/application/ccb-5g-smart-bank", "zh")
    assert chinese["member"]["name"] == "中国建设银行"
    assert chinese["name"] in told(client, "/id/application/ccb-5g-smart-bank")["alternateName"]


def test_pages_that_are_about_no_thing_have_none(client: httpx.Client) -> None:
    assert "application/ld+json" not in client.get("/lookups", headers={"Accept": "text/html"}).text
