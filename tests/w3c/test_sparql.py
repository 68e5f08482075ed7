"""The W3C's SPARQL 1.0, 1.1 and 1.2 suites: queries are answered over HTTP, updates and SERVICE are refused."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.rdf.formats import CSV, GRAPH_TYPES, JSON, N_TRIPLES, RESULT_FORMATS, TSV, XML
from sandbox_atlas.graph.rdf.formats import GRAPH_FORMATS as GRAPHS
from sandbox_atlas.graph.rdf.xml_limits import UnwritableError, refuse_forbidden_characters
from tests.w3c import library
from tests.w3c.comparison import Result, Table, as_csv, fits_csv, from_csv, is_same, parsed, quads
from tests.w3c.endpoint import Pairs, dataset
from tests.w3c.folders import RDF_TESTS
from tests.w3c.manifests import Case, cases
from tests.w3c.verdicts import RIGHT, judge, parameters

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

VERSIONS = ("sparql10", "sparql11", "sparql12")
OUTSIDE = ("/entailment", "/service-description", "/graph-store-protocol", "/http-rdf-update")
"""Folders of what the endpoint does not offer, or what has tests of its own."""
FETCH = f"{RDF_TESTS} names no folder with w3c/rdf-tests"
DIRECT = {"Content-Type": "application/sparql-query"}
EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")


def listed(kinds: str, wanted: Callable[[Case], bool] = lambda _: True) -> list[Case]:
    """The tests of all versions whose class has a part in its name."""
    return [
        case
        for version in VERSIONS
        for case in cases(f"sparql/{version}")
        if any(kind in case.kind for kind in kinds.split("|")) and not case.group.endswith(OUTSIDE) and wanted(case)
    ]


def calls_out(case: Case) -> bool:
    return "/service" in case.group or "/syntax-fed" in case.group


def constructs(case: Case) -> bool:
    return case.result.endswith((".ttl", ".nt")) and not isinstance(library.expected(case), Table | bool)


QUERIES = listed("|".join(EVALUATION), lambda case: not calls_out(case))
TABLES = [case for case in QUERIES if not constructs(case)]


async def ask(endpoint: httpx.AsyncClient, text: str, accept: str, graphs: Pairs) -> httpx.Response:
    headers = {**DIRECT, "Accept": accept}
    return await endpoint.post("/sparql", params=graphs, content=text.encode(), headers=headers)


def based(case: Case) -> str:
    """The query, read at its own address as its test says; an endpoint has another."""
    return f"BASE <{case.action}>\n{case.text}"


def read(response: httpx.Response) -> Result:
    assert response.status_code == 200, response.text
    media_type = response.headers["content-type"].partition(";")[0]
    if media_type == CSV:
        return from_csv(response.content)
    if media_type in RESULT_FORMATS:
        return parsed(response.content, RESULT_FORMATS[media_type])
    return quads(ox.parse(response.content, GRAPHS[media_type]))


async def result(endpoint: httpx.AsyncClient, case: Case, accept: str) -> Result:
    return read(await ask(endpoint, based(case), accept, dataset(case)))


def what_is_wrong(found: Callable[[], Result], case: Case) -> str:
    try:
        return RIGHT if is_same(found(), library.expected(case), lax=case.lax) else f"another result: {found()}"
    except (AssertionError, SyntaxError, RuntimeError, ValueError) as error:
        return str(error) or type(error).__name__


@pytest.mark.parametrize("case", parameters("evaluation", QUERIES, FETCH))
async def test_query_evaluation(endpoint: httpx.AsyncClient, case: Case) -> None:
    table = {".csv": CSV, ".tsv": TSV}.get(case.result[-4:], JSON)
    response = await ask(endpoint, based(case), f"{table}, {N_TRIPLES}", dataset(case))
    wrong = what_is_wrong(lambda: read(response), case)
    judge("evaluation", case, wrong, lambda: what_is_wrong(lambda: library.answered(case), case))


@pytest.mark.parametrize("case", parameters("result formats", TABLES, FETCH))
async def test_result_formats(endpoint: httpx.AsyncClient, case: Case) -> None:
    """XML and TSV say what JSON says, and CSV as much as it can."""
    json = await ask(endpoint, based(case), JSON, dataset(case))
    if json.status_code != 200:
        pytest.skip("the query has no result to compare")
    wanted = read(json)
    others = (XML, TSV, *((CSV,) if fits_csv(wanted) else ())) if isinstance(wanted, Table) else (XML,)
    for media_type in others:
        found = await result(endpoint, case, media_type)
        plain = as_csv(wanted) if media_type == CSV and isinstance(wanted, Table) else wanted
        assert is_same(found, plain), media_type


@pytest.mark.parametrize("case", parameters("graph formats", [each for each in QUERIES if constructs(each)], FETCH))
async def test_graph_formats(endpoint: httpx.AsyncClient, case: Case) -> None:
    """Each format says what N-Triples say, or is refused to this client alone where it cannot."""
    wanted = await result(endpoint, case, N_TRIPLES)
    for media_type in GRAPH_TYPES:
        response = await ask(endpoint, based(case), media_type, dataset(case))
        if 400 <= response.status_code < 500:
            assert not _fits(wanted, media_type), response.text
        else:
            assert is_same(read(response), wanted), media_type


def _fits(wanted: Result, media_type: str) -> bool:
    """Whether pyoxigraph writes a graph in a format so that it can be read again."""
    assert isinstance(wanted, frozenset)
    try:
        written = ox.serialize(wanted, format=GRAPHS[media_type])
        if GRAPHS[media_type] == ox.RdfFormat.RDF_XML and written:
            refuse_forbidden_characters(written)
        return written is not None and is_same(quads(ox.parse(written, GRAPHS[media_type])), wanted)
    except (OSError, ValueError, SyntaxError, UnwritableError):
        return False


POSITIVE = listed("PositiveSyntaxTest", lambda case: not calls_out(case))


@pytest.mark.parametrize("case", parameters("positive syntax", POSITIVE, FETCH))
async def test_positive_syntax(endpoint: httpx.AsyncClient, case: Case) -> None:
    """The query as it stands: the address of the endpoint is its base. A function of nobody's is no fault of syntax."""
    response = await ask(endpoint, case.text, f"{JSON}, {N_TRIPLES}", [("default-graph-uri", "urn:empty")])
    has_no_function = response.status_code == 400 and response.json()["type"].endswith("#unknown-function")
    wrong = RIGHT if response.status_code == 200 or has_no_function else response.text
    refused = lambda: "a syntax error" if library.refuses(case.text, case.action) else RIGHT  # noqa: E731
    judge("positive syntax", case, wrong, refused)


