"""Measures network pages in a real browser, beside pyvis's own page and a bare canvas: `make bench-views`.

Every page is opened in a Chromium of its own with an empty profile, after a visit that fills the cache of the server
as a browser does. Its cost is the processor time of all processes of that browser, from the address until the page has
been at rest for a second; "drawn" is the time from the address until the frame with all points and lines, nearly all
of which must lie within the canvas. Pages take turns; a ratio is the median of the ratios of each turn. No request is
intercepted: the browser resolves no name. All servers listen on loopback; only what is started here is ended here.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

import httpx2
import psutil
from playwright.sync_api import Page

from sandbox_atlas.graph.network.drawing import figure
from sandbox_atlas.graph.network.packing import packed
from tests.bench.comparison import Row, report, tree_cpu
from tests.bench.endpoint import Server, atlas
from tests.bench.layout import layouts
from tests.bench.view_sizes import GOALS, page_of, scale_free, static_files
from tests.support.browser import WIDE, fresh, launched
from tests.support.generator import quads

WHOLE = "/explore?whole=yes&uncut=yes&drawing=network"
GROUPED = "/explore?whole=yes"
SHELL = "/explore?batch=pboc-beijing-1&kind=charity"
"""The same page without its network: nothing passes these filters."""
LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
INSIDE = 0.95
"""Share of the nodes that must lie within the canvas."""
PAUSE = 1.0
"""Seconds of rest after which a page has done what it does by itself."""

PATIENCE = 120.0
"""Seconds within which a page of ours must have drawn."""

MARK = """
const mark = () => requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("drawn")));
new MutationObserver((changes, observer) => { observer.disconnect(); mark(); })
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-painted"] });
"""
"""Marks the second frame after a page has said that it drew: by then the first is on the screen."""

SETTLED = """
document.addEventListener("DOMContentLoaded", () => network.once("stabilizationIterationsDone", () =>
  requestAnimationFrame(() => requestAnimationFrame(() => console.info("drawn", performance.now())))));
"""
"""Says when pyvis's page has drawn: a page that is busy with its physics cannot be asked."""

BARE = """<!doctype html><meta charset="utf-8"><title>Bare</title>
<style>html, body { margin: 0; height: 100% } canvas { display: block; width: 100%; height: 100% }</style>
<canvas></canvas><script type="application/json">DATA</script>
<script>
const { nodes, edges } = JSON.parse(document.querySelector("script").textContent);
const canvas = document.querySelector("canvas");
const pen = canvas.getContext("2d");
[canvas.width, canvas.height] = [canvas.clientWidth, canvas.clientHeight];
const reach = (name) => [Math.min(...nodes.map((each) => each[name])), Math.max(...nodes.map((each) => each[name]))];
const [left, right] = reach("x");
const [top_, bottom] = reach("y");
const scale = Math.min(canvas.width / (right - left), canvas.height / (bottom - top_)) * 0.95;
pen.translate(canvas.width / 2, canvas.height / 2);
pen.scale(scale, scale);
pen.translate(-(left + right) / 2, -(top_ + bottom) / 2);
const places = new Map(nodes.map((node) => [node.id, node]));
for (const { from, to, colour } of edges) {
  const [one, other] = [places.get(from), places.get(to)];
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.moveTo(one.x, one.y);
  pen.lineTo(other.x, other.y);
  pen.stroke();
}
for (const { x, y, size, colour } of nodes) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fill();
}
document.documentElement.dataset.painted = "true";
</script>"""
"""The least that draws the same points and lines in the same colours."""


@dataclass(frozen=True)
class Cost:
    """What a page took: seconds until it was drawn and of processor time, MB of memory. Medians of several visits."""

    drawn: float
    cpu: float
    memory: float = 0.0
    capped: bool = False


# ── In the browser ───────────────────────────────────────────────────────────


@contextmanager
def alone() -> Iterator[tuple[Page, Callable[[], float], Callable[[], float]]]:
    """A page in a browser that has seen nothing, with what reads the processor time and the memory of that browser."""
    with launched(LOCAL_ONLY) as browser:
        family = psutil.Process().children(recursive=True)
        top = next(each for each in family if "chrom" in each.name())
        context = fresh(browser, "", size=WIDE, bypass_csp=False)
        page = context.new_page()
        page.goto("about:blank")
        time.sleep(PAUSE / 2)
        yield page, lambda: tree_cpu(top), lambda: _memory(top)


def _memory(top: psutil.Process) -> float:
    """MB of a browser; what its processes share counts once (PSS)."""
    return sum(each.memory_full_info().pss for each in (top, *top.children(recursive=True))) / 1e6


