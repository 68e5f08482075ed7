"""Alternatives: `?s p|q ?o` is the same as a UNION, so that what both ways find is found twice (SPARQL 1.1, 18.4).

The engine finds it once. Where a SELECT may show it, triples whose path has alternatives are therefore written as a
UNION, unless they share a blank node with other triples, from which they cannot be parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.engine.conformance.paths import (
    TriplesFacts,
    path_terms,
    split,
    split_terms,
    terms_of,
)
from sandbox_atlas.graph.engine.conformance.patterns import (
    AGGREGATES,
    Alternatives,
    GraphClause,
    Group,
    OptionalClause,
    PatternReader,
    SubSelect,
    UnbalancedError,
)
from sandbox_atlas.graph.rdf.lexer import Token

_SIGN = re.compile(r"(?<!\|)\|(?!\|)")
_MAX_WAYS = 32
"""Ways that a path is parted into; sequences of alternatives have as many as the product of theirs."""
_Term = list[Token]


def may_have_alternatives(text: str) -> bool:
    """Whether a text may have a path with alternatives."""
    return _SIGN.search(text) is not None


def alternative_edits(text: str, stream: Sequence[Token]) -> list[Edit]:
    """The changes by which paths find as often what several of their alternatives find."""
    if not _is_counted(stream) or any(token.text.startswith("_:") for token in stream):
        return []
    try:
        statements = [each for block in _blocks(_whole(stream)) for each in split(block.tokens, ".") if each]
    except UnbalancedError:
        return []  # a syntax error, which the engine reports
    return [edit for statement in statements if (edit := _union(text, statement))]


def _is_counted(stream: Sequence[Token]) -> bool:
    """Whether it shows how often a solution is found: not in a SELECT DISTINCT alone, nor without any SELECT."""
    selects = [
        after.keyword for token, after in pairwise(stream) if token.keyword == "SELECT" or token.keyword in AGGREGATES
    ]
    return bool(selects) and (len(selects) > 1 or selects[0] not in ("DISTINCT", "REDUCED"))


def _whole(stream: Sequence[Token]) -> Group:
    """The group of the query itself: the first outside of brackets, apart from a template of CONSTRUCT."""
    depth = 0
    for at, token in enumerate(stream):
        if token.text == "{" and not depth and stream[at - 1].keyword != "CONSTRUCT":
            reader = PatternReader(stream)
            reader.position = at
            return reader.group()
        depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
    return Group()


def _blocks(group: Group) -> Iterator[TriplesFacts]:
    """The triples of a group and of those inside it, but not of MINUS and EXISTS, which ask whether there are any."""
    for part in group.parts:
        if isinstance(part, TriplesFacts):
            yield part
        elif isinstance(part, OptionalClause | GraphClause | SubSelect):
            yield from _blocks(part.group)
        elif isinstance(part, Alternatives):
            for each in part.groups:
                yield from _blocks(each)


def _union(text: str, statement: Sequence[Token]) -> Edit | None:
    """The change of one statement, `subject path objects ; path objects`; None if it needs none."""
    subject, *rest = terms_of(statement)
    if not _is_simple([subject]):
        return None
    kept, unions = list[str](), list[str]()
    for part in filter(None, split_terms(rest, ";")):
        path = list(path_terms(part))
        objects = split_terms(part[len(path) :], ",")
        ways = _ways(text, path)
        if len(ways) > 1 and all(map(_is_simple, objects)):
            for each in objects:
                triples = (f"{{ {_slice(text, [subject])} {way} {_slice(text, each)} }}" for way in ways)
                unions.append(" UNION ".join(triples))
        else:
            kept.append(_slice(text, part))
    if not unions or (len(subject) > 1 and (kept or len(unions) > 1)):
        return None
    before = f"{_slice(text, [subject])} {' ; '.join(kept)} . " if kept else ""
    return Edit(statement[0].start, statement[-1].end, before + " ".join(unions))


def _is_simple(terms: Sequence[_Term]) -> bool:
    """Whether terms are a variable, an IRI, a literal or `[]`."""
    return bool(terms) and all(
        (len(term) == 1 and term[0].text not in ("<", ">", "~")) or [token.text for token in term] == ["[", "]"]
        for term in terms
    )


def _ways(text: str, path: Sequence[_Term]) -> list[str]:
    """The paths without alternatives that a path stands for, apart from those under `*`, `+` and `?`."""
    found = list[str]()
    for way in split_terms(path, "|"):
        parted = [""]
        for step in split_terms(way, "/"):
            parted = [f"{before}/{each}" if before else each for before in parted for each in _step(text, step)]
            if len(parted) + len(found) > _MAX_WAYS:
                return [_slice(text, path)]
        found += parted
    return found


def _step(text: str, step: Sequence[_Term]) -> list[str]:
    inverse = "^" if step and step[0][0].text == "^" else ""
    inner = step[1:] if inverse else step
    if len(inner) != 1 or inner[0][0].text != "(":
        return [_slice(text, step)] if step else [""]
    return [f"{inverse}({way})" for way in _ways(text, list(terms_of(inner[0][1:-1])))]


def _slice(text: str, terms: Sequence[_Term]) -> str:
    return text[terms[0][0].start : terms[-1][-1].end]
