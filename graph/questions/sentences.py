"""An answer in one sentence, for whoever reads no table. It fills in what the question's file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row

_WHERE = "rows where "

Number = Callable[[int], str]
"""Writes a number as readers of a language do."""


def sentence(lookup: Lookup, names: Names, lang: str, number: Number = str) -> str:
    """The answer in one sentence, or nothing when the question has none or there are no rows.

    In the file's sentence, `{rows}` is the number of rows, `{total_NAME}` the sum of a column, `{distinct_NAME}` the
    number of its different values, and `{NAME}` the first row's value, a thing by its label. `{rows where
    NAME=VALUE …}` counts the rows whose columns have these values.

    Args:
        lookup: The answer.
        names: What things are called.
        lang: Language of the sentence.
        number: How numbers are written.
    """
    said = lookup.question.shown.answer
    if said is None or not lookup.rows:
        return ""
    wanted = [field for _, field, _, _ in Formatter().parse(said[lang]) if field]
    return said[lang].format_map({field: _value(field, lookup, names, lang, number) for field in wanted})


def _value(field: str, lookup: Lookup, names: Names, lang: str, number: Number) -> str:
    if field.startswith(_WHERE):
        wanted = dict(condition.split("=", 1) for condition in field.removeprefix(_WHERE).split())
        return number(sum(all(_text(row[name]) == value for name, value in wanted.items()) for row in lookup.rows))
    kind, _, column = field.partition("_")
    if field == "rows":
        return number(len(lookup.rows))
    if kind == "total":
        return number(sum(_number(row, column) for row in lookup.rows))
    if kind == "distinct":
        return number(len({str(row[column]) for row in lookup.rows if row[column] is not None}))
    return _shown(lookup.rows[0], field, names, lang, number)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    return str(getattr(term, "value", ""))


def _number(row: Row, column: str) -> int:
    cell = row[column]
    return int(cell.value) if isinstance(cell, ox.Literal) else 0


def _shown(
    row: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal | None],
    field: str,
    names: Names,
    lang: str,
    number: Number,
) -> str:
    cell = row[field]
    if isinstance(cell, ox.NamedNode):
        return names.get(cell.value).label(lang)
    if isinstance(cell, ox.Literal):
        return number(int(cell.value)) if cell.datatype.value.endswith("#integer") else cell.value
    return "–"
