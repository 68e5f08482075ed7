"""What the engine's library gets wrong and is mended: casts, REPLACE, alternatives of paths, ORDER BY, LANG."""

from __future__ import annotations

import json
import math
import struct
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.engine.conformance import casts
from sandbox_atlas.graph.engine.conformance.conformance import conform
from sandbox_atlas.graph.engine.conformance.replacement import template
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.evaluation import answer
from sandbox_atlas.graph.errors import MalformedQueryError, TooLargeError
from sandbox_atlas.graph.rdf.formats import JSON
from tests.support.pool import works

pytestmark = pytest.mark.anyio

XSD = "http://www.w3.org/2001/XMLSchema#"


async def value(engine: EmbeddedEngine, expression: str) -> str | None:
    """The lexical form of an expression's value; None where it is an error."""
    body = (await engine.query(f"SELECT ({expression} AS ?x) {{}}", JSON)).body
    found = json.loads(body)["results"]["bindings"][0].get("x")
    return None if found is None else str(found["value"])


# ── Casts (XPath and XQuery Functions and Operators, 19.1) ───────────────────


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("xsd:integer(1e5)", "100000"),
        ("xsd:integer(12345e0)", "12345"),
        ("xsd:integer(-1.9e0)", "-1"),
        ("xsd:integer(xsd:float(1e5))", "100000"),
        ("xsd:integer(9.2e18)", "9200000000000000000"),
        ("xsd:integer(1e19)", None),
        ("xsd:integer('INF'^^xsd:double)", None),
        ("xsd:integer('NaN'^^xsd:float)", None),
        ("xsd:integer(12345.9)", "12345"),
        ("xsd:integer(true)", "1"),
        ("xsd:integer(' +5 ')", "5"),
        ("xsd:integer('1.5')", None),
        ("xsd:integer('5'@en)", None),
        ("xsd:integer(<urn:a>)", None),
        ("xsd:integer('5'^^xsd:int)", "5"),
        ("xsd:integer('x'^^xsd:integer)", None),
        ("xsd:integer(?nothing)", None),
        ("<http://www.w3.org/2001/XMLSchema#integer>(1e5)", "100000"),
        ("xsd:decimal(2.5e6)", "2500000"),
        ("xsd:decimal(123456789.125e0)", "123456789.125"),
        ("xsd:decimal(0.1e0)", "0.100000000000000006"),  # the value of that double to 18 digits, which the engine has
        ("xsd:decimal(-0e0)", "0"),
        ("xsd:decimal(1e21)", None),
        ("xsd:decimal('-1.50')", "-1.5"),
        ("xsd:decimal('1e5')", None),
        ("xsd:decimal(false)", "0"),
        ("xsd:double(' 5 ')", "5"),
        ("xsd:double('1e3')", "1000"),
        ("xsd:double(12345678901234567890.5)", "12345678901234567000"),
        ("xsd:float(16777217)", "16777216"),
        ("xsd:float(xsd:double('-INF'))", "-INF"),
        ("xsd:string(1e21)", "1.0E21"),
        ("xsd:string(-1.5e-7)", "-1.5E-7"),
        ("xsd:string(1234567e0)", "1.234567E6"),
        ("xsd:string(xsd:float(1e7))", "1.0E7"),
        ("xsd:string(999999e0)", "999999"),
        ("xsd:string(-0e0)", "-0"),
        ("xsd:string(2.50)", "2.5"),
        ("xsd:string(<urn:a>)", "urn:a"),
        ("xsd:boolean('NaN'^^xsd:double)", "false"),
        ("xsd:boolean(' 1 ')", "true"),
        ("xsd:boolean('TRUE')", None),
    ],
)
async def test_a_cast_gives_the_value_that_xpath_defines(
    engine: EmbeddedEngine, expression: str, expected: str | None
) -> None:
    assert await value(engine, expression) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_cast_of_any_double_is_exact(number: float) -> None:
    term = ox.Literal(repr(number), datatype=ox.NamedNode(f"{XSD}double"))
    integer, decimal = casts.integer(term), casts.decimal(term)
    whole = math.trunc(number)
    assert (None if integer is None else int(integer.value)) == (whole if -(2**63) <= whole < 2**63 else None)
    if decimal is not None:
        assert abs(Decimal(decimal.value) - Decimal(number)) <= Decimal("5e-19")
    text, again = casts.string(term), casts.double(term)
    assert text is not None
    assert again is not None
    assert float(text.value) == float(again.value) == number


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_a_cast_to_float_rounds_once(number: float, other: Decimal) -> None:
    exact = casts.single(ox.Literal(repr(number), datatype=ox.NamedNode(f"{XSD}float")))
    assert exact is not None
    assert struct.unpack("f", struct.pack("f", float(exact.value)))[0] == number
    decimal = casts.double(ox.Literal(f"{other:f}", datatype=ox.NamedNode(f"{XSD}decimal")))
    assert decimal is not None
    assert float(decimal.value) == float(other)


