"""Validation subprocess: runs the checks outside of the server, since they take seconds and much memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox_atlas.graph.errors import EngineError, Finding
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.validation import cached_errors, has_passed
from sandbox_atlas.graph.processes.child import begin_program
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


def main(digest: str, cache: str) -> None:
    """Check the data set on standard input, and write its errors to standard output as JSON."""
    begin_program()
    findings = cached_errors(Dataset.from_bytes(sys.stdin.buffer.read()), digest, Path(cache))
    entries: list[dict[str, Any]] = [asdict(finding) for finding in findings]
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(entries))


if __name__ == "__main__":
    main(*sys.argv[1:])
