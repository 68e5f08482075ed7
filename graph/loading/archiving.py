"""Archive subprocess: keeps a published snapshot outside of the server, as comparing two takes seconds and memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.archive import Bounds, keep
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import run_program


async def keep_in_subprocess(folder: Path, dataset: Dataset, published: datetime, bounds: Bounds) -> bool:
    """Keep a snapshot; arguments and answer as those of `graph.loading.archive.keep`.

    Raises:
        EngineError: It could not be kept; the log has the reason.
    """
    limits = (str(bounds.snapshots), str(bounds.size))
    try:
        output = await run_program(
            "sandbox_atlas.graph.loading.archiving",
            *(str(await asyncio.to_thread(folder.absolute)), published.isoformat(), *limits),
            message=dataset.to_bytes,
        )
    except subprocess.CalledProcessError as error:
        raise EngineError(f"The snapshot could not be kept in {folder}.", "See the log.") from error
    return output == b"kept"


def main(folder: str, published: str, snapshots: str, size: str) -> None:
    """Keep the data set on standard input."""
    begin_program()
    dataset = Dataset.from_bytes(sys.stdin.buffer.read())
    is_new = keep(Path(folder), dataset, datetime.fromisoformat(published), Bounds(int(snapshots), int(size)))
    sys.stdout.write("kept" if is_new else "known")


if __name__ == "__main__":
    main(*sys.argv[1:])