def drawing(address: str) -> Cost:
    """What a page costs that says when it has drawn."""
    with alone() as (page, cpu, memory):
        page.add_init_script(MARK)
        began, empty = cpu(), memory()
        page.goto(address, wait_until="commit", timeout=120_000)
        end = time.monotonic() + PATIENCE
        while not (marked := page.evaluate("performance.getEntriesByName('drawn').map((each) => each.startTime)")):
            if time.monotonic() > end:
                raise SystemExit(f"{address} was not drawn within {PATIENCE:.0f} s")
            time.sleep(0.05)
        time.sleep(PAUSE)
        cost = Cost(marked[0] / 1000, cpu() - began, memory() - empty)
        _within_the_canvas(page, address)
        return cost


def _within_the_canvas(page: Page, address: str) -> None:
    """Nothing is said of a page that shows only a part of its network."""
    inside = page.evaluate(
        """() => {
          const stage = document.querySelector("[data-explorer]")?.explorer?.view.stage;
          if (!stage) return 1;
          const { scene: { discs }, camera } = stage;
          const isIn = ({ x, y }) => x >= 0 && y >= 0 && x <= camera.width && y <= camera.height;
          return discs.length ? discs.filter(({ node }) => isIn(camera.project(node))).length / discs.length : 1;
        }"""
    )
    if inside < INSIDE:
        raise SystemExit(f"{address} shows {inside:.0%} of its nodes")


def settling(address: str, cap: float) -> Cost:
    """What a page of pyvis costs until it has drawn, or the cap has come; its physics may go on after that."""
    with alone() as (page, cpu, _):
        said: list[float] = []
        page.on("console", lambda each: said.append(float(each.text.split()[1])) if "drawn" in each.text else None)
        page.add_init_script(SETTLED)
        began, start = cpu(), time.monotonic()
        page.goto(address, wait_until="commit")
        while not said and time.monotonic() - start < cap:
            page.wait_for_timeout(200)
        time.sleep(PAUSE)
        return Cost(said[0] / 1000 if said else time.monotonic() - start, cpu() - began, capped=not said)


def weight(address: str) -> dict[str, int]:
    """Bytes that travel for a page with an empty cache, headers included, by type of what they are."""
    with alone() as (page, _, _memory_of):
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        types: dict[str, str] = {}
        found: dict[str, int] = {}

        def finished(event: dict[str, Any]) -> None:
            kind = types.get(event["requestId"], "Other")
            found[kind] = found.get(kind, 0) + int(event["encodedDataLength"])

        network.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event["type"]}))
        network.on("Network.loadingFinished", finished)
        page.goto(address, wait_until="networkidle")
        return found


def middle(costs: list[Cost]) -> Cost:
    parts = [[getattr(each, name) for each in costs] for name in ("drawn", "cpu", "memory")]
    return Cost(*(median(each) for each in parts))


# ── What is visited ──────────────────────────────────────────────────────────


@contextmanager
def serving(pages: dict[str, bytes]) -> Iterator[str]:
    """Pages on a free port of loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", guess_type(self.path)[0] or "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def bare(drawn: dict[str, Any]) -> bytes:
    """The bare page with the same points and lines."""
    colours = {look["id"]: look["colour"]["light"] for look in (*drawn["classes"], *drawn["relations"])}
    nodes = [
        {"id": node["id"], "x": node["x"], "y": node["y"], "size": node["size"], "colour": colours[node["class"]]}
        for node in drawn["nodes"]
    ]
    edges = [{"from": edge["from"], "to": edge["to"], "colour": colours[edge["relation"]]} for edge in drawn["edges"]]
    data = json.dumps({"nodes": nodes, "edges": edges}).replace("<", "\\u003c")
    return BARE.replace("DATA", data).encode()


def by_pyvis(drawn: dict[str, Any]) -> bytes:
    """pyvis's own page of the same network, all options as they come."""
    from pyvis.network import Network

    page = Network(cdn_resources="in_line")
    for node in drawn["nodes"]:
        page.add_node(node["id"], label=node["label"]["en"])
    for edge in drawn["edges"]:
        page.add_edge(edge["from"], edge["to"])
    return page.generate_html().encode()


# ── What is compared ─────────────────────────────────────────────────────────


