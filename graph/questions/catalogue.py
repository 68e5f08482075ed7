"""The catalogue: every question and view is a `.rq` file that describes itself. It knows files, not answers.

A file starts with `#+` lines that hold YAML, followed by a query that runs as it stands. Each parameter has a
`VALUES ?name { … }` block with an example, which binding replaces. Files whose name starts with `_` are for the
atlas's own use and are not published.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args

import yaml

from sandbox_atlas.graph.engine.query import Form, query_form
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, UnknownNameError
from sandbox_atlas.graph.queries.loader import published
from sandbox_atlas.graph.questions.binding import values_blocks
from sandbox_atlas.graph.questions.presentation import Presentation, Words, presentation, words

KEYS = frozenset(
    {
        "title",
        "description",
        "keywords",
        "parameters",
        "columns",
        "lists",
        "evidence",
        "answer",
        "chart",
        "matrix",
        "network",
        "card",
        "panel",
        "page",
        "inset",
    }
)
"""What the header of a question may say; docs/questions.md explains each."""

ParameterType = Literal["entity", "term", "integer", "choice"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question.

    Attributes:
        name: Its name, which is also the variable that it binds.
        type: What values it takes.
        label: What a form calls it.
        description: What it means.
        kinds: For entities: the kinds of things it takes, as path segments; empty takes any.
        choices: For choices: the terms to choose from, by the word that stands for each.
        default: Value when none is given; None leaves the variable free, unless the parameter is required.
        required: Whether a value must be given.
        minimum: For integers: the smallest value.
        example: A value that gives an answer on the shipped data.
    """

    name: str
    type: ParameterType
    label: Words
    description: Words
    kinds: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    required: bool = False
    minimum: int | None = None
    example: str = ""


@dataclass(frozen=True)
class Evidence:
    """Where the evidence for a row is: another question, and which column or constant fills each parameter.

    Attributes:
        question: Name of the question to ask.
        bindings: By parameter name, a column of this row, or a constant after "=".
        per: A list column: there is one such question for each of its members.
    """

    question: str
    bindings: Mapping[str, str]
    per: str = ""


@dataclass(frozen=True)
class Question:
    """A question that the atlas answers: its text, and what is needed to ask it and to show its answer.

    Attributes:
        name: Name in addresses and commands.
        text: The query as it stands in the file.
        form: SELECT for lookups, CONSTRUCT for views.
        title: Short title.
        description: What the answer says and how it counts.
        keywords: Words to find it by.
        parameters: What can be set.
        columns: Labels of the columns to show, in order; other variables are for machines.
        lists: Columns that hold several things, as IRIs joined by spaces.
        evidence: Where the evidence for a row is.
        localised: Whether labels come in the language that `?lang` is bound to.
        presentation: How the answer is shown.
    """

    name: str
    text: str
    form: Form
    title: Words
    description: Words
    keywords: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: Mapping[str, Words] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    evidence: Evidence | None = None
    localised: bool = False
    presentation: Presentation = field(default_factory=Presentation)

    @property
    def query(self) -> str:
        """The text without its header, which tells a reader of the query nothing."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith("#+"))

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name.

        Raises:
            BadParameterError: The question has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(parameter.name for parameter in self.parameters)
        raise BadParameterError(
            f"'{self.name}' has no parameter '{name}'.", f"It has {known}." if known else "It has none."
        )


@cache
def _all() -> tuple[Question, ...]:
    return tuple(parse(name, text) for name, text in published())


@cache
def questions() -> Mapping[str, Question]:
    """All published lookups by name."""
    return {question.name: question for question in _all() if question.form == "SELECT"}


@cache
def views() -> Mapping[str, Question]:
    """All published network views by name."""
    return {question.name: question for question in _all() if question.form == "CONSTRUCT"}


def question(name: str) -> Question:
    """The lookup of that name.

    Raises:
        UnknownNameError: There is none.
    """
    return _named("question", questions(), name)


def view(name: str) -> Question:
    """The network view of that name.

    Raises:
        UnknownNameError: There is none.
    """
    return _named("view", views(), name)


@cache
def questions_about(kind: str) -> tuple[tuple[Question, Parameter], ...]:
    """The lookups that can be asked of things of a kind (a path segment), with the parameter for them."""
    found = []
    for each in questions().values():
        fitting = [parameter for parameter in each.parameters if kind in parameter.kinds]
        if fitting and all(parameter is fitting[0] or not parameter.required for parameter in each.parameters):
            found.append((each, fitting[0]))
    return tuple(found)


def _named(what: str, known: Mapping[str, Question], name: str) -> Question:
    if name in known:
        return known[name]
    raise UnknownNameError(what, name, difflib.get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known)[:3])


def parse(name: str, text: str) -> Question:
    """A question from the text of its file.

    Raises:
        ValueError: The header lacks something or does not fit the query.
    """
    try:
        header = yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+"))) or {}
        if not isinstance(header, dict):
            raise TypeError("the header is no mapping")
        unknown = sorted(header.keys() - KEYS)
        if unknown:
            raise ValueError(f"nothing is known of {', '.join(unknown)}")
        parameters = tuple(_parameter(key, entry) for key, entry in header.get("parameters", {}).items())
        blocks = values_blocks(text)
        missing = [parameter.name for parameter in parameters if parameter.name not in blocks]
        if missing:
            raise ValueError(f"no VALUES block for {', '.join(missing)}")
        return Question(
            name=name,
            text=text,
            form=query_form(text),
            title=words(header["title"]),
            description=words(header["description"]),
            keywords=tuple(header.get("keywords", ())),
            parameters=parameters,
            columns={key: words(label) for key, label in header.get("columns", {}).items()},
            lists=tuple(header.get("lists", ())),
            evidence=_evidence(header.get("evidence")),
            localised="lang" in blocks,
            presentation=presentation(header),
        )
    except (AtlasError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{name}.rq: {error}") from error


def _parameter(name: str, entry: dict[str, Any]) -> Parameter:
    default = entry.get("default")
    if entry["type"] not in get_args(ParameterType):
        raise ValueError(f"{name} has the type {entry['type']}, which is none of {', '.join(get_args(ParameterType))}")
    return Parameter(
        name=name,
        type=entry["type"],
        label=words(entry["label"]),
        description=words(entry["description"]),
        kinds=tuple(entry.get("kinds", ())),
        choices=entry.get("choices", {}),
        default=None if default is None else str(default),
        required=entry.get("required", False),
        minimum=entry.get("minimum"),
        example=str(entry.get("example", default or "")),
    )


def _evidence(entry: dict[str, Any] | None) -> Evidence | None:
    if not entry:
        return None
    return Evidence(entry["question"], entry["with"], entry.get("per", ""))
