"""SPARQL results: read rows from the JSON format, and texts and numbers from their cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | None
"""One value of a row; None for an unbound variable."""

Row = dict[str, Cell]
"""The values of one row by the name of their variable."""

Binding = dict[str, dict[str, Any]]
"""The values of one row as SPARQL JSON has them; a variable without a value is left out."""

_BINDINGS = re.compile(r'"bindings"\s*:\s*\[')
_HEAD = re.compile(r'"head"\s*:\s*(?=\{)')
_NAMED = (ox.NamedNode, ox.Literal)
"""Terms with a value that means something; made once, as this is asked for every cell."""
_STRING = "http://www.w3.org/2001/XMLSchema#string"


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
        yield dict(zip(names, solution, strict=True))


def variables(body: bytes) -> list[str]:
    """The names of the variables of a SELECT result in SPARQL JSON, also of one without rows.

    Raises:
        TypeError: The result is that of an ASK query.
    """
    results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("a SELECT result was expected")
    return [variable.value for variable in results.variables]


def bindings(body: bytes) -> Iterator[Binding]:
    """The bindings of a SELECT result in SPARQL JSON, as decoded JSON (SPARQL 1.1 Query Results JSON, section 3.2).

    This is for results of hundreds of thousands of rows: creating terms takes three times as long. Rows are decoded
    one by one, because decoding them all is one long call of C, during which no other thread of the process runs.

    Raises:
        ValueError: The result is that of an ASK query.
    """
    document = body.decode("utf-8")
    start = _BINDINGS.search(document)
    if start is None:
        raise ValueError("a SELECT result was expected")
    position, decode = start.end(), json.JSONDecoder().raw_decode
    while (opening := document.find("{", position)) >= 0 and "]" not in document[position:opening]:
        row, position = decode(document, opening)
        yield row


def first_rows(solutions: ox.QuerySolutions, number: int, most: int) -> tuple[bytes, int]:
    """The first rows of a SELECT result in SPARQL JSON, and the number of all its rows.

    Args:
        solutions: The result.
        number: Number of rows to write.
        most: Number of rows from which on counting stops.
    """
    names = [variable.value for variable in solutions.variables]
    written, count = [], 0
    for count, solution in enumerate(solutions, 1):
        if count <= number:
            written.append({name: _json(solution[name]) for name in names if solution[name] is not None})
        elif count > most:
            break
    document = {"head": {"vars": names}, "results": {"bindings": written}}
    return json.dumps(document, ensure_ascii=False).encode(), count


def cut(body: bytes, number: int) -> tuple[bytes, int]:
    """A SELECT result in SPARQL JSON cut to its first rows, and the number of all its rows."""
    written, count = [], 0
    for count, row in enumerate(bindings(body), 1):
        if count <= number:
            written.append(row)
    document = {"head": _head(body.decode("utf-8")), "results": {"bindings": written}}
    return json.dumps(document, ensure_ascii=False).encode(), count


def _head(document: str) -> Any:  # noqa: ANN401 - decoded JSON
    """The head of a result, which may come after the rows, where a variable may be called head too."""
    heads = (json.JSONDecoder().raw_decode(document, match.end())[0] for match in _HEAD.finditer(document))
    return next(head for head in heads if "type" not in head)


def _json(term: Any) -> dict[str, Any]:  # noqa: ANN401 - any RDF term
    """A term as SPARQL JSON writes it (SPARQL 1.2 Query Results JSON, section 3.2.2)."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    written = {"type": "literal", "value": term.value}
    if term.language:
        return {**written, "xml:lang": term.language}
    return written if term.datatype.value == _STRING else {**written, "datatype": term.datatype.value}


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
    return cell.value if isinstance(cell, _NAMED) else ""


def iri(cell: Cell) -> str:
    """The IRI in a cell; empty for any other value."""
    return cell.value if isinstance(cell, ox.NamedNode) else ""


def integer(cell: Cell) -> int | None:
    """The integer in a cell, or None for any other value."""
    try:
        return int(cell.value) if isinstance(cell, ox.Literal) else None
    except ValueError:
        return None
