"""Process of a worker: what its parent can do with it, however it was started."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

_LOWEST_PRIORITY = 19

End = Literal["killed", "crashed", "exited"]
"""How a worker ended: killed from outside, for lack of memory or of stack, or by itself."""


class WorkerProcess(Protocol):
    """The process of a worker, as its parent sees it."""

    def processor_time(self) -> float:
        """Seconds of processor time that it has used, or an estimate that grows like it."""

    def lower_priority(self) -> None:
        """Give every other process precedence, where the system can."""

    def has_ended(self) -> bool:
        """Whether it has ended."""

    def kill(self) -> None:
        """Kill it, and never another one that has got its id."""

    async def end(self) -> End:
        """How it ended, once its connection is closed."""

    def close(self) -> None:
        """Close what the parent holds of it."""


def lower_priority(pid: int) -> None:
    """Give every other process precedence over one (setpriority(2)), where the system can.

    Linux has priorities of threads, so all of the process get the lowest.
    """
    if not hasattr(os, "setpriority"):
        return
    threads = Path(f"/proc/{pid}/task")
    with suppress(OSError):
        for each in [int(thread.name) for thread in threads.iterdir()] if threads.is_dir() else [pid]:
            os.setpriority(os.PRIO_PROCESS, each, _LOWEST_PRIORITY)
