"""The Python API: one object for notebooks and scripts, over the shipped data unless a test says otherwise."""

from __future__ import annotations

import asyncio
import doctest
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import networkx as nx
import pytest
from rdflib import Graph

from sandbox_atlas import Atlas, AtlasAsync, AtlasError, Row, Settings, Table, Thing
from sandbox_atlas.api.notebook import atlas as notebook
from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.opening import UsualSettings, settings
from sandbox_atlas.graph.errors import (
    BadParameterError,
    EngineError,
    InvalidDataError,
    MalformedQueryError,
    UnknownNameError,
    UnreadableFileError,
)
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.store.build import build
from tests.support.oxigraph import Oxigraph
from tests.support.pool import PATIENT

ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"
QUESTION = "institutions-in-multiple-batches"

of_rdflib = pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")
"""rdflib's own code uses what it deprecates."""


@pytest.fixture(scope="module")
def loaded() -> Iterator[Atlas]:
    with Atlas.load(deadline=PATIENT) as opened:
        yield opened


@pytest.fixture(scope="module")
def tiny_atlas(tiny: Path) -> Iterator[Atlas]:
    with Atlas.load(tiny) as opened:
        yield opened


def test_the_examples_in_the_documentation_of_the_api_are_true(loaded: Atlas) -> None:
    found = doctest.testmod(notebook, extraglobs={"atlas": loaded})
    assert found.attempted > 10
    assert found.failed == 0


def test_a_row_leads_to_the_passages_that_support_it(loaded: Atlas) -> None:
    table = loaded.ask(QUESTION, place="beijing")
    row = next(row for row in table if row["institution"] == Thing(ICBC, "Industrial and Commercial Bank of China"))
    assert {"passage", "certainty", "source", "address"} <= set(row.evidence.columns)
    assert any("mpaypass-batch-1-list" in passage for passage in row.passages)
    assert row["evidence"] is row.evidence
    assert loaded.evidence(row) is row.evidence


def test_every_answer_has_its_coverage_snapshot_and_licence(loaded: Atlas) -> None:
    table = loaded.ask(QUESTION, place="beijing")
    assert "applications are recorded" in table.coverage
    assert table.snapshot == loaded.snapshot
    assert table.licence == loaded.licence == "Data: CC BY 4.0"
    assert table.sentence.startswith(f"{len(table)} institutions")
    assert table.query.startswith("PREFIX") or "SELECT" in table.query


def test_a_row_whose_question_names_passages_itself_has_these_as_evidence(loaded: Atlas) -> None:
    row = loaded.ask("entity-facts", entity="icbc")[0]
    assert row.passages == [each.iri for each in row["passages"]]


def test_parameters_may_be_things_numbers_and_several_values(loaded: Atlas) -> None:
    thing = loaded.ask(QUESTION, place="beijing")[0]["institution"]
    assert isinstance(thing, Thing)
    both = loaded.ask("applications", institution=[thing, "citic-aibank"])
    assert len(both) > len(loaded.ask("applications", institution=thing)) > 0
    assert len(loaded.ask(QUESTION, {"place": "北京"}, minimum=3)) == 1


