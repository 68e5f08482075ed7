"""Parameter binding: replaces the VALUES blocks of a query by serialised terms, found by their tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sandbox_atlas.graph.rdf.lexer import Token, tokens


def values_blocks(text: str) -> dict[str, tuple[int, int]]:
    """The start and end of the first `VALUES ?name { … }` block of each variable.

    Raises:
        ValueError: A variable has two blocks that differ, so that its example would be ambiguous.
    """
    return {name: found[0][0] for name, found in _blocks(text).items()}


def bind(text: str, values: Mapping[str, Sequence[str]], offered: Mapping[str, Sequence[str]] | None = None) -> str:
    """The text with the VALUES blocks of variables replaced, all in one pass over the original.

    Args:
        text: A query with a `VALUES ?name { … }` block for each name; a sub-select may repeat it.
        values: For each name, serialised RDF terms; none removes the block, so that the variable is free. A group
            that begins with the block is a condition on the variable and is removed with it: without a batch,
            nothing is left of `{ VALUES ?batch { … } ?application sbx:inBatch ?batch }`.
        offered: Terms of names without values: what is removed stays with them as a comment, to be taken up by hand;
            without terms as it is.

    Raises:
        KeyError: The text has no block for a name.
    """
    blocks = _blocks(text)
    pieces: list[str] = []
    position = 0
    spans = [(*each[0 if terms else 1], name, terms) for name, terms in values.items() for each in blocks[name]]
    for start, end, name, terms in sorted(spans):
        if start < position:  # inside a removed condition
            continue
        pieces.append(text[position:start])
        if terms:
            pieces.append(_block(name, terms))
        elif offered and name in offered:
            inside = next(block for block, condition in blocks[name] if (start, end) == condition)
            example = _block(name, offered[name]) if offered[name] else text[slice(*inside)]
            condition = f"{text[start : inside[0]]}{example}{text[inside[1] : end]}"
            goes_on = text[end:].partition("\n")[0].strip()
            pieces.append("# " + condition.replace("\n", "\n# ") + ("\n" if goes_on else ""))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


@lru_cache(maxsize=512)
def prefixes_in(text: str) -> Mapping[str, str]:
    """The prefixes that a query declares, by namespace."""
    stream = list(tokens(text))
    return {
        iri.text[1:-1]: name.text[:-1]
        for word, name, iri in zip(stream, stream[1:], stream[2:], strict=False)
        if word.keyword == "PREFIX"
    }


def _block(name: str, terms: Sequence[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(terms)} }}"


_Span = tuple[int, int]


@lru_cache(maxsize=512)
def _blocks(text: str) -> dict[str, list[tuple[_Span, _Span]]]:
    """For each variable with VALUES blocks, the span of each block and the span of the condition on the variable.

    The same few questions are bound again and again, so they are read once.
    """
    found: dict[str, list[tuple[_Span, _Span]]] = {}
    stream = list(tokens(text))
    for position, token in enumerate(stream[:-2]):
        variable, brace = stream[position + 1], stream[position + 2]
        if token.keyword != "VALUES" or variable.kind != "variable" or brace.text != "{":
            continue
        end = next((later.end for later in stream[position + 3 :] if later.text == "}"), None)
        if end is None:
            continue
        name = variable.text[1:]
        block = (token.start, end)
        others = found.setdefault(name, [])
        if any(text[start:stop] != text[token.start : end] for (start, stop), _ in others):
            raise ValueError(f"two VALUES blocks for ?{name} that differ")
        others.append((block, _condition(stream, position) or block))
    return found


def _condition(stream: Sequence[Token], position: int) -> _Span | None:
    """The span of the group that begins with the VALUES at a position, if its parent is another group.

    A group after a keyword (WHERE, OPTIONAL, UNION …), after the name of a graph or after SELECT, and one before UNION,
    belongs to another pattern and is no condition.
    """
    if position < 2 or stream[position - 1].text != "{" or stream[position - 2].text not in ("{", "}", "."):
        return None
    inside = stream[: position - 1]
    nested = sum(token.text == "{" for token in inside) > sum(token.text == "}" for token in inside)
    depth = 1
    for index in range(position, len(stream)):
        depth += (stream[index].text == "{") - (stream[index].text == "}")
        if not depth:
            united = index + 1 < len(stream) and stream[index + 1].keyword == "UNION"
            return (stream[position - 1].start, stream[index].end) if nested and not united else None
    return None
