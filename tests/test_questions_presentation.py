"""How answers are shown: in a sentence, as a matrix, on the first page, beside a thing; and where an edit would go."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.cards import answers, cards, opening
from sandbox_atlas.api.web.sidebar import further_questions, panels
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions, questions_about
from sandbox_atlas.graph.questions.charts import chart, through_the_years
from sandbox_atlas.graph.questions.matrix import Column, matrix
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import parse
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.results import integer, text
from sandbox_atlas.graph.rdf.vocabulary import entity_iri

pytestmark = pytest.mark.anyio

QUESTION = """#+ title: {{en: T, zh: T}}
#+ description: {{en: D, zh: D}}
#+ {line}
SELECT * {{ ?s ?p ?o }}"""


async def test_an_answer_is_said_in_one_sentence_in_both_languages(atlas: Atlas) -> None:
    lookup = await atlas.ask("institutions-in-multiple-batches", {"level": ["group"]})
    english = sentence(lookup, atlas.names, "en")
    assert english == "2 institutions, each in 2 batches."
    assert "个批次" in sentence(lookup, atlas.names, "zh")


async def test_the_first_of_equals_is_not_named_as_the_first(atlas: Atlas) -> None:
    lookup = await atlas.ask("who-works-with-whom")
    assert sentence(lookup, atlas.names, "en") == "2 pairs, each in 1 application."
    one, other = lookup.rows
    shared = ox.Literal(9)
    first = replace(lookup, rows=[{**one, "applications": shared}, other])
    assert atlas.names.get(one["member"].value).label("en") in sentence(first, atlas.names, "en")  # type: ignore[union-attr]
    tied = replace(lookup, rows=[{**one, "applications": shared}, {**other, "applications": shared}, one])
    assert sentence(tied, atlas.names, "en") == "3 pairs – 2 tie for the most, at 9 applications each."
    assert sentence(tied, atlas.names, "zh") == "共 3 对，其中 2 对并列最多，各共同参与 9 项应用。"
    backwards = replace(tied, rows=[tied.rows[1], tied.rows[0], one])  # another language has another order of names
    assert sentence(backwards, atlas.names, "en") == sentence(tied, atlas.names, "en")


async def test_one_row_is_no_most_and_what_is_none_of_is_left_out(atlas: Atlas) -> None:
    pairs = await atlas.ask("who-works-with-whom")
    single = replace(pairs, rows=pairs.rows[:1])
    assert sentence(single, atlas.names, "en").startswith("One pair: ")
    assert "most" not in sentence(single, atlas.names, "en")
    assert sentence(single, atlas.names, "zh").startswith("仅 1 对：")
    found = await atlas.ask("applications")
    row = {**found.rows[0], "itsBatch": ox.NamedNode("urn:batch"), "described": None}
    inside = replace(found, rows=[row])
    assert sentence(inside, atlas.names, "en") == "1 application in 1 batch."
    assert sentence(inside, atlas.names, "zh") == "共 1 项应用，分属 1 个批次。"
    outside = replace(found, rows=[row, {**row, "itsBatch": None}])
    assert sentence(outside, atlas.names, "en") == "2 applications in 1 batch; in no batch: 1."
    described = replace(found, rows=[row, {**row, "described": ox.Literal(True)}])
    assert sentence(described, atlas.names, "zh") == "共 2 项应用，分属 1 个批次；仅有描述、没有名称的 1 项。"


async def test_the_thing_with_the_most_is_named_and_equals_together(atlas: Atlas) -> None:
    lookup = await atlas.ask("technologies-by-batch")
    first = {**lookup.rows[0], "batch": ox.NamedNode("urn:batch")}

    def told(lang: str, *members: str) -> str:
        cells = [
            {**first, "technology": ox.NamedNode(f"https://{name}"), "applicationList": ox.Literal(applications)}
            for name, _, applications in (each.partition(":") for each in members)
        ]
        return sentence(replace(lookup, rows=cells), atlas.names, lang)

    assert told("en", "a:x y", "a:y", "b:z").startswith("Most used: https://a, in 2 applications. 2 technologies")
    assert told("en", "b:x", "a:y").startswith("Most used: https://a and https://b, in 1 application.")
    assert told("zh", "b:x", "a:y", "c:x").startswith("用得最多的是https://a、https://b和https://c，见于 1 项应用")
    assert told("en", "b:x", "a:y", "c:x", "d:x").startswith("Most used: 4 of them, in 1 application.")
    assert told("en", "b:").startswith("Most used: none, in 0 applications.")


async def test_a_number_in_a_sentence_brings_its_noun(atlas: Atlas) -> None:
    one = await atlas.ask("technologies-by-batch", {"batch": ["lake-1"], "technology": ["tide-models"]})
    assert sentence(one, atlas.names, "en").endswith(
        ". 1 technology in 1 batch. Only batches and their applications count."
    )
    many = await atlas.ask("applications", {})
    assert sentence(many, atlas.names, "en").startswith(f"{len(many.rows)} applications in ")


def testthrough_the_years_and_quarters_that_nothing_is_in_stand_between_the_others() -> None:
    assert through_the_years(["2021", "2019", "not known"]) == ["2019", "2020", "2021", "not known"]
    assert through_the_years(["2021-Q2", "2020-Q4", "?"]) == ["2020-Q4", "2021-Q1", "2021-Q2", "?"]
    assert through_the_years(["?"]) == ["?"]


@pytest.mark.parametrize(("per", "is_upright"), [("year", True), ("quarter", True), ("batch", False)])
async def test_bars_are_upright_where_they_are_times_and_lie_where_they_are_things(
    atlas: Atlas, per: str, is_upright: bool
) -> None:
    lookup = await atlas.ask("institution-kinds-over-time", {"per": [per]})
    drawn = chart(lookup, atlas.names, "en", "not known")
    assert drawn is not None
    assert drawn.is_upright == is_upright
    assert len(drawn.series) > 1
    if is_upright:
        assert (drawn.panels[0].bars[-1].label, drawn.panels[0].bars[-1].is_known) == ("not known", False)


SAYING = sorted({name for name, each in questions().items() if each.presentation.answer} - {"milestone-evidence"})
"""The questions with a sentence; the tiny register has no milestone."""


@pytest.mark.parametrize("name", SAYING)
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_sentence_names_columns_of_its_question(atlas: Atlas, name: str, lang: str) -> None:
    tiny = {"source": ["lake-gazette"], "passage": ["gazette-batch-2"], "a": ["batch/lake-1"], "b": ["batch/lake-2"]}
    tiny |= {"subject": ["app:ferry-loans"], "predicate": ["sbx:applicant"]}
    tiny |= {"batch": ["lake-1"], "application": ["harbour-pay"], "institution": ["north-bank"], "sandbox": ["lake"]}
    tiny |= {"technology": ["tide-models"], "entity": ["batch/lake-1"], "earlier": ["lake-1"], "later": ["lake-2"]}
    tiny |= {"thing": ["inst:north-bank"], "whole": ["batch/lake-1"]}
    required = [each.name for each in questions()[name].parameters if each.required]
    lookup = await atlas.ask(name, {each: tiny[each] for each in required}, lang)
    said = sentence(lookup, atlas.names, lang)
    assert bool(said) == bool(lookup.rows)
    assert "{" not in said


async def test_an_answer_without_rows_or_without_a_sentence_says_nothing(atlas: Atlas) -> None:
    none = await atlas.ask("institutions-in-multiple-batches", {"minimum": ["99"]})
    assert sentence(none, atlas.names, "en") == ""
    assert sentence(await atlas.ask("passages"), atlas.names, "en") == ""


async def test_a_matrix_has_its_columns_in_order_of_time_and_knows_first_and_last(atlas: Atlas) -> None:
    lookup = await atlas.ask("institutions-in-multiple-batches", {"level": ["group"]})
    columns = await atlas.columns()
    drawn = matrix(lookup, columns)
    assert drawn is not None
    known = [columns[iri].order for iri in drawn.columns]
    assert known == sorted(known)
    for line, row in zip(drawn.lines, lookup.rows, strict=True):
        assert sum(line.values) == len(lookup.members(row, "batchList")) >= 2
        assert line.values[line.first]
        assert line.values[line.last]
    assert drawn.left_out == 0


async def test_a_matrix_of_numbers_counts_what_several_columns_share_once(atlas: Atlas) -> None:
    lookup = await atlas.ask("technologies-by-batch")
    drawn = matrix(lookup, await atlas.columns())
    assert drawn is not None
    found = {
        (text(row["technology"]), text(row["batch"])): integer(row["applications"])
        for row in lookup.rows
        if integer(row["applications"])
    }
    shown = {
        (line.iri, column): value
        for line in drawn.lines
        for column, value in zip(drawn.columns, line.values, strict=True)
        if value
    }
    assert shown == found
    for line in drawn.lines:
        rows = [row for row in lookup.rows if text(row["technology"]) == line.iri]
        assert line.total == len({each for row in rows for each in lookup.members(row, "applicationList")})
    assert [line.total for line in drawn.lines] == sorted((line.total for line in drawn.lines), reverse=True)
    assert sum(span for _, span in drawn.groups) == len(drawn.columns)


async def test_pairs_of_kinds_stand_in_both_places_and_within_one_kind_once(atlas: Atlas) -> None:
    lookup = await atlas.ask("who-works-with-whom")
    drawn = matrix(lookup, {})
    assert drawn is not None
    for at, line in enumerate(drawn.lines):
        assert list(line.values) == [other.values[at] for other in drawn.lines]
    within = sum(line.values[at] for at, line in enumerate(drawn.lines))
    assert sum(sum(line.values) for line in drawn.lines) + within == 2 * len(lookup.rows)


async def test_columns_stand_by_group_in_time_and_those_of_small_groups_together(atlas: Atlas) -> None:
    lookup = await atlas.ask("technologies-by-batch")
    first = lookup.rows[0]
    batches = {f"urn:{name}": Column(name[0], name[1]) for name in ("b2", "b1", "b3", "a1", "c0")}
    rows = [{**first, "batch": ox.NamedNode(iri), "applications": ox.Literal(1)} for iri in batches]
    drawn = matrix(replace(lookup, rows=rows), batches)
    assert drawn is not None
    assert drawn.columns == ("urn:b1", "urn:b2", "urn:b3", "urn:c0", "urn:a1")
    assert drawn.groups == (("b", 3), ("", 2))


async def test_there_is_no_matrix_for_an_empty_answer_or_another_question(atlas: Atlas) -> None:
    assert matrix(await atlas.ask("institutions-in-multiple-batches", {"minimum": ["99"]}), {}) is None
    assert matrix(await atlas.ask("coverage"), {}) is None


async def test_cards_stand_in_their_order_and_are_answered_once_for_a_snapshot(atlas: Atlas) -> None:
    first = await cards(atlas, "en", str)
    ranks = [questions()[card.question].presentation.card.rank for card in first]  # type: ignore[union-attr]
    assert ranks == sorted(ranks)
    assert len(first) >= 5
    assert "comparison" not in [card.question for card in first]  # Beijing is not in this register
    assert await cards(atlas, "en", str) is first
    assert (await cards(atlas, "zh", str))[0].title != first[0].title


async def test_the_list_of_questions_has_todays_answers_and_no_answer_that_fails(atlas: Atlas) -> None:
    said = await answers(atlas, "en", str)
    assert said["who-works-with-whom"] == "2 pairs, each in 1 application."
    assert "comparison" not in said  # it needs two things
    assert await answers(atlas, "en", str) is said
    described = [each.description[lang] for each in questions().values() for lang in ("en", "zh")]
    assert all(each.startswith(opening(each)) and len(opening(each)) > 5 for each in described)
    assert opening("First. Then 1. of 2.") == "First."
    assert opening("共 1.5 项。另有二。") == "共 1.5 项。"


async def test_beside_an_institution_stand_its_partners_and_what_can_be_asked(atlas: Atlas) -> None:
    lookup = await atlas.ask("who-works-with-whom")
    member = lookup.rows[0]["member"]
    partner = lookup.rows[0]["partner"]
    (panel,) = await panels(atlas, member.value, "en")  # type: ignore[union-attr]
    assert panel.title == "Works with"
    assert partner.value in [item.iri for item in panel.items]  # type: ignore[union-attr]
    assert "applications" in [question.name for question, _ in further_questions(member.value)]  # type: ignore[union-attr]
    assert await panels(atlas, "https://example.org/elsewhere", "en") == []


def test_questions_about_a_kind_need_nothing_but_the_thing() -> None:
    about = questions_about("source")
    assert {question.name for question, _ in about} >= {"passages", "statements-of-source"}
    for question, taking in about:
        assert all(each is taking or not each.required for each in question.parameters)


async def test_what_happened_to_a_thing_comes_in_order_of_time(atlas: Atlas) -> None:
    happened = await atlas.events(entity_iri("batch", "lake-1"))
    assert happened
    assert [event.date for event in happened] == sorted(event.date for event in happened)


@pytest.mark.parametrize(
    "line", ["card: {rank: 1}", "matrix: {rows: a}", "network: {}", "answer: {en: A}", "panel: {of: a}"]
)
def test_a_presentation_that_lacks_something_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"lame\.rq"):
        parse("lame", QUESTION.format(line=line))


def test_questions_about_a_thing_begin_with_what_people_ask() -> None:
    asked = [question for question, _ in further_questions(entity_iri("sandbox", "lake"))]
    ranks = [question.presentation.card.rank for question in asked if question.presentation.card]
    groups = [list(GROUPS).index(question.presentation.group) for question in asked[len(ranks) :]]
    assert asked[0].name == "institutions-in-multiple-batches"
    assert ranks == sorted(ranks)
    assert groups == sorted(groups)
    assert len(asked) > len(ranks) + 10
