"""Definitions: the file and line that define each thing of a snapshot, so that a reader can suggest a correction."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import positions
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import run_program
from sandbox_atlas.graph.rdf.vocabulary import ID, RDF

_LOWEST_PRIORITY = 19
_MENTION = re.compile(rf'{re.escape(ID)}[^\s<>"{{}}|^`\\]+')
_SHIPPED = {"sandbox_atlas.data": "data", "sandbox_atlas.ontology": "ontology"}
"""Folders of the package by what readers call them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is defined in the files that are served.

    Attributes:
        file: The file, below `data/` or `ontology/` for a shipped one, else as its curator named it.
        line: The line, from 1.
    """

    file: str
    line: int


async def places(documents: tuple[Document, ...]) -> Mapping[str, Place]:
    """Where things are defined, by IRI: the line that gives a thing its class, else the first line about it.

    It is found in a process of its own, at the lowest priority: to read the tokens of a large register takes seconds.

    Raises:
        EngineError: The process ended before it was done.
    """
    try:
        output = await run_program(
            "sandbox_atlas.graph.downloads.definition", message=Dataset((), (), documents).to_bytes
        )
    except subprocess.CalledProcessError as error:
        raise EngineError(
            "The files could not be searched: the process that does it has ended.", "See the log."
        ) from error
    return await asyncio.to_thread(_read, documents, output)


def _read(documents: tuple[Document, ...], output: bytes) -> dict[str, Place]:
    names = [_public_path(document.name) for document in documents]
    found = {}
    for row in output.splitlines():
        iri, number, line = json.loads(row)
        found[iri] = Place(names[number], line)
    return found


def definitions(document: Document) -> Iterator[tuple[str, int, bool]]:
    """The things that a document says something about, each with its line, from 1, and whether that gives its class.

    In a format without positions of statements, it is the line of the first mention by a whole IRI.
    """
    text = document.shown_text
    starts = [match.end() for match in re.finditer("\n", text)]
    offsets: dict[str, int] = {}
    classed: set[str] = set()
    for position in positions(document):
        is_class = position.predicate == f"{RDF}type"
        if position.subject not in offsets or (is_class and position.subject not in classed):
            offsets[position.subject] = position.subject_offset
        if is_class:
            classed.add(position.subject)
    if not offsets:
        for match in _MENTION.finditer(text):
            offsets.setdefault(match[0], match.start())
    yield from ((iri, bisect_right(starts, offset) + 1, iri in classed) for iri, offset in offsets.items() if iri)


def _public_path(file: str) -> str:
    """The path for readers: that of a shipped file begins below the package, wherever it is installed."""
    path = Path(file).resolve()
    for package, name in _SHIPPED.items():
        with as_file(files(package)) as folder:
            if path.is_relative_to(folder.resolve()):
                return f"{name}/{path.relative_to(folder.resolve()).as_posix()}"
    return file


def main() -> None:
    """Write a line of JSON for each thing in the data set on standard input: IRI, number of the document, line."""
    begin_program()
    os.nice(_LOWEST_PRIORITY)
    found: dict[str, tuple[int, int, bool]] = {}
    for number, document in enumerate(Dataset.from_bytes(sys.stdin.buffer.read()).data):
        for iri, line, gives_class in definitions(document):
            if iri not in found or (gives_class and not found[iri][2]):
                found[iri] = number, line, gives_class
    sys.stdout.writelines(json.dumps([iri, *place[:2]]) + "\n" for iri, place in found.items())


if __name__ == "__main__":
    main()
