"""The processes that run queries. It knows the store and the caps, not who asks or when it is too late.

One *keeper* process fills the store once and then does nothing but fork: every worker shares the filled store by
copy-on-write and is ready in milliseconds. A store on disk is opened by each worker for itself, read-only, as an open
one holds descriptors and locks that forks must not share. A worker answers one query at a time until its socket closes.
The parent ends a worker that runs too long by a signal: nothing less stops a query (pyoxigraph has no cancel).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.engine.limits import BoundedBuffer, ResultLimitError
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.loading.dataset import Document
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.void import describe
from sandbox_atlas.graph.processes import die_with_parent
from sandbox_atlas.graph.rdf import corrections
from sandbox_atlas.graph.rdf.formats import GRAPH_FORMATS, RESULT_FORMATS, XML
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

_STACK = 512 * 1024 * 1024
"""Bytes of stack for the thread that runs queries; deep nesting needs it, and untouched pages cost nothing."""

Opener = Callable[[], ox.Store]
"""Gives a worker its store."""

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_CLONE_NEWNET = 0x40000000


def answer(store: ox.Store, head: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
    """Run one query: a head that says how it went, and the serialised result."""
    try:
        result = _ask(store, text, head)
        media_type = head["media_type"]
        if isinstance(result, ox.QueryTriples):
            return {"status": "ok"}, _graph(result, GRAPH_FORMATS[media_type], head)
        sink = BoundedBuffer(media_type, head["max_rows"], head["max_bytes"])
        result.serialize(sink, RESULT_FORMATS[media_type])
        content = sink.getvalue()
        if media_type == "text/csv" and corrections.is_torn(content):
            content = corrections.as_csv(_ask(store, text, head))
        return {"status": "ok"}, corrections.in_xml(content) if media_type == XML else content
    except SyntaxError as error:
        return {"status": "malformed", "message": str(error)}, b""
    except ResultLimitError as error:
        return {"status": "too-large", "message": str(error)}, b""
    except (RuntimeError, ValueError) as error:  # an unknown function, a pattern that is no regular expression
        return {"status": "malformed", "message": str(error)}, b""


def _ask(store: ox.Store, text: str, head: dict[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask the whole store, or the dataset that the request names."""
    dataset = head["dataset"]
    if dataset is None:
        return store.query(text, prefixes=_prefixes(text))
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in dataset["default"]]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in dataset["named"]]
    if len(default) > 1:
        store, default = _merged(store, default, named), [ox.DefaultGraph()]
    return store.query(text, prefixes=_prefixes(text), default_graph=default, named_graphs=named)


def _prefixes(text: str) -> dict[str, str]:
    """Those of our prefixes that a text may use; with all of them, a short query takes a third longer to parse."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def _merged(store: ox.Store, default: Iterable[Graph], named: Iterable[Graph]) -> ox.Store:
    """A store whose default graph is the RDF merge of graphs; Oxigraph would count a triple twice."""
    merged = ox.Store()
    for graph in default:
        merged.bulk_extend(ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
    for graph in named:
        merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _graph(result: ox.QueryTriples, target: ox.RdfFormat, head: dict[str, Any]) -> bytes:
    triples = []
    for triple in result:
        triples.append(triple)
        if len(triples) > head["max_rows"]:
            raise ResultLimitError(f"The result has more than {head['max_rows']:,} triples.")
    sink = BoundedBuffer("", head["max_rows"], head["max_bytes"])
    ox.serialize(sorted(set(triples), key=str), sink, target, prefixes=PREFIXES)
    content = sink.getvalue()
    return corrections.in_xml(content) if target is ox.RdfFormat.RDF_XML else content


def _work(store: ox.Store, connection: socket.socket) -> None:
    while (request := frames.receive(connection)) is not None:
        head, body = request
        connection.sendall(frames.pack(*answer(store, head, body.decode())))


def _become_worker(opener: Opener, connection: socket.socket, memory: int) -> None:
    """Limit this process, then answer queries until the socket closes. Never returns."""
    die_with_parent()
    store = opener()
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib would import more in each fork
        used = int(statm.read().split()[0]) * resource.getpagesize()
    ceiling = used + _STACK + memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_work, args=(store, connection))
    thread.start()
    thread.join()
    os._exit(0)


def _leave_network() -> None:
    """Move to a network namespace without interfaces where the system allows it: a second wall around SERVICE."""
    ctypes.CDLL(None).unshare(_CLONE_NEWNET)


def keep(control: socket.socket) -> None:
    """Fill a store with what the parent sends, then fork a worker for each byte it sends.

    Each fork is answered by the worker's process id and two descriptors: a socket to it, and its pidfd.
    """
    message = frames.receive(control)
    if message is None:
        return
    head, _ = message
    try:
        opener, statements = _source(head, control)
    except Exception as error:  # whatever it is, the parent must hear of it
        control.sendall(frames.pack({"error": "".join(traceback.format_exception_only(error)).strip()}))
        return
    control.sendall(frames.pack({"statements": statements}))
    _leave_network()
    with contextlib.suppress(ConnectionError):  # the parent may end at any moment
        _serve_forks(opener, control, head["memory"])


def _source(head: dict[str, Any], control: socket.socket) -> tuple[Opener, int]:
    """Where workers get their store from, and how many statements it has."""
    if "store" in head:
        opener = partial(ox.Store.read_only, head["store"])
        opener()  # and closed again: only to see that it can be opened
        return opener, head["statements"]
    store = ox.Store()
    fill(store, _documents(head["documents"], control))
    describe(store)
    return lambda: store, len(store)


def _serve_forks(opener: Opener, control: socket.socket, memory: int) -> None:
    while control.recv(1):
        _bury()
        here, there = socket.socketpair()
        pid = os.fork()
        if not pid:
            control.close()
            here.close()
            _become_worker(opener, there, memory)
        handle = os.pidfd_open(pid)
        socket.send_fds(control, [frames.PID.pack(pid)], [here.fileno(), handle])
        os.close(handle)
        here.close()
        there.close()


def _bury() -> None:
    """Let go of the workers that have ended. Until then the parent can read how each of them ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _documents(entries: list[dict[str, Any]], control: socket.socket) -> Iterator[Document]:
    """The documents that follow the first message; only one is held at a time, as they may be large."""
    for entry in entries:
        content = frames.receive_bytes(control, entry["length"])
        if len(content) < entry["length"]:
            raise ConnectionError("the parent has ended")
        yield Document(entry["name"], entry["suffix"], content)


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):  # often sent to a group; they are the parent's business
        signal.signal(each, signal.SIG_IGN)
    die_with_parent()
    keep(socket.socket(fileno=int(sys.argv[1])))
