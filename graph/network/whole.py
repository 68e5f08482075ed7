"""Whole: where the things of a whole snapshot stand, computed once, kept in a file, and taken over by filtered views.

A file is called after the network that it places, so that it is found whatever else has changed, and never wrong.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.network.projection import EVERYTHING, Network, cut, from_triples, project
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import view

if TYPE_CHECKING:
    import networkx as nx

    from sandbox_atlas.graph.naming.names import Names

Places = Mapping[str, tuple[float, float]]
"""Where things stand, by IRI, in pixels."""

LEAST = 300
"""Things from which a view may take the places of the whole."""
_VIEW = "explore"
_VERSION = 1
"""Of the layout: another one places the same network otherwise."""
_KEPT = 8
"""Files that the cache folder keeps, the newest."""


def taken_over(network: nx.MultiDiGraph[str], whole: Places) -> Places | None:
    """The places of the whole for the things of a view, so that each keeps its place when a filter changes.

    Only a view with at least half of the things takes them over: what is left of the whole still fills the screen.
    A smaller part would be a few dots far from each other, without room for names where they stand thick. It is laid
    out by itself, as are views with other things, and all of fewer than `LEAST`, which need not wait for the whole.
    """
    if len(network) < LEAST or 2 * len(network) < len(whole) or any(node not in whole for node in network):
        return None
    return {node: whole[node] for node in network}


async def places(engine: Engine, names: Names, cache: Path, known: Network | None = None) -> Places:
    """Where the things of the whole register stand, the most linked ones if there are very many.

    Args:
        engine: Where to ask.
        names: Names of things.
        cache: Folder that keeps the places of what is not a store.
        known: The whole network, where it has been asked for already.
    """
    import asyncio

    network = known or await project(engine, names, _VIEW, {}, EVERYTHING)
    store = engine.origin[1] if isinstance(engine, EmbeddedEngine) else None
    return await asyncio.to_thread(_found, network.graph, store, cache / "places")


def keep(folder: Path, construct: Callable[[str], bytes], profile: str) -> None:
    """Compute the places of the data of a store and keep them in its folder.

    Args:
        folder: The folder.
        construct: Answers a CONSTRUCT query over the data in N-Triples.
        profile: How the data are read.
    """
    asked = view(_VIEW, profile)
    text = bind(asked.query, {each.name: () for each in asked.parameters})
    network = cut(Network(asked, {}, text, from_triples(construct(text))), EVERYTHING).graph
    (folder / _file_name(network)).write_text(_written(_placed(network)), encoding="utf-8")


def _found(network: nx.MultiDiGraph[str], store: Path | None, cache: Path) -> Places:
    """The places from the folder of a store or the cache, else computed and kept in the cache."""
    name = _file_name(network)
    for folder in filter(None, (store, cache)):
        with suppress(OSError, ValueError):  # not there, or damaged
            kept = json.loads((folder / name).read_bytes())
            return {node: (float(x), float(y)) for node, (x, y) in zip(network, kept, strict=True)}
    found = _placed(network)
    with suppress(OSError):  # the folder may be read-only
        _keep_in(cache, name, _written(found))
    return found


def _placed(network: nx.MultiDiGraph[str]) -> Places:
    from sandbox_atlas.graph.network.layout import positions

    found = positions(network)
    return {node: found[node] for node in network}


def _written(found: Places) -> str:
    """Places in the order of their things, whose IRIs the network has."""
    return json.dumps(list(found.values()), separators=(",", ":"))


def _file_name(network: nx.MultiDiGraph[str]) -> str:
    digest = sha256(f"{_VERSION}\n".encode())
    for node in network:
        digest.update(f"{node}\n".encode())
    for one, other in network.edges():
        digest.update(f"{one} {other}\n".encode())
    return f"places-{digest.hexdigest()[:16]}.json"


def _keep_in(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.{os.getpid()}"
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / name)
    for old in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
