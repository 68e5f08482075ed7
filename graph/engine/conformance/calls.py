"""Calls of REPLACE: the arguments by which the engine is told what its replacement string means."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.engine.conformance.replacement import FUNCTION
from sandbox_atlas.graph.errors import TooLargeError
from sandbox_atlas.graph.rdf.lexer import Token

_MAX_GROWTH = 1_000_000
"""Characters that a text may gain; a pattern is repeated, so that one pattern inside another grows fast."""


def replacement_edits(text: str, stream: Sequence[Token]) -> list[Edit]:
    """The changes by which the third argument of each REPLACE means what fn:replace says.

    Raises:
        TooLargeError: REPLACE is nested too deeply in patterns of others.
    """
    return _Calls(text, stream).edits()


class _Calls:
    def __init__(self, text: str, stream: Sequence[Token]) -> None:
        self._text, self._stream = text, stream
        self._growth = 0

    def edits(self) -> list[Edit]:
        edits, at = list[Edit](), 0
        while at < len(self._stream):
            if self._calls(at):
                edit, at = self._argument(at)
                edits += edit
            else:
                at += 1
        return edits

    def _calls(self, at: int) -> bool:
        follows = self._stream[at + 1].text if at + 1 < len(self._stream) else ""
        return self._stream[at].keyword.endswith("REPLACE") and follows == "("

    def _argument(self, at: int) -> tuple[list[Edit], int]:
        """The edits of the call at a position, and the position behind it."""
        bounds, rewritten, at = [self._stream[at + 1].end], list[str](), at + 2
        piece, done, depth = list[str](), bounds[0], 0
        while at < len(self._stream):
            token = self._stream[at]
            if self._calls(at):
                inner, at = self._argument(at)
                for edit in inner:
                    piece += [self._text[done : edit.start], edit.text]
                    done = edit.end
                continue
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth < 0 or (token.text == "," and not depth):
                rewritten.append("".join([*piece, self._text[done : token.start]]))
                bounds.append(token.start)
                piece, done = [], token.end
                if depth < 0:
                    return self._edited(bounds, rewritten), at + 1
            at += 1
        return [], at

    def _edited(self, bounds: Sequence[int], arguments: Sequence[str]) -> list[Edit]:
        """The edit of one call, of its arguments as they are after the edits inside them."""
        if len(arguments) not in (3, 4):
            return []
        whole, pattern, text = arguments[0], *(f"{argument}\n" for argument in arguments[1:3])
        flags = f"{arguments[3]}\n" if len(arguments) == 4 else '""'
        empty = f'REGEX("",{pattern},{flags})'
        new = ",".join([whole, pattern, f"<{FUNCTION}>({pattern},{text},{flags},{empty})", *arguments[3:]])
        self._growth += len(new) - sum(map(len, arguments))
        if self._growth > _MAX_GROWTH:
            raise TooLargeError("REPLACE is nested too deeply inside patterns.", "Take the inner ones out with BIND.")
        return [Edit(bounds[0], bounds[-1], new)]
