"""The service as a client meets it: a real server on loopback, real requests."""

from __future__ import annotations

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from urllib.parse import urlencode

import httpx2 as httpx
import psutil
import pyoxigraph as ox
import pytest
from rdflib import Graph

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import SBX

BEIJING = "VALUES ?b { batch:pboc-beijing-1 batch:pboc-beijing-2 }"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"
ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"
AIBANK = "https://w3id.org/sandbox-atlas/id/institution/citic-aibank"


# ── SPARQL ───────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "url": "/sparql", "params": {"query": "SELECT * {"}}, 400),
        ({"method": "GET", "url": "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK { SERVICE <http://127.0.0.1:1/> {} }"}}, 403),
        ({"method": "POST", "url": "/sparql", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "url": "/sparql", "content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        (
            {
                "method": "POST",
                "url": "/sparql",
                "content": b"ASK \xff",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
        ),
        ({"method": "POST", "url": "/sparql", "data": {"query": "ASK {} #" + "x" * 1_100_000}}, 413),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ({"method": "PUT", "url": "/sparql"}, 405),
        ({"method": "GET", "url": "/sparql", "params": {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c }"}}, 422),
        ({"method": "GET", "url": "/lookups/no-such-question"}, 404),
        ({"method": "GET", "url": "/lookups/applications?colour=red"}, 400),
        ({"method": "GET", "url": "/lookups/applications?place=atlantis"}, 400),
        ({"method": "GET", "url": "/lookups/membership-evidence.json"}, 400),
        ({"method": "GET", "url": "/id/institution/icbcc"}, 404),
        ({"method": "GET", "url": "/views/no-such-view"}, 404),
        ({"method": "GET", "url": "/no/such/page"}, 404),
        ({"method": "GET", "url": "/static/../app.py"}, 404),
        ({"method": "GET", "url": "/static/%2e%2e/app.py"}, 404),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, int) else f"{value['method']} {value['url']}"[:60],
)
def test_every_error_is_a_problem_document(client: httpx.Client, request_: dict[str, object], status: int) -> None:
    """RFC 9457: application/problem+json with type, title and status."""
    response = client.request(**request_)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["type"].startswith("https://")
    assert document["title"]


def test_a_syntax_error_names_line_and_column(client: httpx.Client) -> None:
    document = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s }"}).json()
    assert (document["line"], document["column"]) == (2, 13)


def test_an_unknown_thing_comes_with_near_names(client: httpx.Client) -> None:
    assert "institution/icbc" in client.get("/id/institution/icbcc").json()["suggestions"]


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


# ── Lookups ──────────────────────────────────────────────────────────────────


def test_institutions_in_both_beijing_batches_are_the_same_everywhere(client: httpx.Client) -> None:
    path, parameters = "/lookups/institutions-in-multiple-batches", {"place": "beijing"}
    as_json = client.get(path, params=parameters).json()
    as_csv = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv", params=parameters).text)))
    as_page = client.get(path, params=parameters, headers={"Accept": "text/html"}).text
    query = """SELECT ?i { ?b sbx:place place:beijing . ?a sbx:involves ?i ; sbx:inBatch ?b }
               GROUP BY ?i HAVING (COUNT(DISTINCT ?b) > 1)"""
    as_sparql = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["institution"]["iri"] for row in as_json["rows"]} == {ICBC, AIBANK}
    assert [row["institution"]["iri"] for row in as_json["rows"]] == [row["institution"] for row in as_csv]
    assert {row["i"]["value"] for row in as_sparql} == {ICBC, AIBANK}
    assert re.findall(r'<td>\s*<a href="/id/institution/([\w-]+)"', as_page) == ["icbc", "citic-aibank"]


def test_rolled_up_to_groups_banks_count_with_their_beijing_branches(client: httpx.Client) -> None:
    address = "/lookups/institutions-in-multiple-batches?place=beijing&sandbox=pboc-fintech-pilot&level=group"
    rows = client.get(address).json()["rows"]
    assert {row["institution"]["iri"].rsplit("/", 1)[-1]: row["batches"] for row in rows} == {
        "icbc": 3,  # batches 1 and 2, and its Beijing branch in November 2023
        "citic-aibank": 2,
        "agricultural-bank-of-china": 2,  # batch 1, and its Beijing branch in November 2023
        "bank-of-china": 2,  # batch 2, and its Beijing branch in November 2023
    }


