"""Answer sentences: fill in the one-sentence answer that the file of a question gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

import pyoxigraph as ox

from sandbox_atlas.graph.naming.derived import vocabulary_of
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import Words
from sandbox_atlas.graph.rdf.results import Row, integer, text
from sandbox_atlas.graph.rdf.vocabulary import Texts

_WHERE, _WITH, _OF = "rows where ", " with ", "of "
_LEADING, _MOST = re.compile(r"leading (\w+) by (\w+)"), re.compile(r"most (\w+) by (\w+)")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NAMED = 3
"""Leading things that are named; of more, the number is."""
_AND, _COMMA = Texts(en=" and ", zh="和"), Texts(en=", ", zh="、")
_OF_THEM = Texts(en="{} of them", zh="并列的 {} 个")
_NONE = Texts(en="none", zh="无")
_BRACKETS = Texts(en=" ({})", zh="（{}）")

Number = Callable[[int], str]
"""Formats a number for a language."""


@dataclass(frozen=True)
class _Counted:
    """A number as it is written; a format of two nouns, `row|rows`, appends the one that fits."""

    count: int
    written: str

    def __format__(self, nouns: str) -> str:
        one, _, many = nouns.partition("|")
        return f"{self.written} {one if self.count == 1 else many}" if nouns else self.written


def sentence(lookup: Lookup, names: Names, lang: str, number: Number = str) -> str:
    """The answer in one sentence, or nothing when the question has none or there are no rows.

    In the file's sentence, `{rows}` is the number of rows, `{total_NAME}` the sum of a column, `{distinct_NAME}` the
    number of its different values, and `{NAME}` the first row's value, a thing by its label. `{total_NAME with OTHER}`
    and `{distinct_NAME with OTHER}` are of the rows alone in which another column is filled. `{rows where NAME=VALUE
    …}` counts the rows whose columns have these values. A number can bring its noun, in both forms: `{rows:row|rows}`
    gives "1 row" or "2 rows". Where rows share the first place, the sentence for ties is taken, in which `{tied}` is
    their number: the first of equals is the first by name only.

    `{leading NAME by MEASURE}` names the thing of a column with the most, and `{most NAME by MEASURE}` is how much that
    is: the sum of a column of numbers, or the number of different members of a list. Equals are named together.
    `{of PARAMETER}` names the things that are asked for. A part in square brackets is left out where its numbers are 0.

    Args:
        lookup: The answer.
        names: Names of things.
        lang: Language of the sentence.
        number: Formats the numbers.
    """
    template = _template(lookup)
    if template is None:
        return ""
    pattern = _OPTIONAL.sub(lambda part: part[1] if _counts(part[1], lookup) else "", template[lang])
    return pattern.format_map({field: _value(field, lookup, names, lang, number) for field in _fields(pattern)})


def _fields(pattern: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(pattern) if field]


def _counts(part: str, lookup: Lookup) -> bool:
    """Whether some number in a part of a sentence is more than zero."""
    return any(_count(field, lookup) for field in _fields(part))


def _template(lookup: Lookup) -> Words | None:
    """The sentence that fits the rows."""
    shown = lookup.question.presentation
    if not lookup.rows or shown.tied is None:
        return shown.answer if lookup.rows else None
    if len(lookup.rows) == 1:
        return shown.tied.one or shown.answer
    tied = _tied(lookup, shown.tied.by)
    if tied == len(lookup.rows):
        return shown.tied.all
    return shown.tied.some if tied > 1 else shown.answer


def _tied(lookup: Lookup, column: str) -> int:
    """The number of rows that have the first row's value in a column."""
    return sum(row[column] == lookup.rows[0][column] for row in lookup.rows)


