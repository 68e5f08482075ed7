"""Answers as JSON and CSV: things with label and address, numbers as numbers, lists as lists. It knows no HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.name import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.vocabulary import compact

Cell = Callable[[ox.NamedNode | ox.BlankNode | ox.Literal | None], Any]


def cells(names: Names, link: Links, lang: str) -> Cell:
    """Gives values as JSON: things with label and address, numbers and truth values as such, all else as text."""

    def cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> Any:  # noqa: ANN401 - any JSON value
        if term is None:
            return None
        if isinstance(term, ox.Literal):
            return _plain(term)
        if isinstance(term, ox.BlankNode):
            return {"iri": f"_:{term.value}", "label": "", "href": ""}
        return thing(names.get(term.value), link, lang)

    return cell


def thing(name: Name, link: Links, lang: str) -> dict[str, str]:
    """A thing as JSON: its IRI, its label, the language of the label, and the address of its page."""
    return {
        "iri": name.iri,
        "label": name.label(lang),
        "lang": name.label_language(lang),
        "href": link.thing(name.iri),
    }


def classed(name: Name, atlas: Atlas, link: Links, lang: str) -> dict[str, str]:
    """A thing as JSON, with its class and what the reader calls that class."""
    kind = atlas.style.look(name.class_iri).label(lang) if name.class_iri else ""
    return {**thing(name, link, lang), "class": compact(name.class_iri), "kind": kind}


def _plain(literal: ox.Literal) -> Any:  # noqa: ANN401 - any JSON value
    kind = literal.datatype.value.rsplit("#", 1)[-1]
    if kind == "integer":
        return int(literal.value)
    if kind == "boolean":
        return literal.value == "true"
    return literal.value


def row_of(lookup: Lookup, row: dict[str, Any], cell: Cell) -> dict[str, Any]:
    """A row with its cells as JSON, and the links to its evidence under "evidence"."""
    shaped: dict[str, Any] = {}
    for name, term in row.items():
        if name in lookup.question.lists:
            shaped[name] = [cell(ox.NamedNode(member)) for member in lookup.members(row, name)]
        else:
            shaped[name] = cell(term)
    shaped["evidence"] = lookup.evidence(row)
    return shaped


def numeric(table: list[dict[str, Any]]) -> set[str]:
    """The columns that hold numbers only."""
    filled = [(name, cell) for row in table for name, cell in row.items() if cell is not None]
    others = {name for name, cell in filled if not isinstance(cell, int) or isinstance(cell, bool)}
    return {name for name, _ in filled} - others


def as_json(lookup: Lookup, atlas: Atlas, link: Links, lang: str) -> dict[str, Any]:
    """An answer as JSON."""
    cell = cells(atlas.names, link, lang)
    rows = []
    for row in lookup.rows:
        shaped = row_of(lookup, row, cell)
        shaped["evidence"] = [
            link.lookup(each.question, each.parameters, suffix=".json") for each in shaped["evidence"]
        ]
        rows.append(shaped)
    asked = lookup.question
    return {
        "question": asked.name,
        "title": asked.title[lang],
        "description": asked.description[lang],
        "parameters": lookup.parameters,
        "snapshot": atlas.snapshot,
        "columns": [{"name": name, "label": label[lang]} for name, label in asked.columns.items()],
        "count": len(rows),
        "rows": rows,
    }


def as_csv(lookup: Lookup, names: Names, lang: str) -> str:
    """An answer as CSV (RFC 4180): a column of IRIs is followed by one with labels; lists are joined into one cell."""
    lists = lookup.question.lists
    shown = [name for name in (lookup.question.columns or {}) if not lookup.rows or name in lookup.rows[0]]
    things = {
        name for name in shown if name in lists or any(isinstance(row[name], ox.NamedNode) for row in lookup.rows)
    }
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([header for name in shown for header in ([name, f"{name}Label"] if name in things else [name])])
    for row in lookup.rows:
        line: list[str] = []
        for name in shown:
            line.extend(_csv_cells(lookup, row, name, names, lang, is_thing=name in things))
        writer.writerow(line)
    return out.getvalue()


def _csv_cells(lookup: Lookup, row: dict[str, Any], name: str, names: Names, lang: str, *, is_thing: bool) -> list[str]:
    if name in lookup.question.lists:
        members = lookup.members(row, name)
        return [" ".join(members), "; ".join(names.get(member).label(lang) for member in members)]
    term = row[name]
    text = term.value if term is not None else ""
    if not is_thing:
        return [text]
    return [text, names.get(text).label(lang) if isinstance(term, ox.NamedNode) else text]
