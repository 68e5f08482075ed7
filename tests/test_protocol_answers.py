"""Answers of the SPARQL endpoint: every format, every way in, and real RDF terms."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import httpx2 as httpx
import psutil
import pyoxigraph as ox
import pytest
from rdflib import Graph

BEIJING = "VALUES ?b { batch:pboc-beijing-1 batch:pboc-beijing-2 }"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("application/sparql-results+json", r'"value":"17"'),
        ("application/sparql-results+xml", r"<literal[^>]*>17</literal>"),
        ("text/csv", r"^n\r\n17\r\n$"),
        ("text/tab-separated-values", r"^\?n\n17\n$"),
    ],
)
def test_a_select_comes_in_every_results_format(client: httpx.Client, accept: str, body: str) -> None:
    response = client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    assert re.search(body, response.text)


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_a_construct_comes_in_every_graph_format(client: httpx.Client, accept: str, format_: str) -> None:
    query = f"CONSTRUCT {{ ?a a sbx:Application }} WHERE {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(Graph().parse(data=response.content, format=format_)) == 17


def test_a_query_is_taken_from_address_form_and_body_alike(client: httpx.Client) -> None:
    json_type = {"Accept": "application/sparql-results+json"}
    answers = [
        client.get("/sparql", params={"query": COUNT}, headers=json_type),
        client.post("/sparql", data={"query": COUNT}, headers=json_type),
        client.post("/sparql", content=COUNT, headers={**json_type, "Content-Type": "application/sparql-query"}),
    ]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert {answer.status_code for answer in answers} == {200}


def test_a_plus_and_chinese_text_survive_each_way_in(client: httpx.Client) -> None:
    query = 'SELECT ("5G+ 智能%2B" AS ?x) {}'
    for response in (
        client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}),
        client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}),
        client.post(
            "/sparql",
            content=query.encode(),
            headers={"Accept": "text/csv", "Content-Type": "application/sparql-query"},
        ),
    ):
        assert response.text == "x\r\n5G+ 智能%2B\r\n"


def test_a_syntax_error_names_line_and_column(client: httpx.Client) -> None:
    document = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s }"}).json()
    assert (document["line"], document["column"]) == (2, 13)


@pytest.mark.alone
def test_a_runaway_query_ends_at_its_deadline_and_disturbs_nobody(quick_server: str) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with httpx.Client(base_url=quick_server, timeout=30) as client, ThreadPoolExecutor() as threads:
        slow = threads.submit(client.get, "/sparql", params={"query": runaway})
        waits = []
        while not slow.done():
            began = monotonic()
            assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
            waits.append(monotonic() - began)
        assert slow.result().status_code == 504
        assert slow.result().headers["content-type"] == "application/problem+json"
        assert len(waits) > 5
        assert sorted(waits)[len(waits) // 2] < 0.25
    mine = psutil.Process().children(recursive=True)
    assert [process for process in mine if _is_worker(process)]
    assert not [process for process in mine if _burns(process)]


def test_answers_of_the_data_are_real_rdf_terms(client: httpx.Client) -> None:
    body = client.get("/sparql", params={"query": "SELECT ?o { ?s rdfs:label ?o } LIMIT 5"}).content
    solutions = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    assert all(isinstance(row["o"], ox.Literal) for row in solutions)
    assert json.loads(body)["head"]["vars"] == ["o"]


def _is_worker(process: psutil.Process) -> bool:
    """Whether a process is a worker; it may have ended since it was listed."""
    try:
        return "sandbox_atlas.graph.engine" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def _burns(process: psutil.Process) -> bool:
    try:
        return _is_worker(process) and process.cpu_percent(interval=0.2) > 50
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("query", "accept", "status", "slug"),
    [
        ("CONSTRUCT { <urn:a> <http://e/1> 1 } WHERE {}", "application/rdf+xml", 406, "not-writable"),
        ("CONSTRUCT { <urn:a> <urn:b> <<(<urn:a> <urn:b> 1)>> } WHERE {}", "application/ld+json", 406, "not-writable"),
        (r"SELECT ('\u0001' AS ?x) {}", "application/sparql-results+xml", 406, "not-writable"),
        ("ASK { GRAPH ?g { SELECT ?s { ?s ?p ?o } LIMIT 1 } }", "text/csv", 400, "unsupported-query"),
    ],
)
def test_what_would_be_wrong_is_a_problem_with_a_way_out(
    client: httpx.Client, query: str, accept: str, status: int, slug: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == status
    problem = response.json()
    assert problem["type"].endswith(f"#{slug}")
    assert problem["detail"]
    assert problem["hint"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_triple_term_is_shown_in_words_on_the_page(client: httpx.Client, lang: str) -> None:
    query = "SELECT (<<(batch:pboc-beijing-1 a <<(<urn:a> <urn:b> 'c'@en)>>)>> AS ?t) {}"
    page = client.get("/sparql", params={"query": query, "lang": lang}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "(urn:a urn:b c)</td>" in page.text
    assert "{&#39;" not in page.text


def test_a_graph_with_a_triple_term_is_a_page_too(client: httpx.Client) -> None:
    query = "CONSTRUCT { <urn:a> <urn:b> <<(<urn:a> <urn:b> 1)>> } WHERE {}"
    assert client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).status_code == 200


def test_the_page_of_a_construct_runs_its_query_once(client: httpx.Client) -> None:
    query = "CONSTRUCT { <urn:a> <urn:b> ?once } WHERE { BIND (UUID() AS ?once) }"
    page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text
    shown = re.findall(r"urn:uuid:([0-9a-f-]{36})", page)
    assert (len(set(shown)), len(shown) > 1) == (1, True)  # as text, and in the network
