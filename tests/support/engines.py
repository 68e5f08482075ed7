"""The engines that the same tests run on: each gives, for files, the settings with which they are opened there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.rdf.void import describe
from sandbox_atlas.graph.register.keeping import keep
from sandbox_atlas.graph.store.build import build
from tests.support.oxigraph import Oxigraph

Place = dict[str, Any]
"""One of the settings `data`, `store` and `endpoint`."""


@contextmanager
def memory(data: tuple[Path, ...], folder: Path) -> Iterator[Place]:
    yield {"data": data}


@contextmanager
def disk(data: tuple[Path, ...], folder: Path) -> Iterator[Place]:
    build(read(data), folder / "atlas", folder, beside=keep)
    yield {"store": folder / "atlas"}


@contextmanager
def remote(data: tuple[Path, ...], folder: Path) -> Iterator[Place]:
    with Oxigraph(dumped(data, folder)) as server:
        yield {"endpoint": server.address}


def dumped(data: tuple[Path, ...], folder: Path) -> Path:
    """A file with what a server is to hold: the data, merged and with their consequences."""
    store, path = ox.Store(), folder / "atlas.nq"
    fill(store, read(data).served)
    describe(store)
    store.dump(path, format=ox.RdfFormat.N_QUADS)
    return path


ENGINES: dict[str, Callable[[tuple[Path, ...], Path], AbstractContextManager[Place]]] = {
    "memory": memory,
    "disk": disk,
    "remote": remote,
}
"""A new engine is one more line here. What is marked `every_engine` runs on all of them, other tests on the first."""
