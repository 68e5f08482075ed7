"""Parameters of questions: what is taken, what is refused with a hint, and that no text breaks out of its place."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import rows

pytestmark = [pytest.mark.anyio, pytest.mark.every_engine]


@pytest.mark.parametrize(
    ("name", "given", "says", "hint"),
    [
        ("applications", {"colour": ["red"]}, "'applications' has no parameter 'colour'.", "It has batch, place"),
        ("entity-facts", {}, "'entity-facts' needs the parameter 'entity'.", "For example: entity="),
        ("entity-facts", {"entity": [" "]}, "'entity-facts' needs the parameter 'entity'.", "For example: entity="),
        (
            "entity-facts",
            {"entity": ["http://["]},
            "'entity': there is no thing named 'http://['.",
            "For example: entity=",
        ),
        ("applications", {"batch": ["lake-3"]}, "'batch': there is no batch named 'lake-3'.", "lake-1"),
        ("applications", {"batch": ["qqqqqq"]}, "there is no batch named 'qqqqqq'.", "For example: batch="),
        ("applications", {"batch": ["lake-1", "x"]}, "there is no batch named 'x'.", ""),
        ("applications", {"place": ["inst:reed-tech"]}, "there is no place named 'inst:reed-tech'.", ""),
        ("applications", {"institution": ["Reed Teck"]}, "no institution or regulator named", "Did you mean reed-tech"),
        (
            "applications",
            {"type": ["car"]},
            "'type' is one of service, product, not 'car'.",
            "For example: type=service",
        ),
        ("applications", {"type": ["sbx:FinancialService"]}, "'type' is one of service, product", ""),
        *(
            (
                "institutions-in-multiple-batches",
                {"minimum": [value]},
                "'minimum' takes a whole number from 1",
                "For exam",
            )
            for value in ("0", "-1", "two", "1.5", "1e3", "٣", "9" * 30, "1; DROP", "0x1")
        ),
        ("statement-evidence", {"subject": ["inst:reed-tech"]}, "needs the parameter 'predicate'", "sbx:applicant"),
    ],
)
async def test_a_wrong_parameter_says_what_is_wrong_and_what_to_write(
    atlas: Atlas, name: str, given: dict[str, list[str]], says: str, hint: str
) -> None:
    with pytest.raises(BadParameterError) as caught:
        await atlas.ask(name, given)
    assert says in caught.value.message
    assert hint in caught.value.hint


async def test_an_unknown_question_suggests_near_ones(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="institutions-in-multiple-batches"):
        await atlas.ask("institutions-in-multiple-batch")


@pytest.mark.parametrize("value", ["+2", "2", " 2 ", "002"])
async def test_a_whole_number_may_be_written_in_several_ways(atlas: Atlas, value: str) -> None:
    assert len((await atlas.ask("institutions-in-multiple-batches", {"minimum": [value]})).rows) == 1


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("sbx:applicant", "sbx:applicant"),
        ("inst:reed-tech", "inst:reed-tech"),  # a prefix that the query declares
        ("Reed Tech", "inst:reed-tech"),
        ("https://e.example/a?b=c#d", "<https://e.example/a?b=c#d>"),
        ("urn:x:y", "<urn:x:y>"),
        ("-12", '"-12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ('"a"', '"a"'),
        ('"a"@en', '"a"@en'),
        ('"1.5"^^xsd:decimal', '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (r'"a\"b"', r'"a\"b"'),
        ("plain } text", '"plain } text"'),
        ("it's", '"it\'s"'),
        ("nothing:at all", '"nothing:at all"'),
        ("UNDEF", '"UNDEF"'),
        ("?object", '"?object"'),
    ],
)
async def test_a_term_is_an_iri_a_name_a_number_a_literal_or_text(atlas: Atlas, value: str, term: str) -> None:
    given = {"subject": ["inst:reed-tech"], "predicate": ["sbx:asPrinted"], "object": [value]}
    bound = await bind_parameters(questions()["statement-evidence"], atlas.names, given, "en")
    assert f"VALUES ?object {{ {term} }}" in bound.text


HOSTILE = [
    *('"', "'", "\\", '"""', "'''", "}", "{", "\n", "a\nb", "\0", "\ud800", "#", "a # b", "<", ">", "<urn:a", "?x"),
    *("UNDEF", "VALUES ?batch { }", "> } SELECT * { ?s ?p ?o", "} UNION { ?s ?p ?o } #", '"@en } UNION { ?s ?p ?o }'),
    *('"a" } UNION { ?s ?p ?o } #', '"a" "b"', '"a" , "b"', '"a" . <urn:s> <urn:p> "b"', '"a"@', '"a"^^', '"a"^^<b'),
    *('"\\', "sbx:a b", "urn:x y", "urn:x>y", 'http://e.example/"', "http://e.example/{}", "http://", "sbx:", ":"),
    *("1" * 5000, "x" * 100_000, "😀", "é" * 999, "/", "//", "a/b/c", "../../etc/passwd", "<script>", "${x}", "%s"),
    *("{0}", "_:b", "::", "\u202e", "批"),
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(questions()))
async def test_hostile_values_are_refused_or_find_nothing(atlas: Atlas, name: str) -> None:
    asked_for = questions()[name]
    required = {each.name: [each.example] for each in asked_for.parameters if each.required}
    good = {"batch": "lake-2", "institution": "reed-tech", "subject": "inst:reed-tech", "entity": "inst:reed-tech"}
    good |= {"technology": "tide-models", "sandbox": "lake", "predicate": "sbx:asPrinted"}
    for parameter in asked_for.parameters:
        for value in HOSTILE:
            given = {key: [good.get(key, *values)] for key, values in required.items()} | {parameter.name: [value]}
            try:
                lookup = await atlas.ask(name, given)
            except BadParameterError as error:
                assert error.message  # noqa: PT017 - refusing is one of two right answers
                continue
            assert parameter.type == "term" or not value.strip(), (parameter.name, value)
            assert not value.strip() or lookup.rows == [], (parameter.name, value)


@given(st.text(max_size=30) | st.text(alphabet="\"'\\{}<>#?@^_:. \nab", max_size=20))
def test_any_text_binds_exactly_one_term(value: str) -> None:
    """One row comes back whatever is written, so no value breaks out of its block."""
    given = {"subject": ["urn:s"], "predicate": ["urn:p"], "object": [value]}
    names = Names([Name("urn:s")])
    try:
        text = asyncio.run(bind_parameters(questions()["statement-evidence"], names, given, "en")).text
    except BadParameterError:
        return
    begin = text.index("VALUES ?object") if value.strip() else text.index("VALUES ?lang")
    solutions = ox.Store().query("SELECT * {" + text[begin : text.index("?said", begin)] + "}")
    assert len(list(solutions)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", questions())
async def test_a_question_gives_the_same_rows_as_its_query_in_the_editor(atlas: Atlas, name: str) -> None:
    asked = questions()[name]
    examples = await example_values(asked, atlas.names)
    every = {each.name: [examples[each.name]] for each in asked.parameters if examples[each.name]}
    required = {each.name: every[each.name] for each in asked.parameters if each.required and each.name in every}
    for values in (required, every):
        with suppress(BadParameterError):  # the tiny register has no example of each
            text = (await bind_parameters(asked, atlas.names, values, "en")).text
            found = [list(rows((await atlas.engine.query(text, JSON, own=own)).body)) for own in (True, False)]
            assert found[0] == found[1]
