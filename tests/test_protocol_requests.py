"""What a request to the endpoint may say, and how it is read: base IRIs, marks, codings, datasets, times, formats."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from rdflib import Graph, URIRef

from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.errors import MalformedQueryError

JSON = {"Accept": "application/sparql-results+json"}
DIRECT = {"Content-Type": "application/sparql-query", **JSON}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **JSON}
ONE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"


def ways(client: httpx.Client, query: str) -> list[httpx.Response]:
    """The answers by GET, by a form, and to the query itself."""
    return [
        client.get("/sparql", params={"query": query}, headers=JSON),
        client.post("/sparql", content=urlencode({"query": query}), headers=FORM),
        client.post("/sparql", content=query.encode(), headers=DIRECT),
    ]


def value(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    (row,) = response.json()["results"]["bindings"]
    return str(row["x"]["value"])


# ── Base IRI (Protocol, 2.3; Query, 4.1.1.2) ─────────────────────────────────


def test_the_base_is_the_address_of_the_endpoint(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "CONSTRUCT { <s> <p> 1 } WHERE {}"})
    assert response.status_code == 200, response.text
    root = str(client.base_url).rstrip("/")
    assert set(Graph().parse(data=response.text).subjects()) == {URIRef(f"{root}/s")}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("SELECT (IRI('a') AS ?x) {}", "/a"),
        ("SELECT (uri #\n('a') AS ?x) {}", "/a"),
        ("SELECT (\\u0049RI('a') AS ?x) {}", "/a"),
        ("SELECT (STR(<>) AS ?x) {}", "/sparql"),
        ("SELECT (STR(<#a>) AS ?x) {}", "/sparql#a"),
        ("SELECT (STR(<\\u0061>) AS ?x) {}", "/a"),
        ("PREFIX a: <b/> SELECT (STR(a:c) AS ?x) {}", "/b/c"),
        ("BASE <b/> SELECT (STR(<c>) AS ?x) {}", "/b/c"),
    ],
)
def test_relative_iris_are_resolved(client: httpx.Client, text: str, path: str) -> None:
    root = str(client.base_url).rstrip("/")
    assert [value(response) for response in ways(client, text)] == [root + path] * 3


def test_a_long_query_has_the_same_base_and_may_have_a_mark(client: httpx.Client) -> None:
    """A worker scans it."""
    text = "\ufeffSELECT (STR(<a>) AS ?x) {} #" + "x" * 40_000
    root = str(client.base_url).rstrip("/")
    assert [value(response) for response in ways(client, text)] == [f"{root}/a"] * 3


def test_base_in_a_query_goes_first(client: httpx.Client) -> None:
    text = "BASE <http://h.example/a/> SELECT (STR(<b>) AS ?x) {}"
    assert {value(response) for response in ways(client, text)} == {"http://h.example/a/b"}


def test_an_answer_that_depends_on_the_address_is_cached_for_that_address(client: httpx.Client) -> None:
    text = {"query": "SELECT (STR(<cached>) AS ?x) {}"}
    for host in ("one.example", "two.example", "one.example", "one.example:81"):
        response = client.get("/sparql", params=text, headers={**JSON, "Host": host})
        assert value(response) == f"http://{host}/cached"


@pytest.mark.parametrize(
    "text",
    ["SELECT ?uri { ?uri a ?iri }", "ASK { FILTER(isIRI(?x) && isURI (?x)) }", "ASK { <urn:a> <http://h/iri> 1 }"],
)
def test_other_queries_have_no_base(text: str) -> None:
    assert Query.read(text, "http://h.example/sparql").base == ""


def test_a_base_that_is_no_iri_is_refused() -> None:
    with pytest.raises(MalformedQueryError, match="not an absolute IRI"):
        Query.read("ASK { <a> ?p ?o }", "http://h> SERVICE <x/")


@pytest.mark.parametrize(
    ("text", "graph"),
    [
        (r"ASK FROM <http://h.example/a/\u0062> {}", "http://h.example/a/b"),
        ("BASE <ex://h/a/> ASK FROM <b> {}", "ex://h/a/b"),
        ("BASE <ex://h/a/> BASE <c/> ASK FROM <b> {}", "ex://h/a/c/b"),
        ("BASE <ex://h/a/> PREFIX p: <c/> ASK FROM p:b {}", "ex://h/a/c/b"),
        ("ASK FROM <../b> {}", "http://h.example/b"),
        ("ASK FROM <> {}", "http://h.example/q/sparql"),
        ("ASK FROM <urn:x> {}", "urn:x"),
    ],
)
def test_from_is_read_as_the_engine_reads_it(text: str, graph: str) -> None:
    assert Query.read(text, "http://h.example/q/sparql").dataset == QueryDataset((graph,))


def test_from_with_an_escape_finds_its_graph(client: httpx.Client) -> None:
    escaped = ONE.replace("sccf", r"\u0073ccf")
    relative = f"BASE <{ONE}> ASK FROM NAMED <sccf-batch-2-list> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    for text in (f"ASK FROM <{escaped}> {{ ?s ?p ?o }}", relative):
        assert [response.json()["boolean"] for response in ways(client, text)] == [True] * 3


@pytest.mark.parametrize("iri", ["http://[", r"http://h/\u003e", r"http://h/\u0020", "http://h/%"])
def test_from_with_something_else_is_malformed(iri: str) -> None:
    with pytest.raises(MalformedQueryError, match="is not an IRI"):
        Query.read(f"ASK FROM <{iri}> {{}}")


# ── Byte order mark ──────────────────────────────────────────────────────────


def test_a_byte_order_mark_before_a_query_is_skipped(client: httpx.Client) -> None:
    assert [response.status_code for response in ways(client, "\ufeffASK {}")] == [200] * 3
    assert [response.json()["column"] for response in ways(client, "\ufeffASK {")] == [6] * 3
    assert [response.status_code for response in ways(client, "\ufeff\ufeffASK {}")] == [400] * 3


# ── Codings, datasets, updates, times ────────────────────────────────────────


def test_a_gzip_body_is_read(client: httpx.Client) -> None:
    form, plain = gzip.compress(b"query=ASK{}"), gzip.compress(b"ASK") + gzip.compress(b"{}")
    for body, headers in ((form, FORM), (plain, DIRECT)):
        for coding in ("gzip", "X-GZIP"):
            response = client.post("/sparql", content=body, headers={**headers, "Content-Encoding": coding})
            assert (response.status_code, response.json().get("boolean")) == (200, True)


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("br", b"ASK{}", 415),
        ("gzip, gzip", b"ASK{}", 415),
        ("gzip", b"ASK{}", 400),
        ("gzip", gzip.compress(b"ASK{}")[:-3], 400),
        ("gzip", gzip.compress(b"ASK{}") + b"x", 400),
        ("gzip", gzip.compress(b" " * 2**28, 9)[: 2**18], 413),
        ("gzip", gzip.compress(b" " * 2**18 + b"ASK{}"), 413),
    ],
    ids=["brotli", "twice", "not packed", "cut off", "trailing bytes", "a bomb", "too long"],
)
def test_other_codings_and_bombs_are_refused(client: httpx.Client, coding: str, body: bytes, status: int) -> None:
    response = client.post("/sparql", content=body, headers={**DIRECT, "Content-Encoding": coding})
    assert response.status_code == status, response.text
    assert (response.headers.get("accept-encoding") == "gzip") is (status == 415)


def test_a_dataset_without_a_query_is_refused(client: httpx.Client) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        response = client.get("/sparql", params={name: ONE}, headers=JSON)
        assert (response.status_code, response.json()["detail"]) == (400, "There is no query.")


def test_a_query_beside_a_direct_body_is_refused(client: httpx.Client) -> None:
    response = client.post("/sparql?query=ASK%7B%7D", content=b"ASK {}", headers=DIRECT)
    assert (response.status_code, response.json()["detail"]) == (400, "There is more than one query.")


def test_an_update_as_a_query_is_malformed_and_as_an_update_forbidden(client: httpx.Client) -> None:
    assert [response.status_code for response in ways(client, "CLEAR ALL")] == [400] * 3
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403


@pytest.mark.parametrize(
    ("timeout", "said"),
    [
        ("0", "is 0, which leaves no time"),
        ("-1", "is -1, which leaves no time"),
        ("", "is empty"),
        ("5s", "is '5s', which is not a number"),
        ("inf", "is 'inf', which is not a number"),
        ("1\n", "which is not a number"),
    ],
)
def test_a_wrong_timeout_says_what_is_wrong_with_it(client: httpx.Client, timeout: str, said: str) -> None:
    problem = client.get("/sparql", params={"query": "ASK {}", "timeout": timeout}, headers=JSON)
    assert problem.status_code == 400
    assert said in problem.json()["detail"]
    assert (problem.json()["title"], "SPARQL" in problem.text) == ("A value was not recognised", False)


@pytest.mark.parametrize("form", ["CONSTRUCT { <urn:s> <urn:p> 1 } {}", f"DESCRIBE <{ONE}>"])
def test_statements_come_as_json_ld_to_clients_that_accept_json_alone(client: httpx.Client, form: str) -> None:
    for accept, sent in (("application/json", "application/json"), ("*/*", "text/turtle")):
        response = client.get("/sparql", params={"query": form}, headers={"Accept": accept})
        assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, sent)
        assert len(Graph().parse(data=response.text, format="json-ld" if "json" in sent else "turtle")) > 0
