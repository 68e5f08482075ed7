"""Charts of answers: what their bars are, as data and in a real browser, in both themes, sizes and languages."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.pages import environment
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.charts import chart
from sandbox_atlas.graph.questions.sentences import sentence
from tests.support.browser import NARROW, WIDE, Visit, violations

CHARTED = sorted(name for name, asked in questions().items() if asked.presentation.chart)


def bars_of(drawn: dict[str, Any]) -> int:
    """The length of all bars together."""
    return sum(value["length"] for value in drawn["datasets"][drawn["layer"][0]["data"]["name"]])


def ends_of(drawn: dict[str, Any]) -> int:
    """The sum of what stands at the ends of bars."""
    return sum(value["length"] for value in drawn["datasets"][drawn["layer"][1]["data"]["name"]])


LOOKS = [("en", "light", WIDE), ("zh", "dark", NARROW)]
"""Language, theme and size, taken in turns."""


@pytest.mark.parametrize("name", CHARTED)
def test_a_chart_draws_columns_that_its_question_has(name: str) -> None:
    asked = questions()[name]
    assert asked.presentation.chart
    assert {asked.presentation.chart.bars, *asked.presentation.chart.lengths} <= set(asked.columns)


@pytest.mark.anyio
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_bars_add_up_to_what_the_table_says(atlas: Atlas, lang: str) -> None:
    lookup = await atlas.ask("technologies-by-batch", {}, lang)
    drawn = chart(lookup, atlas.names, lang)
    assert drawn
    total = sum(int(row["applications"].value) for row in lookup.rows)  # type: ignore[union-attr]
    assert bars_of(drawn) == ends_of(drawn) == total > 0


@pytest.mark.anyio
async def test_no_year_is_skipped_and_what_has_no_day_stands_beside(atlas: Atlas) -> None:
    lookup = await atlas.ask("applications-over-time", {}, "en")
    dated = next(row for row in lookup.rows if row["year"])
    lookup.rows.extend({**dated, "year": ox.Literal(year)} for year in ("2033", "2028"))
    drawn = chart(lookup, atlas.names, "en", "not known")
    assert drawn
    axis = drawn["layer"][0]["encoding"]["x"]
    assert axis["sort"] == axis["scale"]["domain"] == [*(str(year) for year in range(2028, 2034)), "not known"]
    assert bars_of(drawn) == 3 + 3
    assert sentence(lookup, atlas.names, "en").endswith("without one in any source: 3. Described without a name: 0.")


@pytest.mark.anyio
async def test_what_is_in_several_rows_of_a_bar_counts_once(atlas: Atlas) -> None:
    lookup = await atlas.ask("institution-kinds-by-batch", {}, "en")
    lookup.rows.extend(list(lookup.rows))  # as if every institution were in two more batches
    drawn = chart(lookup, atlas.names, "en")
    assert drawn
    institutions = {iri for row in lookup.rows for iri in lookup.members(row, "institutionList")}
    assert bars_of(drawn) == len(institutions)


@pytest.mark.parametrize(("has_vega", "says"), [(False, "lacks Vega"), (True, "data-chart")])
def test_a_page_without_vega_says_so(has_vega: bool, says: str) -> None:
    words = {"has_library": lambda _: has_vega, "gettext": lambda text: text, "number": str}
    template = environment().get_template("chart.html").make_module(words)
    spec = {"usermeta": {"shown": 1, "all": 1}}
    page = template.bar_chart(spec, "Title", "Sentence.")  # type: ignore[attr-defined]
    assert says in page
    assert ("data-chart" in page) == has_vega


@pytest.mark.anyio
async def test_an_answer_without_rows_has_no_chart(atlas: Atlas) -> None:
    lookup = await atlas.ask("technologies-by-batch", {}, "en")
    lookup.rows.clear()
    assert chart(lookup, atlas.names, "en") is None


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "lang", "scheme", "size"), [(name, *LOOKS[at % 2]) for at, name in enumerate(CHARTED)]
)
def test_a_chart_is_drawn_fits_the_screen_and_is_accessible(
    visit: Visit, name: str, lang: str, scheme: str, size: dict[str, int]
) -> None:
    with visit(f"/lookups/{name}", lang, scheme, size) as page:
        page.wait_for_selector("[data-chart][data-ready]")
        bars = page.locator("[data-chart] .mark-rect path")
        assert bars.count() > 2
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []
