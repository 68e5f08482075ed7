"""Checks in a process of their own: they take seconds and much memory, which a server that answers has not to spare."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.findings import Finding
from sandbox_atlas.graph.loading.dataset import Dataset, Document
from sandbox_atlas.graph.loading.validation import checked, passed
from sandbox_atlas.graph.processes import die_with_parent

_PARTS = ("ontology", "shapes", "data")


async def check_in_subprocess(dataset: Dataset, digest: str, cache: Path) -> list[Finding]:
    """The errors of a data set, as `graph.loading.validation.checked` finds them; none at once for what passed before.

    Raises:
        EngineError: The process that checks came to an end before it was done.
    """
    if passed(digest, cache):
        return []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "sandbox_atlas.graph.loading.check_process", digest, str(cache)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        output, _ = await process.communicate(packed(dataset))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise EngineError("The data could not be checked: the process that checks has ended.", "See its last words.")
    return [Finding(**entry) for entry in json.loads(output)]


def packed(dataset: Dataset) -> bytes:
    """The documents for the other process: a line that describes them, then their bytes."""
    documents = [(part, document) for part in _PARTS for document in getattr(dataset, part)]
    entries = [(part, each.name, each.suffix, len(each.content)) for part, each in documents]
    return json.dumps(entries).encode() + b"\n" + b"".join(each.content for _, each in documents)


def unpacked(message: bytes) -> Dataset:
    """The documents that `packed` has put into bytes."""
    line, _, contents = message.partition(b"\n")
    parts: dict[str, list[Document]] = {part: [] for part in _PARTS}
    start = 0
    for part, name, suffix, length in json.loads(line):
        parts[part].append(Document(name, suffix, contents[start : start + length]))
        start += length
    return Dataset(*(tuple(parts[part]) for part in _PARTS))


def main(digest: str, cache: str) -> None:
    """Check what standard input brings, and write the findings to standard output."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's business; it ends this process
    findings = checked(unpacked(sys.stdin.buffer.read()), digest, Path(cache))
    entries: list[dict[str, Any]] = [asdict(finding) for finding in findings]
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(entries))


if __name__ == "__main__":
    main(*sys.argv[1:])
