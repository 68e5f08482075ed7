"""Query texts: their form, what is refused in them, and how parameters are bound."""

from __future__ import annotations

import re
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sandbox_atlas.graph.engine.query import query_form
from sandbox_atlas.graph.errors import ForbiddenQueryError, MalformedQueryError
from sandbox_atlas.graph.questions.binding import bind, values_blocks
from tests.support.rounds import ROUNDS

REFUSED = (ForbiddenQueryError, MalformedQueryError)
PORT = "<http://127.0.0.1:9/>"
"""A server that Oxigraph refuses to call before it opens a connection."""
CALL = f"{PORT} {{ ?x ?y ?z }}"


# ── Forms ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ask {}", "ASK"),
        ("Construct { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <urn:select>", "DESCRIBE"),
        ("PREFIX ask: <urn:construct> # DESCRIBE\nSELECT * { ?insert ask:delete 'LOAD' }", "SELECT"),
        ("BASE <urn:x> ASK { SELECT * {} }", "ASK"),
    ],
)
def test_the_form_of_a_query_is_its_first_keyword(text: str, form: str) -> None:
    assert query_form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "delete where { ?s ?p ?o }",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "PREFIX a: <urn:a> CLEAR ALL",
        "DROP SILENT ALL",
        "ADD <urn:a> TO <urn:b>",
        "MOVE <urn:a> TO <urn:b>",
        "COPY <urn:a> TO <urn:b>",
        "CREATE GRAPH <urn:a>",
    ],
)
def test_updates_are_forbidden(text: str) -> None:
    with pytest.raises(MalformedQueryError, match="is an update"):
        query_form(text)


@pytest.mark.parametrize(
    "text", ["", "   ", "# SELECT * {}", "hello", "'SELECT'", "?select", "<ASK>", "ask:a", "\0", "{"]
)
def test_what_is_no_query_is_malformed(text: str) -> None:
    with pytest.raises(MalformedQueryError, match="none of SELECT"):
        query_form(text)


# ── SERVICE ──────────────────────────────────────────────────────────────────


def parses(text: str) -> bool:
    """Whether Oxigraph takes a text as a query; what happens when it is run does not matter."""
    try:
        ox.Store().query(text, base_iri="http://127.0.0.1:9/sparql")
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):  # it was read, and failed when it ran
        return True
    return True


def calls_a_service(text: str) -> bool:
    """Whether Oxigraph reads the keyword in a text: it parses, and no longer does with another word in its place."""
    return parses(text) and not parses(re.sub("service", "SERVIZE", text, flags=re.IGNORECASE))


