"""Validation subprocess: the program that `checking` runs; it imports nothing that checks do not need."""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.validation import cached_errors
from sandbox_atlas.graph.processes.child import begin_program

_COLLECTION = (100_000, 50, 100)
"""Thresholds of the collector: a process that ends leaves few circles, and looking for them took an eighth of it."""


def main(digest: str, cache: str) -> None:
    """Check the data set on standard input, and write its errors to standard output as JSON."""
    begin_program()
    gc.set_threshold(*_COLLECTION)
    findings = cached_errors(Dataset.from_bytes(sys.stdin.buffer.read()), digest, Path(cache))
    entries: list[dict[str, Any]] = [asdict(finding) for finding in findings]
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(entries))


if __name__ == "__main__":
    main(*sys.argv[1:])
