"""Triples: which variables a block of triples binds, and whether it needs a triple at all, unlike the path `p*`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.rdf.lexer import Token

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_MODIFIERS = frozenset("*?+")


@dataclass(frozen=True, slots=True)
class TriplesFacts:
    """A block of triples.

    Attributes:
        variables: The variables in it; all are bound in each of its solutions.
        needs_triple: Whether each of its solutions uses a triple of the graph (SPARQL 1.1, section 9.1: a path of
            length zero uses none).
        tokens: Its tokens.
    """

    variables: frozenset[str]
    needs_triple: bool
    tokens: tuple[Token, ...]


def triples_facts(block: Sequence[Token]) -> TriplesFacts:
    """What a block of triples binds and needs."""
    variables = frozenset(token.text[1:] for token in block if token.kind == "variable")
    if not any(token.text in ("*", "?") for token in block):
        return TriplesFacts(variables, True, tuple(block))
    statements = [statement for statement in split(block, ".") if statement]
    return TriplesFacts(variables, any(map(_needs_triple, statements)), tuple(block))


def _needs_triple(statement: Sequence[Token]) -> bool:
    """Whether one of the predicates of a statement, `subject path objects ; path objects`, cannot be of length zero."""
    predicates = split_terms(list(terms_of(statement))[1:], ";")
    return any(
        part and not _may_be_empty([token for term in path_terms(part) for token in term]) for part in predicates
    )


def path_terms(part: Sequence[list[Token]]) -> Iterator[list[Token]]:
    """The terms of a path: all up to the first that neither joins two steps nor follows such a one."""
    expects_step = True
    for term in part:
        text = term[0].text
        if text in ("/", "|", "^", "!"):
            expects_step = True
        elif len(term) == 1 and text in _MODIFIERS:
            pass
        elif expects_step:
            expects_step = False
        else:
            return
        yield term


def _may_be_empty(path: Sequence[Token]) -> bool:
    """Whether a path can match without a triple."""
    return any(all(map(_step_may_be_empty, split(way, "/"))) for way in split(path, "|"))


def _step_may_be_empty(step: Sequence[Token]) -> bool:
    step = [token for token in step if token.text != "^"]
    if step[-1:] and step[-1].text in ("*", "?"):
        return True
    if step[-1:] and step[-1].text == "+":
        step = step[:-1]
    return bool(step) and step[0].text == "(" and step[-1].text == ")" and _may_be_empty(step[1:-1])


def terms_of(block: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens, those from a bracket to the one that closes it as one term."""
    term, depth = list[Token](), 0
    for token in block:
        term.append(token)
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth <= 0:
            yield term
            term = []


def split(block: Iterable[Token], sign: str) -> list[list[Token]]:
    """The tokens between signs outside of brackets."""
    return [[token for term in part for token in term] for part in split_terms(list(terms_of(block)), sign)]


def split_terms(terms: Sequence[list[Token]], sign: str) -> list[list[list[Token]]]:
    """Split at a sign outside of brackets."""
    parts: list[list[list[Token]]] = [[]]
    for term in terms:
        if len(term) == 1 and term[0].text == sign:
            parts.append([])
        else:
            parts[-1].append(term)
    return parts
