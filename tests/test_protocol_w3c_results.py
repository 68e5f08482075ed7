"""The results formats on a real server; tests are named after the W3C's for SPARQL 1.1 CSV, TSV and JSON results.

The descriptions speak of data of their own; here the query brings the same kinds of values along.
"""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.engine.pool.evaluation import answer
from sandbox_atlas.graph.rdf.vocabulary import XSD

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"

PLAIN = 'SELECT ?thing ?name { VALUES (?thing ?name) { (<urn:a> "A") (<urn:b> "名") } }'
UNBOUND = 'SELECT ?first ?second { VALUES (?first ?second) { (<urn:a> UNDEF) (UNDEF "b") (UNDEF UNDEF) } }'
STRANGE = r"""
SELECT ?value { VALUES (?order ?value) {
  (1 <https://example.org/a,b>) (2 "") (3 " spaced ") (4 "comma, and \"quotes\"") (5 "two\r\nlines\ttab \\ slash")
  (6 "名"@zh) (7 1) (8 2.5) (9 1.5e0) (10 true) (11 "2024-01-02"^^xsd:date) (12 "<&>")
} } ORDER BY ?order"""
BLANK = "SELECT ?one ?same ?other { BIND(BNODE() AS ?one) BIND(?one AS ?same) BIND(BNODE() AS ?other) }"
TEXTS = [
    *("https://example.org/a,b", "", " spaced ", 'comma, and "quotes"', "two\r\nlines\ttab \\ slash", "名"),
    *("1", "2.5", "1.5", "true", "2024-01-02", "<&>"),
]


def answered(client: httpx.Client, query: str, media_type: str) -> str:
    """The answer in a format; its charset is UTF-8, said or by the definition of the format."""
    response = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    found, _, parameters = response.headers["content-type"].partition(";")
    assert (found, parameters.strip() in ("", "charset=utf-8")) == (media_type, True)
    return response.content.decode("utf-8")


def rows(client: httpx.Client, query: str) -> list[list[str]]:
    """The rows of a CSV answer (RFC 4180), whose lines all end as they should."""
    text = answered(client, query, CSV)
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


# ── CSV (SPARQL 1.1 Query Results CSV and TSV Formats, section 3) ────────────


def test_csv01(client: httpx.Client) -> None:
    assert answered(client, PLAIN, CSV) == "thing,name\r\nurn:a,A\r\nurn:b,名\r\n"


def test_csv02(client: httpx.Client) -> None:
    """What is not bound is an empty field."""
    assert rows(client, UNBOUND) == [["first", "second"], ["urn:a", ""], ["", "b"], ["", ""]]


def test_csv03(client: httpx.Client) -> None:
    """Values without their kinds, quoted where they hold a comma, a quote or an end of line."""
    header, *found = rows(client, STRANGE)
    assert header == ["value"]
    assert [row[0] if row else "" for row in found] == TEXTS


def test_csv_of_blank_nodes(client: httpx.Client) -> None:
    _, (one, same, other) = rows(client, BLANK)
    assert one == same != other
    assert one.startswith("_:")


def test_csv_and_tsv_without_rows(client: httpx.Client) -> None:
    nothing = "SELECT ?a ?b { FILTER(false) }"
    assert answered(client, nothing, CSV) == "a,b\r\n"
    assert answered(client, nothing, TSV) == "?a\t?b\n"


# ── TSV (section 4): terms as in Turtle and SPARQL ───────────────────────────


def test_tsv01(client: httpx.Client) -> None:
    assert answered(client, PLAIN, TSV) == '?thing\t?name\n<urn:a>\t"A"\n<urn:b>\t"名"\n'


def test_tsv02(client: httpx.Client) -> None:
    assert answered(client, UNBOUND, TSV) == '?first\t?second\n<urn:a>\t\n\t"b"\n\t\n'


def test_tsv03(client: httpx.Client) -> None:
    """Every value is on one line, and pasted into a query it is the same term again."""
    header, *values = answered(client, STRANGE, TSV).splitlines()
    assert header == "?value"
    assert len(values) == len(TEXTS)
    assert values[0] == "<https://example.org/a,b>"
    assert values[4] == r'"two\r\nlines\ttab \\ slash"'
    assert values[5] == '"名"@zh'
    pasted = f"ASK {{ VALUES (?order ?same) {{ {' '.join(f'({n} {value})' for n, value in enumerate(values, 1))} }} "
    same = f"{{ {STRANGE.replace('SELECT ?value', 'SELECT ?order ?value')} }} FILTER(!SAMETERM(?same, ?value)) }}"
    assert '"boolean":false' in answered(client, pasted + same, JSON)


def test_tsv_of_blank_nodes(client: httpx.Client) -> None:
    one, same, other = answered(client, BLANK, TSV).splitlines()[1].split("\t")
    assert one == same != other
    assert one.startswith("_:")


# ── JSON (SPARQL 1.1 Query Results JSON Format) and XML ──────────────────────