async def test_an_unknown_cast_is_malformed(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError, match="XMLSchema#int"):
        await engine.query("SELECT (xsd:int(1) AS ?x) {}", JSON)


# ── REPLACE (fn:replace) ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"REPLACE('Smith John', '(\\w+) (\\w+)', '$2_$1')", "John_Smith"),
        ("REPLACE('abcd', 'b(.)', '$1x')", "acxd"),
        (r"REPLACE('5', '5', '\\$5')", "$5"),
        (r"REPLACE('a-b', '-', '\\\\')", "a\\b"),
        (r"REPLACE('$lLatin 9106', '(\\$l[a-zA-Z ]+) ([0-9^$]+)', '$1\\$k$2')", "$lLatin$k9106"),
        ("REPLACE('abc', 'b', '$0$0')", "abbc"),
        ("REPLACE('a', '(a)', '$10')", "a0"),
        ("REPLACE('a', '(a)', '$2|')", "|"),
        ("REPLACE('abcdefghijk', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)', '$11$1')", "ka"),
        ("REPLACE('abc', 'a(x)?b', '[$1]')", "[]c"),
        ("REPLACE('ab', '(?:a)(b)', '$1$2')", "b"),
        ("REPLACE('[a](x)', '[(]', '{$0}')", "[a]{(}x)"),
        ("REPLACE('a', 'a', '$')", None),
        ("REPLACE('a', 'a', '$x')", None),
        (r"REPLACE('a', 'a', '\\x')", None),
        ("REPLACE('abc', 'x*', '-')", None),  # matches the empty string (FORX0003)
        ("REPLACE('abc', '(', '-')", None),
        ("REPLACE('abc', 'b', ?nothing)", None),
        ("REPLACE('aXb', 'x', '<$0>', 'i')", "a<X>b"),
        ("replace('ab'@en, '(a)', '$1_')", "a_b"),
        ("REPLACE('ab', CONCAT('(', 'b', ')'), CONCAT('$1', '_'))", "ab_"),
        ("REPLACE(REPLACE('abc', '(b)', '<$1x>'), '(c)', '{$1y}')", "a<bx>{cy}"),
        ("REPLACE('ab', REPLACE('x', '(x)', '($1)'), '-')", "ab"),
        ("REPLACE('ab', 'a' # ) , (\n, '$0x')", "axb"),
        ("COALESCE(REPLACE('a', 'a', '$'), 'none')", "none"),
    ],
)
async def test_replace_reads_the_replacement_as_xpath_does(
    engine: EmbeddedEngine, expression: str, expected: str | None
) -> None:
    assert await value(engine, expression) == expected


@given(st.text("$\\019ab", max_size=8), st.integers(0, 12))
def test_a_replacement_is_valid_exactly_where_xpath_says(text: str, groups: int) -> None:
    rest = text.replace("\\\\", "").replace("\\$", "")
    valid = "\\" not in rest and all(part[:1].isdigit() for part in rest.split("$")[1:])
    assert (template(text, groups) is not None) == valid


