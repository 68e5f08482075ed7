"""Walls: what keeps a worker process apart from the rest of the system, whatever its query does."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class Walls:
    """The walls that stand around workers.

    Attributes:
        network: Whether workers have a network namespace of their own, without interfaces, so that a SERVICE which
            the scan of the query missed would reach nothing.
        memory: Bytes that a query may allocate.
    """

    network: bool
    memory: int


def leave_network() -> bool:
    """Enter a network namespace without interfaces, if the system allows it. Returns whether it did.

    Without privileges, only the owner of a user namespace may make a network namespace (user_namespaces(7)), so one of
    those is entered with it. It must be called before the process has a second thread.
    """
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
