"""Charts of answers: what their bars are, as data, as files and in a real browser, in both themes and languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import httpx2
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.drawings import is_drawn
from sandbox_atlas.api.web.stills import WIDTH, breadth, of_bars, wrapped
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.charts import Bars, chart
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.questions.titles import without_shared
from tests.support.browser import NARROW, WIDE, Visit, violations

CHARTED = sorted(name for name, asked in questions().items() if asked.presentation.chart)
DRAWN = sorted(name for name, asked in questions().items() if is_drawn(asked))
SVG = "{http://www.w3.org/2000/svg}"


def total_of(drawn: Bars) -> int:
    """The length of all bars together."""
    return sum(bar.total for panel in drawn.panels for bar in panel.bars)


LOOKS = [("en", "light", WIDE), ("zh", "dark", NARROW)]
"""Language, theme and size, taken in turns."""
SEEN = ("technologies-by-batch", "funnel", "technologies-over-time", "who-works-with-whom", "coverage")
"""One question for each form of a figure."""


@pytest.mark.parametrize("name", CHARTED)
def test_a_chart_draws_columns_that_its_question_has(name: str) -> None:
    asked = questions()[name]
    wanted = asked.presentation.chart
    assert wanted
    named = {wanted.bars, wanted.colour, wanted.unknown, wanted.of, wanted.each, wanted.unit, wanted.beside}
    assert {*named, wanted.distinct, *wanted.lengths} - {""} <= set(asked.columns)
    assert not wanted.unknown or wanted.unknown in wanted.lengths
    assert not wanted.share or wanted.of


@pytest.mark.anyio
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_bars_add_up_to_what_the_table_says_and_what_is_not_known_stands_last(
    atlas: Atlas, lang: str
) -> None:
    lookup = await atlas.ask("types-by-batch", {}, lang)
    drawn = chart(lookup, atlas.names, lang)
    assert drawn
    assert total_of(drawn) == sum(int(row["applications"].value) for row in lookup.rows) > 0  # type: ignore[union-attr]
    assert drawn.unknown in (None, len(drawn.series) - 1)
    totals = [bar.total for bar in drawn.panels[0].bars]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.anyio
async def test_no_year_is_skipped_and_what_has_no_day_stands_beside(atlas: Atlas) -> None:
    lookup = await atlas.ask("applications-over-time", {}, "en")
    dated = next(row for row in lookup.rows if row["year"])
    lookup.rows.extend({**dated, "year": ox.Literal(year)} for year in ("2033", "2028"))
    drawn = chart(lookup, atlas.names, "en", "not known")
    assert drawn
    bars = drawn.panels[0].bars
    assert [bar.label for bar in bars] == [*(str(year) for year in range(2028, 2034)), "not known"]
    assert [bar.is_known for bar in bars] == [True] * 6 + [False]
    assert total_of(drawn) == 3 + 3
    assert sentence(lookup, atlas.names, "en").endswith("without one in any source: 3. Described without a name: 0.")


@pytest.mark.anyio
async def test_a_share_names_its_whole_and_small_charts_have_the_same_years(atlas: Atlas) -> None:
    lookup = await atlas.ask("technologies-over-time")
    first = next(row for row in lookup.rows if row["period"])
    ten, one = ox.Literal(10), ox.Literal(1)
    later = {**first, "period": ox.Literal("2033"), "ofKnown": ten, "applications": one}
    other = {**later, "technology": ox.NamedNode("urn:other"), "applications": ten}
    drawn = chart(replace(lookup, rows=[first, later, other]), atlas.names, "en")
    assert drawn
    assert drawn.is_share
    assert drawn.is_multiple
    assert [panel.iri for panel in drawn.panels] == ["urn:other", first["technology"].value]  # type: ignore[union-attr]
    larger, smaller = (panel.bars for panel in drawn.panels)
    assert [bar.label for bar in larger] == [bar.label for bar in smaller]
    assert (larger[-1].percent, smaller[-1].percent, smaller[-1].whole) == (100, 10, 10)
    assert smaller[1].whole is None  # a year of which nothing is known is no zero


@pytest.mark.anyio
async def test_a_funnel_has_a_chart_for_each_set_with_two_numbers_and_a_dash_for_none(atlas: Atlas) -> None:
    lookup = await atlas.ask("funnel")
    row = dict.fromkeys(questions()["funnel"].columns)
    two = {**row, "funnel": ox.NamedNode("urn:two"), "received": ox.Literal(9), "tested": ox.Literal(0)}
    alone = {**row, "funnel": ox.NamedNode("urn:one"), "received": ox.Literal(99)}
    drawn = chart(replace(lookup, rows=[alone, two]), atlas.names, "en")
    assert drawn
    (panel,) = drawn.panels
    assert [(bar.total, bar.is_known) for bar in panel.bars] == [(9, True), (0, False), (0, True), (0, False)]
    assert [word.text for word in of_bars(drawn, str).words if word.text in ("9", "–", "0")] == ["9", "–", "0", "–"]
    assert chart(replace(lookup, rows=[alone]), atlas.names, "en") is None


@pytest.mark.anyio
async def test_small_charts_have_one_scale_and_say_their_unit_once(atlas: Atlas) -> None:
    lookup = await atlas.ask("funnel")
    row = dict.fromkeys(questions()["funnel"].columns)

    def told(name: str, unit: str, received: int) -> dict[str, Any]:
        things = {"funnel": ox.NamedNode(f"urn:{name}"), "itsUnit": ox.NamedNode(f"urn:{unit}")}
        return {**row, **things, "received": ox.Literal(received), "accepted": ox.Literal(1)}

    rows = [told("one", "firms", 100), told("two", "projects", 50), told("three", "firms", 10)]
    drawn = chart(replace(lookup, rows=rows), atlas.names, "en")
    assert drawn
    assert [[panel.iri for panel in each] for each in drawn.by_unit.values()] == [["urn:one", "urn:three"], ["urn:two"]]
    still = of_bars(drawn, str)
    first, third, second = (rect.width for rect in still.rects[::4])  # four stages each
    assert (second, third) == (pytest.approx(first / 2, abs=1), pytest.approx(first / 10, abs=1))
    assert len([word for word in still.words if "firms" in word.text]) == 1


def test_what_all_titles_say_is_left_out() -> None:
    titles = ["FCA: first cohort: numbers", "Korea: numbers, 2024", "Spain: numbers (2022)"]
    assert without_shared(titles) == ["FCA: first cohort", "Korea, 2024", "Spain (2022)"]
    assert without_shared(["英国FCA第一期：数量", "韩国：累计：数量（2024）"]) == [
        "英国FCA第一期",
        "韩国：累计（2024）",
    ]
    assert without_shared(["Korea: numbers"]) == ["Korea: numbers"]
    assert without_shared(["Korea: numbers", "Spain"]) == ["Korea: numbers", "Spain"]


@pytest.mark.anyio
async def test_an_answer_without_rows_has_no_chart(atlas: Atlas) -> None:
    lookup = await atlas.ask("types-by-batch", {}, "en")
    lookup.rows.clear()
    assert chart(lookup, atlas.names, "en") is None


def test_a_long_title_is_broken_between_words_or_signs_and_cut_where_neither_helps() -> None:
    for text in ("What share of applications uses a technology? " * 4, "各批次用到哪些技术？" * 20):
        lines = wrapped(text, 26, WIDTH)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(breadth(line, 26) <= WIDTH for line in lines)
    (cut,) = wrapped("x" * 300, 26, WIDTH)
    assert cut.endswith("x…")


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_a_file_with_answer_date_and_address(client: httpx2.Client, name: str) -> None:
    answer = client.get(f"/lookups/{name}.svg", params={"lang": "zh"})
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    texts = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert texts[0] == questions()[name].title["zh"]
    assert any("数据截至" in text for text in texts)
    assert any(f"/lookups/{name}" in text for text in texts)
    assert len(list(root.iter(f"{SVG}rect"))) + len(list(root.iter(f"{SVG}circle"))) > 3
    assert not [each for each in root.iter(f"{SVG}rect") if float(each.get("width", 0)) < 0]


def test_what_is_not_drawn_has_no_picture(client: httpx2.Client) -> None:
    assert client.get("/lookups/passages.svg").status_code == 404
    empty = client.get("/lookups/technologies-by-batch.svg", params={"batch": "fca-cohort-3", "technology": "5g"})
    assert empty.status_code == 200
    assert "No results" in empty.text


@pytest.mark.browser
def test_figures_fill_the_page_fit_the_phone_and_are_accessible(visit: Visit) -> None:
    for name, (lang, scheme, size) in zip(SEEN, LOOKS * 3, strict=False):
        with visit(f"/lookups/{name}", lang, scheme, size) as page:
            figure = page.locator("figure.figure")
            box = figure.bounding_box()
            assert box
            assert box["width"] > 0.85 * size["width"]
            assert box["y"] <= (200 if size == WIDE else 320)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert violations(page) == []


@pytest.mark.browser
def test_a_table_is_narrowed_sorted_and_a_picture_saved(visit: Visit) -> None:
    with visit("/lookups/coverage") as page:
        rows = page.locator("[data-sortable] tbody tr:visible")
        every = rows.count()
        page.get_by_label("Find in the table").fill("beijing  BATCH 2")
        assert 0 < rows.count() < every
        assert page.get_by_role("status").inner_text() == f"{rows.count()} of {every} rows"
        page.get_by_role("button", name="Reported").click()
        assert page.locator("th[aria-sort=ascending]").count() == 1
        with page.expect_download() as saved:
            page.get_by_role("button", name="PNG").click()
        assert saved.value.suggested_filename == "coverage.png"
        page.get_by_text("Export", exact=True).click()
        assert page.get_by_role("link", name="Excel").is_visible()


def test_a_figure_needs_no_script(client: httpx2.Client) -> None:
    page = client.get("/lookups/applications-over-time", headers={"Accept": "text/html"}).text
    assert page.count('<rect class="series-0') > 5
    assert "style=" not in page
