"""What starting a real server takes, in tests, benchmarks and by hand: a port, patience, and a clean end."""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Server(Protocol):
    """A running server."""

    address: str


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[Any], seconds: float = 300) -> None:
    """Wait until a server listens.

    Raises:
        RuntimeError: It ended, or did not listen in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    raise RuntimeError(f"The server did not start on port {port}.")


def until(happens: Callable[[], T], seconds: float = 60) -> T:
    """Wait until something gives a true value, and give it; it is an assertion that it does in time."""
    end = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(0.02)
    return found


@contextmanager
def ended(process: subprocess.Popen[Any]) -> Iterator[None]:
    """End a process that was started here: politely, and if it does not hear, otherwise."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def by_hand(name: str, port: int, start: Callable[[Path, int], AbstractContextManager[Server]]) -> None:
    """Serve a file that the command line names until Ctrl+C."""
    parser = argparse.ArgumentParser(description=f"Serve a file of N-Quads with {name} on loopback.")
    parser.add_argument("--data", type=Path, required=True, help="file of N-Quads")
    parser.add_argument("--port", type=int, default=port, help="port; 0 takes a free one")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with start(arguments.data, arguments.port) as server:
        print(server.address, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return
