"""Question: what one `.rq` file asks, how it is shown, and which parameters it takes, read from its header.

A file starts with `#+` lines that hold YAML, followed by a query that runs as it stands. Each parameter has a
`VALUES ?name { … }` block with an example, which binding replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sandbox_atlas.graph.engine.query import Form, query_form
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, Said
from sandbox_atlas.graph.questions.binding import values_blocks
from sandbox_atlas.graph.questions.presentation import Presentation, Words, presentation, words
from sandbox_atlas.graph.rdf.headers import header_of

KEYS = frozenset(
    {
        "title",
        "description",
        "group",
        "keywords",
        "parameters",
        "columns",
        "lists",
        "plain",
        "brackets",
        "files",
        "evidence",
        "answer",
        "tied",
        "chart",
        "matrix",
        "map",
        "network",
        "card",
        "panel",
        "page",
        "inset",
        "copies",
    }
)
"""The entries of the header of a question; docs/questions.md explains each."""

ParameterType = Literal["entity", "term", "integer", "choice"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question.

    Attributes:
        name: Its name, which is also the variable that it binds.
        type: Type of its values.
        label: Label in forms.
        description: Meaning of the parameter.
        kinds: For entities: the kinds of things it takes, as path segments; empty takes any.
        choices: For choices: the terms to choose from, by their words in addresses.
        default: Value where the user sets none; None leaves the variable free, unless the parameter is required.
        required: Whether it must have a value.
        minimum: For integers: the smallest value.
        example: A value with an answer in the shipped data.
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
    """The question that gives the evidence for a row, and the columns or constants for each of its parameters.

    Attributes:
        question: Name of the question to ask.
        bindings: By parameter name, columns of this row, or constants after "=".
        per: A list column: there is one such question for each of its members.
    """

    question: str
    bindings: Mapping[str, tuple[str, ...]]
    per: str = ""


@dataclass(frozen=True)
class Question:
    """A question or view of the catalogue: its query, its parameters, and the presentation of its answer.

    Attributes:
        name: Name in addresses and commands.
        text: The file: header and query.
        form: SELECT for lookups, CONSTRUCT for views.
        title: Short title.
        description: Meaning of the answer, and how it counts.
        keywords: Words to find it by.
        parameters: Its parameters.
        columns: Labels of the columns for readers, in order; other variables are for programs.
        lists: Columns that hold several things, as IRIs joined by spaces.
        plain: Columns that hold no things, such as numbers, dates and addresses.
        brackets: By column, the one whose values stand in brackets after its own on pages.
        files: Columns that pages leave out, as only those who go on with the table need them.
        evidence: The question with the evidence for a row.
        localised: Whether labels are in the language that `?lang` is bound to.
        presentation: The presentation of its answer.
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
    plain: tuple[str, ...] = ()
    brackets: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    evidence: Evidence | None = None
    localised: bool = False
    presentation: Presentation = field(default_factory=Presentation)

    @property
    def query(self) -> str:
        """The text without its header."""
        return _query(self.text)

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name.

        Raises:
            BadParameterError: The question has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = tuple(parameter.name for parameter in self.parameters)
        raise BadParameterError(
            Said("'{what}' has no parameter '{name}'.", what=self.name, name=name),
            Said("It has {known}.", known=known) if known else Said("It has none."),
        )


def _query(text: str) -> str:
    """The text of a file without its header."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))


def parse(name: str, text: str) -> Question:
    """A question from the text of its file.

    Raises:
        ValueError: The header lacks something or does not fit the query.
    """
    import yaml  # only once questions are read

    try:
        return _question(name, text, _header(text))
    except (AtlasError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{name}.rq: {error}") from error


def _header(text: str) -> dict[str, Any]:
    header = header_of(text) or {}
    if not isinstance(header, dict):
        raise TypeError("the header is no mapping")
    unknown = sorted(header.keys() - KEYS)
    if unknown:
        raise ValueError(f"nothing is known of {', '.join(unknown)}")
    return header


def _question(name: str, text: str, header: dict[str, Any]) -> Question:
    parameters = tuple(_parameter(key, entry) for key, entry in header.get("parameters", {}).items())
    blocks = values_blocks(_query(text))
    missing = [parameter.name for parameter in parameters if parameter.name not in blocks]
    if missing:
        raise ValueError(f"no VALUES block for {', '.join(missing)}")
    return Question(
        name=name,
        text=text,
        form=query_form(_query(text)),
        title=words(header["title"]),
        description=words(header["description"]),
        keywords=tuple(header.get("keywords", ())),
        parameters=parameters,
        columns={key: words(label) for key, label in header.get("columns", {}).items()},
        lists=_columns(header, "lists"),
        plain=_columns(header, "plain"),
        brackets=_brackets(header),
        files=_columns(header, "files"),
        evidence=_evidence(header.get("evidence")),
        localised="lang" in blocks,
        presentation=presentation(header),
    )


def _columns(header: dict[str, Any], key: str) -> tuple[str, ...]:
    """Names of columns under a key of the header."""
    names = tuple(header.get(key, ()))
    unknown = sorted(set(names) - set(header.get("columns", {})))
    if unknown:
        raise ValueError(f"{key} names {', '.join(unknown)}, which columns does not have")
    return names


def _brackets(header: dict[str, Any]) -> Mapping[str, str]:
    """The columns that stand in brackets after others."""
    found: dict[str, str] = header.get("brackets", {})
    _columns({**header, "brackets": [*found, *found.values()]}, "brackets")
    return found


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
    bindings = {name: (given,) if isinstance(given, str) else tuple(given) for name, given in entry["with"].items()}
    return Evidence(entry["question"], bindings, entry.get("per", ""))
