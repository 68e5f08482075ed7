"""Comparing for the desk: what a review changes in the facts, found outside of the server, as it takes seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.difference import Difference, recorded
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import run_program


async def compared(old: Dataset, new: Dataset) -> dict[str, Any]:
    """The difference between two data sets, as `graph.loading.difference.recorded` has it.

    Raises:
        EngineError: The process that compares has ended.
    """

    def message() -> bytes:
        first = old.to_bytes()
        return b"%d\n" % len(first) + first + new.to_bytes()

    try:
        output = await run_program("sandbox_atlas.api.web.desk.comparing", message=message)
    except subprocess.CalledProcessError as error:
        raise EngineError("What would change could not be found.", "See the log.") from error
    found: dict[str, Any] = json.loads(output)
    return found


def main() -> None:
    """Compare the two data sets on standard input."""
    begin_program()
    length, _, message = sys.stdin.buffer.read().partition(b"\n")
    first = int(length)
    sides = (Dataset.from_bytes(message[:first]), Dataset.from_bytes(message[first:]))
    sys.stdout.write(json.dumps(recorded(Difference.of(*sides))))


if __name__ == "__main__":
    main()
