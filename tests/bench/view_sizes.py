"""Measures how long a page takes to draw networks of several sizes, as a part of `make bench-views`.

The page is the explorer's, with another network in it: scale-free, two links a node (Barabási and Albert), of the
classes and relations of the register, with their names. So it is measured how a network is drawn, whatever a server
takes to find it; "bare" is a page with one canvas and the same points and lines.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import networkx as nx

import sandbox_atlas.api
from sandbox_atlas.graph.network.layout import positions, radius
from sandbox_atlas.graph.network.packing import packed

GOALS = {2_000: 1.7, 5_000: 2.0, 20_000: 1.5}
"""Nodes, and how many times the time of the bare page they may take."""

_STATIC = Path(sandbox_atlas.api.__path__[0]) / "static"
_USED = ("bundles/explorer.js", "bundles/explorer.css", "bundles/tools.js", "page/atlas.svg")


def static_files() -> dict[str, bytes]:
    """What the page loads, by address."""
    return {f"/static/{name}": (_STATIC / name).read_bytes() for name in _USED}


def scale_free(size: int, real: dict[str, Any]) -> dict[str, Any]:
    """A network of so many nodes with the names, classes and relations of a real picture."""
    plain = nx.barabasi_albert_graph(size, 2, seed=1)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(f"n{node:05}" for node in plain)
    network.add_edges_from((f"n{one:05}", f"n{other:05}") for one, other in plain.edges)
    places, like, links = positions(network), real["nodes"], real["edges"]
    nodes = [
        {"id": f"https://one.example/{name}", "class": like[index % len(like)]["class"], "names": [],
         "label": like[index % len(like)]["label"], "href": f"/id/{name}", "degree": degree,
         "x": places[name][0], "y": places[name][1], "size": radius(degree)}
        for index, (name, degree) in enumerate(network.degree())
    ]  # fmt: skip
    edges = [
        {"id": index, "relation": links[index % len(links)]["relation"],
         "from": f"https://one.example/{one}", "to": f"https://one.example/{other}"}
        for index, (one, other) in enumerate(network.edges())
    ]  # fmt: skip
    return {"nodes": nodes, "edges": edges, "classes": real["classes"], "relations": real["relations"]}


def page_of(address: str, drawn: dict[str, Any]) -> bytes:
    """The page at an address with another network in it."""
    html = httpx2.get(address, headers={"Accept": "text/html"}, timeout=60).text
    data = json.dumps(packed(drawn, "en"), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return re.sub(r"(data-drawing>).*?(</script>)", lambda found: found[1] + data + found[2], html, flags=re.S).encode()
