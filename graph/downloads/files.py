"""The whole data set as files to download, made once for each snapshot, when somebody first asks for one.

The files have no name in the file system, so that nothing is left behind, however the process ends.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from sandbox_atlas.graph.downloads.process import SUFFIXES
from sandbox_atlas.graph.errors import EngineError, UnknownNameError
from sandbox_atlas.graph.loading.check_process import packed
from sandbox_atlas.graph.loading.dataset import Dataset, Document

_CHUNK = 2**16


class Download:
    """A file to download."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = os.dup(file.fileno())
        self.size = os.fstat(self._file).st_size

    async def packed(self) -> AsyncIterator[bytes]:
        """Its bytes, compressed with gzip."""
        try:
            position = 0
            while chunk := await asyncio.to_thread(os.pread, self._file, _CHUNK, position):
                position += len(chunk)
                yield chunk
        finally:
            os.close(self._file)

    async def plain(self) -> AsyncIterator[bytes]:
        """Its bytes, not compressed."""
        unpacking = zlib.decompressobj(wbits=31)
        async for chunk in self.packed():
            rest = chunk
            while rest:  # bounded, as a small chunk may unpack to a large one
                yield unpacking.decompress(rest, _CHUNK * 4)
                rest = unpacking.unconsumed_tail


class Downloads:
    """The files of one snapshot.

    Args:
        documents: What the snapshot was made from, where it was made from files.
        store: Folder of the store, where it was opened from there.
    """

    def __init__(self, documents: tuple[Document, ...] = (), store: Path | None = None) -> None:
        self._documents, self._store = documents, store
        self._files: dict[str, IO[bytes]] = {}
        self._making: asyncio.Task[None] | None = None

    async def get(self, suffix: str) -> Download:
        """The file in the format of a suffix, a value of `graph.rdf.formats.GRAPH_TYPES`.

        Raises:
            UnknownNameError: There is no such format, or the data are those of a remote endpoint.
            EngineError: The files could not be made.
        """
        if not self.holds(suffix):
            raise UnknownNameError("download", f"atlas.{suffix}")
        if self._making is None:
            self._making = asyncio.create_task(self._make())
        await asyncio.shield(self._making)  # whoever asked first may go away
        return Download(self._files[suffix])

    def holds(self, suffix: str) -> bool:
        """Whether there is a file in the format of a suffix."""
        return suffix in SUFFIXES and bool(self._documents or self._store)

    async def close(self) -> None:
        """Let go of the files, and of the process that makes them."""
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)
        for file in self._files.values():
            file.close()

    async def _make(self) -> None:
        try:
            self._files = {suffix: tempfile.TemporaryFile() for suffix in SUFFIXES}  # noqa: SIM115 - closed by close()
            await self._write([file.fileno() for file in self._files.values()])
        except (OSError, EngineError) as error:
            self._making = None  # another try may go better
            raise EngineError("The downloads could not be made.", "Try again; the log has the details.") from error

    async def _write(self, descriptors: list[int]) -> None:
        folder = [str(self._store)] if self._store else []
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-P",
                "-m",
                "sandbox_atlas.graph.downloads.process",
                ",".join(map(str, descriptors)),
                *folder,
            ),
            stdin=asyncio.subprocess.PIPE,
            pass_fds=descriptors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        try:
            await process.communicate(packed(Dataset((), (), self._documents)))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise EngineError("The process that makes the downloads has ended.")
