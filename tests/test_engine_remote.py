"""The remote engine against real servers, Oxigraph and Virtuoso 7: the embedded engine's answers, or a clear no."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from threading import Thread
from typing import Any

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.query import QueryDataset, query_form
from sandbox_atlas.graph.engine.remote import RemoteEngine, with_prefixes
from sandbox_atlas.graph.errors import (
    DeadlineError,
    EngineError,
    ForbiddenQueryError,
    MalformedQueryError,
    TooLargeError,
)
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.queries import loader
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from sandbox_atlas.graph.rdf.results import rows
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.oxigraph import Oxigraph
from tests.support.pool import PATIENT
from tests.support.virtuoso import Virtuoso

pytestmark = [pytest.mark.anyio, pytest.mark.engines]

SERVERS: dict[str, Any] = {"oxigraph": Oxigraph, "virtuoso": Virtuoso}
JSON, XML, CSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv"
N_TRIPLES = "application/n-triples"
INTERNAL = [path.stem[1:] for path in sorted(Path(loader.__file__).parent.glob("_*.rq"))]
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
XSD = "http://www.w3.org/2001/XMLSchema#"


def opened(server: Any, **settings: Any) -> RemoteEngine:  # noqa: ANN401 - loaded by path; the settings check their types
    return RemoteEngine(server.address, Settings(**{"deadline": PATIENT, **settings}), **server.options)


@pytest.fixture(scope="session")
def shipped_file(shipped_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "atlas.nq"
    shipped_store.dump(path, format=ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, shipped_file: Path) -> Iterator[Any]:
    with SERVERS[request.param](shipped_file) as started:
        yield started


@pytest.fixture(scope="module")
async def engine(anyio_backend: str, server: Any) -> AsyncIterator[RemoteEngine]:  # noqa: ANN401
    opened_engine = opened(server)
    yield opened_engine
    await opened_engine.close()


@pytest.fixture(scope="module")
async def embedded(anyio_backend: str) -> AsyncIterator[EmbeddedEngine]:
    started = await EmbeddedEngine.start(Snapshot.of(read()), Settings(workers=1))
    yield started
    await started.close()


def cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | None, lists: bool) -> str:
    """A term to compare: lists in order, an empty one as none, and booleans as the integers that Virtuoso 7 sends."""
    if lists:
        return " ".join(sorted(term.value.split())) if isinstance(term, ox.Literal) else ""
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean":
        return str(ox.Literal(int(term.value in ("true", "1"))))
    return str(term)


def comparable(body: bytes, lists: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(cell(term, name in lists) for name, term in row.items()) for row in rows(body))


# ── The same answers ─────────────────────────────────────────────────────────


def every_subset(asked: Question) -> Iterator[dict[str, list[str]]]:
    """Every subset of a question's parameters with their examples, and each further word of a choice by itself."""
    required = {each.name: [each.example] for each in asked.parameters if each.required}
    optional = [each for each in asked.parameters if not each.required]
    for size in range(len(optional) + 1):
        for chosen in combinations(optional, size):
            yield required | {each.name: [each.example] for each in chosen}
    yield from (required | {each.name: [word]} for each in optional for word in each.choices if word != each.example)


class Asked:
    """Asks the embedded engine and another the same, the embedded one once for all others."""

    def __init__(self, embedded: EmbeddedEngine, names: Names) -> None:
        self._embedded, self._names = embedded, names
        self._answers: dict[str, Counter[tuple[str, ...]]] = {}

    async def differences(self, engine: Engine, asked: Question) -> list[object]:
        """The parameters with which the two answer a question or view differently, and the sizes of their answers."""
        found: list[object] = []
        for parameters in every_subset(asked):
            text = (await bind_parameters(asked, self._names, parameters, "en")).text
            if text not in self._answers:
                self._answers[text] = await content(self._embedded, text, asked.lists)
            here, there = self._answers[text], await content(engine, text, asked.lists)
            if here != there:
                found.append((parameters, here.total(), there.total()))
        return found


@pytest.fixture(scope="module")
async def asked(embedded: EmbeddedEngine) -> Asked:
    return Asked(embedded, await Names.load(embedded))


