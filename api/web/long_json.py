"""JSON of any length: written some hundred members at a time, as no other thread runs while one call encodes all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi.responses import JSONResponse

_AT_ONCE = 500


class LongJSONResponse(JSONResponse):
    """A response in JSON, byte for byte that of the framework."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - any JSON value
        """The body."""
        return b"".join(_pieces(content))


def let_go(members: list[Any]) -> None:
    """Free a long list that nobody needs any more in pieces: at once, no other thread would run meanwhile."""
    while members:
        del members[-_AT_ONCE:]


def _pieces(content: Any) -> Iterator[bytes]:  # noqa: ANN401 - any JSON value
    """The text of a value, that of long lists in pieces."""
    if isinstance(content, dict):
        mark = "{"
        for name, value in content.items():
            yield f"{mark}{_text(name)}:".encode()
            yield from _pieces(value)
            mark = ","
        yield b"}" if content else b"{}"
    elif isinstance(content, list) and len(content) > _AT_ONCE:
        for start in range(0, len(content), _AT_ONCE):
            yield f"{',' if start else '['}{_text(content[start : start + _AT_ONCE])[1:-1]}".encode()
        yield b"]"
    else:
        yield _text(content).encode()


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
