"""Keeping names: writes the names of a store into its folder, from the answers to queries, in little memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

import tantivy

from sandbox_atlas.graph.naming.entries import called
from sandbox_atlas.graph.naming.forms import add, schema
from sandbox_atlas.graph.naming.kept import (
    FILE,
    INDEX,
    INDEXES,
    OF_ONTOLOGY,
    TABLES,
    folder_name,
    form_number,
    name_of_row,
)
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.pronunciation import readings
from sandbox_atlas.graph.rdf.vocabulary import KINDS, SBX, kind_in

_RAW = """
CREATE TABLE raw.thing (
  iri TEXT PRIMARY KEY, class TEXT DEFAULT '', labels TEXT DEFAULT '{}', others TEXT DEFAULT '[]',
  links INTEGER DEFAULT 0, about TEXT DEFAULT '[]'
) WITHOUT ROWID;
CREATE TABLE raw.rank (class TEXT PRIMARY KEY, rank INTEGER);
CREATE TABLE raw.called (form INTEGER, place INTEGER);
"""
_CLASS = "INSERT INTO raw.thing (iri, class) VALUES (?, ?) ON CONFLICT DO UPDATE SET class = excluded.class"
_NAMES = """
INSERT INTO raw.thing (iri, labels, others) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET labels = excluded.labels, others = excluded.others"""
_ORDERED = """
INSERT INTO thing (iri, class, kind, labels, others, links, about)
SELECT iri, class, kind(iri), labels, others, links, about FROM raw.thing LEFT JOIN raw.rank USING (class)
ORDER BY links DESC, coalesce(rank, ?), iri"""
_SORTED = "INSERT OR IGNORE INTO called SELECT form, place FROM raw.called ORDER BY form, place"
_ALL = "SELECT place, kind, about, iri, class, labels, others FROM thing ORDER BY place"
_STEP = 20_000
"""Things whose names are read aloud and indexed at once."""
_HEAP = 128_000_000
_PAGES = 131_072
"""Kibibytes of the file that are held in memory while it is written."""


@dataclass(frozen=True)
class Facts:
    """What is kept of the things of a register.

    Attributes:
        names: Thing, language, text, and whether it is a label; sorted by things, the names that count first.
        classes: Thing and class, the one that draws the thing last.
        links: Number of links of each thing.
        about: Thing and what distinguishes it, sorted by things.
        ranks: Order of the classes among things with as many links, and of all other classes under "".
    """

    names: Iterable[tuple[str, str, str, bool]]
    classes: Iterable[tuple[str, str]]
    links: Mapping[str, int]
    about: Iterable[tuple[str, str]]
    ranks: Mapping[str, int]


def keep(store: Path, facts: Facts) -> None:
    """Write the names of a store into a folder within its own, for `graph.naming.kept.KeptNames`.

    Raises:
        OSError, sqlite3.Error: There is no room on the disk.
    """
    folder = store / folder_name()
    (folder / INDEX).mkdir(parents=True)
    raw = folder / "raw.sqlite"
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as file:
        file.execute("ATTACH ? AS raw", [str(raw)])
        for schema_ in ("main", "raw"):  # a build that ends early leaves nothing that anybody reads
            file.execute(f"PRAGMA {schema_}.journal_mode = OFF")
            file.execute(f"PRAGMA {schema_}.synchronous = OFF")
            file.execute(f"PRAGMA {schema_}.cache_size = -{_PAGES}")
        file.create_function("kind", 1, _kind, deterministic=True)
        file.executescript(TABLES + _RAW)
        file.execute("BEGIN")
        _collect(file, facts)
        file.execute(_ORDERED, [facts.ranks[""]])
        for statement in INDEXES.split(";"):  # as a script, they would end the transaction
            file.execute(statement)
        _index(file, folder / INDEX)
        file.execute(_SORTED)
        file.execute("COMMIT")
        file.execute("DETACH raw")
        file.execute("ANALYZE")
    raw.unlink()


def _kind(iri: str) -> str:
    """The kind that the IRI of a thing shows."""
    return OF_ONTOLOGY if iri.startswith(SBX) else kind_in(iri)


def _collect(file: sqlite3.Connection, facts: Facts) -> None:
    """Bring what is known of each thing together."""
    file.executemany(_CLASS, facts.classes)
    file.executemany(_NAMES, _named(facts.names))
    file.executemany("UPDATE raw.thing SET links = ? WHERE iri = ?", ((n, iri) for iri, n in facts.links.items()))
    file.executemany("UPDATE raw.thing SET about = ? WHERE iri = ?", _distinguished(facts.about))
    file.executemany("INSERT INTO raw.rank VALUES (?, ?)", ((iri, rank) for iri, rank in facts.ranks.items() if iri))


def _named(names: Iterable[tuple[str, str, str, bool]]) -> Iterator[tuple[str, str, str]]:
    for iri, rows in groupby(names, itemgetter(0)):
        name = Name(iri)
        for _, tag, text, is_label in rows:
            name.add(text, tag, is_label=is_label)
        yield iri, json.dumps(name.labels, ensure_ascii=False), json.dumps(name.others, ensure_ascii=False)


def _distinguished(about: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for iri, rows in groupby(about, itemgetter(0)):
        yield json.dumps(list(dict.fromkeys(each for _, each in rows))), iri


def _index(file: sqlite3.Connection, folder: Path) -> None:
    """Write the index of the names, what things are called, and how Chinese names are read."""

    @cache
    def sort_of(iri: str) -> list[str]:
        found = file.execute("SELECT labels FROM thing WHERE iri = ?", [iri]).fetchone()
        return list(json.loads(found[0]).values()) if found else []

    rows = file.execute(_ALL)
    index = tantivy.Index(schema(), path=str(folder))
    with index.writer(_HEAP, 1) as writer:
        while step := list(islice(rows, _STEP)):
            things = [(place, kind, about, name_of_row(*row)) for place, kind, about, *row in step]
            spoken = readings(text for *_, name in things for text in (*name.labels.values(), *name.others))
            rows_ = ((part, " ".join(syllables)) for part, syllables in spoken.items())
            file.executemany("INSERT OR IGNORE INTO reading VALUES (?, ?)", rows_)
            for place, kind, about, name in things:
                file.executemany(
                    "INSERT INTO raw.called VALUES (?, ?)", ((form_number(f), place) for f in called(name))
                )
                if kind != OF_ONTOLOGY:
                    kinds = (iri for iri in json.loads(about) if _kind(iri) == KINDS["kind"])
                    add(writer, place, name, spoken, [text for iri in kinds for text in sort_of(iri)])
        writer.commit()
        writer.wait_merging_threads()
