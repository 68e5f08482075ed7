"""Oxigraph's own server over a file of N-Quads: on loopback, read-only, in a temporary folder. By hand or from tests.

By hand: `python -m tests.support.oxigraph --data FILE.nq --port 7878`; Ctrl+C ends it and removes the folder.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.running import by_hand, free_port, wait_for


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
        self._data, self._port = data, port or free_port()
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
        wait_for(self._port, self._process)

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


if __name__ == "__main__":
    by_hand("Oxigraph", 7878, Oxigraph)
