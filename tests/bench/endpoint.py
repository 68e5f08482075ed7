"""Measures the endpoint beside others, in one run on the same data: `make bench-endpoint`. Times are processor time.

Registers are made by `tests/support/generator.py`. All servers listen on loopback and hold the same
statements, merge and consequences included; each is measured with all its processes. Only what is started here is
ended here.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx2
import psutil
import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.vocabulary import ID, RDFS, SBX
from tests.bench.comparison import Row, report, tree_cpu
from tests.bench.endpoint_scale import register, scale
from tests.support.running import ended, free_port, wait_for
from tests.support.server import serving

CONNECTIONS = 4
PEER = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset()
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""
"""rdflib-endpoint as its command starts it, but with the default graph of the file in place of a union."""

LUA = """
local n = 0
local slugs = {%s}
request = function()
  n = n + 1
  return wrk.format("GET", "%s" .. slugs[%s] .. "%s" .. %s .. "%s")
end
"""


@dataclass(frozen=True)
class Question:
    """A query with a place for a thing and one for a number, which make it new each time."""

    name: str
    text: str
    slugs: tuple[str, ...]

    def asked(self, slug: str, number: int) -> str:
        return self.text.replace("SLUG", slug).replace("NUMBER", str(number))


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    address: str
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time that all its processes have used."""
        return tree_cpu(self.process)

    def rows(self, query: str) -> int:
        response = httpx2.get(self.address, params={"query": query}, headers={"Accept": JSON}, timeout=60)
        response.raise_for_status()
        return len(json.loads(response.content)["results"]["bindings"])


@contextmanager
def atlas(data: Path | None, cache: Path) -> Iterator[Server]:
    """Our server over a file, or over the shipped data."""
    options = ["--data", str(data)] if data else []
    with serving(*options, rate=0, cache=cache) as started:
        yield Server("Sandbox Atlas", f"{started.address}/sparql", psutil.Process(started.process.pid))


