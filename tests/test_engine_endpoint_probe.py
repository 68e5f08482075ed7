"""What an endpoint is asked when it is opened: one whose answers would be empty, doubled or cut is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.engine.query import graph_names
from sandbox_atlas.graph.engine.remote import RemoteEngine
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.rdf.formats import CSV
from sandbox_atlas.graph.register.graphs import graph_content
from sandbox_atlas.graph.settings import Settings
from tests.support.engines import dumped
from tests.support.oxigraph import Oxigraph
from tests.support.virtuoso import Virtuoso

pytestmark = pytest.mark.anyio
PASSAGE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"
COUNT = "SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {} }} }}"


async def opened(server: Any, **options: Any) -> RemoteEngine:  # noqa: ANN401 - the settings check their types
    return await RemoteEngine.open(Settings(endpoint=server.address, **options))


def named(server: Virtuoso) -> dict[str, str]:
    return {f"endpoint_{name}": value for name, value in server.options.items()}


@pytest.fixture(scope="module")
def shipped(shipped_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "atlas.nq"
    shipped_store.dump(path, format=ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="module")
def virtuoso(shipped: Path) -> Iterator[Virtuoso]:
    with Virtuoso(shipped) as server:
        yield server


@pytest.mark.engines
@pytest.mark.parametrize(
    ("quads", "message"),
    [
        ("", "has no application, batch or sandbox of a register. Check its address"),
        ("<urn:a> <urn:b> <urn:c> .", "has no application, batch or sandbox of a register"),
        ("<urn:a> a sbx:Application <urn:g> .", "named graphs have 1. Load the merged statements .docs/scale.md"),
        (
            "<urn:a> a sbx:Application . <urn:a> sbx:applicant <urn:b> .",
            "without their consequences",
        ),
    ],
    ids=["empty", "foreign", "raw", "without consequences"],
)
async def test_an_endpoint_without_a_merged_register_is_refused_with_what_is_missing(
    tmp_path: Path, quads: str, message: str
) -> None:
    ontology, path = "https://w3id.org/sandbox-atlas/ontology#", tmp_path / "data.nq"
    text = quads.replace(
        " a sbx:Application", f" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ontology}Application>"
    )
    path.write_text(text.replace("sbx:applicant", f"<{ontology}applicant>").replace(" . ", " .\n"), encoding="utf-8")
    with Oxigraph(path) as server, pytest.raises(EngineError) as caught:
        await opened(server)
    assert message.replace(".docs", "(docs") in str(caught.value)


@pytest.mark.engines
async def test_an_endpoint_that_merges_and_holds_a_register_is_opened(tiny: Path, tmp_path: Path) -> None:
    with Oxigraph(dumped((tiny,), tmp_path)) as server:
        await (await opened(server)).close()


@pytest.mark.engines
async def test_a_union_that_is_not_merged_is_refused_by_the_name_of_the_setting(virtuoso: Virtuoso) -> None:
    with pytest.raises(EngineError, match=r"not merged: it gives .*SANDBOX_ATLAS_ENDPOINT_DEFAULT_GRAPH"):
        await opened(virtuoso)
    await (await opened(virtuoso, **named(virtuoso))).close()


@pytest.mark.engines
async def test_a_limit_of_rows_that_would_cut_networks_is_refused(shipped: Path) -> None:
    with Virtuoso(shipped, max_rows=10_000) as server, pytest.raises(EngineError, match=r"cuts .*ResultSetMaxRows"):
        await opened(server, **named(server))


@pytest.mark.engines
async def test_a_graph_by_its_name_has_all_its_statements(virtuoso: Virtuoso, shipped_store: ox.Store) -> None:
    there = len(list(shipped_store.quads_for_pattern(None, None, None, ox.NamedNode(PASSAGE))))
    engine = await opened(virtuoso, **named(virtuoso))
    for pattern in (
        "GRAPH passage:sccf-batch-2-list { ?s ?p ?o }",
        f"GRAPH <{PASSAGE}> {{ ?s ?p ?o }}",
        f"VALUES ?g {{ <{PASSAGE}> }} GRAPH ?g {{ ?s ?p ?o }}",
    ):
        answer = await engine.query(f"SELECT * {{ {pattern} }}", CSV)
        assert len(answer.body.splitlines()) - 1 == there, pattern
    turtle = await graph_content(engine, PASSAGE, "application/n-triples")
    assert len(turtle.body.splitlines()) == there
    with pytest.raises(EngineError, match=r"by name and by variable.*VALUES \?graph"):
        await engine.query(f"SELECT * {{ GRAPH <{PASSAGE}> {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} }}", CSV)
    await engine.close()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { GRAPH <urn:a> { ?s ?p ?o } graph <urn:b> {} GRAPH <urn:a> {} }", (("urn:a", "urn:b"), False)),
        ("SELECT * { GRAPH passage:x { ?s ?p ?o } GRAPH ?g {} }", ((PASSAGE.replace("sccf-batch-2-list", "x"),), True)),
        ("PREFIX p: <urn:p:> SELECT * { GRAPH p:x\\.y { ?s ?p 'GRAPH <urn:c> {' } }", (("urn:p:x.y",), False)),
        ("BASE <http://example.org/a> SELECT * { GRAPH <b> { ?s ?p ?o } }", (("http://example.org/b",), False)),
        ("SELECT * { ?s ?p ?o } # GRAPH <urn:a> {}", ((), False)),
    ],
)
def test_the_graphs_that_a_query_names_are_found(text: str, names: tuple[tuple[str, ...], bool]) -> None:
    assert graph_names(text) == names