@pytest.mark.parametrize("case", parameters("negative syntax", listed("NegativeSyntaxTest"), FETCH))
async def test_negative_syntax(endpoint: httpx.AsyncClient, case: Case) -> None:
    response = await ask(endpoint, case.text, f"{JSON}, {N_TRIPLES}", [])
    wrong = RIGHT if 400 <= response.status_code < 500 else f"status {response.status_code}"
    accepted = lambda: RIGHT if library.refuses(case.text, case.action) else "no syntax error"  # noqa: E731
    judge("negative syntax", case, wrong, accepted)


SERVICE = listed("QueryEvaluationTest|PositiveSyntaxTest", calls_out)


@pytest.mark.parametrize("case", parameters("service", SERVICE, FETCH))
async def test_queries_that_call_out_are_refused(endpoint: httpx.AsyncClient, case: Case) -> None:
    response = await ask(endpoint, based(case), JSON, dataset(case))
    assert response.status_code == 403
    assert "SERVICE" in response.json()["detail"]


@pytest.mark.parametrize("case", parameters("updates", listed("UpdateEvaluationTest|UpdateSyntaxTest"), FETCH))
async def test_updates_are_refused(endpoint: httpx.AsyncClient, case: Case) -> None:
    as_update = await endpoint.post("/sparql", data={"update": case.text})
    as_query = await endpoint.post("/sparql", data={"query": case.text})
    assert (as_update.status_code, as_query.status_code in (400, 403)) == (403, True)
