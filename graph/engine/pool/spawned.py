"""Spawned worker: a program that loads the store itself and answers queries, one at a time, over its standard streams.

It needs nothing that only Linux has. It runs until its standard input ends, as it does with the parent, or until the
parent kills it.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from typing import IO, Any

import pyoxigraph as ox

from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.evaluation import answer
from sandbox_atlas.graph.engine.pool.isolation import leave_network, limit_memory, reserve_stack
from sandbox_atlas.graph.engine.pool.source import load
from sandbox_atlas.graph.processes.child import die_with_parent

_IGNORED = ("SIGINT", "SIGHUP", "SIGTERM")
"""Signals that are sent to the whole process group, as far as the system has them; the parent decides."""


def run(source: IO[bytes], target: IO[bytes]) -> None:
    """Load the store that the parent names, say what stands around this process, and answer queries."""
    message = frames.read(source)
    if message is None:
        return
    head, _ = message
    has_no_network = leave_network()
    die_with_parent()  # once more, as a change of credentials ends it (prctl(2))
    try:
        open_store, statements = load(head, source.read)
        store = open_store()
    except Exception as error:  # of any kind: the parent reports it
        _write(target, {"error": "".join(traceback.format_exception_only(error)).strip()})
        return
    is_limited = limit_memory(head["memory"])
    _write(target, {"statements": statements, "network": has_no_network, "memory": is_limited})
    waiting: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
    reserve_stack()
    threading.Thread(target=_serve, args=(store, waiting, target), daemon=True).start()
    while (request := frames.read(source)) is not None:
        waiting.put(request)


def _serve(store: ox.Store, waiting: queue.SimpleQueue[tuple[dict[str, Any], bytes]], target: IO[bytes]) -> None:
    while True:
        head, body = waiting.get()
        _write(target, *answer(store, head, body.decode()))


def _write(target: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    target.write(frames.pack(head, body))
    target.flush()


def main() -> None:
    """Run on the standard streams; what else is printed goes to standard error."""
    for name in _IGNORED:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    die_with_parent()
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    run(sys.stdin.buffer, target)
    os._exit(0)  # at once, whatever a query is doing


if __name__ == "__main__":
    main()
