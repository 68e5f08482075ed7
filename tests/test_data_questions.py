"""Competency questions: what the shipped data must answer, with answers worked out by hand from the sources.

A question is a file of `tests/questions`, a query with a header: the question in both languages, where its answer was
verified, and the expected rows. The order of rows does not matter; how often a row occurs does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from sandbox_atlas.graph.rdf.vocabulary import compact

FOLDER = Path(__file__).parent / "questions"
QUESTIONS = sorted(FOLDER.glob("*.rq"), key=lambda path: int(path.stem.partition("-")[0]))


def header(path: Path) -> dict[str, Any]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+"))))


def query_words(path: Path) -> str:
    """The query without its header and comments, its words one space apart."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return " ".join(" ".join(line for line in lines if not line.startswith("#")).split())


def cell(term: object) -> str:
    """A term as expected rows write it: a prefixed name, a lexical form, or nothing."""
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return str(getattr(term, "value", ""))


def answer(store: ox.Store, path: Path) -> bool | Counter[tuple[str, ...]]:
    results = store.query(path.read_text(encoding="utf-8"))
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    assert isinstance(results, ox.QuerySolutions)
    names = results.variables
    return Counter(tuple(cell(solution[name]) for name in names) for solution in results)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_data_answer_the_question(path: Path, shipped_store: ox.Store) -> None:
    expected = header(path)["expected"]
    if not isinstance(expected, bool):
        expected = Counter(tuple(row) for row in expected)
    assert answer(shipped_store, path) == expected


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_header_says_what_is_asked_and_where_it_was_verified(path: Path) -> None:
    """Both languages, a source, and an answer that is not empty: no rows would match a query with a slip in it."""
    told = header(path)
    assert set(told) == {"question", "source", "expected"}
    assert set(told["question"]) == {"en", "zh"}
    assert told["question"]["en"].endswith("?")
    assert told["question"]["zh"].endswith("？")
    assert told["source"]
    assert isinstance(told["expected"], bool) or told["expected"]


def test_there_are_at_least_fifty_questions() -> None:
    assert len(QUESTIONS) >= 50


def test_numbers_of_files_run_from_one() -> None:
    assert [int(path.stem.partition("-")[0]) for path in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))


@pytest.mark.parametrize("of", [query_words, lambda path: header(path)["question"]["en"]], ids=["query", "words"])
def test_no_two_questions_are_the_same(of: Callable[[Path], str]) -> None:
    assert [text for text, count in Counter(of(path) for path in QUESTIONS).items() if count > 1] == []
