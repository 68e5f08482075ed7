"""What docs/coverage.md says that the data answer, they do."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

TEXT = (Path(__file__).parents[1] / "docs/coverage.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```", TEXT, re.S)
ANSWERS = [row.split("|")[2] for row in TEXT.splitlines() if row.startswith("| ") and not row.startswith("| question")]


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_has_an_answer(example: str, shipped_store: ox.Store) -> None:
    rows = shipped_store.query(example, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    assert list(rows)


def test_most_of_the_questions_of_the_field_are_answered_and_the_others_say_what_is_missing() -> None:
    assert len(ANSWERS) == 27
    missing = [answer for answer in ANSWERS if answer.strip().startswith("missing")]
    assert len(ANSWERS) - len(missing) >= 20


@pytest.mark.parametrize("term", sorted(set(re.findall(r"`(sbx:\w+)`", TEXT))))
def test_a_term_that_is_named_is_used_by_the_data(term: str, shipped_store: ox.Store) -> None:
    used = f"ASK {{ {{ ?s {term} ?o }} UNION {{ ?s a {term} }} UNION {{ ?s ?p {term} }} }}"
    assert bool(shipped_store.query(used, prefixes=PREFIXES))


def test_questions_that_are_named_are_in_the_catalogue() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", TEXT))
    assert named
    assert named <= set(questions())
