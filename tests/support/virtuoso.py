"""Virtuoso 7 over a file of N-Quads: on loopback, in a temporary folder. By hand or from tests.

By hand: `python -m tests.support.virtuoso --data FILE.nq --port 8890`; Ctrl+C ends it and removes the folder.
Virtuoso has no default graph of its own (without a dataset it asks the union of all graphs), so the statements of the
default graph go into the named graph `DEFAULT_GRAPH`, which a client gives as `default-graph-uri`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support.running import by_hand, free_port, wait_for

DEFAULT_GRAPH = "https://w3id.org/sandbox-atlas/graph/default"
"""Named graph that holds what the file has in its default graph."""

_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 3
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CaseMode = 2
CheckpointInterval = 0
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
MaxClientConnections = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {max_rows}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""
"""Settings of the server. With several threads for a query, Virtuoso 7 now and then waits for itself for ever."""
_LOAD = """\
ld_dir('{folder}/load', '*.nq', '{graph}');
rdf_loader_run();
select ll_file, ll_error from DB.DBA.load_list where ll_error is not null;
checkpoint;
"""


class Virtuoso:
    """A loaded server; as a context manager it runs inside the block, and is gone after it.

    Attributes:
        address: Where it answers SPARQL queries.
        options: For the remote engine, by name.

    Raises:
        RuntimeError: The programs are not installed, the server does not start, or the data cannot be loaded.
    """

    options = {"default_graph": DEFAULT_GRAPH, "timeout_unit": "ms"}  # noqa: RUF012 - never changed

    def __init__(self, data: Path, port: int = 0, max_rows: int = 1_000_000) -> None:
        self._max_rows = max_rows
        self._data, self._port, self._sql = data, port or free_port(), free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="atlas-virtuoso-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}/sparql"

    def __enter__(self) -> Virtuoso:
        try:
            ini = _INI.format(folder=self._folder, sql=self._sql, http=self._port, max_rows=self._max_rows)
            self._folder.joinpath("virtuoso.ini").write_text(ini, encoding="utf-8")
            self.start()
            self._load()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, again too, on the same port with the same data; returns when it answers."""
        self._folder.joinpath("virtuoso.lck").unlink(missing_ok=True)
        command = [_program("virtuoso-t"), "+foreground", "+configfile", str(self._folder / "virtuoso.ini")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for port in (self._sql, self._port):
            wait_for(port, self._process)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _load(self) -> None:
        folder = self._folder / "load"
        folder.mkdir()
        shutil.copy(self._data, folder / "data.nq")
        result = subprocess.run(
            [_program("isql-vt"), f"127.0.0.1:{self._sql}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", "ERRORS=STDOUT"],
            input=_LOAD.format(folder=self._folder, graph=DEFAULT_GRAPH),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode or "data.nq" in result.stdout or "Error" in result.stdout:
            raise RuntimeError(f"The data could not be loaded: {result.stdout}{result.stderr}")


def _program(name: str) -> str:
    program = shutil.which(name)
    if not program:
        raise RuntimeError(
            f"The program '{name}' is not installed; on Debian run: "
            "apt-get install --no-install-recommends virtuoso-opensource-7"
        )
    return program


if __name__ == "__main__":
    by_hand("Virtuoso", 8890, Virtuoso)