def test_the_evidence_of_each_membership_is_one_click_away(client: httpx.Client) -> None:
    for row in client.get("/lookups/institutions-in-multiple-batches?place=beijing").json()["rows"]:
        assert len(row["evidence"]) == row["batches"] >= 2
        for address in row["evidence"]:
            evidence = client.get(address).json()
            assert evidence["rows"]
            assert all(line["passage"] and line["source"] for line in evidence["rows"])


def test_labels_come_in_the_language_asked_for(client: httpx.Client) -> None:
    path = "/lookups/institutions-in-multiple-batches?place=beijing"
    by_address = client.get(f"{path}&lang=zh").json()
    by_header = client.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).json()
    assert by_address["rows"] == by_header["rows"]
    assert "中国工商银行" in {row["institution"]["label"] for row in by_address["rows"]}


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_answers_its_own_example_in_every_format(client: httpx.Client, name: str) -> None:
    example = {each.name: each.example for each in questions()[name].parameters if each.required}
    document = client.get(f"/lookups/{name}.json", params=example).json()
    assert document["count"] == len(document["rows"]) > 0
    rows = list(csv.reader(io.StringIO(client.get(f"/lookups/{name}.csv", params=example).text)))
    assert len(rows) == document["count"] + 1
    page = client.get(f"/lookups/{name}.html", params=example)
    assert page.status_code == 200
    assert page.text.partition("data-sortable")[2].partition("</table>")[0].count("<tr>") == document["count"] + 1


def test_a_page_with_nothing_to_show_says_what_to_do(client: httpx.Client) -> None:
    page = client.get("/lookups/institutions-in-multiple-batches.html?minimum=99")
    assert page.status_code == 200
    assert "Nothing fits" in page.text


