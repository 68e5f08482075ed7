"""Catalogue: the published questions and views, each read from its `.rq` file when it is first wanted.

Files whose name starts with `_` are internal and not published.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from typing import Final

from sandbox_atlas.graph.engine.query import Form
from sandbox_atlas.graph.errors import Said, UnknownNameError
from sandbox_atlas.graph.queries import loader
from sandbox_atlas.graph.questions.question import Parameter, Question, parse
from sandbox_atlas.graph.rdf.vocabulary import REGISTER


@cache
def _texts(profile: str) -> Mapping[str, str]:
    return dict(loader.published(profile))


@cache
def _parsed(name: str, profile: str) -> Question:
    """One question; reading all of them takes longer than an answer."""
    return parse(name, _texts(profile)[name])


@cache
def _all(profile: str) -> tuple[Question, ...]:
    return tuple(_parsed(name, profile) for name in _texts(profile))


@cache
def questions(profile: str = REGISTER) -> Mapping[str, Question]:
    """All published lookups of a profile by name."""
    return {question.name: question for question in _all(profile) if question.form == "SELECT"}


@cache
def views(profile: str = REGISTER) -> Mapping[str, Question]:
    """All published network views of a profile by name."""
    return {question.name: question for question in _all(profile) if question.form == "CONSTRUCT"}


@cache
def first_steps(profile: str = REGISTER) -> tuple[Question, ...]:
    """Small queries over any data of a profile to begin with; they have no address of their own."""
    return tuple(parse(name, text) for name, text in loader.first_steps(profile))


def question(name: str, profile: str = REGISTER) -> Question:
    """The lookup of that name.

    Raises:
        UnknownNameError: There is none.
    """
    return _named("question", "SELECT", name, profile)


def view(name: str, profile: str = REGISTER) -> Question:
    """The network view of that name.

    Raises:
        UnknownNameError: There is none.
    """
    return _named("view", "CONSTRUCT", name, profile)


@cache
def questions_about(kind: str) -> tuple[tuple[Question, Parameter], ...]:
    """The lookups about things of a kind (a path segment), each with the parameter that takes the thing."""
    lookups = []
    for each in questions().values():
        fitting = [parameter for parameter in each.parameters if kind in parameter.kinds]
        if fitting and all(parameter is fitting[0] or not parameter.required for parameter in each.parameters):
            lookups.append((each, fitting[0]))
    return tuple(lookups)


_LISTS: Final[Mapping[Form, str]] = {
    "SELECT": Said("`sandbox-atlas ask --list` and /lookups list the questions."),
    "CONSTRUCT": Said("`sandbox-atlas info` and /views list the views."),
}


def _named(what: str, form: Form, name: str, profile: str) -> Question:
    if name in _texts(profile) and _parsed(name, profile).form == form:
        return _parsed(name, profile)
    known = [question.name for question in _all(profile) if question.form == form]
    raise UnknownNameError(what, name, difflib.get_close_matches(name, known, n=3, cutoff=0.5), _LISTS[form])
