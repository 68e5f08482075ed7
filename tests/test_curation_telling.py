"""Findings on a review as its curator reads them: in either language, without the words of RDF."""

from __future__ import annotations

import re

import pytest

from sandbox_atlas.api.web.desk.telling import told
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.graph.errors import Finding

TERM = re.compile(r"\b(sbx|skos|rdfs|dcterms|org|sh):|\^\^|\.ttl")
NEAR = "“中行” is not in the register. The nearest is Bank of China [bank-of-china] (80)."
SANDBOX = "A batch belongs to exactly one sandbox: say which with sbx:inSandbox."
SAME = "If they are one thing, use one slug; if not, say in the label what tells them apart."
IN_WORDS = [
    (
        ("Batch", "batch/new-1 sbx:inSandbox does not fit.", SANDBOX),
        "A batch belongs to exactly one sandbox: the row says nothing of it.",
        "每个批次属于且仅属于一个沙盒：此处尚未填写。",
    ),
    (
        ("no-passage", "“Bank of Hills” has no passage.", "Select the words of the text that say so, and press P."),
        "“Bank of Hills” has no passage.",
        "“Bank of Hills”没有原文依据。",
    ),
    (
        ("undecided", "2 of 7 applications are undecided and will not be saved.", "Accept or reject them."),
        "2 of 7 applications are undecided and will not be saved.",
        "7 项应用中有 2 项尚未决定，不会保存。",
    ),
    (
        ("unknown", NEAR, "Describe it in a row of its own."),
        NEAR,
        "名录中没有“中行”，最相近的是Bank of China [bank-of-china] (80)。",
    ),
    (
        ("duplicate-label", "institution/a and institution/b are both called 'Hill'.", SAME),
        "institution/a and institution/b are both called 'Hill'.",
        "institution/a 与 institution/b 同名：Hill。",
    ),
]


@pytest.mark.parametrize(("said", "english", "chinese"), IN_WORDS, ids=[said[0] for said, *_ in IN_WORDS])
def test_a_finding_is_told_in_plain_words_of_either_language(
    said: tuple[str, str, str], english: str, chinese: str
) -> None:
    rule, message, hint = said
    finding = Finding("/applications/0", 0, 0, rule, message, hint)
    for lang, expected in (("en", english), ("zh", chinese)):
        found = told(finding, shipped()[lang])
        assert found.message == expected
        assert not TERM.search(found.message + found.hint)
        assert found.hint
        assert (re.search("[一-鿿]", found.hint) is not None) == (lang == "zh")
