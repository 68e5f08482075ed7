"""Cite and re-use: citations that programs read, lines that fetch the very answer, and the answer as one file."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.web.fetching import Fetched, lines
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.references import Reference, bibtex, csl_json, date_parts, ris, text
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.register.publication import Licence
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

HOSTILE = "</script><b>湖\r\nER  - \u2028\\{&}%$#_~^ \u202egnp.exe"
LABEL = "</title><script>alert(1)</script><b>"


def reference(**others: Any) -> Reference:  # noqa: ANN401 - members of a reference
    given: dict[str, Any] = {
        "name": "lake",
        "title": "Which? Beijing",
        "dataset": "The register",
        "publishers": ("Lake Office",),
        "licences": (Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),),
        "snapshot": "0123456789abcdef" * 4,
        "dated": (2026, 11),
        "address": "https://atlas.example/lookups/x?place=%E6%B9%96",
        "accessed": date(2026, 11, 27),
        "language": "en",
    }
    return Reference(**(given | others))


def test_bibtex_has_balanced_braces_and_no_command_of_the_data() -> None:
    written = bibtex(reference(title=HOSTILE, publishers=(HOSTILE, "Lake, Office")))
    assert written.count("{") == written.count("}")
    depth = 0
    for each in written:
        depth += {"{": 1, "}": -1}.get(each, 0)
        assert depth >= 0
    assert r"湖 ER - \textbackslash{}\textbraceleft{}\&\textbraceright{}\%\$\#\_\textasciitilde{}" in written
    assert "\u202e" not in written
    assert "url = {https://atlas.example/lookups/x?place=%E6%B9%96}" in written
    assert "date = {2026-11}" in written


def test_ris_has_one_field_a_line_and_one_end() -> None:
    written = ris(reference(title=HOSTILE, dataset="a\nTY  - BOOK", publishers=("Lake, Office",)))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in written.split("\r\n")[:-1])
    assert len(written.splitlines()) == written.count("\r\n")
    assert [line[:2] for line in written.splitlines()].count("ER") == 1
    assert written.endswith("ER  - \r\n")
    assert "AU  - Lake Office,\r\n" in written


def test_csl_json_is_one_item_with_snapshot_date_and_licence() -> None:
    (item,) = json.loads(csl_json(reference(title=HOSTILE)))
    assert item["type"] == "dataset"
    assert item["title"] == "</script><b>湖 ER - \\{&}%$#_~^ gnp.exe"
    assert item["issued"] == {"date-parts": [[2026, 11]]}
    assert item["version"] == "0123456789abcdef" * 4
    assert item["note"] == "Data: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"


def test_nothing_is_claimed_that_the_data_do_not_say() -> None:
    bare = reference(dataset="", publishers=(), licences=(), dated=())
    (item,) = json.loads(csl_json(bare))
    assert not {"container-title", "author", "publisher", "issued", "note"} & set(item)
    for written in (bibtex(bare), ris(bare), text(bare, shipped()["en"])):
        assert "CC" not in written
        assert "{}" not in written
        assert "register" not in written
    assert text(bare, shipped()["zh"]).startswith("《Which? Beijing》。快照 0123456789ab。")


def test_dates_that_are_none_are_left_out() -> None:
    known = {"2026": (2026,), "2026-11": (2026, 11), "2026-02-28Z": (2026, 2, 28), "2026-02-28T10:00:00": (2026, 2, 28)}
    assert {each: date_parts(each) for each in known} == known
    assert [date_parts(each) for each in ("2026-02-30", "soon", "", "2026-13", "0000")] == [()] * 5


def test_lines_of_programs_quote_what_they_hold() -> None:
    address = "https://atlas.example/lookups/x.csv?q='$(rm)\"#(tab)"
    found = lines(Fetched(address, address, address, "ask", "x", {"place": ['"湖"', "b"]}))
    assert """'https://atlas.example/lookups/x.csv?q='"'"'$(rm)"#(tab)'""" in found["curl"]
    assert 'x.csv?q=\'$(rm)""#(#)(tab)"' in found["Excel: Power Query"]
    for name in ("Python: pandas", "Python: sandbox_atlas"):
        compile(found[name], name, "exec")
    assert '.ask("x", {"place": ["\\"湖\\"", "b"]}).to_pandas()' in found["Python: sandbox_atlas"]


CITED = {
    "/lookups/institutions-in-multiple-batches?place=beijing&utm_source=x&embed=1": "/lookups/institutions-in-",
    "/id/institution/icbc-beijing": "/id/institution/icbc-beijing",
    "/views/register?place=beijing": "/views/register",
    "/explore?batch=pboc-beijing-1&drawing=partners": "/explore",
    "/analysis/diversity": "/analysis/diversity",
    "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2": "/compare",
}
"""Addresses of answers, and how those begin by which they are cited."""


@pytest.fixture(scope="module")
def client(patient_client: httpx2.Client) -> httpx2.Client:
    """A client of the server whose coverage is measured."""
    return patient_client


@pytest.mark.parametrize("of", CITED)
def test_every_answer_is_cited_fetched_and_taken_along(client: httpx2.Client, of: str) -> None:
    page = client.get(of, headers={"Accept": "text/html"})
    assert ("/cite?of=" in page.text) == ("embed" not in of)
    shown = client.get("/cite", params={"of": of})
    assert shown.status_code == 200
    (item,) = client.get("/cite.json", params={"of": of}).json()
    assert item["URL"].startswith(f"{client.base_url}{CITED[of]}")
    assert "utm" not in item["URL"]
    assert item["container-title"].startswith("Sandbox Atlas: who")
    assert "-".join(map(str, item["issued"]["date-parts"][0])) in shown.text
    assert client.get(item["URL"]).status_code == 200
    address = unescape(re.findall(r"curl --fail --location --output answer\.\w+ ([^<]+)</pre>", shown.text)[0])
    assert client.get(address.strip("'")).status_code == 200
    handout = client.get("/cite.html", params={"of": of})
    assert handout.headers["content-disposition"].startswith("attachment")
    assert "<table>" in handout.text
    assert "CC BY 4.0" in handout.text
    assert not re.findall(r"<script|<link|<img|url\(|src=", handout.text)


def test_the_file_of_an_answer_has_its_query_figure_and_passages(client: httpx2.Client) -> None:
    of = "/lookups/institutions-in-multiple-batches?place=beijing"
    lookup = client.get("/cite.html", params={"of": of}).text
    assert "SELECT" in lookup
    assert lookup.count("<circle ") == 5
    assert re.search(r'<a href="#passage-1">.*<li id="passage-1"', lookup, re.DOTALL)
    view = client.get("/cite.html", params={"of": "/views/register?place=beijing"}).text
    assert "CONSTRUCT" in view
    assert view.count("<line ") > 50
    assert '<a href="#passage-1">' in view
    chinese = client.get("/cite.html", params={"of": of, "lang": "zh"}).text
    assert "如何引用" in chinese
    assert "lang=zh" in chinese


@pytest.mark.anyio
async def test_names_of_other_peoples_data_are_never_markup(tiny: Path, tmp_path: Path) -> None:
    data = tmp_path / "lake.trig"
    data.write_text(tiny.read_text().replace('"Lakeside"', json.dumps(LABEL)))
    async with (
        await Atlas.open(Settings(data=(data,), workers=1), check=False) as atlas,
        in_process(create_app(atlas=atlas)) as client,
    ):
        for path in ("/cite", "/cite.html", "/cite.bib", "/cite.ris", "/cite.json"):
            answer = await client.get(path, params={"of": "/lookups/entity-facts?entity=place/lakeside"})
            assert answer.status_code == 200
            assert path.endswith(("bib", "ris", "json")) or "<script>alert" not in answer.text
            assert "CC BY" not in answer.text  # the tiny register gives no licence


@pytest.mark.parametrize(
    ("of", "status"),
    [
        ("/lookups/nope", 404),
        ("/lookups/statement-evidence", 400),
        ("/compare", 400),
        ("/about", 400),
        ("https://elsewhere.example/lookups/coverage", 400),
        ("javascript:alert(1)", 400),
        ("http://[", 400),
        ("", 400),
    ],
)
def test_what_is_no_answer_of_this_site_is_not_cited(client: httpx2.Client, of: str, status: int) -> None:
    for suffix in ("", ".html", ".bib"):
        assert client.get(f"/cite{suffix}", params={"of": of}).status_code == status


@pytest.mark.parametrize(("path", "files"), [("/lookups/coverage?lang=en", 2), ("/about?lang=en", 6)])
def test_answers_and_the_whole_are_data_sets_of_schema_org(client: httpx2.Client, path: str, files: int) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(block)
    assert told["@type"] == "Dataset"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["dateModified"].startswith("2026-")
    assert len(told["distribution"]) == files
    assert all(each["contentUrl"].startswith(str(client.base_url)) for each in told["distribution"])
