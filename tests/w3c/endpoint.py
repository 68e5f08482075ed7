"""The project's endpoint over the data of the SPARQL suites: each file is a named graph, which requests choose from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx
import pyoxigraph as ox

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS
from tests.w3c.manifests import Case

EMPTY = "urn:empty"
"""A graph that has no statements."""

Pairs = list[tuple[str, str]]


@asynccontextmanager
async def opened(cases: Iterable[Case], cache_folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that serves the data of tests."""
    settings = ServerSettings(workers=2, cache=cache_folder, rate=0, log="off", deadline=30, answers=0)
    document = Document("w3c.nq", ".nq", ox.serialize(_quads(cases), format=ox.RdfFormat.N_QUADS))
    engine = await EmbeddedEngine.start(Snapshot("w3c", (document,)), settings)
    atlas = Atlas(engine, await Names.load(engine), await Style.load(engine), settings)
    async with atlas:
        app = create_app(settings, atlas)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://w3c.example") as client,
        ):
            yield client


def dataset(case: Case) -> Pairs:
    """The parameters that name the dataset of a test (SPARQL 1.1 Protocol, section 2.1.4)."""
    if case.from_clause:
        return []
    named = [name for name, _ in case.named] + [name for iri in case.default for name in inner_graphs(case, iri)]
    default = case.default or (EMPTY,)
    return [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]


def inner_graphs(case: Case, iri: str) -> list[str]:
    """The named graphs inside a file."""
    graphs = {quad.graph_name for quad in parsed(case.file(iri), iri)}
    return sorted(graph.value for graph in graphs if isinstance(graph, ox.NamedNode))


@cache
def parsed(path: Path, base: str) -> tuple[ox.Quad, ...]:
    """The statements of a file; blank nodes of two files are different."""
    native = FILE_FORMATS[path.suffix]
    return tuple(ox.parse(path.read_bytes(), native, base_iri=base, rename_blank_nodes=True))


def _quads(cases: Iterable[Case]) -> Iterable[ox.Quad]:
    done: set[tuple[str, str]] = set()
    for case in cases:
        files = [(iri, iri) for iri in (*case.default, *case.from_clause)] + list(case.named)
        for name, iri in files:
            if (name, iri) not in done:
                done.add((name, iri))
                yield from _in_graph(parsed(case.file(iri), iri), name)


def _in_graph(found: Iterable[ox.Quad], name: str) -> Iterable[ox.Quad]:
    """Statements of the default graph in a named one; others stay."""
    for quad in found:
        graph = ox.NamedNode(name) if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
        yield ox.Quad(*quad.triple, graph)
