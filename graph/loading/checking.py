"""Checking: has data checked in a process of their own, since that takes seconds and much memory."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

from sandbox_atlas.graph.errors import EngineError, Finding
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.passed import has_passed
from sandbox_atlas.graph.processes.program import run_program


async def check_in_subprocess(dataset: Dataset, digest: str, cache: Path) -> list[Finding]:
    """The errors of a data set, as `graph.loading.validation.cached_errors` finds them.

    Raises:
        EngineError: The subprocess ended before the checks were done.
    """
    if has_passed(digest, cache):
        return []
    try:
        output = await run_program(
            "sandbox_atlas.graph.loading.check_process", digest, str(cache), message=dataset.to_bytes
        )
    except subprocess.CalledProcessError as error:
        raise EngineError(
            "The data could not be checked: the process that checks has ended.", "See the log."
        ) from error
    return await asyncio.to_thread(lambda: [Finding(**entry) for entry in json.loads(output)])
