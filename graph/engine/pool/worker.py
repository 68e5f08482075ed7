"""Worker processes: evaluate queries over the store, one at a time, and are forked from a fork server.

The fork server loads the store once and then does nothing but fork. Each worker shares the loaded store by
copy-on-write and is ready in milliseconds. A store on disk is opened read-only by each worker, since an open one has
descriptors and locks that must not be shared by a fork. A worker runs until its socket is closed or the parent kills
it: pyoxigraph cannot cancel a query, so that a signal is the only way to stop one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import traceback
from functools import partial
from typing import NoReturn

import pyoxigraph as ox

from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.evaluation import answer
from sandbox_atlas.graph.engine.pool.isolation import leave_network, limit_memory, reserve_stack
from sandbox_atlas.graph.engine.pool.source import StoreFactory, load
from sandbox_atlas.graph.processes.child import die_with_parent


def _serve(store: ox.Store, connection: socket.socket) -> None:
    while (request := frames.receive_alone(connection)) is not None:
        head, body = request
        connection.sendall(frames.pack(*answer(store, head, body.decode())))


def _run_worker(open_store: StoreFactory, connection: socket.socket, memory: int) -> NoReturn:
    """Set the limits of this process, answer queries until the socket is closed, and exit."""
    die_with_parent()
    store = open_store()
    limit_memory(memory)
    reserve_stack()
    thread = threading.Thread(target=_serve, args=(store, connection))
    thread.start()
    thread.join()
    os._exit(0)


def run_fork_server(control: socket.socket) -> None:
    """Load the store that the parent names, then fork a worker for each byte that the parent sends.

    The reply to each of these bytes is the worker's process id, with descriptors of a socket to it and of its pidfd.
    """
    message = frames.receive(control)
    if message is None:
        return
    head, _ = message
    has_no_network = leave_network()
    die_with_parent()  # once more, as a change of credentials ends it (prctl(2))
    try:
        open_store, statements = load(head, partial(frames.receive_bytes, control))
    except Exception as error:  # of any kind: the parent reports it
        control.sendall(frames.pack({"error": "".join(traceback.format_exception_only(error)).strip()}))
        return
    control.sendall(frames.pack({"statements": statements, "network": has_no_network}))
    with contextlib.suppress(ConnectionError):  # the parent may end at any time
        _serve_forks(open_store, control, head["memory"])


def _serve_forks(open_store: StoreFactory, control: socket.socket, memory: int) -> None:
    while control.recv(1):
        _reap()
        here, there = socket.socketpair()
        pid = os.fork()
        if not pid:
            control.close()
            here.close()
            _run_worker(open_store, there, memory)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(control, [frames.PID.pack(pid)], [here.fileno(), pidfd])
        os.close(pidfd)
        here.close()
        there.close()


def _reap() -> None:
    """Reap the workers that have ended. Until then the parent can read how each of them ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):  # sent to the whole process group; the parent decides
        signal.signal(each, signal.SIG_IGN)
    die_with_parent()
    run_fork_server(socket.socket(fileno=int(sys.argv[1])))
