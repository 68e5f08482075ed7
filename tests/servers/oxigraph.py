"""Oxigraph's own server over a file of N-Quads: on loopback, read-only, in a temporary folder. By hand or from tests.

By hand: `python tests/servers/oxigraph.py --data FILE.nq --port 7878`; Ctrl+C ends it and removes the folder.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Oxigraph:
    """A loaded server; as a context manager it runs inside the block, and is gone after it.

    Attributes:
        address: Where it answers SPARQL queries.
        options: For the remote engine, by name; this server needs none.

    Raises:
        RuntimeError: The program is not installed, or the server does not start.
    """

    options: dict[str, str] = {}  # noqa: RUF012 - never changed

    def __init__(self, data: Path, port: int = 0) -> None:
        self._data, self._port = data, port or _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="atlas-oxigraph-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}/query"

    def __enter__(self) -> Oxigraph:
        try:
            self._run("load", "--file", str(self._data)).wait()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, again too, on the same port with the same data; returns when it answers."""
        self._process = self._run("serve-read-only", "--bind", f"127.0.0.1:{self._port}")
        _wait_for(self._port, self._process)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _run(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
        if not program:
            raise RuntimeError("The program 'oxigraph' is not installed; run: pip install oxigraph")
        return subprocess.Popen(
            [program, command, "--location", str(self._folder), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    raise RuntimeError(f"The server did not start on port {port}.")


def main() -> None:
    """Serve until Ctrl+C."""
    parser = argparse.ArgumentParser(description="Serve a file of N-Quads with Oxigraph on loopback.")
    parser.add_argument("--data", type=Path, required=True, help="file of N-Quads")
    parser.add_argument("--port", type=int, default=7878, help="port; 0 takes a free one")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Oxigraph(arguments.data, arguments.port) as server:
        print(server.address, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