@pytest.mark.parametrize(
    ("asked", "parameters", "said"),
    [
        ("institutions-in-several-batches", {}, "Did you mean institutions-in-multiple-batches"),
        (QUESTION, {"plaze": "beijing"}, "has no parameter 'plaze'. It has place"),
        (QUESTION, {"place": "bejing"}, "Did you mean beijing"),
        (QUESTION, {"minimum": "many"}, "takes a whole number from 1, not 'many'"),
        (QUESTION, {"minimum": 2.5}, "takes text, numbers or things, not float"),
        (QUESTION, {"place": True}, "takes text, numbers or things, not bool"),
        ("entity-facts", {}, "needs the parameter 'entity'"),
        ("membership-evidence", {}, "needs the parameters 'institution', 'batch'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    loaded: Atlas, asked: str, parameters: dict[str, object], said: str
) -> None:
    with pytest.raises(AtlasError, match=said):
        loaded.ask(asked, parameters)  # type: ignore[arg-type]


def test_unknown_things_and_networks_are_refused_with_similar_ones(loaded: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="institution/icbc"):
        loaded.entity("institution/icb")
    with pytest.raises(UnknownNameError, match="Did you mean register"):
        loaded.network("registre")
    with pytest.raises(BadParameterError, match="given twice"):
        loaded.ask(QUESTION, {"place": "beijing"}, place="shanghai")
    with pytest.raises(BadParameterError, match="nothing to draw"):
        loaded.draw(nx.Graph())
    with pytest.raises(MalformedQueryError, match="line 1"):
        loaded.sparql("SELECT")


def test_queries_give_tables_truth_values_and_graphs(loaded: Atlas) -> None:
    table = loaded.sparql("SELECT ?n ?d ?b { VALUES (?n ?d ?b) { (1 '2020-03-16'^^xsd:date true) (2.5 UNDEF false) } }")
    assert isinstance(table, Table)
    assert [(row["n"], str(row["d"]), row["b"]) for row in table] == [(1, "2020-03-16", True), (2.5, "None", False)]
    assert loaded.sparql("ASK {}") is True
    graph = loaded.sparql("CONSTRUCT { inst:icbc rdfs:label ?n } WHERE { inst:icbc rdfs:label ?n }")
    assert isinstance(graph, Graph)
    assert len(graph) == 2
    empty = loaded.sparql("SELECT ?nothing { ?nothing a sbx:Nothing }")
    assert isinstance(empty, Table)
    assert (empty.columns, len(empty), empty.to_csv()) == (["nothing"], 0, "nothing\r\n")


def test_an_entity_has_names_and_facts_with_their_passages(loaded: Atlas) -> None:
    entity = loaded.entity("工商银行")
    assert (entity.iri, entity.kind) == (ICBC, "Institution")
    assert "ICBC" in entity.names
    assert any(row["property"] == "licensed" and row["value"] is True and row.passages for row in entity.facts)


def test_evidence_is_given_for_passages_for_things_and_for_statements(loaded: Atlas) -> None:
    passage = loaded.evidence("passage/sccf-batch-2-list")
    assert len(passage) == 1
    assert loaded.evidence([passage[0]["passage"], "mpaypass-batch-1-list"]).columns == passage.columns
    assert {row["passage"] for row in loaded.evidence("icbc")} >= {passage[0]["passage"]}
    stated = loaded.evidence("icbc", "licensed")
    assert stated[0]["object"] is True
    assert [row["passage"] for row in loaded.evidence("icbc", "sbx:licensed")] == stated.column("passage")
    with pytest.raises(AtlasError, match="no thing named 'icbd'"):
        loaded.evidence("icbd")
    with pytest.raises(UnknownNameError, match=r"no property in use named 'sbx:licenced'\. Did you mean sbx:licensed"):
        loaded.evidence("icbc", "sbx:licenced")


def test_a_network_is_a_graph_of_networkx_with_labels(loaded: Atlas) -> None:
    links = loaded.network(place="beijing")
    assert links.nodes[ICBC]["label"] == "Industrial and Commercial Bank of China"
    assert {"applicant", "uses technology"} <= {data["label"] for _, _, data in links.edges(data=True)}
    assert links.graph["title"].endswith(": Beijing")
    assert links.graph["snapshot"] == loaded.snapshot


def test_a_drawing_is_a_page_that_loads_nothing(loaded: Atlas, tmp_path: Path) -> None:
    links = loaded.network(place="beijing")
    part = loaded.draw(nx.ego_graph(links, ICBC, undirected=True))
    shown = part._repr_html_()
    assert shown.startswith("<iframe")
    assert 'sandbox="allow-scripts allow-popups"' in shown
    assert "default-src 'none'" in part.html
    assert part.save(tmp_path / "icbc.html").read_text(encoding="utf-8") == part.html


def test_a_graph_of_somebody_else_is_drawn_without_running_its_names(loaded: Atlas) -> None:
    links = nx.Graph()
    links.add_edge("</script><script>alert(1)</script>", "B")
    assert "<script>alert" not in loaded.draw(links).html


@pytest.mark.slow
@pytest.mark.no_cover
@of_rdflib
def test_an_rdflib_data_set_has_the_merged_facts_and_each_passage(loaded: Atlas) -> None:
    dataset = loaded.to_rdflib()
    counted = loaded.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    asked = dataset.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(counted, Table)
    assert [int(row[0]) for row in asked] == counted.column("n")
    passages = loaded.sparql("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(passages, Table)
    assert sum(1 for graph in dataset.graphs() if len(graph)) - 1 == passages[0]["n"]


def test_chinese_labels_and_sentences_come_with_the_language() -> None:
    with Atlas.load(lang="zh") as atlas:
        table = atlas.ask(QUESTION, place="beijing")
        assert table.labels["institution"] == "机构"
        assert table.sentence.endswith("个批次。")
        assert table.coverage.endswith("。")
        assert repr(table).endswith(" 行")
        assert atlas.network(place="beijing").graph["title"].endswith("：北京")
        assert atlas.entity("icbc").facts.labels["passages"] == "出处"


# ── Sources of data ──────────────────────────────────────────────────────────


@of_rdflib
def test_a_file_a_store_and_an_endpoint_give_the_same_answer(tiny: Path, tiny_atlas: Atlas, tmp_path: Path) -> None:
    expected = tiny_atlas.ask(QUESTION).to_csv()
    assert len(expected.splitlines()) > 1
    build(read([tiny]), tmp_path / "store", tmp_path)
    with Atlas.load(tmp_path / "store") as stored:
        assert stored.ask(QUESTION).to_csv() == expected
    dump = tmp_path / "dump.nq"
    tiny_atlas.to_rdflib().serialize(dump, format="nquads")
    with Oxigraph(dump) as server, Atlas.load(server.address) as remote:
        assert remote.ask(QUESTION).to_csv() == expected


def test_an_empty_register_is_refused_or_empty_but_never_an_accident(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no RDF file"):
        Atlas.load(tmp_path)
    with pytest.raises(UnreadableFileError, match="no such file"):
        Atlas.load(tmp_path / "nothing.ttl")
    with pytest.raises(BadParameterError, match="No file is named"):
        Atlas.load([])
    with pytest.raises(EngineError, match="cannot be reached"):
        Atlas.load("http://127.0.0.1:9/sparql")
    with pytest.raises(BadParameterError, match="one of en, zh, not 'fr'"):
        Atlas.load(lang="fr")
    with pytest.raises(BadParameterError, match="deadline"):
        Atlas.load(deadline=-1)


def test_the_usual_settings_are_those_of_an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SANDBOX_ATLAS_")]:
        monkeypatch.delenv(name)
    usual, full = settings(None), Settings(workers=1)
    assert isinstance(usual, UsualSettings)
    usual_names = {field.name for field in fields(UsualSettings)}
    assert {name: getattr(full, name) for name in usual_names} == asdict(usual)
    assert {name for name in set(Settings.model_fields) - usual_names if not name.startswith("endpoint_")} == {"cache"}
    assert not isinstance(settings(None, deadline=5.0), UsualSettings)
    monkeypatch.setenv("SANDBOX_ATLAS_MAX_ROWS", "7")
    assert settings(None).max_rows == 7


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/sparql"),
        ("https://atlas.example/", "https://atlas.example/sparql"),
        ("https://atlas.example/register/sparql", "https://atlas.example/register/sparql"),
        ("https://endpoint.example/?default-graph-uri=urn:x", "https://endpoint.example/?default-graph-uri=urn:x"),
    ],
)
def test_the_address_of_an_atlas_stands_for_its_endpoint(address: str, endpoint: str) -> None:
    assert settings(address).endpoint == endpoint


def test_no_parameter_has_the_name_of_an_argument() -> None:
    names = {each.name for asked in (*questions().values(), *views().values()) for each in asked.parameters}
    assert not names & {"question", "view", "what", "parameters"}


def test_files_with_mistakes_are_refused_with_the_first_of_them() -> None:
    broken = Path(__file__).parent / "fixtures" / "broken.ttl"
    with pytest.raises(InvalidDataError, match=r"broken\.ttl"):
        Atlas.load(broken)


# ── Life of an atlas ─────────────────────────────────────────────────────────


async def _asked_inside_a_loop(atlas: Atlas) -> int:
    return len(atlas.ask(QUESTION))


def test_it_answers_inside_a_running_event_loop(tiny_atlas: Atlas) -> None:
    assert asyncio.run(_asked_inside_a_loop(tiny_atlas)) > 0


def test_a_closed_atlas_says_so(tiny: Path) -> None:
    atlas = Atlas.load(tiny)
    assert "open" in repr(atlas)
    atlas.close()
    atlas.close()
    assert "closed" in repr(atlas)
    with pytest.raises(EngineError, match=r"This atlas is closed\. Load it again"):
        atlas.ask(QUESTION)


@pytest.mark.parametrize(
    "end",
    ["", "atlas.close()", "atlas = Atlas.load(sys.argv[1])", "raise SystemExit(0)", "del atlas, table"],
    ids=["end", "close", "again", "exit", "collected"],
)
def test_no_process_outlives_the_interpreter_and_nothing_is_left_open(tiny: Path, end: str) -> None:
    program = f"""
import sys
from sandbox_atlas import Atlas
atlas = Atlas.load(sys.argv[1], check=False)
table = atlas.ask("{QUESTION}")
print(len(table), flush=True)
{end}
"""
    command = [sys.executable, "-W", "error", "-c", program, str(tiny)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "1"
    assert done.stderr == ""  # its end is waited for: whoever holds the other end of a pipe has gone


def test_an_atlas_that_nobody_holds_is_closed(tiny: Path) -> None:
    atlas = Atlas.load(tiny)
    end = atlas._end
    del atlas
    gc.collect()
    assert not end.alive


def test_asynchronous_code_opens_the_same_atlas(tiny: Path, tmp_path: Path) -> None:
    async def asked() -> int:
        async with await Atlas.open(Settings(data=(tiny,), workers=1, cache=tmp_path)) as atlas:
            assert isinstance(atlas, AtlasAsync)
            return len((await atlas.ask(QUESTION, {})).rows)

    assert asyncio.run(asked()) > 0


def test_rows_and_tables_show_themselves_escaped() -> None:
    row = Row({"name": "<b>"})
    table = Table([Column("name", "Name & more")], [row, row])
    shown = table._repr_html_()
    assert shown.startswith("<p></p>")  # without a title
    assert "&lt;b&gt;" in shown
    assert "Name &amp; more" in shown
    assert repr(table).splitlines() == ["Name & more", "<b>", "<b>", "2 rows"]
    with pytest.raises(KeyError, match="The columns are name"):
        row["nome"]
    assert len(table[:1]) == 1
    assert not row.evidence
