"""TriG: writes what rows state into a file that is there as a whole or not at all."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.passages import Triple
from sandbox_atlas.graph.curation.sheets.statements import Block
from sandbox_atlas.graph.errors import UnreadableFileError, reason_of

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BARE: Final = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "boolean"))


@contextmanager
def replacing(path: Path, suffix: str = "") -> Iterator[tuple[IO[str], Path]]:
    """A temporary file beside a path, which takes its place when the block ends without an error.

    A kill at any moment leaves the old file or the new one: the content reaches the disk before the name changes.

    Raises:
        UnreadableFileError: The folder cannot be written to.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{suffix or path.suffix}")
    _clear(path, suffix or path.suffix)
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            yield file, temporary
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be written: {reason_of(error)}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _clear(path: Path, suffix: str) -> None:
    """Delete what processes left that were killed while they wrote this file."""
    for left in path.parent.glob(f".{glob.escape(path.stem)}.*{suffix}"):
        process = left.name.removeprefix(f".{path.stem}.").removesuffix(suffix)
        if process.isdecimal() and not _is_running(int(process)):
            with suppress(OSError):
                left.unlink()


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # where a signal of 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it belongs to somebody else, or the system does not tell
        return True
    return True


def _sync(folder: Path) -> None:
    """Have the new name of a file reach the disk; Windows opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Writer:
    """Writes blocks as TriG.

    Attributes:
        rows: The row that each written part comes from: the number of its first line, file and row.
        headings: The headings of each table that rows come from.
        described: The file and row that first describe each entry, by its IRI.

    Args:
        file: Takes the text.
        prefixes: Namespaces by prefix.
        title: What the file is, as a comment.
    """

    def __init__(self, file: IO[str], prefixes: Mapping[str, str], title: str) -> None:
        self._file, self._line = file, 1
        self._prefixes = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._namespaces = prefixes
        self.rows: list[tuple[int, str, int]] = []
        self.headings: dict[str, frozenset[str]] = {}
        self.described: dict[str, tuple[str, int]] = {}
        lines = [f"# {line}" for line in title.splitlines()]
        self._write("\n".join([*lines, *(f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()), ""]) + "\n")

    def write(self, block: Block) -> None:
        """Write what one row states."""
        self.rows.append((self._line, block.row.file, block.row.number))
        self.headings[block.row.file] = block.row.headings
        self.described.setdefault(block.subject, (block.row.file, block.row.number))
        parts = [self._statements(block.outside)] if block.outside else []
        for passage, triples in block.graphs.items():
            indented = "".join(f"    {line}\n" for line in self._statements(triples).splitlines())
            parts.append(f"{self._iri(passage)} {{\n{indented}}}\n")
        if parts:
            self._write("\n".join(parts) + "\n")

    def state(self, triples: Sequence[Triple]) -> None:
        """Write statements that are in no passage and come from no row."""
        if triples:
            self._write(self._statements(triples))

    def row_of(self, line: int) -> tuple[str, int] | None:
        """The file and row that a line of the text comes from."""
        found = None
        for first, file, number in self.rows:
            if first > line:
                break
            found = file, number
        return found

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._line += text.count("\n")

    def _statements(self, triples: Iterable[Triple]) -> str:
        by_subject: dict[str, dict[str, list[str]]] = {}
        for subject, property_, value in triples:
            name = "a" if property_ == "rdf:type" else self._name(property_)
            by_subject.setdefault(self._term(subject), {}).setdefault(name, []).append(self._term(value))
        lines = []
        for subject_, pairs in by_subject.items():
            stated = [f"{name} {' , '.join(dict.fromkeys(values))}" for name, values in pairs.items()]
            lines.append(f"{subject_} " + " ;\n    ".join(stated) + " .\n")
        return "".join(lines)

    def _name(self, property_: str) -> str:
        """A property that may be a prefixed name or an IRI."""
        return f"<{property_}>" if "://" in property_ else property_

    def _term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal) and not term.language:
            kind = term.datatype.value
            if kind in _BARE and re.fullmatch(r"\d+|true|false", term.value):
                return term.value
            text = str(ox.Literal(term.value))
            return text if kind.endswith("#string") else f"{text}^^{self._iri(kind)}"
        return str(term)

    def _iri(self, iri: str) -> str:
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefixes.get(iri[:end])
        return f"{prefix}:{iri[end:]}" if prefix and _LOCAL.fullmatch(iri[end:]) else f"<{iri}>"
