"""JSON text: finds members and their positions in JSON-LD documents, and puts in the contexts that the atlas ships."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

_ONTOLOGY = "https://w3id.org/sandbox-atlas/ontology"
CONTEXTS: Final = frozenset({f"{_ONTOLOGY}/context.jsonld", f"{_ONTOLOGY}/", f"{_ONTOLOGY}#", _ONTOLOGY})
"""IRIs of the JSON-LD context that the atlas ships."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_REMOTE = re.compile(r'"@context"\s*:\s*["\[]')


@dataclass(slots=True)
class Value:
    """A value in a JSON text.

    Attributes:
        start: Number of characters before the value, or before the key if it is the member of an object.
        text_start: Number of characters before the value itself.
        end: Number of characters before the end of the value.
        key: Key of the member; None for members of arrays and the root.
        text: The text of a string or another scalar; empty for an object or array.
        opening: `{` for an object, `[` for an array; empty for a scalar.
        members: Members of an object or array.
    """

    start: int
    text_start: int
    end: int
    key: str | None = None
    text: str = ""
    opening: str = ""
    members: list[Value] = field(default_factory=list)

    @property
    def string(self) -> str | None:
        """The string that the value is, or None."""
        return _unquoted(self.text) if self.text.startswith('"') else None


def parsed(text: str) -> Value | None:
    """The root value of a JSON text; None if it is not JSON. Nesting may be of any depth."""
    root = Value(0, 0, len(text), opening="[")
    stack, key, start = [root], None, 0
    tokens = list(_TOKEN.finditer(text))
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        part = token.group()
        if following is not None and following.group() == ":" and stack[-1].opening == "{" and part[0] == '"':
            key, start = _unquoted(part), token.start()
        elif part in "{[":
            value = Value(token.start() if key is None else start, token.start(), len(text), key, opening=part)
            stack[-1].members.append(value)
            stack.append(value)
            key = None
        elif part in "}]":
            if len(stack) == 1:
                return None
            stack.pop().end = token.end()
        elif part not in ",:":
            begin = token.start() if key is None else start
            stack[-1].members.append(Value(begin, token.start(), token.end(), key, part))
            key = None
    return root.members[0] if len(root.members) == 1 else None


def values(root: Value) -> Iterator[Value]:
    """A value and all values within it, in order of their beginnings."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        yield value
        waiting.extend(reversed(value.members))


def remote_contexts(root: Value) -> Iterator[tuple[str, Value]]:
    """The addresses of contexts that a document refers to (JSON-LD 1.1, section 3.1), and where."""
    for value in values(root):
        if value.key not in ("@context", "@import"):
            continue
        for each in [value] if not value.members else value.members:
            if value.opening != "{" and (address := each.string) is not None:
                yield address, each


def with_shipped_contexts(text: str) -> str:
    """A JSON-LD document in which contexts that the atlas ships stand in place of their addresses, in the same line."""
    if not _REMOTE.search(text) or _ONTOLOGY not in text or (root := parsed(text)) is None:
        return text
    replaced = [each for address, each in remote_contexts(root) if address in CONTEXTS and each.key != "@import"]
    for each in reversed(replaced):
        text = text[: each.text_start] + _shipped_context() + text[each.end :]
    return text


@cache
def _shipped_context() -> str:
    context = json.loads(files("sandbox_atlas.ontology").joinpath("context.jsonld").read_text(encoding="utf-8"))
    return json.dumps(context["@context"], ensure_ascii=False)


def smallest_failure(text: str, fails: Callable[[str], bool]) -> int:
    """Where the smallest part of a JSON text begins that still fails: the number of characters before it.

    Args:
        text: JSON that fails.
        fails: Whether a text fails as the whole one does.
    """
    value = parsed(text)
    if value is None:
        return 0
    before, after = "", ""
    while value.members:
        contexts = [each for each in value.members if each.key == "@context"]
        others = [each for each in value.members if each.key != "@context"]
        closing = "}" if value.opening == "{" else "]"

        def rendered(members: list[Value], start: str = before + value.opening, end: str = closing + after) -> str:
            return start + ",".join(text[each.start : each.end] for each in members) + end

        if contexts and fails(rendered(contexts)):
            contexts, others = [], contexts
        found = _failing(others, lambda members: fails(rendered([*contexts, *members])))  # noqa: B023 - called at once
        value = found[0]
        if len(found) > 1:
            break
        inner = text[value.start : value.text_start]
        before, after = rendered(contexts, end=("," if contexts else "") + inner), closing + after
    return value.start


def _failing(members: list[Value], fails: Callable[[list[Value]], bool]) -> list[Value]:
    """The members that are needed for the failure, found by halving."""
    while len(members) > 1:
        middle = len(members) // 2
        half = next((half for half in (members[:middle], members[middle:]) if fails(half)), None)
        if half is None:
            break
        members = half
    return members


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]
