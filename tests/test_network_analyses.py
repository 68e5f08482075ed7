"""Analyses as their users meet them: in Python, as page, JSON and CSV, and on the command line."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import httpx2 as httpx
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, DeadlineError, UnknownNameError
from sandbox_atlas.graph.network.analysis.catalogue import analyses
from sandbox_atlas.graph.network.analysis.computation import computed_results
from sandbox_atlas.graph.network.analysis.results import RESULTS
from sandbox_atlas.graph.register.analyses import involvement

PAGE = {"Accept": "text/html"}


def test_each_analysis_describes_itself_in_both_languages() -> None:
    assert set(analyses()) == {*RESULTS, "routes"}
    for each in analyses().values():
        texts = [each.title, each.definition, each.meaning, each.limits]
        texts += [*each.columns.values(), *each.numbers.values(), *each.parameters.values()]
        assert all(text["en"] and text["zh"] for text in texts), each.name


@pytest.mark.anyio
@pytest.mark.every_engine
async def test_analyses_of_the_tiny_register(atlas: Atlas) -> None:
    async def rows(name: str, **given: str) -> list[dict[str, Any]]:
        found = await atlas.analyse(name, {key: [value] for key, value in given.items()})
        assert {column for row in found.result["rows"] for column in row} <= set(found.analysis.columns)
        return found.result["rows"]

    partners = {row["institution"].rsplit("/", 1)[-1]: row for row in await rows("partners")}
    assert {name: row["links"] for name, row in partners.items()} == {
        name: len(others) for name, others in (await linked(atlas)).items()
    }
    assert sum(row["applications"] for row in await rows("diversity")) <= 4
    for name in RESULTS:
        await rows(name)


async def linked(atlas: Atlas) -> dict[str, set[str]]:
    """The partners of each institution, from the applications that each is in."""
    read = await involvement(atlas.engine)
    found: dict[str, set[str]] = {}
    for institutions in read.institutions.values():
        for one in institutions:
            own = found.setdefault(one.rsplit("/", 1)[-1], set())
            own |= {other for other in institutions if other != one}
    return found


@pytest.mark.anyio
async def test_what_cannot_be_analysed_is_told(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean partners"):
        await atlas.analyse("partner")
    with pytest.raises(BadParameterError, match="no parameter 'colour'"):
        await atlas.analyse("partners", {"colour": ["red"]})
    with pytest.raises(BadParameterError, match="needs one 'from'"):
        await atlas.analyse("routes", {"to": ["inst:reed-tech"]})
    with pytest.raises(BadParameterError, match="no institution"):
        await atlas.analyse("routes", {"from": ["batch:lake-1"], "to": ["inst:reed-tech"]})
    with pytest.raises(BadParameterError, match="same institution"):
        await atlas.analyse("routes", {"from": ["inst:reed-tech"], "to": ["inst:reed-tech"]})
    with pytest.raises(UnknownNameError):
        await atlas.analyse("routes", {"from": ["inst:nobody-knows"], "to": ["inst:reed-tech"]})
    with pytest.raises(DeadlineError, match=r"longer than 0\.001 seconds"):
        await computed_results(await involvement(atlas.engine), 0.001)


# ── The shipped data, over HTTP ──────────────────────────────────────────────


def test_partners_are_those_of_the_question(client: httpx.Client) -> None:
    """The number of partners of an analysis is the number of rows of the question that lists them."""
    answer = client.get("/analysis/partners.json").json()
    assert answer["count"] == len(answer["rows"]) > 200
    assert answer["coverage"]["reported"] > 0
    first = answer["rows"][0]
    asked = {"institution": first["institution"]["iri"]}
    assert first["links"] == client.get("/lookups/who-works-with-whom.json", params=asked).json()["count"] > 5


def test_a_way_has_the_sources_of_both_ends_of_each_step(client: httpx.Client) -> None:
    ends = {"from": "Bank of Communications", "to": "中国银联"}
    answer = client.get("/analysis/routes.json", params=ends).json()
    assert answer["numbers"][1]["value"] == 1
    (step,) = [row for row in answer["rows"] if row["way"] == 1]
    for address in step["evidence"]:
        assert client.get(address.replace("involvement-evidence", "involvement-evidence.json")).json()["rows"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", analyses())
def test_an_analysis_is_a_page_and_a_table(client: httpx.Client, name: str, lang: str) -> None:
    asked = {"lang": lang, **({"from": "icbc", "to": "huawei"} if name == "routes" else {})}
    page = client.get(f"/analysis/{name}", params=asked, headers=PAGE)
    described = analyses()[name]
    assert page.status_code == 200
    assert described.title[lang] in page.text
    assert described.limits[lang].split("“")[0].split('"')[0] in page.text
    table = list(csv.DictReader(io.StringIO(client.get(f"/analysis/{name}.csv", params=asked).text)))
    assert len(table) == client.get(f"/analysis/{name}.json", params=asked).json()["count"]


def test_problems_have_a_page_and_a_status(client: httpx.Client) -> None:
    form = client.get("/analysis/routes", headers=PAGE)
    assert form.status_code == 200
    assert 'name="from"' in form.text
    ends = client.get("/analysis/routes", params={"from": "icbc", "to": "huawei"}, headers=PAGE).text
    assert re.search(r'rel="canonical" href="[^"]*from=icbc&(amp;)?to=huawei', ends)
    wrong = client.get("/analysis/routes", params={"from": "icbc", "to": "no such firm at all"}, headers=PAGE)
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text
    assert client.get("/analysis/routes.json").status_code == 400
    assert client.get("/analysis/partner.json").status_code == 404
    assert client.get("/analysis/partners.xml").status_code == 404
    listed = client.get("/analysis").json()["analyses"]
    assert [each["name"] for each in listed] == list(analyses())
    assert "/analysis/partners" in client.get("/analysis", headers=PAGE).text
