"""Child processes: start modules of this package as programs and end them with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package as a program."""
    return [sys.executable, "-P", "-m", module, *arguments]


def module_environment() -> dict[str, str]:
    """An environment in which a child process imports from the same folders as this process."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def die_with_parent() -> None:
    """Have Linux kill this process when its parent ends (PR_SET_PDEATHSIG of prctl(2)); elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def begin_program() -> None:
    """Begin a module that `processes.program` runs: it ends with its parent, and ignores Ctrl+C.

    Ctrl+C reaches the whole process group; the parent then ends this process.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
