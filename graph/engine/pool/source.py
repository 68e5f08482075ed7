"""Source of the store: what workers query, as the parent sends it to a process, and as the process loads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.rdf.void import describe
from sandbox_atlas.graph.store.folder import StoreLease

Source = tuple[Document, ...] | StoreLease
"""The documents to load into a store, or the store on disk to open."""

StoreFactory = Callable[[], ox.Store]


def load_message(source: Source, memory: int) -> Iterator[bytes]:
    """The first message to a process: the memory limit of a worker and the source of the store, in pieces.

    The contents of documents follow one by one; in a single message they would be copied several times.
    """
    if isinstance(source, StoreLease):
        yield frames.pack({"memory": memory, "store": str(source.folder), "statements": source.statements})
        return
    entries = [
        {
            "name": each.name,
            "suffix": each.suffix,
            "base": each.base,
            "named": each.is_named,
            "length": len(each.content),
        }
        for each in source
    ]
    yield frames.pack({"memory": memory, "documents": entries})
    yield from (document.content for document in source)


def load_error(source: Source, reason: str) -> EngineError:
    """The error of a process that could not load its store."""
    if isinstance(source, StoreLease):
        return EngineError(
            f"The store in {source.folder} cannot be opened: {reason}", "Build it again: `sandbox-atlas build`."
        )
    return EngineError(f"The store could not be filled: {reason}", "Run `sandbox-atlas check`.")


def load(head: dict[str, Any], read: Callable[[int], bytes]) -> tuple[StoreFactory, int]:
    """The function by which workers get their store, and the number of statements in it.

    Args:
        head: The head of the first message.
        read: Reads so many bytes that follow it; fewer once the parent has ended.

    Raises:
        Exception: Of any kind, as the store cannot be opened, or a document not be read.
    """
    if "store" in head:
        open_store = partial(ox.Store.read_only, head["store"])
        open_store()  # raises if it cannot be opened
        return open_store, head["statements"]
    store = ox.Store()
    fill(store, _documents(head["documents"], read))
    describe(store)
    return lambda: store, len(store)


def _documents(entries: list[dict[str, Any]], read: Callable[[int], bytes]) -> Iterator[Document]:
    """Receive the documents that follow the first message, one at a time, as they may be large."""
    for entry in entries:
        content = read(entry["length"])
        if len(content) < entry["length"]:
            raise ConnectionError("the parent has ended")
        yield Document(entry["name"], entry["suffix"], content, entry["base"], entry["named"])