HIDING_PLACES = {
    "plain": f"SELECT * {{ SERVICE {CALL} }}",
    "small letters": f"SELECT * {{ service {CALL} }}",
    "no space": f"SELECT * {{ SERVICE{CALL} }}",
    "silent": f"SELECT * {{ SERVICE SILENT {CALL} }}",
    "silent, no space": f"SELECT * {{ SERVICESILENT{CALL} }}",
    "variable": "SELECT * { ?s ?p ?o SERVICE?o { ?x ?y ?z } }",
    "comments between": f"SELECT * {{ SERVICE#'\n#\"\n{CALL} }}",
    "after a comment": f"SELECT * {{ #\rSERVICE {CALL} }}",
    "prefixed": f"PREFIX foo: {PORT} SELECT * {{ SERVICE foo: {{ ?x ?y ?z }} }}",
    "prefixed, no space": f"PREFIX foo: {PORT} SELECT * {{ SERVICEfoo:{{ ?x ?y ?z }} }}",
    "empty prefix": f"PREFIX : {PORT} SELECT * {{ SERVICE:{{ ?x ?y ?z }} }}",
    "local name": "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:foo { ?x ?y ?z } }",
    "silent prefix": f"PREFIX : {PORT} SELECT * {{ SERVICESILENT:#\n{{ ?x ?y ?z }} }}",
    "after true": f"SELECT * {{ ?s ?p trueSERVICE{CALL} }}",
    "after a number": f"SELECT * {{ ?s ?p 1e5SERVICE{CALL} }}",
    "after a number and a dot": f"SELECT * {{ ?s ?p 1.SERVICE{CALL} }}",
    "after a language": f'SELECT * {{ ?s ?p ""@en.SERVICE{CALL} }}',
    "after a blank node": f"SELECT * {{ ?s ?p []SERVICE{CALL} }}",
    "after a string": f"SELECT * {{ ?s ?p ''SERVICE{CALL} }}",
    "after a string with quotes": f"SELECT * {{ ?s ?p '''\\''''SERVICE{CALL} }}",
    "after less-than": f"SELECT * {{ ?s ?p ?a FILTER(?a<?b)SERVICE#>\n{CALL} }}",
    "less-than and a comment": f"SELECT * {{ FILTER(1<#>'''\n2)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "less-than and a string": f"SELECT * {{ FILTER(1<'>')SERVICE{PORT}{{?x ?y ?z#'\n}} }}",
    "less-than in a function": f"SELECT * {{ BIND(IF(''<'>',1,2) AS ?n)SERVICE{PORT}{{?x ?y ?z#'\n}} }}",
    "less-than and a name": f"PREFIX a: <urn:a> SELECT * {{ FILTER(1<a:#>'''\n)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "less-than after EXISTS": f"SELECT * {{ FILTER(EXISTS{{}}<#>'''\n2)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "less-than after a triple": f"SELECT * {{ FILTER(<<(?s ?p 1)>><#>'''\n2)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "less-than after a middle dot": f"SELECT * {{ FILTER(?a·<#>'''\n2)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "less-than after an accent": f"SELECT * {{ FILTER(?a\u0301<#>'''\n2)SERVICE{PORT}{{?x ?y ?z#'''\n}} }}",
    "inside a graph": f"SELECT * {{ GRAPH ?g {{ SERVICE {CALL} }} }}",
    "inside a subquery": f"SELECT * {{ {{ SELECT * {{ SERVICE {CALL} }} }} }}",
    "inside EXISTS": f"ASK {{ FILTER EXISTS {{ SERVICE {CALL} }} }}",
    "construct": f"CONSTRUCT {{ ?x ?y ?z }} WHERE {{ SERVICE {CALL} }}",
    "describe": f"DESCRIBE ?x {{ SERVICE {CALL} }}",
}


@pytest.mark.parametrize("text", HIDING_PLACES.values(), ids=HIDING_PLACES)
def test_service_is_refused_wherever_it_hides(text: str) -> None:
    assert calls_a_service(text)
    with pytest.raises(REFUSED):
        query_form(text)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERV\\u0049CE {CALL} }}",
        f"SELECT * {{ \\U00000053ERVICE {CALL} }}",
        f"SELECT * {{ ?s ?p 1 FILTER(1\\u003C#>'''\n2)SERVICE{PORT}{{#'''\n}} }}",
    ],
)
def test_service_is_refused_behind_escapes_which_other_engines_decode(text: str) -> None:
    with pytest.raises(REFUSED):
        query_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?SERVICE $service }",
        "SELECT * { ?s ?p 'SERVICE <http://e.example/> {}' , \"service\"@en , '''SERVICE''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://e.example/> {}",
        "BASE <http://service.example/> SELECT * { <SERVICE> <SERVICE#> <http://service.example/SERVICE> }",
        "PREFIX service: <urn:s> SELECT * { service:a service:b service:c . ?s service:SERVICE service: }",
        "PREFIX service: <urn:s> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <urn:s> SELECT * FROM service:g { ?s ?p ?o }",
        "PREFIX service: <urn:s> SELECT * FROM NAMED service:g { ?s ?p ?o }",
        'PREFIX ex: <urn:e> SELECT * { ?s ex:SERVICE ""@service , _:service }',
        "SELECT * { ?a ?b ?c FILTER(?a<?b && ?b>?c) FILTER(?a < 'SERVICE') }",
        "SELECT * { ?s ?p ?o FILTER(?o = <http://e.example/#'>) FILTER(?o IN (<urn:a#b>, <urn:c#d>)) }",
        "SELECT * { ?s ?p '\\u0041' }",
    ],
)
def test_the_word_service_is_harmless_elsewhere(text: str) -> None:
    assert parses(text)
    assert query_form(text) == "SELECT"


TERMS = ["?a", "?a·", "1", "1.", "''", "'<'", "'\\''", "''@en", '"#"', "'''#'''", "true", "x:a", "x:", "<urn:a#'>"]
COMPOUNDS = ["(1)", "STR(?a)", "<<(?s ?p ?a)>>", "EXISTS{?s ?p ?o}", "IF(1<2,?a,3)", "?a IN (1,<urn:b#>)"]
OPERATORS = ["<", "<", "<", "<=", ">", "=", "&&", "+", "/"]
PATTERNS = ["?s ?p ?o .", "?s ?p true", "?s x:p ''@en.", "OPTIONAL {?s ?p ?o}", "?s ?p 1e0"]
KEYWORDS = ["SERVICE", "service", "SERVICE SILENT", "SERVICESILENT"]


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query with a call among expressions, strings and comments, the same kind of quote in all comments."""
    quote = draw(st.sampled_from(["'", '"', "'''", '"""', "}"]))
    gaps = st.sampled_from(["", "", " ", f"#>{quote}\n", f"#{quote}\n", "#\n"])
    operands = st.sampled_from(TERMS) | st.sampled_from(COMPOUNDS)
    parts = st.tuples(operands, gaps, st.sampled_from(OPERATORS), gaps, operands).map("".join)
    expressions = (parts | operands).map(lambda expression: f"FILTER({expression})")
    pattern = expressions | st.sampled_from(PATTERNS)
    servers = st.sampled_from([PORT, PORT, "x:a", ":", "?s"])
    call = st.tuples(st.sampled_from(KEYWORDS), gaps, servers, gaps, st.just("{ ?x ?y ?z "), gaps, st.just("}"))
    body = draw(st.tuples(pattern, gaps, call.map("".join), gaps, st.just("") | pattern, gaps).map("".join))
    return f"PREFIX x: <http://127.0.0.1:9/> PREFIX : {PORT} SELECT * {{ {body} }}"