def views(server: Server, rounds: int, cap: float, slower: float, *, is_shipped: bool) -> list[Row]:
    """The explorer with everything that a server has, as nodes and in groups, beside the bare page and pyvis's."""
    home = server.address.removesuffix("/sparql")
    print(f"first visit of {home + WHOLE}: drawn after {drawing(home + WHOLE).drawn:.1f} s")
    ours = [home + WHOLE, home + GROUPED, *([home + SHELL] if is_shipped else [])]
    for address in ours[1:]:
        drawing(address)
    drawn = httpx2.get(f"{home}{WHOLE.replace('/explore', '/explore.json')}", timeout=600).json()
    what = f"{len(drawn['nodes']):,} nodes, {len(drawn['edges']):,} edges"
    with serving({"/bare": bare(drawn), "/pyvis": by_pyvis(drawn)}) as beside:
        turns = [[drawing(address) for address in (*ours, f"{beside}/bare")] for _ in range(rounds)]
        rows = [
            _ratio(f"{what}: drawn", turns, 0, -1, "bare canvas", slower),
            _ratio(f"{what}: processor time", turns, 0, -1, "bare canvas", None, "cpu"),
            _ratio("the same in groups: drawn", turns, 1, -1, "bare canvas", slower),
        ]
        memory = middle([turn[0] for turn in turns]).memory
        if is_shipped:
            rows += [
                _ratio(f"{what}: drawn", turns, 0, 2, "the page without its network", 1.6),
                _ratio("the same in groups: drawn", turns, 1, 2, "the page without its network", 1.6),
                Row("memory", f"{memory:.0f} MB", "more than an empty page", "", "≤ 60 MB", memory <= 60),
            ]
        return [*rows, _beside_pyvis(what, middle([turn[0] for turn in turns]), settling(f"{beside}/pyvis", cap))]


def _beside_pyvis(what: str, ours: Cost, other: Cost) -> Row:
    ratio = other.cpu / ours.cpu
    name = f"pyvis's page, {'at least ' if other.capped else ''}{other.cpu:.1f} s"
    return Row(f"{what}: processor time", f"{ours.cpu:.2f} s", name, f"{ratio:.0f}× less", "≥ 100× less", ratio >= 100)


def _ratio(
    what: str, turns: list[list[Cost]], ours: int, other: int, name: str, goal: float | None, of: str = "drawn"
) -> Row:
    """The median of the ratios of each turn, beside the medians."""
    ratio = median(getattr(turn[ours], of) / getattr(turn[other], of) for turn in turns)
    own, least = (getattr(middle([turn[place] for turn in turns]), of) for place in (ours, other))
    met = None if goal is None else ratio <= goal
    return Row(what, f"{own:.2f} s", f"{name}, {least:.2f} s", f"{ratio:.1f}×", f"≤ {goal}×" if goal else "", met)


def sizes(server: Server, rounds: int) -> list[Row]:
    """The page of the explorer with networks of several sizes in it, beside bare pages."""
    home = server.address.removesuffix("/sparql")
    real = httpx2.get(f"{home}{WHOLE.replace('/explore', '/explore.json')}", timeout=600).json()
    rows = []
    for size, goal in GOALS.items():
        drawn = scale_free(size, real)
        pages = {"/ours": page_of(home + SHELL, drawn), "/bare": bare(drawn), **static_files()}
        with serving(pages) as beside:
            drawing(f"{beside}/ours")
            turns = [[drawing(f"{beside}/{name}") for name in ("ours", "bare")] for _ in range(rounds)]
        rows += [
            _ratio(f"{size:,} nodes: drawn", turns, 0, 1, "bare canvas", goal),
            _ratio(f"{size:,} nodes: processor time", turns, 0, 1, "bare canvas", None, "cpu"),
        ]
    return rows


MOVING = """async (drawing) => {
  const { view, state } = document.querySelector("[data-explorer]").explorer;
  view.take(drawing, state);
  view.stage.settle();
  view.show(state, null);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let wait = 0; wait < 20; wait += 1) await frame();
  const times = { panning: [], zooming: [] };
  for (const [name, move] of [
    ["panning", (step) => view.stage.camera.pan(step % 40 < 20 ? 6 : -6, 3 - (step % 6))],
    ["zooming", (step) => view.stage.camera.zoom(step % 40 < 20 ? 1.02 : 1 / 1.02)],
  ])
    for (let step = 0; step < 120; step += 1) {
      const before = performance.now();
      move(step);
      view.stage.moved();
      await frame();
      times[name].push(performance.now() - before);
    }
  return Object.values(times).map((all) => all.sort((a, b) => a - b)[all.length / 2]);
}"""