def test_a_page_that_needs_a_value_asks_for_it(client: httpx.Client) -> None:
    page = client.get("/lookups/membership-evidence", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "required" in page.text


def test_the_openapi_description_has_every_question_with_examples(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for name, question in questions().items():
        described = {each["name"]: each for each in paths[f"/lookups/{name}"]["get"]["parameters"]}
        assert set(described) == {"lang", *(each.name for each in question.parameters)}
        assert all("example" in described[each.name] for each in question.parameters)


# ── Things ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("suffix", "accept", "format_"),
    [
        (".ttl", "text/turtle", "turtle"),
        (".nt", "application/n-triples", "nt"),
        (".rdf", "application/rdf+xml", "xml"),
        (".jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_a_thing_comes_as_rdf_by_suffix_and_by_accept(
    client: httpx.Client, suffix: str, accept: str, format_: str
) -> None:
    by_suffix = client.get(f"/id/institution/icbc{suffix}", headers={"Accept": "*/*"})
    by_accept = client.get("/id/institution/icbc", headers={"Accept": accept})
    assert by_suffix.headers["content-type"].partition(";")[0] == accept
    one, other = (Graph().parse(data=each.content, format=format_) for each in (by_suffix, by_accept))
    assert len(one) == len(other) > 3


def test_names_as_the_article_prints_them_lead_to_the_things(client: httpx.Client) -> None:
    for printed, iri_end in (
        ("Pratt & Whitney Small and Micro Enterprise Loan Products", "application"),
        ("YiPay", "institution"),
    ):
        query = f'SELECT ?thing {{ ?thing sbx:asPrinted "{printed}"@en }}'
        bindings = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        assert len(bindings) == 1
        assert f"/id/{iri_end}/" in bindings[0]["thing"]["value"]


def test_a_thing_as_json_names_the_passages_of_each_fact(client: httpx.Client) -> None:
    document = client.get("/id/institution/icbc.json").json()
    applicant_of = next(group for group in document["facts"] if group["property"] == f"{SBX}applicant")
    assert applicant_of["inverse"] is True
    assert len(applicant_of["values"]) >= 2
    for value in applicant_of["values"]:
        assert value["passages"]
        for passage in value["passages"]:
            query = f"ASK {{ GRAPH <{passage}> {{ <{value['iri']}> sbx:applicant <{ICBC}> }} }}"
            assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


# ── Views, validators, health ────────────────────────────────────────────────


def test_the_register_draws_both_batches_whole(client: httpx.Client) -> None:
    drawn = client.get("/views/register.json?batch=pboc-beijing-1&batch=pboc-beijing-2").json()
    counts = {each["id"]: each["count"] for each in drawn["classes"]}
    assert (counts["sbx:Application"], counts["sbx:Batch"]) == (17, 2)
    assert len({(node["x"], node["y"]) for node in drawn["nodes"]}) == len(drawn["nodes"])


def test_a_view_looks_the_same_each_time(client: httpx.Client) -> None:
    first, second = (client.get("/views/register.json").json() for _ in range(2))
    assert first["nodes"] == second["nodes"]


def test_the_validator_is_the_snapshot_and_304_is_honoured(client: httpx.Client) -> None:
    """RFC 9110, section 13.1.2."""
    path = "/lookups/applications.json"
    first = client.get(path)
    assert first.json()["snapshot"] in first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_another_language_or_theme_is_not_taken_for_the_same_page(client: httpx.Client) -> None:
    english = client.get("/lookups", headers={"Accept": "text/html", "Accept-Language": "en"})
    held = {"Accept": "text/html", "If-None-Match": english.headers["etag"]}
    assert client.get("/lookups", headers={**held, "Accept-Language": "zh"}).status_code == 200
    assert client.get("/lookups", headers={**held, "Accept-Language": "en", "Cookie": "theme=dark"}).status_code == 200


def test_health_tells_live_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert len(ready["snapshot"]) == 64


@pytest.mark.parametrize("path", ["/", "/lookups", "/views/register", "/id/institution/icbc", "/sparql", "/nope"])
def test_pages_load_nothing_from_elsewhere(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", response.text)
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_text_from_the_address_is_never_markup(client: httpx.Client) -> None:
    nasty = "<script>alert(1)</script>\"'"
    for path in (
        f"/lookups/applications?{urlencode({'place': nasty})}",
        f"/sparql?{urlencode({'query': nasty})}",
        f"/lookups/{nasty}",
        f"/id/institution/{nasty}",
        f"/views/{nasty}",
    ):
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code in (400, 404)
        assert "<script>alert" not in page.text


def test_the_sparql_page_shows_results_and_keeps_a_broken_query(client: httpx.Client) -> None:
    browser = {"Accept": "text/html"}
    assert ">17<" in client.get("/sparql", params={"query": COUNT}, headers=browser).text
    broken = client.get("/sparql", params={"query": "SELECT * { ?s ?p <& }"}, headers=browser)
    assert broken.status_code == 400
    assert "SELECT * { ?s ?p &lt;&amp; }" in broken.text
    turtle = client.get("/sparql", params={"query": f"DESCRIBE <{ICBC}>"}, headers=browser)
    assert 'class="code"' in turtle.text
    assert ">yes<" in client.get("/sparql", params={"query": "ASK {}"}, headers=browser).text


def test_answers_of_the_data_are_real_rdf_terms(client: httpx.Client) -> None:
    body = client.get("/sparql", params={"query": "SELECT ?o { ?s rdfs:label ?o } LIMIT 5"}).content
    solutions = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    assert all(isinstance(row["o"], ox.Literal) for row in solutions)
    assert json.loads(body)["head"]["vars"] == ["o"]


# ── The ontology ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accept", "format_"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_the_ontology_comes_as_rdf(client: httpx.Client, accept: str, format_: str) -> None:
    response = client.get("/ontology", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(Graph().parse(data=response.content, format=format_)) > 500


def test_the_ontology_is_a_page_with_a_place_for_every_term(client: httpx.Client) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    for name in ("Application", "inBatch", "reportedApplications", "Contradicted"):
        assert f'id="{name}"' in page


def test_the_files_of_the_ontology_are_served_and_no_others(client: httpx.Client) -> None:
    assert "sh:NodeShape" in client.get("/ontology/shapes.ttl").text
    assert client.get("/ontology/context.jsonld").json()["@context"]["sbx"] == SBX
    assert client.get("/ontology/__init__.py").status_code == 404
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406


def test_coverage_stands_beside_every_answer(client: httpx.Client) -> None:
    covered = client.get("/lookups/applications.json?place=suzhou").json()["coverage"]
    assert (covered["batches"], covered["reported"], covered["named"], covered["partial"]) == (2, 9, 6, 1)