@pytest.mark.slow
@settings(max_examples=100 * ROUNDS)
@given(queries())
@example(HIDING_PLACES["less-than and a comment"])
@example(HIDING_PLACES["less-than after EXISTS"])
@example(HIDING_PLACES["less-than after a triple"])
@example(HIDING_PLACES["less-than after a middle dot"])
def test_every_service_call_that_the_engine_would_read_is_refused(text: str) -> None:
    assume(calls_a_service(text))
    with pytest.raises(REFUSED):
        query_form(text)


@given(st.text(alphabet="<>'\"\\#\n {}()?aSELCTRVI:.u0", max_size=40))
def test_any_text_has_a_form_or_is_refused(text: str) -> None:
    with suppress(*REFUSED):
        assert query_form(text) in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


# ── Binding ──────────────────────────────────────────────────────────────────

TWO = "SELECT ?a ?b { VALUES ?a { 1 2 } values $b {\"}\" 'VALUES ?c {'} }"


def test_blocks_are_found_by_variable_and_place() -> None:
    blocks = values_blocks(TWO)
    assert {name: TWO[start:end] for name, (start, end) in blocks.items()} == {
        "a": "VALUES ?a { 1 2 }",
        "b": "values $b {\"}\" 'VALUES ?c {'}",
    }


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { # VALUES ?a { 1 }\n }",
        "SELECT * { ?s ?p 'VALUES ?a { 1 }' }",
        "SELECT * { VALUES (?a) { (1) } }",
        "SELECT * { VALUES ?a {",
    ],
)
def test_what_is_no_block_of_one_variable_is_left_alone(text: str) -> None:
    assert values_blocks(text) == {}


def test_all_blocks_are_bound_in_one_pass() -> None:
    assert bind(TWO, {"b": ["<urn:x>"], "a": ['"VALUES ?b { 3 }"', "4"]}) == (
        'SELECT ?a ?b { VALUES ?a { "VALUES ?b { 3 }" 4 } VALUES ?b { <urn:x> } }'
    )


def test_no_value_frees_the_variable_and_other_blocks_stay() -> None:
    bound = bind(TWO, {"a": []})
    assert list(values_blocks(bound)) == ["b"]
    assert bound.startswith("SELECT ?a ?b {  values")


CONDITIONS = """SELECT DISTINCT ?x {
  ?x a <urn:Thing> .
  { VALUES ?a { <urn:1> } ?x <urn:a> ?a }
  { VALUES ?b { <urn:1> } ?x <urn:b>/<urn:up>* ?b . OPTIONAL { ?x <urn:a> ?other } }
}"""


def test_a_condition_without_a_value_goes_as_a_whole() -> None:
    text = bind(CONDITIONS, {"a": [], "b": ["<urn:2>"]})
    assert "<urn:a> ?a" not in text
    assert "{ VALUES ?b { <urn:2> } ?x <urn:b>/<urn:up>* ?b . OPTIONAL { ?x <urn:a> ?other } }" in text


def test_what_is_offered_stays_as_a_comment_that_can_be_taken_up() -> None:
    text = bind(CONDITIONS, {"a": [], "b": []}, {"a": ["<urn:3>"], "b": []})
    assert "  # { VALUES ?a { <urn:3> } ?x <urn:a> ?a }\n  # { VALUES ?b { <urn:1> } ?x <urn:b>" in text
    assert bind("ASK { ?s ?p ?o . { VALUES ?o {\n1 } } ?o ?p ?s }", {"o": []}, {"o": []}) == (
        "ASK { ?s ?p ?o . # { VALUES ?o {\n# 1 } }\n ?o ?p ?s }"
    )
    store = ox.Store()
    store.load("<urn:1> a <urn:Thing> ; <urn:a> <urn:3> . <urn:2> a <urn:Thing> .", ox.RdfFormat.TURTLE)
    found = [list(store.query(each)) for each in (text, text.replace("# { VALUES ?a", "{ VALUES ?a"))]
    assert [len(each) for each in found] == [2, 1]


