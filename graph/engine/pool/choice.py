"""Choice of the pool: workers are forked where the system allows all that it takes, and spawned elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.pool.source import Source
from sandbox_atlas.graph.engine.pool.starter import WorkerStarter
from sandbox_atlas.graph.errors import EngineError, reason_of

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings

_STATUS = Path("/proc/self/stat")


def starter(source: Source, settings: Settings) -> WorkerStarter:
    """What starts the workers, by the setting `pool`.

    Raises:
        EngineError: The setting says that workers are forked, and the system does not allow it.
    """
    missing = missing_for_forks() if settings.pool != "portable" else ""
    if missing and settings.pool == "fork":
        raise EngineError(f"Workers cannot be forked here: {missing}.", "Set SANDBOX_ATLAS_POOL to auto or portable.")
    memory = settings.memory * 2**20
    if missing or settings.pool == "portable":
        from sandbox_atlas.graph.engine.pool.portable import PortableStarter

        return PortableStarter(source, memory)
    from sandbox_atlas.graph.engine.pool.forkserver import ForkServer

    return ForkServer(source, memory)


def missing_for_forks() -> str:
    """What the system lacks for workers that are forked; empty where it lacks nothing."""
    if sys.platform != "linux":
        return f"that takes Linux, and this is {sys.platform}"
    if not _STATUS.is_file():
        return "/proc is not mounted"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return f"pidfd_open: {reason_of(error)}"
    return ""
