"""Answer sentences: fill in the one-sentence answer that the file of a question gives."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row, integer, text

_WHERE = "rows where "

Number = Callable[[int], str]
"""Formats a number for a language."""


def sentence(lookup: Lookup, names: Names, lang: str, number: Number = str) -> str:
    """The answer in one sentence, or nothing when the question has none or there are no rows.

    In the file's sentence, `{rows}` is the number of rows, `{total_NAME}` the sum of a column, `{distinct_NAME}` the
    number of its different values, and `{NAME}` the first row's value, a thing by its label. `{rows where
    NAME=VALUE …}` counts the rows whose columns have these values.

    Args:
        lookup: The answer.
        names: Names of things.
        lang: Language of the sentence.
        number: Formats the numbers.
    """
    template = lookup.question.presentation.answer
    if template is None or not lookup.rows:
        return ""
    fields = [field for _, field, _, _ in Formatter().parse(template[lang]) if field]
    return template[lang].format_map({field: _value(field, lookup, names, lang, number) for field in fields})


def _value(field: str, lookup: Lookup, names: Names, lang: str, number: Number) -> str:
    if field.startswith(_WHERE):
        wanted = dict(condition.split("=", 1) for condition in field.removeprefix(_WHERE).split())
        return number(sum(all(text(row[name]) == value for name, value in wanted.items()) for row in lookup.rows))
    kind, _, column = field.partition("_")
    if field == "rows":
        return number(len(lookup.rows))
    if kind == "total":
        return number(sum(integer(row[column]) or 0 for row in lookup.rows))
    if kind == "distinct":
        return number(len({str(row[column]) for row in lookup.rows if row[column] is not None}))
    return _first(lookup.rows[0], field, names, lang, number)


def _first(row: Row, column: str, names: Names, lang: str, number: Number) -> str:
    """A cell as text: a thing by its label, a number as readers of the language write it."""
    cell = row[column]
    if isinstance(cell, ox.NamedNode):
        return names.get(cell.value).label(lang)
    if isinstance(cell, ox.Literal):
        return number(int(cell.value)) if cell.datatype.value.endswith("#integer") else cell.value
    return "–"
