"""Places: what is asked of a place includes all that lies within it, in every question that takes one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES

ASKING = {
    f"{each.name}-{parameter.name}": (each, parameter.name)
    for each in (*questions().values(), *views().values())
    for parameter in each.parameters
    if parameter.kinds and "place" in parameter.kinds
}
"""Each question or view and its parameter that takes a place."""

OF_THE_COUNTRY = {
    *("funnel-place", "acceptance-by-supervisor-place", "outcomes-place"),  # of sandboxes, which are China's own
    *("across-borders-place", "seats-place"),  # none in China; by the places of seats
    *("sandboxes-place", "technology-firms-alone-place"),  # China's own; none in China
}
"""Questions whose answer for China has nothing that is of a city alone."""


def within(store: ox.Store, place: str) -> list[str]:
    """A place and all places within it."""
    rows = store.query(f"SELECT ?place {{ ?place sbx:within* {place} }}", prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return [str(row["place"]) for row in rows]


def answer(store: ox.Store, each: Question, text: str, values: dict[str, list[str]]) -> set[str]:
    """Rows or statements, in which the members of a list have no order; what has a default stays as in the text."""
    optional = [parameter.name for parameter in each.parameters if not parameter.required and not parameter.default]
    free: dict[str, list[str]] = {name: [] for name in optional}
    result = store.query(bind(text, {**free, **values}))
    if isinstance(result, ox.QueryTriples):
        return {str(triple) for triple in result}
    assert isinstance(result, ox.QuerySolutions)
    names = result.variables
    return {str([sorted(getattr(row[name], "value", "").split()) for name in names]) for row in result}


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("place", ["china", "guangdong", "united-states"])
def test_a_country_is_the_sum_of_its_cities_and_the_rest(name: str, place: str, shipped_store: ox.Store) -> None:
    each, parameter = ASKING[name]
    country = f"<{ID}place/{place}>"
    whole = answer(shipped_store, each, each.text, {parameter: [country]})
    direct = each.text.replace("sbx:locatedIn", "sbx:place")
    assert whole == answer(shipped_store, each, direct, {parameter: within(shipped_store, country)})
    if place == "china" and name not in OF_THE_COUNTRY:
        assert whole != answer(shipped_store, each, direct, {parameter: [country]})


def test_every_question_that_takes_a_place_is_among_them() -> None:
    assert len(ASKING) >= 14
