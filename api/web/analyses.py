"""Analyses as answers: the result of a network analysis as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.serialisation import thing
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.csv_files import csv_file, joined
from sandbox_atlas.graph.register.analyses import Analysed

if TYPE_CHECKING:
    from sandbox_atlas.graph.network.analysis.results import Row


def shaped(row: Row, names: Names, link: Links, lang: str) -> dict[str, Any]:
    """A row with things in place of IRIs, and under "evidence" the addresses of what supports it."""
    shown = {name: _cell(value, names, link, lang) for name, value in row.items()}
    return {**shown, "evidence": _evidence(row, link)}


def _cell(value: object, names: Names, link: Links, lang: str) -> object:
    if isinstance(value, list):
        return [_cell(each, names, link, lang) for each in value]
    return thing(names.get(value), link, lang) if isinstance(value, str) else value


def _evidence(row: Row, link: Links) -> list[str]:
    """For a step of a way, who says that each of its ends is in the application."""
    if "application" not in row:
        return []
    return [
        link.lookup("involvement-evidence", {"application": row["application"], "institution": row[end]})
        for end in ("from", "to")
    ]


def as_json(found: Analysed, atlas: Atlas, link: Links, lang: str) -> dict[str, Any]:
    """A result as JSON, without its coverage."""
    asked = found.analysis
    return {
        "analysis": asked.name,
        **{name: getattr(asked, name)[lang] for name in ("title", "definition", "meaning", "limits")},
        "parameters": found.parameters,
        "snapshot": atlas.snapshot,
        "columns": _labelled(asked.columns, lang),
        "numbers": [
            {"name": name, "label": label[lang], "value": found.result["numbers"][name]}
            for name, label in asked.numbers.items()
            if name in found.result["numbers"]
        ],
        "count": len(found.result["rows"]),
        "rows": [shaped(row, atlas.names, link, lang) for row in found.result["rows"]],
    }


def _labelled(columns: Mapping[str, Mapping[str, str]], lang: str) -> list[dict[str, str]]:
    return [{"name": name, "label": label[lang]} for name, label in columns.items()]


def as_csv(found: Analysed, names: Names, lang: str, *, bom: bool = False) -> str:
    """A result as CSV: each column of things is followed by one with their labels; `bom` is that of `csv_file`."""
    columns = found.analysis.columns
    rows = found.result["rows"]
    things = {name for name in columns for row in rows if isinstance(row[name], str | list)}
    header = [title for name in columns for title in ([name, f"{name}Label"] if name in things else [name])]

    def line(row: Row) -> Iterator[str | ox.Literal]:
        for name in columns:
            value = row[name]
            if name not in things:
                yield "" if value is None else ox.Literal(value)
                continue
            members = value if isinstance(value, list) else [value]
            yield " ".join(members)
            yield joined(names.get(member).label(lang) for member in members)

    return csv_file(header, (list(line(row)) for row in rows), bom=bom)
