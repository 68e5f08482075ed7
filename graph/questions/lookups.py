"""Lookups: bind the parameters of a question as RDF terms, never as strings, and give a typed answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.binding import bind, prefixes_in
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.questions.terms import term
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import Row, rows, text
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES

Parameters = Mapping[str, Sequence[str]]
"""Values by parameter name, as a user writes them; several values of one parameter mean any of them."""

_NAMED = re.compile(r"<(.+[/#])([A-Za-z0-9][\w-]*)>", re.ASCII)
"""A term whose IRI can stand under a prefix (SPARQL 1.1, PN_LOCAL)."""


@dataclass(frozen=True)
class EvidenceLink:
    """A question that gives the evidence for a row, or for one member of one of its lists.

    Attributes:
        question: Name of the question.
        parameters: The values of its parameters by name.
        member: The list member it is for, or nothing when it is for the row.
    """

    question: str
    parameters: dict[str, list[str]]
    member: str = ""


@dataclass(frozen=True)
class BoundQuery:
    """The query of a question with its parameters bound.

    Attributes:
        parameters: The values used, as the user wrote them or as the question has them by default.
        terms: The same as serialised RDF terms; none for a parameter that is left free.
        text: The SPARQL query.
    """

    parameters: dict[str, list[str]]
    terms: dict[str, list[str]]
    text: str


@dataclass(frozen=True)
class Lookup:
    """The answer to a question.

    Attributes:
        question: The question.
        parameters: The values used, as the user wrote them or as the question has them by default.
        text: The SPARQL query that was run.
        rows: The rows; list columns hold one literal with the IRIs joined by spaces.
        terms: The values used, as serialised RDF terms.
    """

    question: Question
    parameters: dict[str, list[str]]
    text: str
    rows: list[Row]
    terms: dict[str, list[str]] = field(default_factory=dict)

    def members(self, row: Row, column: str) -> list[str]:
        """The things in a list column of a row, in order of their IRIs."""
        cell = row[column]
        return sorted(cell.value.split()) if isinstance(cell, ox.Literal) else []

    def evidence(self, row: Row, members: Sequence[str] | None = None) -> list[EvidenceLink]:
        """The questions that give the evidence for a row: one, or one for each member of its list, all or some."""
        rule = self.question.evidence
        if not rule:
            return []
        links = []
        listed = self.members(row, rule.per) if rule.per and members is None else members or []
        for member in listed if rule.per else [""]:
            values = {
                name: [_evidence_value(row, source, rule.per, member) for source in sources]
                for name, sources in rule.bindings.items()
            }
            if all(all(each) for each in values.values()):
                links.append(EvidenceLink(rule.question, values, member))
        return links


def _evidence_value(row: Row, source: str, per: str, member: str) -> str:
    """A parameter of an evidence question: the constant after "=", the member of the list, or a cell of the row."""
    if source.startswith("="):
        return source[1:]
    return member if source == per else text(row.get(source))


async def ask(engine: Engine, names: Names, name: str, parameters: Parameters, lang: str = "en") -> Lookup:
    """The answer to the question of that name.

    Args:
        engine: Where to ask.
        names: Names of things, to find those that parameters name.
        name: The question.
        parameters: Parameters as the user wrote them.
        lang: Language of labels.

    Raises:
        UnknownNameError: There is no such question.
        BadParameterError: There is no such parameter, or a value is missing or not valid.
    """
    asked = question(name, engine.profile)
    bound = await bind_parameters(asked, names, parameters, lang)
    found = await engine.read(bound.text, lambda body: list(rows(body)), unlimited=False)
    return Lookup(asked, bound.parameters, bound.text, found, bound.terms)


async def first_rows(
    engine: Engine, names: Names, name: str, parameters: Parameters, lang: str, number: int
) -> tuple[list[Row], int]:
    """The first rows of the answer to a question, and the number of all; arguments and errors as in `ask`."""
    bound = await bind_parameters(question(name, engine.profile), names, parameters, lang)
    answer = await engine.query(bound.text, JSON, first=number, own=True)
    return list(rows(answer.body)), answer.total or 0


async def bind_parameters(
    asked: Question, names: Names, parameters: Parameters, lang: str, offered: Mapping[str, str] | None = None
) -> BoundQuery:
    """The query of a question with its parameters bound; errors as in `ask`.

    Args:
        asked: The question.
        names: The names of its things.
        parameters: The values of its parameters.
        lang: The language of labels.
        offered: Values of parameters that are not given, which stand in the query as comments.
    """
    for name in parameters:
        asked.parameter(name)
    await _check_complete(asked, names, parameters)
    used: dict[str, list[str]] = {}
    terms: dict[str, list[str]] = {}
    for parameter in asked.parameters:
        values = [value.strip() for value in parameters.get(parameter.name, ()) if value.strip()]
        if not values and parameter.default is not None:
            values = [parameter.default]
        if values:
            used[parameter.name] = values
        terms[parameter.name] = [await term(asked, parameter, value, names) for value in values]
    language = [str(ox.Literal(lang if lang in LANGUAGES else LANGUAGES[0]))]
    given = {**terms, **({"lang": language} if asked.localised else {})}
    others = {}
    for name, value in (offered or {}).items():
        parameter = asked.parameter(name)
        others[name] = [] if value == parameter.example else [await term(asked, parameter, value, names)]
    written = [{name: _brief(asked.query, each) for name, each in values.items()} for values in (given, others)]
    return BoundQuery(used, terms, bind(asked.query, *written))


def _brief(query: str, terms: Sequence[str]) -> list[str]:
    """Terms as a reader of the query would write them: an IRI under the prefix that the query declares for it."""
    declared = prefixes_in(query)

    def brief(term: str) -> str:
        named = _NAMED.fullmatch(term)
        prefix = declared.get(named[1]) if named else None
        return f"{prefix}:{named[2]}" if named and prefix is not None else term

    return [*map(brief, terms)]


async def _check_complete(asked: Question, names: Names, parameters: Parameters) -> None:
    """Refuse a question of which parameters are missing, and name them all."""
    missing = [
        each
        for each in asked.parameters
        if each.required and each.default is None and not any(map(str.strip, parameters.get(each.name, ())))
    ]
    if missing:
        examples = await example_values(asked, names)
        shown = [f"{each.name}={examples[each.name]}" for each in missing if examples[each.name]]
        listed = tuple(f"'{each.name}'" for each in missing)
        one = Said("'{what}' needs the parameter {names}.", what=asked.name, names=listed)
        message = Said("'{what}' needs the parameters {names}.", **one.values) if len(missing) > 1 else one
        raise BadParameterError(message, Said("For example: {example}", example=tuple(shown)) if shown else "")