async def content(engine: Engine, text: str, lists: tuple[str, ...] = ()) -> Counter[tuple[str, ...]]:
    """The rows or the triples of an answer, in no order."""
    if query_form(text) == "SELECT":
        return comparable((await engine.query(text, JSON, unlimited=True)).body, lists)
    body = (await engine.query(text, N_TRIPLES, unlimited=True)).body
    return Counter({(str(triple),) for triple in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)})


@pytest.mark.parametrize("name", [*questions(), *views()])
async def test_every_question_and_view_with_every_subset_of_its_parameters_is_answered_as_by_the_embedded_engine(
    engine: RemoteEngine, asked: Asked, name: str
) -> None:
    question = {**questions(), **views()}[name]
    assert await asked.differences(engine, question) == []
    assert await content(engine, question.text, question.lists)


@pytest.mark.no_cover
async def test_a_store_on_disk_answers_every_question_and_view_with_every_subset_alike(
    asked: Asked, tmp_path: Path
) -> None:
    build(read(), tmp_path / "atlas", tmp_path)
    disk = await DiskEngine.open(tmp_path / "atlas", Settings(workers=1, deadline=PATIENT))
    try:
        found = {name: await asked.differences(disk, each) for name, each in {**questions(), **views()}.items()}
    finally:
        await disk.close()
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("name", INTERNAL)
async def test_every_internal_query_has_the_answer_of_the_embedded_engine(
    engine: RemoteEngine, embedded: EmbeddedEngine, name: str
) -> None:
    here, there = [await content(one, internal(name)) for one in (embedded, engine)]
    assert there == here != Counter()


async def test_the_names_of_all_things_are_the_same(engine: RemoteEngine, embedded: EmbeddedEngine) -> None:
    here, there = [{entry.iri: entry.labels for entry in await Names.load(one)} for one in (embedded, engine)]
    assert there == here


async def test_prefixes_of_the_atlas_need_no_declaration(engine: RemoteEngine) -> None:
    answer = await engine.query("ASK { batch:pboc-beijing-2 a sbx:Batch }", JSON)
    assert b"true" in answer.body


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_rows_come_in_every_format(engine: RemoteEngine, media_type: str) -> None:
    answer = await engine.query("SELECT ?batch { ?batch a sbx:Batch } LIMIT 3", media_type)
    assert answer.media_type == media_type
    assert answer.body.count(b"/id/batch/") == 3


@pytest.mark.parametrize("media_type", [name for name in GRAPH_TYPES if "quads" not in name and "trig" not in name])
async def test_graphs_come_in_every_format_of_triples(engine: RemoteEngine, media_type: str) -> None:
    answer = await engine.query("CONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE { ?s a sbx:Batch }", media_type)
    assert b"urn:c" in answer.body or b":c" in answer.body


async def test_a_dataset_can_be_named(engine: RemoteEngine, embedded: EmbeddedEngine) -> None:
    graphs = QueryDataset(default=("https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list",))
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    here, there = [list(rows((await one.query(text, JSON, dataset=graphs)).body)) for one in (embedded, engine)]
    assert here == there != []


async def test_several_graphs_are_merged_or_refused(engine: RemoteEngine) -> None:
    """Neither server merges: each gives a triple once for each graph, where SPARQL 1.1 (section 13.2) wants it once."""
    one, other = (f"https://w3id.org/sandbox-atlas/id/passage/{name}-batch-2-list" for name in ("sccf", "yybnet"))
    text, graphs = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", QueryDataset(default=(one, other))
    for asked, given in ((text, graphs), (text.replace("{", f"FROM <{one}> FROM <{other}> {{"), None)):
        with pytest.raises(EngineError, match="does not merge") as caught:
            await engine.query(asked, JSON, dataset=given)
        assert caught.value.hint
    assert (await engine.query(text, JSON, dataset=QueryDataset(default=(one, "urn:nowhere")))).body


async def test_an_atlas_opens_over_an_endpoint_and_counts_what_is_there(server: Any, shipped_store: ox.Store) -> None:  # noqa: ANN401
    settings = Settings(
        endpoint=server.address, **{f"endpoint_{name}": value for name, value in server.options.items()}
    )
    async with await Atlas.open(settings) as atlas:
        own = 0 if isinstance(server, Oxigraph) else 10_000  # Virtuoso counts graphs of its own too
        assert atlas.statements is not None
        assert 0 <= atlas.statements - len(shipped_store) <= own
        assert atlas.names.resolve("icbc")
        assert (await atlas.ask("institutions-in-multiple-batches")).rows