def _value(field: str, lookup: Lookup, names: Names, lang: str, number: Number) -> _Counted | str:
    if match := _LEADING.fullmatch(field):
        return _leading(lookup, match[1], match[2], names, lang)
    if field.startswith(_OF):
        asked = lookup.terms.get(field.removeprefix(_OF), ())
        return _named([names.get(term.strip("<>")).label(lang) for term in asked], lang)
    count = _count(field, lookup)
    if count is None:
        return _first(lookup, field, names, lang)
    return _Counted(count, number(count))


def _count(field: str, lookup: Lookup) -> int | None:
    """The number that a field stands for; nothing for a field that shows a value of the first row."""
    if field.startswith(_WHERE):
        wanted = dict(condition.split("=", 1) for condition in field.removeprefix(_WHERE).split())
        return sum(all(text(row[name]) == value for name, value in wanted.items()) for row in lookup.rows)
    if match := _MOST.fullmatch(field):
        return max(_measured(lookup, match[1], match[2]).values(), default=0)
    named, _, filled = field.partition(_WITH)
    kind, _, column = named.partition("_")
    counted = [row for row in lookup.rows if not filled or row[filled] is not None]
    if field == "rows":
        return len(lookup.rows)
    if field == "tied":
        return _tied(lookup, lookup.question.presentation.tied.by) if lookup.question.presentation.tied else None
    if kind == "total":
        return sum(integer(row[column]) or 0 for row in counted)
    if kind == "distinct":
        return len({str(row[column]) for row in counted if row[column] is not None})
    cell = lookup.rows[0][field]
    is_integer = isinstance(cell, ox.Literal) and cell.datatype.value.endswith("#integer")
    return integer(cell) if is_integer else None


def _measured(lookup: Lookup, column: str, measure: str) -> dict[str, int]:
    """How much each thing of a column has, in the order of the answer."""
    if measure not in lookup.question.lists:
        sums: Counter[str] = Counter()
        for row in lookup.rows:
            if row[column] is not None:
                sums[text(row[column])] += integer(row[measure]) or 0
        return dict(sums)
    members: dict[str, set[str]] = {}
    for row in lookup.rows:
        if row[column] is not None:
            members.setdefault(text(row[column]), set()).update(lookup.members(row, measure))
    return {thing: len(each) for thing, each in members.items()}


def _leading(lookup: Lookup, column: str, measure: str, names: Names, lang: str) -> str:
    """The things with the most by their labels; the number of them, where they are many."""
    amounts = _measured(lookup, column, measure)
    most = max(amounts.values(), default=0)
    found = [thing for thing, amount in amounts.items() if amount == most > 0]
    if len(found) > _NAMED:
        return _OF_THEM[lang].format(len(found))
    return _named(
        sorted(_told_apart({each: names.get(each).label(lang) if _is_thing(each, names) else each for each in found})),
        lang,
    )


def _named(labels: Sequence[str], lang: str) -> str:
    if not labels:
        return _NONE[lang]
    return _AND[lang].join(filter(None, (_COMMA[lang].join(labels[:-1]), labels[-1])))


def _is_thing(text: str, names: Names) -> bool:
    return "://" in text or text in names


def _told_apart(labels: Mapping[str, str]) -> list[str]:
    """The labels of things by their IRIs; where several have one label, as classes do, each with its vocabulary."""
    many = Counter(labels.values())
    return [
        f"{label} ({vocabulary_of(iri)})" if many[label] > 1 and vocabulary_of(iri) else label
        for iri, label in labels.items()
    ]


def _first(lookup: Lookup, column: str, names: Names, lang: str) -> str:
    """A cell of the first row as text: a thing by its label, with what stands in brackets after it."""
    row, other = lookup.rows[0], lookup.question.brackets.get(column, "")
    aside = text(row[other]) if other else ""
    return _shown(row, column, names, lang) + (_BRACKETS[lang].format(aside) if aside else "")


def _shown(row: Row, column: str, names: Names, lang: str) -> str:
    cell = row[column]
    if isinstance(cell, ox.NamedNode):
        return names.get(cell.value).label(lang)
    return cell.value if isinstance(cell, ox.Literal) else "–"
