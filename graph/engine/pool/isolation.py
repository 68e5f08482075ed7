"""Walls: what keeps a worker process apart from the rest of the system, whatever its query does."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_STACK = 512 * 1024 * 1024
"""Bytes of stack for the thread that runs queries: deep nesting needs it, and pages that are not used cost nothing."""
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Walls:
    """The walls that stand around workers.

    Attributes:
        network: Whether workers have a network namespace of their own, without interfaces, so that a SERVICE which
            the scan of the query missed would reach nothing.
        memory: Bytes that a query may allocate; None where the system sets no limit.
        pool: How the workers are started.
    """

    network: bool
    memory: int | None
    pool: Literal["fork", "portable"]


def leave_network() -> bool:
    """Enter a network namespace without interfaces, if the system allows it. Returns whether it did.

    Without privileges, only the owner of a user namespace may make a network namespace (user_namespaces(7)), so one of
    those is entered with it. It must be called before the process has a second thread.
    """
    if sys.platform != "linux":
        return False
    user, group = os.geteuid(), os.getegid()
    unshare = ctypes.CDLL(None).unshare
    if unshare(_CLONE_NEWNET) == 0:
        return True
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    # Files belong to the same user and group inside as outside; if the system refuses that, they are only read.
    maps = {"uid_map": f"{user} {user} 1", "setgroups": "deny", "gid_map": f"{group} {group} 1"}
    for name, content in maps.items():
        with suppress(OSError):
            Path(f"/proc/self/{name}").write_text(content, encoding="ascii")
    return True


def limit_memory(memory: int) -> bool:
    """Limit what this process may allocate from now on, if the system can (RLIMIT_AS of setrlimit(2), on Linux).

    Args:
        memory: Bytes, besides those of the stack of one thread.

    Returns:
        Whether the limit stands.
    """
    if sys.platform != "linux":
        return False
    import resource

    try:
        used = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize()
        ceiling = used + _STACK + memory
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def reserve_stack() -> None:
    """Give threads that start from now on room for deep nesting, as much as the system allows."""
    size = _STACK
    while size:
        try:
            threading.stack_size(size)
        except (ValueError, RuntimeError):
            size //= 2
        else:
            return
