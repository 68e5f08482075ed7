"""Terms of queries: finds classes, properties and things in a SPARQL query that the register does not have.

A query with such a term is valid and has no rows, which reads as if there were nothing. Templates of CONSTRUCT,
datatypes, functions and vocabularies that the register does not use are not looked at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.lexer import Token, tokens
from sandbox_atlas.graph.rdf.vocabulary import ID, OWL, PREFIXES, RDF, XSD, compact

_NOT_CHECKED = (XSD, RDF, OWL)
"""Namespaces of datatypes and of what engines themselves know."""
_NAMESPACE = re.compile(r"(.*[/#])[^/#]*")
_MOST = 3


@dataclass(frozen=True)
class UnknownTerm:
    """A term that the register does not have.

    Attributes:
        written: The term as a prefixed name, or an IRI.
        suggestions: Similar terms that it has, as prefixed names, the best first.
    """

    written: str
    suggestions: tuple[str, ...]


async def unknown_terms(text: str, names: Names, used: Mapping[str, int]) -> list[UnknownTerm]:
    """The terms of a query that the register does not have, each once, in order of the text.

    Args:
        text: The query.
        names: Names of all things, classes and properties.
        used: The classes and properties that are used, with their numbers.
    """
    spaces = {_namespace(iri) for iri in used} | {ID}
    found = []
    for iri in dict.fromkeys(_iris(text)):
        if iri in used or iri in names or not _is_checked(iri, spaces):
            continue
        if iri.startswith(ID):
            near = [compact(entry.iri) for entry in await names.near(iri)]
        else:
            space = _namespace(iri)
            alike = [compact(each) for each in (*used, *names.below(space)) if _namespace(each) == space]
            near = difflib.get_close_matches(compact(iri), dict.fromkeys(alike), _MOST, 0.5)
        found.append(UnknownTerm(compact(iri), tuple(near)))
    return found


def _is_checked(iri: str, spaces: set[str]) -> bool:
    return not iri.startswith(_NOT_CHECKED) and (_namespace(iri) in spaces or iri.startswith(ID))


def _namespace(iri: str) -> str:
    match = _NAMESPACE.fullmatch(iri)
    return match[1] if match else iri


def _iris(text: str) -> Iterator[str]:
    """The IRIs of the patterns of a query, of prefixed names too; those in templates, of types and of calls are not."""
    stream = list(tokens(text))
    prefixes, skipped = {**PREFIXES}, _declarations(stream) | _template(stream)
    for position, token in enumerate(stream):
        if position in skipped and position - 1 in skipped and stream[position - 2].keyword == "PREFIX":
            prefixes[stream[position - 1].text.removesuffix(":")] = token.text[1:-1]
    for position, token in enumerate(stream):
        after = stream[position + 1].text if position + 1 < len(stream) else ""
        is_type = position > 1 and stream[position - 1].text == "^" and stream[position - 2].text == "^"
        if position in skipped or is_type or after == "(":
            continue
        prefix, colon, local = token.text.partition(":")
        if token.kind == "iri" and ":" in token.text:
            yield token.text[1:-1]
        elif token.kind == "name" and colon and prefix in prefixes and local:
            yield prefixes[prefix] + local


def _declarations(stream: list[Token]) -> set[int]:
    """The places of names and IRIs of PREFIX and BASE, and of graphs in FROM."""
    found: set[int] = set()
    for position, token in enumerate(stream):
        if token.keyword == "PREFIX":
            found |= {position + 1, position + 2}
        elif token.keyword in ("BASE", "FROM", "NAMED"):
            found.add(position + 1)
    return found


def _template(stream: list[Token]) -> set[int]:
    """The places within the template of a CONSTRUCT query."""
    start = next((place for place, token in enumerate(stream) if token.keyword == "CONSTRUCT"), len(stream))
    if start + 1 >= len(stream) or stream[start + 1].text != "{":
        return set()
    end = next((place for place in range(start, len(stream)) if stream[place].text == "}"), len(stream))
    return set(range(start, end))
