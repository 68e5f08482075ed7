"""Kept names: the names of a store and what is known of their things, in files beside it that are read where needed.

Opening them takes the same time at any size. SQLite holds the things, in the order in which a search prefers them;
beside it is the index of their names (tantivy). Both are mapped into memory, and servers share their pages.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from hashlib import blake2b, sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

import tantivy

from sandbox_atlas.graph.naming.entries import called
from sandbox_atlas.graph.naming.forms import Form, forms
from sandbox_atlas.graph.naming.index import NameIndex
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.queries.loader import internal

T = TypeVar("T")

TABLES: Final = """
CREATE TABLE thing (
  place INTEGER PRIMARY KEY, iri TEXT NOT NULL, class TEXT NOT NULL, kind TEXT NOT NULL, labels TEXT NOT NULL,
  others TEXT NOT NULL, links INTEGER NOT NULL, about TEXT NOT NULL
);
CREATE TABLE called (form INTEGER, place INTEGER, PRIMARY KEY (form, place)) WITHOUT ROWID;
CREATE TABLE reading (part TEXT PRIMARY KEY, syllables TEXT NOT NULL) WITHOUT ROWID;
"""
INDEXES: Final = """
CREATE UNIQUE INDEX by_iri ON thing (iri);
CREATE INDEX by_class ON thing (class, iri);
CREATE INDEX by_kind ON thing (kind, place);
CREATE VIEW name AS SELECT iri, class, labels, others, place, kind FROM thing;
"""
QUERIES: Final = ("names", "classes", "register", "about")
"""Queries that the files are made from."""
FILE: Final = "names.sqlite"
INDEX: Final = "index"
OF_ONTOLOGY: Final = "#"
"""The kind of the terms of the ontology, which no search finds."""
_VERSION = 1
"""Of the files: raise it when they are made otherwise."""
_NEXT = "SELECT * FROM name WHERE place > ? ORDER BY place LIMIT ?"
_BELOW = "SELECT iri FROM thing WHERE iri > ? AND iri < ? ORDER BY iri LIMIT ?"
_HELD = 20_000
"""Names that are held in memory, those asked for last."""
_STEP = 1_000
"""Things that are read at once."""
_MAPPED = 2**40
"""Bytes of the file that may be mapped into memory: all."""


def folder_name() -> str:
    """The name of the folder with the names: those that are made otherwise, or for another library, are not found."""
    library = re.sub(".*index_format", "", getattr(tantivy, "__version__", ""))
    texts = "\n".join([str(_VERSION), library, TABLES, INDEXES, *map(internal, QUERIES)])
    return f"names-{sha256(texts.encode()).hexdigest()[:16]}"


def form_number(text: str) -> int:
    """A number that stands for a text without case, with 64 bits; equal numbers of other texts are sorted out later."""
    return int.from_bytes(blake2b(text.casefold().encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


class _File:
    """The file of the names, open for reading."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self._connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self.rows("SELECT place FROM thing LIMIT 1")
        except sqlite3.Error:
            self.close()
            raise

    def rows(self, query: str, *values: str | int) -> list[Any]:
        """The rows of a query, read while no other thread reads; none where a value is no text, as a lone surrogate."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except UnicodeEncodeError:
                return []

    def name(self, query: str, value: str | int) -> Name | None:
        """The name in the first row of a query."""
        found = self.rows(query, value)
        return name_of_row(*found[0]) if found else None

    def forms(self, place: int) -> Iterator[Form]:
        """The forms of the thing at a place."""
        name = self.name("SELECT * FROM name WHERE place = ?", place)
        return forms(name) if name else iter(())

    def close(self) -> None:
        with self._lock:
            self._connection.close()


class KeptNames:
    """The names in a folder; see `graph.naming.entries.Entries`.

    Attributes:
        links: Number of the links of things in the register, by IRI.
        about: For each thing, those that distinguish it from others of a similar name.
        readings: The syllables of Chinese names.
    """

    def __init__(self, folder: Path) -> None:
        """Open the files of a folder, as `graph.naming.keeping.keep` left them.

        Raises:
            sqlite3.Error: The file of the names is damaged.
        """
        self._folder, self._file = folder, _File(folder / FILE)
        self.rows = self._file.rows
        self._name = lru_cache(_HELD)(partial(self._file.name, "SELECT * FROM name WHERE iri = ?"))
        self.links: Mapping[str, int] = _Column(self._file, "SELECT links FROM thing WHERE iri = ?", int)
        self.about: Mapping[str, list[str]] = _Column(self._file, "SELECT about FROM thing WHERE iri = ?", json.loads)
        self.readings: Mapping[str, list[str]] = _Column(
            self._file, "SELECT syllables FROM reading WHERE part = ?", lambda text: text.split(" ")
        )

    @classmethod
    def found(cls, store: Path) -> KeptNames | None:
        """The names that are kept in the folder of a store, if this version can read them."""
        folder = store / folder_name()
        with suppress(sqlite3.Error):
            return cls(folder) if (folder / FILE).exists() else None
        return None

    @cached_property
    def index(self) -> NameIndex:
        """The index of the names."""
        return NameIndex.opened(self._folder / INDEX, self._file.forms)

    def get(self, iri: str) -> Name | None:
        """See `Entries.get`."""
        return self._name(iri)

    def __iter__(self) -> Iterator[Name]:
        last = -1
        while rows := self.rows(_NEXT, last, _STEP):
            last = rows[-1][4]
            yield from (name_of_row(*row) for row in rows)

    def of_class(self, class_iri: str) -> list[Name]:
        """See `Entries.of_class`."""
        return [name_of_row(*row) for row in self.rows("SELECT * FROM name WHERE class = ? ORDER BY iri", class_iri)]

    def number_of(self, class_iri: str) -> int:
        """See `Entries.number_of`."""
        return int(self.rows("SELECT count(*) FROM thing WHERE class = ?", class_iri)[0][0])

    def below(self, beginning: str) -> Iterator[str]:
        """See `Entries.below`."""
        last, end = beginning, beginning + "\U0010ffff"
        while rows := self.rows(_BELOW, last, end, _STEP):
            last = rows[-1][0]
            yield from (iri for (iri,) in rows)

    def called(self, text: str) -> list[str]:
        """See `Entries.called`."""
        query = "SELECT name.* FROM called JOIN name USING (place) WHERE form = ? ORDER BY iri"
        names = (name_of_row(*row) for row in self.rows(query, form_number(text)))
        return [name.iri for name in names if text.casefold() in called(name)]

    def most_linked(self, number: int) -> dict[str, list[Name]]:
        """The first things of each kind, as many as a number says."""
        kinds = [kind for (kind,) in self.rows(_KINDS) if kind != OF_ONTOLOGY]
        query = "SELECT * FROM name WHERE kind = ? ORDER BY place LIMIT ?"
        return {kind: [name_of_row(*row) for row in self.rows(query, kind, number)] for kind in kinds}

    def close(self) -> None:
        """See `Entries.close`."""
        self._file.close()


_KINDS = """
WITH RECURSIVE each (kind) AS (
  SELECT min(kind) FROM thing UNION ALL SELECT (SELECT min(kind) FROM thing WHERE kind > each.kind) FROM each
  WHERE each.kind IS NOT NULL
) SELECT kind FROM each WHERE kind IS NOT NULL"""
"""The kinds of all things, each found by a step in the index."""


class _Column(Mapping[str, T]):
    """One column of a table, by the key of its rows."""

    def __init__(self, file: _File, query: str, read: Callable[[Any], T]) -> None:
        self._file, self._query, self._read = file, query, read

    def __getitem__(self, key: str) -> T:
        found = self._file.rows(self._query, key)
        if not found:
            raise KeyError(key)
        return self._read(found[0][0])

    def __iter__(self) -> Iterator[str]:
        """All things, whether the column says something of them or not."""
        return (iri for (iri,) in self._file.rows("SELECT iri FROM thing"))

    def __len__(self) -> int:
        return int(self._file.rows("SELECT count(*) FROM thing")[0][0])


def name_of_row(iri: str, class_iri: str, labels: str, others: str, *_: object) -> Name:
    """A name from the columns of its row in the view `name`."""
    return Name(iri, json.loads(labels), json.loads(others), class_iri)