def moving(home: str, size: int) -> list[Row]:
    """Median milliseconds between frames while a network of so many nodes is moved."""
    drawn = invented(size)
    for number, node in enumerate(drawn["nodes"]):
        node |= {"x": 40.0 * (number % 150), "y": 40.0 * (number // 150)}
    with alone() as (page, _, _memory_of):
        page.goto(home + SHELL)
        page.wait_for_selector("[data-drawn]", timeout=60_000)
        found = page.evaluate(MOVING, packed(drawn, "en"))
    return [
        Row(f"{size:,} nodes: a frame while {name}", f"{each:.0f} ms", "", "", "≤ 17 ms", each <= 17.4)
        for name, each in zip(("panning", "zooming"), found, strict=True)
    ]


def on_the_server(server: Server, rounds: int) -> list[Row]:
    """Processor time of the server for a view that was asked for before and for others; weight of the first page."""
    home = server.address.removesuffix("/sparql")
    batches = httpx2.get(f"{home}/lookups/batches-by-date.json", timeout=60).json()["rows"]
    fresh_ones = [f"/explore?batch={row['batch']['iri'].rpartition('/')[2]}" for row in batches[: 4 * rounds]]
    with httpx2.Client(base_url=home, headers={"Accept-Encoding": "gzip"}, timeout=60) as client:

        def each(paths: list[str]) -> float:
            began = server.cpu()
            for path in paths:
                client.get(path).raise_for_status()
            return (server.cpu() - began) / len(paths)

        client.get(WHOLE).raise_for_status()  # as no browser: by its own key of the cache
        kept, uncached = each([WHOLE] * 10 * rounds), each(fresh_ones)
    rows = [
        Row("server: view, cached", f"{kept * 1000:.1f} ms", "", "", "≤ 20 ms", kept <= 0.02),
        Row("server: view of one batch, not cached", f"{uncached * 1000:.1f} ms", "", ""),
    ]
    sizes = weight(f"{home}/explore")
    parts = ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in sorted(sizes.items()))
    total = sum(sizes.values()) / 1000
    return [*rows, Row("weight of /explore, kB", f"{total:.0f} kB", parts, "", "≤ 200 kB", total <= 200)]


def on_the_desk(rounds: int) -> list[Row]:
    """Processor time for places of nodes, see `tests.bench.layout`, and for writing a figure of each size."""
    rows = layouts()
    figure(invented(10), "en")  # pyvis is imported by now
    writing = {size: _writing(size, rounds) for size in SIZES}
    smallest = writing[SIZES[0]]
    for size, seconds in writing.items():
        times, ratio = size / SIZES[0], seconds / smallest
        met = None if size == SIZES[0] else ratio <= 1.5 * times
        goal = f"≤ {1.5 * times:g}×" if times > 1 else ""
        rows.append(Row(f"writing {size:,} nodes", f"{seconds:.2f} s", "", f"{ratio:.1f}×" if goal else "", goal, met))
    return rows


def _writing(size: int, rounds: int) -> float:
    drawn = invented(size)
    return median(_timed(lambda: figure(drawn, "en")) for _ in range(rounds))


def _timed(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


SIZES = (5_000, 10_000, 20_000)
"""Nodes of the figures that are written."""


def invented(size: int) -> dict[str, Any]:
    """A drawing of so many nodes and twice as many edges, of the shape that `picture` gives."""
    rng = random.Random(size)  # noqa: S311 - nothing secret
    nodes = [
        {"id": f"n{number}", "class": "sbx:Institution", "label": {"en": f"Thing {number}", "zh": f"物{number}"},
         "names": [], "href": f"/id/n{number}", "x": rng.random(), "y": rng.random(), "size": 8, "degree": 4}
        for number in range(size)
    ]  # fmt: skip
    edges = [
        {"id": number, "from": f"n{rng.randrange(size)}", "to": f"n{number % size}", "relation": "sbx:applicant"}
        for number in range(2 * size)
    ]
    return {"nodes": nodes, "edges": edges, "classes": [], "relations": []}


def generated(folder: Path, statements: int) -> Path:
    path = folder / f"{statements}.nq"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line.rstrip()}\n" for line in quads(statements))
    return path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure network pages in a browser.")
    parser.add_argument("--quick", action="store_true", help="two visits of each page in place of seven")
    parser.add_argument("--cap", type=float, default=60, help="seconds that pyvis's page may take")
    parser.add_argument("--part", choices=("shipped", "sizes", "generated", "desk"), help="only this part")
    options = parser.parse_args()
    rounds = 2 if options.quick else 7
    os.environ["SANDBOX_ATLAS_LOG"] = "off"
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.part in (None, "shipped"):
            with atlas(None, folder / "shipped") as server:
                rows += views(server, rounds, options.cap, 2.6, is_shipped=True)
                rows += moving(server.address.removesuffix("/sparql"), 20_000)
                rows += on_the_server(server, rounds)
        if options.part in (None, "sizes"):
            with atlas(None, folder / "sizes") as server:
                rows += sizes(server, rounds)
        if options.part in (None, "generated"):
            for statements, slower in ((28_000, 1.7), (136_000, 2.0)):
                with atlas(generated(folder, statements), folder / "generated") as server:
                    rows += views(server, rounds, options.cap, slower, is_shipped=False)
        if options.part in (None, "desk"):
            rows += on_the_desk(rounds)
    report(rows)


if __name__ == "__main__":
    main()
