"""Standard clients, as they come, against a real server: none needs a special case."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from urllib.parse import urlencode

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

PREFIX = "PREFIX sbx: <https://w3id.org/sandbox-atlas/ontology#> "
COUNT = f"{PREFIX}SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE {{ ?a a sbx:Application }}"
PASSAGE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"
EXPECTED = 201


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_all_its_formats(server: str, method: str) -> None:
    asked = SPARQLWrapper(f"{server}/sparql")
    asked.setMethod(method)
    asked.setQuery(COUNT)
    asked.setReturnFormat(JSON)
    assert asked.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == str(EXPECTED)
    asked.setReturnFormat(XML)
    assert f">{EXPECTED}<" in asked.queryAndConvert().toxml()
    asked.setReturnFormat(CSV)
    assert asked.queryAndConvert().split() == [b"n", str(EXPECTED).encode()]
    asked.setReturnFormat(TSV)
    assert asked.queryAndConvert().split() == [b"?n", str(EXPECTED).encode()]
    asked.setQuery(f"{PREFIX}CONSTRUCT WHERE {{ ?b a sbx:Batch }}")
    for name, syntax in ((TURTLE, "turtle"), (N3, "turtle"), (JSONLD, "json-ld"), (RDFXML, "xml")):
        asked.setReturnFormat(name)
        assert len(Graph().parse(data=asked.query().response.read(), format=syntax)) == 83


def test_the_store_of_rdflib_asks_the_default_graph_and_a_named_one(server: str) -> None:
    store = SPARQLStore(f"{server}/sparql")
    try:
        assert int(next(iter(Graph(store).query(COUNT)))[0]) == EXPECTED
        named = Graph(store, identifier=URIRef(PASSAGE))
        rows = list(named.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"))
        assert 0 < len(rows) < 200
    finally:
        store.close()


def test_curl_posts_and_gets(server: str) -> None:
    curl = shutil.which("curl")
    assert curl, "curl is missing: install it"
    got = subprocess.run(
        [curl, "-sfG", f"{server}/sparql", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    posted = subprocess.run(
        [curl, "-sf", f"{server}/sparql", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert got.stdout.split() == posted.stdout.split() == ["n", str(EXPECTED)]


def test_pandas_reads_an_address(server: str) -> None:
    import pandas as pd  # here: it takes a second, which every collection of tests would wait for

    query = f"{PREFIX}SELECT ?batch (COUNT(?a) AS ?n) WHERE {{ ?a sbx:inBatch ?batch }} GROUP BY ?batch"
    frame = pd.read_csv(f"{server}/sparql?{urlencode({'query': query})}", storage_options={"Accept": "text/csv"})
    assert list(frame.columns) == ["batch", "n"]
    assert frame["n"].dtype.kind == "i"
    assert len(frame) > 10


def test_oxigraph_calls_us_from_another_store(server: str) -> None:
    query = f"SELECT ?n {{ SERVICE <{server}/sparql> {{ {COUNT} }} }}".replace(PREFIX, "")
    program = "import sys, pyoxigraph; print([row['n'].value for row in pyoxigraph.Store().query(sys.argv[1])])"
    asked = [sys.executable, "-c", program, PREFIX + query]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == f"['{EXPECTED}']"


async def test_fifty_connections_are_kept_and_each_answered(server: str, anyio_backend: str) -> None:
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    async with httpx.AsyncClient(limits=limits, timeout=60, base_url=server) as client:

        async def ask(number: int) -> int:
            answers = []
            for _ in range(3):
                asked = {"query": f"SELECT ({number} AS ?n) {{}}"}
                response = await client.get("/sparql", params=asked, headers={"Accept": "text/csv"})
                answers.append(int(response.text.split()[1]) if response.status_code == 200 else response.status_code)
            return answers[0] if len(set(answers)) == 1 else -1

        assert await asyncio.gather(*(ask(number) for number in range(1000, 1050))) == list(range(1000, 1050))
