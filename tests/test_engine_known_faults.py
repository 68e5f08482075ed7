"""What the engine's library answers wrongly and nobody mends, as docs/sparql.md lists it.

Each test holds the wrong answer of today: one that fails tells that the library is mended, and docs/sparql.md is to
change with it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.engine.pool.evaluation import answer

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIX = f"PREFIX xsd: <{XSD}> "


def solutions(text: str, data: str = "") -> list[dict[str, str]]:
    """The rows of an answer as the worker gives it, each term as N-Triples writes it."""
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TRIG)
    head = {
        "media_type": "application/sparql-results+json",
        "dataset": None,
        "base": "",
        "max_rows": 100,
        "max_bytes": 10_000,
    }
    reply, body = answer(store, head, PREFIX + text)
    assert reply == {"status": "ok"}
    rows = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    return [{name: str(row[name]) for name in names if row[name] is not None} for row in rows]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ('"01"^^xsd:integer', f'"1"^^<{XSD}integer>'),
        ('"1.50"^^xsd:decimal', f'"1.5"^^<{XSD}decimal>'),
        ('"1.0E5"^^xsd:double', f'"100000"^^<{XSD}double>'),
        ('"5"^^xsd:int', f'"5"^^<{XSD}integer>'),
        ('"5"^^xsd:byte', f'"5"^^<{XSD}integer>'),
        ('"5"^^xsd:long', f'"5"^^<{XSD}integer>'),
        ('"-5"^^xsd:negativeInteger', f'"-5"^^<{XSD}integer>'),
        ('"300"^^xsd:byte', f'"300"^^<{XSD}integer>'),
        ('"0"^^xsd:boolean', f'"false"^^<{XSD}boolean>'),
        ('"2020-01-01+00:00"^^xsd:date', f'"2020-01-01Z"^^<{XSD}date>'),
        ('"2020-01-01T00:00:00.50Z"^^xsd:dateTime', f'"2020-01-01T00:00:00.5Z"^^<{XSD}dateTime>'),
        ('"P12M"^^xsd:duration', f'"P1Y"^^<{XSD}duration>'),
    ],
)
def test_fault_lexical_forms_and_derived_datatypes_are_not_kept(written: str, stored: str) -> None:
    assert solutions("SELECT ?o { ?s ?p ?o }", f"@prefix xsd: <{XSD}> . <urn:a> <urn:b> {written} .") == [{"o": stored}]


def test_fault_language_tags_come_back_in_lower_case() -> None:
    assert solutions("SELECT ?o { ?s ?p ?o }", '<urn:a> <urn:b> "x"@zh-Hant .') == [{"o": '"x"@zh-hant'}]


def test_fault_integers_beyond_64_bits_cannot_be_compared() -> None:
    assert solutions("SELECT ?x { VALUES ?x { 1 } FILTER(99999999999999999999 > 1) }") == []
    assert solutions("SELECT (9223372036854775807 + 1 AS ?x) {}") == [{}]


def test_fault_a_blank_node_by_a_string_is_the_same_in_every_row() -> None:
    rows = solutions('SELECT (BNODE("x") AS ?b) { VALUES ?i { 1 2 } }')
    assert len(rows) == 2
    assert len({row["b"] for row in rows}) == 1


def test_fault_a_path_of_length_zero_misses_what_is_not_in_the_graph() -> None:  # oxigraph#1815
    assert solutions("SELECT ?o { <urn:absent> <urn:p>* ?o }") == []


def test_fault_a_path_of_length_zero_inside_a_sequence_matches_too_much() -> None:  # oxigraph#1952
    text = "SELECT * { () <urn:a>? ?b . ?b <urn:n>|^(<urn:n>*/<urn:n>*) ?o }"
    data = f"<urn:x> <urn:y> <{'http://www.w3.org/1999/02/22-rdf-syntax-ns#'}nil> ."
    assert solutions(text, data) != []


def test_fault_exists_in_a_group_sees_variables_from_outside_of_the_group() -> None:
    text = "SELECT ?z { ?a <urn:p> ?s . { ?a <urn:q> ?z FILTER EXISTS { VALUES ?s { 'other' } } } }"
    assert solutions(text, "<urn:a> <urn:p> 'one' ; <urn:q> 'two' .") == []


def test_fault_dates_with_and_without_time_zone_are_called_different() -> None:
    text = 'SELECT ?x { BIND("2006-08-23"^^xsd:date != "2006-08-23Z"^^xsd:date AS ?x) }'
    assert solutions(text) == [{"x": f'"true"^^<{XSD}boolean>'}]


def test_fault_extremes_of_several_kinds_depend_on_the_order_of_solutions() -> None:
    text = "SELECT (MIN(?v) AS ?x) { VALUES ?v { 9 '2019-01-01'^^xsd:date 10 } }"
    assert solutions(text) == [{"x": f'"10"^^<{XSD}integer>'}]  # whatever is first of a date and 9, it is not 10


@pytest.mark.parametrize("text", ['!"x"^^xsd:integer', 'IF("x"^^xsd:boolean, 1, 2)', '!"x"^^xsd:double', '!"x"@en'])
def test_fault_tests_of_invalid_numbers_and_booleans_and_of_texts_with_a_language_are_errors(text: str) -> None:
    assert solutions(f"SELECT ({text} AS ?x) {{}}") == [{}]


def test_fault_a_duration_cannot_be_added_to_a_date_but_taken_from_it() -> None:
    date, month = '"2020-01-31"^^xsd:date', 'P1M"^^xsd:yearMonthDuration'
    (row,) = solutions(f'SELECT ({date} + "{month} AS ?x) ({date} - "-{month} AS ?y) {{}}')
    assert row == {"y": f'"2020-02-29"^^<{XSD}date>'}


@pytest.mark.parametrize("text", ["true > false", "xsd:dateTime(' 2020-01-01T00:00:00Z ')"])
def test_fault_some_comparisons_and_casts_are_errors(text: str) -> None:
    assert solutions(f"SELECT ({text} AS ?x) {{}}") == [{}]


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "given"),
    [
        ("a", "a#", "x", "true"),  # a comment, where XPath has a character
        ("b", "[a-z-[b]]", "", "true"),  # a union, where XPath has a difference
        (" ", "[a ]", "x", "false"),
        ("_", r"\\w", "", "true"),
        ("€", r"\\w", "", "false"),
        ("\u3000", r"\\s", "", "true"),
        ("aa", r"(a)\\1", "", None),
        ("a", r"\\i", "", None),
        ("a", r"\\p{IsBasicLatin}", "", None),
    ],
)
def test_fault_regular_expressions_are_those_of_another_language(  # oxigraph#1471
    text: str, pattern: str, flags: str, given: str | None
) -> None:
    (row,) = solutions(f"SELECT (REGEX('{text}', '{pattern}', '{flags}') AS ?x) {{}}")
    assert row == ({} if given is None else {"x": f'"{given}"^^<{XSD}boolean>'})


def test_every_fault_is_in_the_document() -> None:
    text = (Path(__file__).parents[1] / "docs" / "sparql.md").read_text(encoding="utf-8")
    signs = ("#1815", "#1952", "#1471", "#1450", "64 bits", "BNODE", "xsd:negativeInteger", "P12M", "lower case")
    for sign in (*signs, "time zone and one without", "`MIN` and `MAX`", "17.2.2", "duration added", "U+3000"):
        assert sign in text, json.dumps(sign)
