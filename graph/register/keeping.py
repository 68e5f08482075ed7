"""Keeping: computes from the data of a store what would take long when it is opened, and keeps it in its folder."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from sandbox_atlas.graph.naming.keeping import Facts
from sandbox_atlas.graph.naming.keeping import keep as keep_names
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.network.whole import keep as keep_places
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import integer, text
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, REGISTER

_DRAWN = 2_000_000
"""Statements up to which a store is asked for its network, which is held in memory."""
_ORDERS = {
    "names": "SELECT a, b, c, d FROM answer ORDER BY a, d DESC, b, c",
    "classes": "SELECT a, b FROM answer ORDER BY coalesce(c, 99) DESC, b",
    "about": "SELECT a, b FROM answer ORDER BY a, c, b",
}
"""The order of each query in SQL."""

T = TypeVar("T")


def keep(folder: Path, store: ox.Store, profile: str, progress: Callable[[str], None] = lambda _: None) -> None:
    """Keep the names of a register, and the places of what is not too large to be drawn.

    Args:
        folder: The folder of the store.
        store: The store.
        profile: How the data are read.
        progress: Called with the name of each step as it begins.
    """
    if profile == REGISTER:
        progress("names")
        keep_names(folder, _facts(store))
    if len(store) <= _DRAWN:
        progress("places of the network")
        keep_places(
            folder, lambda query: _constructed(store, query).serialize(format=ox.RdfFormat.N_TRIPLES) or b"", profile
        )


def _facts(store: ox.Store) -> Facts:
    drawing = _selected(store, internal("drawing")).serialize(format=ox.QueryResultsFormat.JSON) or b""
    ranks = {look.iri: look.rank for look in Style.of(drawing).classes}
    return Facts(
        names=_ordered(store, "names", _name),
        classes=_ordered(store, "classes", _class),
        links=_links(store),
        about=_ordered(store, "about", _about),
        ranks=ranks | {"": Look.rank},
    )


def _ordered(store: ox.Store, name: str, values: Callable[[ox.QuerySolution], tuple[Any, ...]]) -> Iterator[Any]:
    """What is kept of the rows of a query, in its order.

    It is sorted here: a store on disk would read the texts again for each comparison.
    """
    query = internal(name)
    rows = _selected(store, query[: query.rindex("ORDER BY")])
    with closing(sqlite3.connect("")) as file:  # a temporary one, on disk where it grows
        file.execute("CREATE TABLE answer (a, b, c, d)")
        file.executemany("INSERT INTO answer VALUES (?, ?, ?, ?)", map(values, rows))
        yield from file.execute(_ORDERS[name])


def _name(row: ox.QuerySolution) -> tuple[str, str, str, bool]:
    name = row["name"]
    tag = name.language or "" if isinstance(name, ox.Literal) else ""
    return text(row["thing"]), tag.lower(), text(name), text(row["main"]) == "true"


def _class(row: ox.QuerySolution) -> tuple[str, str, int | None, None]:
    return text(row["thing"]), text(row["class"]), integer(row["rank"]), None


def _about(row: ox.QuerySolution) -> tuple[str, str, int | None, None]:
    return text(row["thing"]), text(row["about"]), integer(row["order"]), None


def _links(store: ox.Store) -> Counter[str]:
    """The number of links of each thing, as the whole register has them."""
    found: Counter[str] = Counter()
    for triple in _constructed(store, internal("register")):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            found.update((triple.subject.value, triple.object.value))
    return found


def _selected(store: ox.Store, query: str) -> ox.QuerySolutions:
    return _asked(store, query, ox.QuerySolutions)


def _constructed(store: ox.Store, query: str) -> ox.QueryTriples:
    return _asked(store, query, ox.QueryTriples)


def _asked(store: ox.Store, query: str, kind: type[T]) -> T:
    results = store.query(query, prefixes=PREFIXES)
    if not isinstance(results, kind):
        raise TypeError(f"these results are no {kind.__name__}")
    return results
