"""Validation subprocess: runs the checks outside of the server, since they take seconds and much memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.findings import Finding
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.validation import cached_errors, has_passed
from sandbox_atlas.graph.processes.child import die_with_parent, module_command, module_environment
from sandbox_atlas.graph.processes.error_log import log_lines


async def check_in_subprocess(dataset: Dataset, digest: str, cache: Path) -> list[Finding]:
    """The errors of a data set, as `graph.loading.validation.cached_errors` finds them.

    Raises:
        EngineError: The subprocess ended before the checks were done.
    """
    if has_passed(digest, cache):
        return []
    process = await asyncio.create_subprocess_exec(
        *module_command("sandbox_atlas.graph.loading.check_process", digest, str(cache)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=module_environment(),
    )
    try:
        output, complaints = await process.communicate(await asyncio.to_thread(dataset.to_bytes))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    log_lines(__name__, complaints.splitlines())
    if process.returncode:
        raise EngineError("The data could not be checked: the process that checks has ended.", "See the log.")
    return await asyncio.to_thread(lambda: [Finding(**entry) for entry in json.loads(output)])


def main(digest: str, cache: str) -> None:
    """Check the data set on standard input, and write its errors to standard output as JSON."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole process group; the parent ends this process
    findings = cached_errors(Dataset.from_bytes(sys.stdin.buffer.read()), digest, Path(cache))
    entries: list[dict[str, Any]] = [asdict(finding) for finding in findings]
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(entries))


if __name__ == "__main__":
    main(*sys.argv[1:])