async def test_a_syntax_error_beside_replace_has_its_place_in_the_text_as_it_was(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        await engine.query("SELECT (REPLACE('a', 'a', '$0') AS ?x)\n { GRAPH ?g { VALUES ?y { 1 } } ?s }", JSON)
    assert (caught.value.line, caught.value.column) == (2, 37)


async def test_replace_in_patterns_of_replace_cannot_grow_without_end(engine: EmbeddedEngine) -> None:
    expression = "'a'"
    for _ in range(14):
        expression = f"REPLACE('a', {expression}, 'b')"
    with pytest.raises(TooLargeError):
        await value(engine, expression)
    assert await works(engine)


# ── Alternatives of paths (SPARQL 1.1, 18.4) ─────────────────────────────────

TWICE = """@prefix : <urn:> . :a :p :b, :c, 1, 'x'@en ; :q :b, 1, 'x'@en ; a :T ; :l 'n' .
    :b :p :a ; :q :a ; :l 'm' . :g { :a :p :b ; :q :b }"""
EITHER = "{ ?x :p ?y } UNION { ?x :q ?y }"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("{ ?x :p|:q ?y }", f"{{ {EITHER} }}"),
        ("{?x :p # |\n |:q # x\n ?y.}", f"{{ {EITHER} }}"),
        ("{ ?x a :T ; :p|:q ?y ; :l ?l . }", f"{{ ?x a :T ; :l ?l . {EITHER} }}"),
        ("{ ?x :p|:q ?y , :b ;; . ?y :l ?l }", f"{{ {EITHER} {{ ?x :p :b }} UNION {{ ?x :q :b }} ?y :l ?l }}"),
        ("{ ?x a|:p|:q ?y FILTER(?y = :b || false) }", f"{{ {EITHER} FILTER(?y = :b) }}"),
        ("{ ?x :l 'n' OPTIONAL { ?x :p|:q ?y FILTER(isIRI(?y)) } }",
         f"{{ ?x :l 'n' OPTIONAL {{ {EITHER} FILTER(isIRI(?y)) }} }}"),
        ("{ GRAPH ?g { ?x :p|:q ?y } }", f"{{ GRAPH ?g {{ {EITHER} }} }}"),
        ("{ ?x ^(:p|:q)/(:q|:p) ?y }", "{ { ?x ^:p/:p ?y } UNION { ?x ^:p/:q ?y } UNION { ?x ^:q/:p ?y }"
         " UNION { ?x ^:q/:q ?y } }"),
        ("{ ?x :p|:q '1'^^<http://www.w3.org/2001/XMLSchema#integer> }", "{ { ?x :p 1 } UNION { ?x :q 1 } }"),
        ("{ [] :p|:q ?y }", f"{{ {EITHER} }}"),
        ("{ ?x (:p|:q)* ?y }", "{ ?x (:q|:p)* ?y }"),
        ("{ { SELECT ?y { ?x :p|:q ?y } } }", f"{{ {EITHER} }}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["SELECT ?y", "SELECT (COUNT(*) AS ?n)"])
def test_alternatives_are_a_union(text: str, same: str, form: str) -> None:
    store = ox.Store()
    store.load(TWICE.encode(), format=ox.RdfFormat.TRIG)
    head = {"media_type": "text/csv", "dataset": None, "base": "", "max_rows": 100, "max_bytes": 10_000}
    given, expected = (answer(store, head, f"PREFIX : <urn:> {form} {each}") for each in (text, same))
    assert given[0] == {"status": "ok"}
    assert len(given[1].splitlines()) > 1
    assert sorted(given[1].splitlines()) == sorted(expected[1].splitlines())


def test_alternatives_are_counted_below_other_forms_too() -> None:
    store = ox.Store()
    store.load(TWICE.encode(), format=ox.RdfFormat.TRIG)
    head = {"media_type": "application/n-triples", "dataset": None, "base": "", "max_rows": 100, "max_bytes": 10_000}
    text = "CONSTRUCT { ?x :n ?n } WHERE { { SELECT ?x (COUNT(*) AS ?n) { ?x :p|:q :b } GROUP BY ?x } }"
    assert answer(store, head, f"PREFIX : <urn:> {text}")[1] == f'<urn:a> <urn:n> "2"^^<{XSD}integer> .\n'.encode()


def test_alternatives_in_a_distinct_select_stay_as_they_are() -> None:
    assert (
        conform("SELECT DISTINCT ?y { ?x <urn:p>|<urn:q> ?y }").text == "SELECT DISTINCT ?y { ?x <urn:p>|<urn:q> ?y }"
    )


@pytest.mark.parametrize(
    "text", ["?x :p| ?y", "?x |:p ?y", "?x :p|:q ?y ,", "?x :p|:q", "?x (:p|:q ?y", "?x :p||:q ?y"]
)
def test_malformed_alternatives_stay_malformed(text: str) -> None:
    head = {"media_type": JSON, "dataset": None, "base": "", "max_rows": 1, "max_bytes": 1_000}
    reply, _ = answer(ox.Store(), head, f"PREFIX : <urn:>\nSELECT ?y {{ {text} }}")
    assert (reply["status"], reply["line"]) == ("malformed", 2)


# ── ORDER BY (SPARQL 1.1, 15.1) ──────────────────────────────────────────────

MIXED = ["10", "9", "'2020-01-01'^^xsd:date", "100", "'a'", "'b'@en", "<urn:z>", "UNDEF", "2.5"]


@pytest.mark.parametrize("order", ["?x", "ASC(?x)", "(?x)", "?x ?nothing", "?nothing asc( ?x )\nLIMIT 99"])
async def test_values_of_several_kinds_are_ordered_by_kind_and_each_kind_by_value(
    engine: EmbeddedEngine, order: str
) -> None:
    for at in range(4):
        values = " ".join(MIXED[at::-1] + MIXED[:at:-1])
        body = (await engine.query(f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY {order}", "text/csv")).body
        assert body.decode().split("\r\n")[1:-1] == ["", "urn:z", "2020-01-01", "2.5", "9", "10", "100", "a", "b"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?x { VALUES ?x { 10 9 '2020-01-01'^^xsd:date 100 'a' } } ORDER BY DESC(?x) LIMIT 3", "a 100 10"),
        ("SELECT ?b { VALUES (?b ?v) { (1 2) (1 3) (2 4) } } GROUP BY ?b ORDER BY desc(COUNT(*)) ?b", "1 2"),
        ("SELECT ?b { VALUES (?b ?v) { (1 2) (1 3) (2 4) } } GROUP BY ?b ORDER BY COUNT(?v) MAX(?b)", "2 1"),
        ("SELECT ?x { VALUES ?x { 'b' 'A' } } ORDER BY LCASE(?x) xsd:integer(?x)", "A b"),
        ("SELECT (MAX(?v) AS ?n) { VALUES (?b ?v) { (1 2) (1 3) (2 4) } } GROUP BY ?b ORDER BY DESC(?n)", "4 3"),
        ("SELECT (SUM(?n) AS ?m) { { SELECT ?n { VALUES ?n { 9 '8' 10 } } ORDER BY ?n LIMIT 2 } }", "19"),
        ("SELECT ?x { VALUES ?x { 1 2 3 } } ORDER BY (1/(?x - 2)) DESC(?x) VALUES ?x { 2 1 3 }", "2 1 3"),
        ("SELECT ?x { VALUES ?x { 3 1 2 } FILTER(?x<4&&?x>0) } ORDER BY ?x", "1 2 3"),
    ],
)
async def test_conditions_of_order_by_keep_their_direction_and_place(
    engine: EmbeddedEngine, text: str, rows: str
) -> None:
    assert (await engine.query(text, "text/csv")).body.decode().split("\r\n")[1:-1] == rows.split()


async def test_a_syntax_error_behind_order_by_has_its_place(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        await engine.query("SELECT ?x { VALUES ?x { 1 } } ORDER BY ?x\nLIMIT 4 x", JSON)
    assert (caught.value.line, caught.value.column) == (2, 10)


# ── LANG ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("LANG(?x) = 'zh-Hant'", "true"),
        ('"ZH-hant"=lang( ?x )', "true"),
        ("LANG(?x) != 'zh-Hant'", "false"),
        ("'zh-Hant' != LANG(?x)", "false"),
        ("LANG(?x) IN ('en', 'zh-Hant', 'FR')", "true"),
        ("LANG(COALESCE(?n, (?x))) NOT IN ('zh-Hant')", "false"),
        ("LANG(?x) = 'zh-Hans'", "false"),
        ("CONCAT(LANG(?x), 'A') = 'zh-hantA' && STR(?x) = 'A'", "true"),
        ("LANG(?x) = LCASE('ZH-Hant') && 'B' != STR(?x)", "true"),
    ],
)
async def test_lang_is_compared_without_regard_to_case(engine: EmbeddedEngine, test: str, expected: str) -> None:
    body = (await engine.query(f"SELECT ({test} AS ?y) {{ VALUES ?x {{ 'A'@zh-Hant }} }}", "text/csv")).body
    assert body.decode() == f"y\r\n{expected}\r\n"


# ── Projection (SPARQL 1.1, 18.2.4.4) ────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("SELECT ?x ?x { VALUES ?x { 1 2 } }", ["x"], 2),
        ("SELECT DISTINCT ?x $x ?y ?x WHERE { VALUES (?x ?y) { (1 2) (1 2) } }", ["x", "y"], 1),
        ("SELECT ?x (STR(?x) AS ?y) ?x { VALUES ?x { 1 } }", ["x", "y"], 1),
        ("SELECT ?x { { SELECT ?x ?x { VALUES ?x { 1 } } } }", ["x"], 1),
        ("SELECT ?x ?x (COUNT(*) AS ?n) { VALUES ?x { 1 1 } } GROUP BY ?x", ["x", "n"], 1),
        ("SELECT ?x ?xx { VALUES (?x ?xx) { (1 2) } }", ["x", "xx"], 1),
        ("SELECT ?x (?x AS ?y) { VALUES ?x { 1 } } # SELECT ?x ?x", ["x", "y"], 1),
    ],
)
async def test_a_variable_may_be_selected_twice(engine: EmbeddedEngine, text: str, names: list[str], rows: int) -> None:
    found = json.loads((await engine.query(text, JSON)).body)
    assert found["head"]["vars"] == names
    assert len(found["results"]["bindings"]) == rows


@pytest.mark.parametrize("text", ["SELECT ?x (1 AS ?x) {}", "SELECT (1 AS ?x) (2 AS ?x) {}"])
async def test_a_variable_that_is_selected_is_given_no_other_value(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(MalformedQueryError):
        await engine.query(text, JSON)


async def test_a_syntax_error_behind_a_variable_that_is_selected_twice_has_its_place(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        await engine.query("SELECT ?x ?x\n{ ?x } ", JSON)
    assert caught.value.line == 2