def table(client: httpx.Client, query: str, media_type: str) -> tuple[list[str], list[dict[str, dict[str, str]]]]:
    """Variables, and the rows in the shape of the JSON format, from JSON or XML."""
    if media_type == JSON:
        document = _json(client, query)
        assert set(document) == {"head", "results"}
        return document["head"]["vars"], document["results"]["bindings"]
    root = ElementTree.fromstring(answered(client, query, XML))  # noqa: S314 - it comes from our own server
    assert [child.tag for child in root] == [f"{NAMESPACE}head", f"{NAMESPACE}results"]
    names = [each.get("name", "") for each in root.iter(f"{NAMESPACE}variable")]
    results = root.iter(f"{NAMESPACE}result")
    return names, [{each.get("name", ""): _term(each[0]) for each in result} for result in results]


def _json(client: httpx.Client, query: str) -> dict[str, Any]:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": JSON})
    assert response.headers["content-type"] == JSON
    document: dict[str, Any] = response.json()
    return document


def _term(element: ElementTree.Element) -> dict[str, str]:
    names = {"datatype": "datatype", "{http://www.w3.org/XML/1998/namespace}lang": "xml:lang"}
    more = {names[name]: value for name, value in element.attrib.items()}
    return {"type": element.tag.removeprefix(NAMESPACE), "value": element.text or "", **more}


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_jsonres01(client: httpx.Client, media_type: str) -> None:
    """Every kind of term; plain strings have no datatype, and tagged ones a language."""
    names, found = table(client, STRANGE, media_type)
    assert names == ["value"]
    terms = [row["value"] for row in found]
    assert [term["value"] for term in terms] == TEXTS
    assert [term["type"] for term in terms] == ["uri", *["literal"] * 11]
    kinds = [term.get("datatype", "").removeprefix(XSD) for term in terms]
    assert kinds == ["", "", "", "", "", "", "integer", "decimal", "double", "boolean", "date", ""]
    assert [term.get("xml:lang") for term in terms if "xml:lang" in term] == ["zh"]


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_jsonres02(client: httpx.Client, media_type: str) -> None:
    """What is not bound is left out of its row; the row stays."""
    names, found = table(client, UNBOUND, media_type)
    assert names == ["first", "second"]
    assert found == [{"first": {"type": "uri", "value": "urn:a"}}, {"second": {"type": "literal", "value": "b"}}, {}]


@pytest.mark.parametrize(("query", "holds"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_jsonres03_and_jsonres04(client: httpx.Client, query: str, holds: bool) -> None:
    assert _json(client, query) == {"head": {}, "boolean": holds}
    root = ElementTree.fromstring(answered(client, query, XML))  # noqa: S314 - it comes from our own server
    assert [child.tag for child in root] == [f"{NAMESPACE}head", f"{NAMESPACE}boolean"]
    assert root[1].text == str(holds).lower()


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_json_and_xml_of_blank_nodes(client: httpx.Client, media_type: str) -> None:
    _, [row] = table(client, BLANK, media_type)
    assert {term["type"] for term in row.values()} == {"bnode"}
    assert row["one"] == row["same"] != row["other"]


# ── Whatever the values are ──────────────────────────────────────────────────

HEAD = {"dataset": None, "base": "", "max_rows": 2**40, "max_bytes": 2**40}
IRIS = st.text("abc,;!$&'()*+=~名", min_size=1, max_size=8).map(lambda text: ox.NamedNode(f"urn:{text}"))
LITERALS = st.text('a ,"\r\n\t;\\<&名', max_size=8).map(ox.Literal)
ROWS = st.lists(st.lists(st.one_of(st.none(), IRIS, LITERALS), min_size=3, max_size=3), max_size=5)


def asked(rows: list[list[ox.NamedNode | ox.Literal | None]], media_type: str) -> bytes:
    """The answer of a worker to a query that gives back the rows."""
    values = " ".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    text = f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {values} }} }}"
    head, content = answer(ox.Store(), {**HEAD, "media_type": media_type}, text)
    assert head == {"status": "ok"}
    return content


@given(ROWS)
def test_any_value_comes_through_csv_unchanged(rows: list[list[ox.NamedNode | ox.Literal | None]]) -> None:
    read = csv.reader(io.StringIO(asked(rows, CSV).decode(), newline=""), strict=True)
    assert list(read)[1:] == [["" if term is None else term.value for term in row] for row in rows]


@given(ROWS)
def test_any_value_comes_through_xml_unchanged(rows: list[list[ox.NamedNode | ox.Literal | None]]) -> None:
    root = ElementTree.fromstring(asked(rows, XML))  # noqa: S314 - it comes from our own engine
    found = [[binding[0].text or "" for binding in result] for result in root.iter(f"{NAMESPACE}result")]
    assert found == [[term.value for term in row if term is not None] for row in rows]


def test_carriage_returns_come_through_rdf_xml_unchanged() -> None:
    head, content = answer(
        ox.Store(), {**HEAD, "media_type": "application/rdf+xml"}, r'CONSTRUCT { <urn:a> <urn:b> "a\r\nb" } WHERE {}'
    )
    assert head == {"status": "ok"}
    assert [triple.object for triple in ox.parse(content, ox.RdfFormat.RDF_XML)] == [ox.Literal("a\r\nb")]
