"""Atlas servers: started as users start them, on a free port of loopback, with any options and settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil
import pytest

COVERAGE = (sys.executable, "-m", "coverage", "run")
WITH_CHILDREN = f"--rcfile={Path(__file__).with_name('measured.ini')}"
MEASURED = {"": (), "first": (*COVERAGE, "--parallel-mode"), "all": (*COVERAGE, WITH_CHILDREN)}
"""What stands before the program for the coverage of none of its processes, of its first, or of all."""
PROGRAM = str(Path(sys.executable).with_name("sandbox-atlas"))


def measured(config: pytest.Config, which: str) -> str:
    """Which processes of a server are measured: none where the tests are not."""
    return which if config.pluginmanager.hasplugin("_cov") else ""


class Server:
    """A running server: its process, its address, and what it costs.

    Attributes:
        process: The process that was started.
        address: Where it answers.
        members: All its processes as they were before it was stopped.
    """

    def __init__(self, process: subprocess.Popen[str], address: str = "") -> None:
        self.process, self.address = process, address
        self.members: list[psutil.Process] = []

    def family(self) -> list[psutil.Process]:
        """The process and all below it; empty after its end."""
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        return []

    def memory(self) -> int:
        """Bytes that its processes take up, what they share counted once (PSS)."""
        total = 0
        for process in self.family():
            with suppress(OSError, StopIteration):
                lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
                total += int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
        return total

    def processor_time(self) -> dict[psutil.Process, float]:
        """Seconds of processor time that each of its processes has used."""
        found = {}
        for process in self.family():
            with suppress(psutil.NoSuchProcess):
                found[process] = sum(process.cpu_times()[:2])
        return found


@contextmanager
def started(*options: str, errors: Path | None = None, measured: str = "", **settings: object) -> Iterator[Server]:
    """A server that may not answer yet; in the end it is killed if it still lives, and all its processes must end.

    Args:
        options: Options of `sandbox-atlas serve`; the port is a free one.
        errors: File for its standard error; without it, that is the one of the tests.
        measured: Of which processes the coverage is measured, which slows them down; see `MEASURED`.
        settings: Settings by name, given in the environment.
    """
    environment = {f"SANDBOX_ATLAS_{name.upper()}": str(value) for name, value in settings.items()}
    with (
        errors.open("w", encoding="utf-8") if errors else nullcontext() as file,
        subprocess.Popen(
            [*MEASURED[measured], PROGRAM, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env={**os.environ, **environment},
        ) as process,
    ):
        server = Server(process)
        try:
            yield server
        finally:
            family = [*server.members, *server.family()]
            process.kill()
            process.wait()
            assert ended(family), "processes of a server live on after its end"


@contextmanager
def serving(
    *options: str,
    errors: Path | None = None,
    stop: signal.Signals = signal.SIGINT,
    measured: str = "",
    **settings: object,
) -> Iterator[Server]:
    """A server that answers, as `started` starts it; in the end the signal `stop` is sent to it first."""
    with started(*options, errors=errors, measured=measured, **settings) as server:
        assert server.process.stdout is not None
        line = server.process.stdout.readline()
        server.address = next((word for word in line.split() if word.startswith("http://")), "")
        assert server.address, errors.read_text(encoding="utf-8") if errors else f"the server did not start: {line}"
        try:
            yield server
        finally:
            server.members = server.family()
            server.process.send_signal(stop)
            with suppress(subprocess.TimeoutExpired):
                server.process.wait(timeout=20)


def ended(family: list[psutil.Process]) -> bool:
    """Whether processes end within ten seconds."""
    return not psutil.wait_procs([each for each in family if each.is_running()], timeout=10)[1] or all(
        each.status() == psutil.STATUS_ZOMBIE for each in family if each.is_running()
    )
