"""SPARQL results: read rows from the JSON format, and texts and numbers from their cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | None
"""One value of a row; None for an unbound variable."""

Row = dict[str, Cell]
"""The values of one row by the name of their variable."""


def rows(body: bytes) -> Iterator[Row]:
    """The rows of a result in SPARQL JSON, each with a value or None for every variable.

    Raises:
        TypeError: The result is that of an ASK query.
    """
    results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("a SELECT result was expected")
    names = [variable.value for variable in results.variables]
    for solution in results:
        yield {name: solution[name] for name in names}


def bindings(body: bytes) -> list[dict[str, dict[str, str]]]:
    """The bindings of a SELECT result in SPARQL JSON, as decoded JSON (SPARQL 1.1 Query Results JSON, section 3.2).

    This is for results of hundreds of thousands of rows: creating terms takes three times as long.

    Raises:
        KeyError: The result is that of an ASK query.
    """
    document: dict[str, Any] = json.loads(body)
    solutions: list[dict[str, dict[str, str]]] = document["results"]["bindings"]
    return solutions


def boolean(body: bytes) -> bool:
    """The answer of an ASK query in SPARQL JSON.

    Raises:
        TypeError: The result is that of a SELECT query.
    """
    result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(result, ox.QueryBoolean):
        raise TypeError("an ASK result was expected")
    return bool(result)


def text(cell: Cell) -> str:
    """The IRI or the lexical form of a cell; empty for a blank node or an unbound variable."""
    return cell.value if isinstance(cell, ox.NamedNode | ox.Literal) else ""


def iri(cell: Cell) -> str:
    """The IRI in a cell; empty for any other value."""
    return cell.value if isinstance(cell, ox.NamedNode) else ""


def integer(cell: Cell) -> int | None:
    """The integer in a cell, or None for any other value."""
    try:
        return int(cell.value) if isinstance(cell, ox.Literal) else None
    except ValueError:
        return None
