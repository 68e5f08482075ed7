"""Downloads: provide the whole data set as files, which are written once for each snapshot when first requested.

The files have no name in the file system, so that nothing is left behind, even if the process is killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
import weakref
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from sandbox_atlas.graph.cache import SingleFlight
from sandbox_atlas.graph.downloads.process import SUFFIXES
from sandbox_atlas.graph.errors import EngineError, NotWritableError, UnknownNameError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.processes.program import run_program
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, LABELS

_CHUNK = 2**16
_CAN_WRITE = hasattr(os, "pread")
"""Whether the system lets processes share open files that have no name, as all do but Windows."""
_MEDIA_TYPES = {suffix: media_type for media_type, suffix in GRAPH_TYPES.items()}


class Download:
    """One file, compressed with gzip.

    Attributes:
        size: Bytes of the compressed file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = os.dup(file.fileno())
        self._close = weakref.finalize(self, os.close, self._file)  # also of an answer that never begins
        self.size = os.fstat(self._file).st_size

    async def compressed(self) -> AsyncIterator[bytes]:
        """The file as it is stored, compressed with gzip."""
        try:
            position = 0
            while chunk := await asyncio.to_thread(os.pread, self._file, _CHUNK, position):
                position += len(chunk)
                yield chunk
        finally:
            self._close()

    async def plain(self) -> AsyncIterator[bytes]:
        """The file, decompressed."""
        decompressor = zlib.decompressobj(wbits=31)
        async for chunk in self.compressed():
            rest = chunk
            while rest:  # bounded, since a small chunk may expand to a large one
                yield decompressor.decompress(rest, _CHUNK * 4)
                rest = decompressor.unconsumed_tail


class Downloads:
    """The files of one snapshot.

    Attributes:
        documents: The documents of the snapshot, if it was loaded from files.

    Args:
        documents: The same.
        store: Folder of the store, if it was opened from disk.
    """

    def __init__(self, documents: tuple[Document, ...] = (), store: Path | None = None) -> None:
        self.documents, self._store = documents, store
        self._files: dict[str, IO[bytes]] = {}
        self._writing: SingleFlight[None] = SingleFlight()

    async def get(self, suffix: str) -> Download:
        """The file in the format of a suffix, a value of `graph.rdf.formats.GRAPH_TYPES`.

        Raises:
            UnknownNameError: There is no such format, or the data are those of a remote endpoint.
            NotWritableError: The format has no way to write the data; the other files are there.
            EngineError: The files could not be written.
        """
        if not self.holds(suffix):
            raise UnknownNameError("download", f"atlas.{suffix}")
        if not self._files:
            await self._writing.run("files", self._write)
        if suffix in self._unwritable:
            raise NotWritableError(
                f"The data cannot be written as {LABELS[_MEDIA_TYPES[suffix]]}. {self._unwritable[suffix]}",
                f"Take another file, such as {self._others()}.",
            )
        return Download(self._files[suffix])

    def _others(self) -> str:
        return " or ".join(f"atlas.{suffix}" for suffix in ("ttl", "nt", "trig") if suffix not in self._unwritable)

    def holds(self, suffix: str) -> bool:
        """Whether there is a file in the format of a suffix."""
        return _CAN_WRITE and suffix in SUFFIXES and bool(self.documents or self._store)

    async def close(self) -> None:
        """Close the files and end the process that writes them."""
        await self._writing.close()
        for file in self._files.values():
            file.close()

    async def _write(self) -> None:
        files: dict[str, IO[bytes]] = {}
        try:
            for suffix in SUFFIXES:
                files[suffix] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
            await self._run_process([file.fileno() for file in files.values()])
            self._files = files
        except (OSError, subprocess.CalledProcessError) as error:
            raise EngineError("The downloads could not be made.", "Try again; the log has the details.") from error
        finally:
            if self._files is not files:
                for file in files.values():
                    file.close()

    async def _run_process(self, descriptors: list[int]) -> None:
        folder = [str(self._store)] if self._store else []
        reasons = await run_program(
            "sandbox_atlas.graph.downloads.process",
            ",".join(map(str, descriptors)),
            *folder,
            message=Dataset((), (), tuple(replace(each, is_named=False) for each in self.documents)).to_bytes,
            descriptors=descriptors,
        )
        self._unwritable = json.loads(reasons)
