"""Titles of pages and values of forms: what the parameters of a question or view select, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.vocabulary import compact, expanded

_MOST, _LONGEST = 4, 70


def title_of(asked: Question, given: Mapping[str, Sequence[str]], names: Names, reader: Language) -> str:
    """The title of a question with what is asked about, so that no two of its pages are called the same.

    Args:
        asked: The question or view.
        given: Its parameters as the address has them.
        names: Names of things.
        reader: The language of the page.
    """
    title = asked.title[reader.labels]
    words = [
        _word(parameter, value.strip(), names, reader.labels)
        for parameter in asked.parameters
        for value in given.get(parameter.name, ())
        if value.strip()
    ]
    if not words:
        return title
    more = len(words) - _MOST
    shown = [*words[:_MOST], reader.ngettext("{count} other", "{count} others", more)] if more > 0 else words
    is_question = title.endswith(("?", "？"))
    joined = reader.gettext("{title} {filters}") if is_question else reader.gettext("{title}: {filters}")
    return joined.format(title=title, filters=reader.listed(shown))


def as_written(parameter: Parameter, value: str, names: Names, lang: str) -> str:
    """A value as a reader would write it: a thing by its label, where that means no other thing, an IRI by its prefix.

    Args:
        parameter: What takes the value.
        value: The value as the address has it.
        names: Names of things.
        lang: Language of labels.
    """
    iri = names.resolve(value.strip(), parameter.kinds) if parameter.type in ("entity", "term") else None
    label = names.get(iri).label(lang) if iri else ""
    if label and names.resolve(label, parameter.kinds) == iri:
        return label
    return compact(value) if parameter.type == "term" else value


def examples_in_words(asked: Question, examples: Mapping[str, str], atlas: Atlas, lang: str) -> list[str]:
    """The examples of a question's parameters as a reader would say them."""

    def said(parameter: Parameter, value: str) -> str:
        if parameter.type == "term" and not atlas.names.resolve(value, parameter.kinds):
            return atlas.style.look(expanded(value)).label(lang)
        return _word(parameter, value, atlas.names, lang)

    return [said(each, examples[each.name]) for each in asked.parameters if each.name in examples]


def _word(parameter: Parameter, value: str, names: Names, lang: str) -> str:
    """What a value selects: a thing or a choice by its name, a number with what it is."""
    if parameter.type == "integer":
        return f"{parameter.label[lang]} {value}"
    iri = names.resolve(parameter.choices.get(value, value), parameter.kinds)
    text = names.get(iri).label(lang) if iri else value
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