@contextmanager
def oxigraph(dump: Path) -> Iterator[Server]:
    """Oxigraph's server in memory."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        raise SystemExit("oxigraph is not installed: pip install oxigraph")
    port = free_port()
    started = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    with ended(started):
        wait_for(port, started)
        with dump.open("rb") as content:
            headers = {"Content-Type": "application/n-quads"}
            httpx2.post(f"http://127.0.0.1:{port}/store", content=content, headers=headers, timeout=600)
        yield Server("oxigraph serve", f"http://127.0.0.1:{port}/query", psutil.Process(started.pid))


@contextmanager
def rdflib_endpoint(dump: Path) -> Iterator[Server]:
    """rdflib-endpoint, in an environment of its own that is made when it is not there."""
    folder = Path("build/rdflib-endpoint")
    python = folder.absolute() / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, "rdflib-endpoint[cli]==0.6.3"], check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    started = subprocess.Popen([str(python), "-c", PEER, str(dump), str(port)])
    with ended(started):
        wait_for(port, started)
        yield Server("rdflib-endpoint", f"http://127.0.0.1:{port}/", psutil.Process(started.pid))


# ── Load on the endpoint ─────────────────────────────────────────────────────


def per_request(server: Server, question: Question, seconds: float, *, cached: bool, headers: dict[str, str]) -> float:
    """Seconds of processor time for each request, after a short warm-up."""
    load = with_wrk if shutil.which("wrk") else with_client
    load(server, question, seconds / 4, cached, headers)
    began = server.cpu()
    requests = load(server, question, seconds, cached, headers)
    return (server.cpu() - began) / requests


def with_wrk(server: Server, question: Question, seconds: float, cached: bool, headers: dict[str, str]) -> int:
    """Number of requests that wrk got answered."""
    path = "/" + server.address.split("/", 3)[3]
    before, middle, after = re.split("SLUG|NUMBER", question.text)
    encoded = [quote(part, safe="").replace("\\", "\\\\") for part in (before, middle, after)]
    slugs = ",".join(json.dumps(quote(slug, safe="")) for slug in question.slugs)
    start = int(time.monotonic() * 1000) * 1000  # no two loads ask with the same numbers
    index, number = ("1", '"0"') if cached else ("n % #slugs + 1", f"({start} + n)")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % (slugs, f"{path}?query={encoded[0]}", index, encoded[1], number, encoded[2]))
        script.flush()
        given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "60s"]
        done = subprocess.run(
            [*command, *given, "-s", script.name, server.address], capture_output=True, text=True, check=True
        )
    requests = re.search(r"(\d+) requests in", done.stdout)
    assert requests is not None, done.stdout
    assert "Non-2xx" not in done.stdout, f"{server.name}: {done.stdout}"
    return max(1, int(requests[1]))


def with_client(server: Server, question: Question, seconds: float, cached: bool, headers: dict[str, str]) -> int:
    """Number of requests that a client with one open connection got answered."""
    end, sent, start = time.monotonic() + seconds, 0, int(time.monotonic() * 1000) * 1000
    with httpx2.Client(headers=headers, timeout=60) as client:
        while time.monotonic() < end:
            slug = question.slugs[0 if cached else sent % len(question.slugs)]
            query = question.asked(slug, 0 if cached else start + sent)
            response = client.get(server.address, params={"query": query})
            assert response.status_code in (200, 304), f"{server.name}: {response.text}"
            sent += 1
    return max(1, sent)


def loads(store: ox.Store) -> list[Question]:
    """The queries of the load, over the institutions and sandboxes of the register."""

    def slugs(kind: str, path: str) -> tuple[str, ...]:
        found = store.quads_for_pattern(
            None,
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode(SBX + kind),
            ox.DefaultGraph(),
        )
        things = sorted(str(quad.subject.value) for quad in found if isinstance(quad.subject, ox.NamedNode))
        return tuple(thing.removeprefix(f"{ID}{path}/") for thing in things)[:500]

    small = f"SELECT ?p ?o ?n {{ <{ID}institution/SLUG> ?p ?o BIND(NUMBER AS ?n) }}"
    medium = (
        f"SELECT ?a ?label ?n {{ ?a a <{SBX}Application> ; <{SBX}inSandbox> <{ID}sandbox/SLUG> ;"
        f" <{RDFS}label> ?label BIND(NUMBER AS ?n) }}"
    )
    return [
        Question("small", small, slugs("Institution", "institution")),
        Question("medium", medium, slugs("Sandbox", "sandbox")),
    ]


def endpoint(folder: Path, statements: int, seconds: float) -> list[Row]:
    """Processor time for each request of the three servers."""
    data = register(folder, statements)
    store = ox.Store()
    fill(store, read([data]).served)
    dump = folder / f"{statements}-filled.nq"
    store.dump(str(dump), ox.RdfFormat.N_QUADS)
    asked = loads(store)
    found: dict[tuple[str, str, str], float] = {}
    counts: dict[str, set[int]] = {}
    servers = (atlas(data, folder / "cache"), oxigraph(dump), rdflib_endpoint(dump))
    for starting in servers:
        with starting as server:
            for question in asked:
                counts.setdefault(question.name, set()).add(server.rows(question.asked(question.slugs[0], 0)))
                for mode, cached in (("uncached", False), ("cached", True)):
                    found[server.name, question.name, mode] = per_request(
                        server, question, seconds, cached=cached, headers={"Accept": JSON}
                    )
            if server.name == "Sandbox Atlas":
                found[server.name, "small", "revalidated"] = revalidated(server, asked[0], seconds)
    assert all(len(rows) == 1 for rows in counts.values()), f"the servers do not agree: {counts}"
    return list(endpoint_rows(found, {name: rows.pop() for name, rows in counts.items()}, statements))


def revalidated(server: Server, question: Question, seconds: float) -> float:
    """Seconds for a request of a client that holds the answer already."""
    query = question.asked(question.slugs[0], 0)
    tag = httpx2.get(server.address, params={"query": query}, headers={"Accept": JSON}).headers.get("etag", "*")
    return per_request(server, question, seconds, cached=True, headers={"Accept": JSON, "If-None-Match": tag})


def endpoint_rows(found: dict[tuple[str, str, str], float], rows: dict[str, int], statements: int) -> Iterator[Row]:
    for (server, query, mode), ours in found.items():
        if server != "Sandbox Atlas":
            continue
        for other, most, least in (
            ("oxigraph serve", {"uncached": 4.0, "cached": 0.7}, {}),
            ("rdflib-endpoint", {}, {"uncached": 8.0, "cached": 50.0}),
        ):
            theirs = found[other, query, "cached" if mode == "revalidated" else mode]
            what = f"{query} query ({rows[query]} rows), {mode}, {statements:,} statements"
            beside = f"{other} {micro(theirs)}"
            rated = query == "small"  # the goals are set for the small query
            if mode in most or other == "oxigraph serve":
                goal = most.get(mode) if rated else None
                met = None if goal is None else ours / theirs <= goal
                yield Row(what, micro(ours), beside, f"{ours / theirs:.2f}×", f"≤ {goal}×" if goal else "", met)
            else:
                goal = least.get(mode)
                met = None if goal is None else theirs / ours >= goal
                yield Row(what, micro(ours), beside, f"{theirs / ours:.1f}× less", f"≥ {goal:g}×" if goal else "", met)


def micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"


def first_answers(folder: Path) -> list[Row]:
    """Processor time from a start over the shipped data to the first answer: of data never checked, then of checked."""
    rows = []
    for what, goal in (("first start, with all checks", None), ("start to first answer", 2.0)):
        with atlas(None, folder / "first") as server:
            assert server.rows("SELECT * { ?s ?p ?o } LIMIT 1") == 1
            spent = server.cpu()
        met = None if goal is None else spent <= goal
        rows.append(Row(f"shipped atlas: {what}", f"{spent:.2f} s", "", "", f"≤ {goal:g} s" if goal else "", met))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the endpoint beside others.")
    parser.add_argument("--quick", action="store_true", help="ten thousand statements, under two minutes")
    parser.add_argument("--cap", type=float, default=60, help="seconds that one question may take")
    parser.add_argument("--part", choices=("endpoint", "scale", "start"), help="only this part")
    options = parser.parse_args()
    sizes = (10_000,) if options.quick else (10_000, 100_000, 1_000_000)
    cap = min(options.cap, 5) if options.quick else options.cap
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.part in (None, "endpoint"):
            rows += endpoint(folder, sizes[min(1, len(sizes) - 1)], 2 if options.quick else 4)
        if options.part in (None, "scale"):
            for statements in sizes:
                rows += scale(folder, statements, cap, ask=statements == sizes[-1])
        if options.part in (None, "start"):
            rows += first_answers(folder)
    report(rows)


if __name__ == "__main__":
    main()
