r"""Codepoint escapes: `\u` and `\U` in a query, outside of strings and IRIs (SPARQL 1.1, section 19.2).

The engine reads them in strings and IRIs only, so that they are decoded elsewhere before it sees the text.
"""

from __future__ import annotations

import re

from sandbox_atlas.graph.engine.conformance.edits import Edit, edited
from sandbox_atlas.graph.rdf.lexer import tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_NOT_A_CHARACTER = "\ufffd"


def decode_all(text: str) -> str:
    """The text with all escapes decoded, also those in strings, IRIs and comments."""
    return _ESCAPE.sub(_character, text)


def decode(text: str) -> str:
    """The text with the escapes decoded that stand outside of strings, IRIs and comments."""
    return edited(text, escape_edits(text))


def escape_edits(text: str) -> list[Edit]:
    """The escapes of a text that stand outside of strings, IRIs and comments, each with its character.

    White space and what is no character cannot be written as an escape, since neither is part of a name or a sign.
    """
    edits = []
    for token in tokens(text):
        match = _ESCAPE.match(text, token.start) if token.text == "\\" else None
        character = _character(match) if match else ""
        if match and character.isprintable() and not character.isspace() and character != _NOT_A_CHARACTER:
            edits.append(Edit(match.start(), match.end(), character))
    return edits


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else _NOT_A_CHARACTER