async def test_the_snapshot_of_an_endpoint_is_one_of_its_address_and_of_the_time(server: Any) -> None:  # noqa: ANN401
    def snapshot(address: str = server.address, refresh: float = 1e9, graph: str = "") -> str:
        settings = Settings(endpoint=address, endpoint_refresh=refresh)
        return RemoteEngine(address, settings, default_graph=graph).snapshot

    assert snapshot() == snapshot()
    assert len({snapshot(), snapshot("http://127.0.0.1:9/"), snapshot(graph="urn:g"), snapshot(refresh=1e8)}) == 4


# ── Errors ───────────────────────────────────────────────────────────────────


async def test_a_malformed_query_brings_the_servers_words(engine: RemoteEngine) -> None:
    with pytest.raises(MalformedQueryError, match=r"refused the query: \S") as caught:
        await engine.query("SELECT * {\n ?s ?p", JSON)
    assert caught.value.line in (2, 3)  # Virtuoso counts one line more


async def test_what_is_forbidden_is_never_sent() -> None:
    engine = RemoteEngine("http://127.0.0.1:9/", Settings())
    with pytest.raises(ForbiddenQueryError):
        await engine.query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", JSON)
    with pytest.raises(MalformedQueryError, match="an update, not a query"):
        await engine.query("DROP ALL", JSON)
    await engine.close()


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_an_answer_past_its_rows_or_bytes_is_too_large(server: Any, media_type: str) -> None:  # noqa: ANN401
    text = "SELECT ?s ?p { ?s a sbx:Batch ; ?p ?o } LIMIT 30"
    for settings, message in (({"max_rows": 20}, "more than 20 rows"), ({"max_bytes": 1000}, "larger than 1,000")):
        engine = opened(server, **settings)
        with pytest.raises(TooLargeError, match=message) as caught:
            await engine.query(text, media_type)
        assert caught.value.hint
        assert (await engine.query(text, media_type, unlimited=True)).body
        await engine.close()


async def test_a_runaway_ends_at_its_deadline_and_delays_no_one(engine: RemoteEngine) -> None:
    began = time.monotonic()
    runaway = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=1.2))
    await asyncio.sleep(0.1)
    assert (await engine.query("ASK {}", JSON)).body
    with pytest.raises(DeadlineError, match=r"within 1\.2 seconds") as caught:
        await runaway
    assert time.monotonic() - began < 3
    assert caught.value.hint


async def test_a_server_that_is_killed_is_an_error_and_one_that_is_back_answers(server: Any) -> None:  # noqa: ANN401
    engine = opened(server)
    assert (await engine.query("ASK {}", JSON)).body
    server.kill()
    try:
        with pytest.raises(EngineError, match="cannot be reached") as caught:
            await engine.query("ASK {}", JSON)
        assert caught.value.hint
    finally:
        server.start()
    answer = await engine.query("SELECT (COUNT(DISTINCT ?batch) AS ?n) { ?batch a sbx:Batch }", CSV)
    assert int(answer.body.split()[-1]) > 10
    await engine.close()


async def test_a_closed_engine_says_so(server: Any) -> None:  # noqa: ANN401
    engine = opened(server)
    await engine.close()
    with pytest.raises(EngineError, match="shut down"):
        await engine.query("ASK {}", JSON)


async def test_a_format_that_does_not_fit_the_query_is_refused(engine: RemoteEngine) -> None:
    with pytest.raises(ValueError, match="is none of"):
        await engine.query("ASK {}", "text/turtle")


# ── Servers that misbehave: a real socket with a script of answers ───────────


