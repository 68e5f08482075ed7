"""Values of parameters as RDF terms, never as strings: names of things, numbers, choices and terms of any kind."""

from __future__ import annotations

import re

import pyoxigraph as ox

from sandbox_atlas.graph.errors import BadParameterError, Said, UnknownValueError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, PREFIXES, XSD

_KINDS_OF_TERMS = 'Give an IRI, a prefixed name, a number, or text in quotes with its language, such as "text"@en.'
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):([\w-]*)")
_WHOLE = re.compile(r"(?:https?://[^\s/]+|urn:[^\s:]+:[^\s])")
"""How a whole IRI begins, as no prefixed name does."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")


async def term(asked: Question, parameter: Parameter, value: str, names: Names) -> str:
    """A value as the serialised RDF term that is bound."""
    match parameter.type:
        case "entity":
            return await _entity(asked, parameter, value, names)
        case "integer":
            return _integer(parameter, value)
        case "choice":
            return _choice(parameter, value)
        case "term":
            return _any_term(parameter, value, names)


def check_language(names: Names, lang: str) -> None:
    """Refuse a language that labels are in nowhere.

    Raises:
        BadParameterError: It is none of `LANGUAGES`, and nothing has a label in it.
    """
    if lang not in LANGUAGES and not names.speak(lang):
        offered = dict.fromkeys((*LANGUAGES, *names.languages()))
        raise BadParameterError(
            Said("'{name}' is one of {known}, not '{value}'.", name="lang", known=tuple(offered), value=lang)
        )


async def _entity(asked: Question, parameter: Parameter, value: str, names: Names) -> str:
    iri = names.resolve(value, parameter.kinds)
    if iri is None and not parameter.kinds and _WHOLE.match(value) and _is_absolute(value):
        iri = value  # a thing without a name, or none at all
    if iri is None:
        what = " or ".join(kind.replace("-", " ") for kind in parameter.kinds) or "thing"
        near = [entry.reference or entry.iri for entry in await names.near(value, parameter.kinds)]
        slugs = [each if "://" in each else each.rsplit("/", 1)[-1] for each in near]
        example = "" if near else (await example_values(asked, names))[parameter.name]
        near_ones = Said("Did you mean {names}?", names=tuple(slugs))
        hint = near_ones if near else _for_example(parameter, example)
        message = f"'{parameter.name}': there is no {what} named '{value}'."
        raise UnknownValueError(message, hint, parameter.name, value, near)
    return str(ox.NamedNode(iri))


def _is_absolute(value: str) -> bool:
    """Whether a value is an absolute IRI, unlike `http://[`."""
    try:
        return bool(_ABSOLUTE.fullmatch(value) and ox.NamedNode(value))
    except ValueError:
        return False


def _integer(parameter: Parameter, value: str) -> str:
    smallest = parameter.minimum if parameter.minimum is not None else -(2**31)
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", value) or int(value) < smallest:
        raise BadParameterError(
            Said(
                "'{name}' takes a whole number from {smallest}, not '{value}'.",
                name=parameter.name,
                smallest=smallest,
                value=value,
            ),
            _for_example(parameter),
        )
    return str(int(value))


def _choice(parameter: Parameter, value: str) -> str:
    if value not in parameter.choices:
        allowed = tuple(parameter.choices)
        said = Said("'{name}' is one of {known}, not '{value}'.", name=parameter.name, known=allowed, value=value)
        raise BadParameterError(said, _for_example(parameter))
    term = parameter.choices[value]
    return term if term.startswith('"') else str(ox.NamedNode(_expanded(term) or term))


def _any_term(parameter: Parameter, value: str, names: Names) -> str:
    """An IRI, a prefixed name or a name of a thing; else a number, a quoted literal, or plain text."""
    iri = _expanded(value) or names.resolve(value) or (value if _ABSOLUTE.fullmatch(value) else None)
    try:
        if iri:
            return str(ox.NamedNode(iri))
        if value.startswith('"'):
            return _literal(value)
        if re.fullmatch(r"[+-]?[0-9]+", value):
            return str(ox.Literal(value, datatype=ox.NamedNode(f"{XSD}integer")))
        return str(ox.Literal(value))
    except (ValueError, SyntaxError) as error:
        raise BadParameterError(
            Said("'{name}' cannot be '{value}'.", name=parameter.name, value=value), _KINDS_OF_TERMS
        ) from error


def _literal(value: str) -> str:
    """A quoted literal with its language or datatype, read by the RDF parser itself."""
    prologue = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    triples = list(ox.parse(f"{prologue}<urn:s> <urn:p> {value} .", ox.RdfFormat.TURTLE))
    if len(triples) != 1 or not isinstance(triples[0].object, ox.Literal):
        raise ValueError("not one literal")
    return str(triples[0].object)


def _expanded(value: str) -> str | None:
    """The IRI that a prefixed name stands for, or None."""
    match = _PREFIXED.fullmatch(value)
    return PREFIXES[match[1]] + match[2] if match and match[1] in PREFIXES else None


def _for_example(parameter: Parameter, value: str | None = None) -> str:
    """A hint with an example: of numbers and words that of the question, of things one that is there."""
    example = parameter.example if value is None else value
    return Said("For example: {example}", example=f"{parameter.name}={example}") if example else ""
