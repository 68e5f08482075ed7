"""Tokens of query and data texts: what is a keyword, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.rdf.lexer import tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\'a\' "b" \'\'\'c\'d\'\'\' """e""f\ng"""', ["'a'", '"b"', "'''c'd'''", '"""e""f\ng"""']),
        (r"""'it\'s' "a\"}" '''\'''' """, [r"'it\'s'", r'"a\"}"', r"'''\''''"]),
        ('"" \'\' """"""', ['""', "''", '""""""']),
    ],
)
def test_a_string_ends_at_its_own_quote(text: str, expected: list[str]) -> None:
    assert kinds(text) == [("string", string) for string in expected]


@pytest.mark.parametrize(
    "text", ["<>", "<http://e.example/a#b'c>", "<urn:x?y&z>", r"<http://e.example/\u00e9>", "<é/中>"]
)
def test_an_iri_is_one_token(text: str) -> None:
    assert kinds(text) == [("iri", text)]


@pytest.mark.parametrize(
    "text",
    ["ex:a", ":a", "ex:", ":", "_:b0", "ex:a.b", "ex:a:b", "ex:%41b", r"ex:a\-b\'", "ex:1a", "tech:区块链", "e-x.y:a-"],
)
def test_a_prefixed_name_is_one_token(text: str) -> None:
    assert kinds(text) == [("name", text)]


@pytest.mark.parametrize("text", ["ex:a·b", "ex:a\u0301", "ex:a\u203fb", "ex:\u3005a"])
def test_a_prefixed_name_may_hold_every_name_character_of_the_standard(text: str) -> None:
    assert kinds(text) == [("name", text)]


@pytest.mark.parametrize("text", ["?x", "$x", "?1", "?a_b", "?名", "?a·b", "?a\u0301", "?a\u203fb"])
def test_a_variable_is_one_token(text: str) -> None:
    assert kinds(text) == [("variable", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ex:a.", [("name", "ex:a"), ("sign", ".")]),
        ("1.", [("number", "1"), ("sign", ".")]),
        ("1.5e3.", [("number", "1.5e3"), ("sign", ".")]),
        (".5;1.e3", [("number", ".5"), ("sign", ";"), ("number", "1.e3")]),
        ('"x"@en-GB.', [("string", '"x"'), ("language", "@en-GB"), ("sign", ".")]),
        ('"1"^^ex:d', [("string", '"1"'), ("sign", "^"), ("sign", "^"), ("name", "ex:d")]),
        ("?a<?b", [("variable", "?a"), ("sign", "<"), ("variable", "?b")]),
        ("1e5SERVICE", [("number", "1e5"), ("word", "SERVICE")]),
        ("#a\r1#b\n2", [("number", "1"), ("number", "2")]),
        ("<a#b>#c\n<d", [("iri", "<a#b>"), ("sign", "<"), ("word", "d")]),
    ],
)
def test_neighbours_are_told_apart(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_only_a_bare_word_is_a_keyword() -> None:
    text = "select ?select select:a <select> 'select' @select # select\n_:select"
    assert [token.keyword for token in tokens(text) if token.keyword] == ["SELECT"]


@given(st.text(alphabet="<>'\"\\#\n {}a:?@1._", max_size=60))
def test_tokens_cover_all_of_a_text_but_space_and_comments(text: str) -> None:
    position = 0
    for token in tokens(text):
        gap = text[position : token.start]
        assert not gap.strip(" \t\r\n") or "#" in gap
        assert token.text == text[token.start : token.end]
        position = token.end
    assert not text[position:].strip(" \t\r\n") or "#" in text[position:]