class Scripted(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's answers; None drops the connection."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.seen.append((dict(self.headers), body))  # type: ignore[attr-defined]
        answer = self.server.answers.pop(0)  # type: ignore[attr-defined]
        if answer is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def scripted() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as http:
        http.seen, http.answers = [], []  # type: ignore[attr-defined]
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield http
        http.shutdown()
        thread.join()


TRUE = (200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}')


async def ask(scripted: Any, *answers: Any, **options: Any) -> bytes:  # noqa: ANN401
    scripted.answers[:] = answers
    engine = RemoteEngine(f"http://127.0.0.1:{scripted.server_port}/sparql", Settings(deadline=2), **options)
    try:
        return (await engine.query("ASK {}", JSON)).body
    finally:
        await engine.close()


async def test_a_lost_connection_is_tried_once_more(scripted: Any) -> None:  # noqa: ANN401
    assert await ask(scripted, None, TRUE) == TRUE[2]
    with pytest.raises(EngineError, match="cannot be reached"):
        await ask(scripted, None, None, TRUE)
    assert len(scripted.seen) == 4


async def test_an_answer_that_breaks_off_is_no_answer(scripted: Any) -> None:  # noqa: ANN401
    cut = (200, {"Content-Type": JSON, "Content-Length": "100", "Connection": "close"}, b'{"head":{},"bool')
    assert await ask(scripted, cut, TRUE) == TRUE[2]
    with pytest.raises(EngineError, match="cannot be reached"):
        await ask(scripted, cut, cut)


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        ((401, {}, b""), EngineError, "refuses access .HTTP 401.*SANDBOX_ATLAS_ENDPOINT_AUTHORIZATION"),
        ((403, {}, b""), EngineError, "refuses access"),
        ((404, {}, b"nothing here"), EngineError, "HTTP 404: nothing here"),
        ((302, {"Location": "http://127.0.0.1:9/"}, b""), EngineError, "HTTP 302"),
        ((406, {}, b""), EngineError, "does not offer application/sparql-results"),
        ((500, {}, b"broken"), EngineError, "HTTP 500: broken"),
        ((504, {}, b""), DeadlineError, "did not finish"),
        ((500, {}, b"Virtuoso S1TAT Error"), DeadlineError, "did not finish"),
        ((200, {"Content-Type": JSON, "X-SQL-State": "S1TAT"}, b"{}"), DeadlineError, "did not finish"),
        ((200, {"Content-Type": JSON, "X-SPARQL-MaxRows": "10000"}, b"{}"), TooLargeError, "no more than 10000 rows"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), EngineError, "asked for .* and sent text/html"),
        ((200, {}, b"{}"), EngineError, "sent no media type"),
    ],
)
async def test_every_refusal_says_what_came(scripted: Any, answer: Any, error: type[Exception], message: str) -> None:  # noqa: ANN401
    with pytest.raises(error) as caught:
        await ask(scripted, answer)
    assert re.search(message, str(caught.value))


async def test_another_name_for_the_same_format_is_taken(scripted: Any) -> None:  # noqa: ANN401
    assert await ask(scripted, (200, {"Content-Type": "application/json; charset=utf-8"}, TRUE[2])) == TRUE[2]


@pytest.mark.parametrize(("unit", "sent"), [(None, None), ("s", "timeout=2"), ("ms", "timeout=2000")])
async def test_the_deadline_and_the_authorization_are_passed_through(scripted: Any, unit: Any, sent: Any) -> None:  # noqa: ANN401
    await ask(scripted, TRUE, authorization="Bearer secret", timeout_unit=unit, default_graph="urn:g")
    headers, body = scripted.seen[0]
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Accept"] == JSON
    assert "default-graph-uri=urn%3Ag" in body
    assert (sent or "timeout") in body if sent else "timeout" not in body


async def test_the_secret_is_never_repeated(scripted: Any) -> None:  # noqa: ANN401
    with pytest.raises(EngineError) as caught:
        await ask(scripted, (401, {}, b""), authorization="Bearer secret")
    assert "secret" not in str(caught.value)


# ── Prefixes ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("ASK { ?s a sbx:Batch }", ["sbx"]),
        ("PREFIX sbx: <urn:x> ASK { ?s a sbx:Batch }", []),
        ("prefix sbx: <urn:x> ASK { ?s a sbx:Batch ; skos:broader inst:icbc }", ["inst", "skos"]),
        ('ASK { ?s ?p "sbx:Batch" } # org:x', []),
        ("ASK { ?s ?p 'x'^^xsd:date }", ["xsd"]),
    ],
)
def test_only_prefixes_that_are_used_and_not_declared_are_added(text: str, added: list[str]) -> None:
    given = with_prefixes(text)
    assert given.endswith(text)
    assert sorted(re.findall(r"PREFIX (\w+):", given.removesuffix(text))) == added
