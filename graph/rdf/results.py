"""SPARQL results: reads rows from the JSON format, and text and numbers from their cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | None
"""One value of a row; None where a variable is not bound."""

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
    """The bindings of a SELECT result in SPARQL JSON as they stand there (SPARQL 1.1 Query Results JSON, section 3.2).

    For results of hundreds of thousands of rows: it makes no terms, which takes three times as long.

    Raises:
        KeyError: The result is that of an ASK query.
    """
    document: dict[str, Any] = json.loads(body)
    found: list[dict[str, dict[str, str]]] = document["results"]["bindings"]
    return found


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
    """The IRI or the lexical form of a cell; nothing for a blank node or an unbound variable."""
    return cell.value if isinstance(cell, ox.NamedNode | ox.Literal) else ""


def iri(cell: Cell) -> str:
    """The IRI in a cell; nothing for anything else."""
    return cell.value if isinstance(cell, ox.NamedNode) else ""


def integer(cell: Cell) -> int | None:
    """The whole number in a cell, or None where it holds none."""
    try:
        return int(cell.value) if isinstance(cell, ox.Literal) else None
    except ValueError:
        return None