def test_conditions_inside_one_that_is_gone_are_gone() -> None:
    text = "ASK { { VALUES ?a { 1 } { VALUES ?b { 2 } ?x ?y ?b } } ?x ?y ?z }"
    assert bind(text, {"a": [], "b": ["3"]}) == "ASK {  ?x ?y ?z }"
    assert bind(text, {"a": ["4"], "b": []}) == "ASK { { VALUES ?a { 4 }  } ?x ?y ?z }"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?a { 1 } ?x ?y ?a }",
        "SELECT * WHERE { VALUES ?a { 1 } ?x ?y ?a }",
        "CONSTRUCT { ?x ?y ?z } { VALUES ?a { 1 } ?x ?y ?a }",
        "SELECT * { ?x ?y ?z OPTIONAL { VALUES ?a { 1 } ?x ?y ?a } }",
        "SELECT * { ?x ?y ?z . { SELECT ?x { VALUES ?a { 1 } ?x ?y ?a } } }",
        "SELECT * { { VALUES ?a { 1 } ?x ?y ?a } UNION { ?x ?y ?z } }",
        "SELECT * { { ?x ?y ?z } UNION { VALUES ?a { 1 } ?x ?y ?a } }",
        "SELECT * { ?x ?y ?z . GRAPH ?g { VALUES ?a { 1 } ?x ?y ?a } }",
        "SELECT * { ?x ?y ?z MINUS { VALUES ?a { 1 } ?x ?y ?a } }",
        "SELECT * { ?x ?y ?z . { ?x ?y ?a VALUES ?a { 1 } } }",
    ],
)
def test_a_group_that_is_part_of_something_else_is_no_condition(text: str) -> None:
    assert bind(text, {"a": []}) == text.replace("VALUES ?a { 1 }", "")


_CHOSEN = st.none() | st.integers(1, 3)
_LINKS = st.sets(st.tuples(st.integers(1, 3), st.integers(1, 3)))


@given(a=_LINKS, b=_LINKS, chosen_a=_CHOSEN, chosen_b=_CHOSEN)
def test_each_condition_narrows_the_answer_and_a_missing_one_does_not(
    a: set[tuple[int, int]], b: set[tuple[int, int]], chosen_a: int | None, chosen_b: int | None
) -> None:
    store = ox.Store()
    lines = [f"<urn:{x}> a <urn:Thing> ." for x in (1, 2, 3)]
    lines += [f"<urn:{x}> <urn:{p}> <urn:{y}> ." for p, links in (("a", a), ("b", b)) for x, y in links]
    store.load("\n".join(lines), ox.RdfFormat.TURTLE)
    terms = {name: [f"<urn:{n}>"] if n else [] for name, n in (("a", chosen_a), ("b", chosen_b))}
    solutions = store.query(bind(CONDITIONS, terms))
    assert isinstance(solutions, ox.QuerySolutions)
    assert {str(row["x"]) for row in solutions} == {
        f"<urn:{x}>" for x in (1, 2, 3) if (not chosen_a or (x, chosen_a) in a) and (not chosen_b or (x, chosen_b) in b)
    }


def test_an_unknown_variable_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="c"):
        bind(TWO, {"c": ["1"]})


def test_a_block_may_be_repeated_in_a_sub_select_and_all_are_bound() -> None:
    text = "SELECT * { VALUES ?a { 1 } { SELECT * { ?x a <urn:X> . { VALUES ?a { 1 } ?x <urn:a> ?a } } } }"
    assert bind(text, {"a": ["3"]}) == text.replace("{ 1 }", "{ 3 }")
    assert bind(text, {"a": []}) == "SELECT * {  { SELECT * { ?x a <urn:X> .  } } }"


def test_two_blocks_of_one_variable_that_differ_are_ambiguous() -> None:
    with pytest.raises(ValueError, match=r"two VALUES blocks for \?a"):
        bind("SELECT * { VALUES ?a { 1 } VALUES ?a { 2 } }", {"a": ["3"]})


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
@example(["} VALUES ?b { 1"])
@example(['"""', "'''", "\\", "\n}"])
def test_every_text_that_is_bound_comes_back_as_it_was(texts: list[str]) -> None:
    query = bind(
        "SELECT ?a ?b { VALUES ?a { 0 } VALUES ?b { 0 } }", {"a": [str(ox.Literal(t)) for t in texts], "b": ["7"]}
    )
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [(row["a"], row["b"]) for row in solutions] == [(ox.Literal(text), ox.Literal(7)) for text in texts]
