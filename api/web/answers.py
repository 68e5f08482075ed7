"""JSON answers: their members as types, from which the OpenAPI description has its schemas."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on

from sandbox_atlas.api.web.analysis_answers import AnalysisAnswer, AnalysisList
from sandbox_atlas.api.web.answer_parts import Cell, Column, Thing
from sandbox_atlas.api.web.network_answers import NeighboursAnswer, NetworkAnswer, PathsAnswer
from sandbox_atlas.api.web.reconciled import ProposedProperties, SuggestAnswer
from sandbox_atlas.graph.network.picture import Labels, Picture
from sandbox_atlas.graph.questions.coverage import Coverage


class LookupAnswer(TypedDict):
    """The answer to a question: rows by name of their columns, each with addresses of its evidence."""

    question: str
    title: str
    description: str
    parameters: dict[str, list[str]]
    snapshot: str
    columns: list[Column]
    count: int
    rows: list[dict[str, Cell]]
    coverage: Coverage


class QuestionParameter(TypedDict):
    """A parameter of a question."""

    name: str
    type: str
    kinds: list[str]
    choices: list[str]
    default: str | None
    required: bool
    minimum: int | None
    label: Labels
    description: Labels
    example: str


class QuestionEntry(TypedDict):
    """A question that can be asked, in both languages; its group is who, what, when, where, how-sure or developers."""

    name: str
    group: str
    title: Labels
    description: Labels
    keywords: list[str]
    href: str
    parameters: list[QuestionParameter]


class QuestionList(TypedDict):
    """All questions."""

    questions: list[QuestionEntry]


class FactValue(TypedDict):
    """A value of a thing's property, with the IRIs of the passages that state it."""

    text: str
    lang: str
    href: str
    passages: list[str]
    iri: NotRequired[str]


class FactGroup(TypedDict):
    """The values of one property of a thing; inverse where the thing is the object."""

    property: str
    label: str
    inverse: bool
    values: list[FactValue]


ThingAnswer = TypedDict(
    "ThingAnswer",
    {
        "iri": str,
        "label": str,
        "lang": str,
        "href": str,
        "class": str,
        "labels": Labels,
        "snapshot": str,
        "names": list[FactGroup],
        "facts": list[FactGroup],
    },
)
"""Everything that is stated about a thing."""


SearchResultEntry = TypedDict(
    "SearchResultEntry",
    {
        "iri": str,
        "label": str,
        "lang": str,
        "href": str,
        "class": str,
        "kind": str,
        "matched": str,
        "names": list[str],
        "facts": str,
        "degree": int,
    },
)
"""A thing that was found, with the name that matched."""


class AskedQuestion(TypedDict):
    """A question that a searched text asks, at its address with the things that the text names; `facts` says which."""

    name: str
    title: str
    href: str
    facts: str


class SearchAnswer(TypedDict):
    """Things by name: `total` of them, these ones from `offset` on, and the address of the `next`.

    Counting stops at 10,000: there are more where `isCut` is true.
    """

    query: str
    words: list[str]
    offset: int
    count: int
    total: int
    isCut: bool
    next: str | None
    results: list[SearchResultEntry]
    suggestions: list[SearchResultEntry]
    questions: list[AskedQuestion]
    snapshot: str


class ComparedThing(Thing):
    """A thing of a comparison, with its number of applications on each side."""

    first: int
    second: int


class ComparedAspect(TypedDict):
    """One kind of thing compared."""

    new: list[ComparedThing]
    gone: list[ComparedThing]
    continuing: list[ComparedThing]


class ComparisonAnswer(TypedDict):
    """Two batches, sandboxes or places compared, as lists and as one network."""

    a: Thing
    b: Thing
    snapshot: str
    aspects: dict[str, ComparedAspect]
    network: Picture


class LiveAnswer(TypedDict):
    """The process runs."""

    status: str


class ReadyAnswer(TypedDict):
    """Queries are answered; operations.md explains the members."""

    status: str
    snapshot: str
    statements: int | None
    pool: NotRequired[str]
    walls: NotRequired[dict[str, bool | int | str | None]]
    processes: NotRequired[dict[str, int]]
    since: NotRequired[str]
    previous: NotRequired[str | None]
    archive: NotRequired[dict[str, str]]
    findings: NotRequired[int]
    problem: NotRequired[Any]


class FindingAnswer(TypedDict):
    """One error of the data; line and column are 0 where they are not known."""

    file: str
    line: int
    column: int
    rule: str
    message: str
    hint: str
    severity: str


class FindingsAnswer(TypedDict):
    """The errors of the data that are served."""

    snapshot: str
    count: int
    findings: list[FindingAnswer]


LimitsAnswer = dict[str, float]
"""The limits by name: seconds, bytes, or numbers of things."""


class ResultHead(TypedDict):
    """Names of the variables of a SELECT result."""

    vars: NotRequired[list[str]]
    link: NotRequired[list[str]]


class ResultRows(TypedDict):
    """The rows of a SELECT result: terms by the names of their variables."""

    bindings: list[dict[str, dict[str, Any]]]


class SparqlAnswer(TypedDict):
    """The result of a SELECT or ASK query (SPARQL 1.1 Query Results JSON Format)."""

    head: ResultHead
    results: NotRequired[ResultRows]
    boolean: NotRequired[bool]


ANSWERS: dict[str, Any] = {
    "LookupAnswer": LookupAnswer,
    "QuestionList": QuestionList,
    "AnalysisAnswer": AnalysisAnswer,
    "AnalysisList": AnalysisList,
    "ThingAnswer": ThingAnswer,
    "NetworkAnswer": NetworkAnswer,
    "NeighboursAnswer": NeighboursAnswer,
    "PathsAnswer": PathsAnswer,
    "SearchAnswer": SearchAnswer,
    "ComparisonAnswer": ComparisonAnswer,
    "LiveAnswer": LiveAnswer,
    "ReadyAnswer": ReadyAnswer,
    "LimitsAnswer": LimitsAnswer,
    "FindingsAnswer": FindingsAnswer,
    "SparqlAnswer": SparqlAnswer,
    "ReconciliationAnswer": dict[str, Any],
    "SuggestAnswer": SuggestAnswer,
    "ProposedProperties": ProposedProperties,
}
"""The answers by the names of their schemas."""


@cache
def components() -> dict[str, Any]:
    """The schemas of all answers and of what is in them, by name (OpenAPI 3.1, section 4.8.7)."""
    mode: Literal["serialization"] = "serialization"
    adapters = [(name, mode, TypeAdapter[Any](answer)) for name, answer in ANSWERS.items()]
    schemas, shared = TypeAdapter.json_schemas(adapters, ref_template="#/components/schemas/{model}")
    alone = {name: schema for (name, _), schema in schemas.items() if "$ref" not in schema}
    return {**shared["$defs"], **alone}
