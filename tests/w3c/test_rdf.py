"""The W3C's suites for readers of Turtle, TriG, N-Triples, N-Quads and RDF/XML, versions 1.1 and 1.2."""

from __future__ import annotations

import pytest

from tests.w3c.folders import RDF_TESTS
from tests.w3c.manifests import Case, cases
from tests.w3c.reading import ReadingCase, alone, project
from tests.w3c.verdicts import judge, parameters

pytestmark = pytest.mark.slow

FETCH = f"{RDF_TESTS} names no folder with w3c/rdf-tests"
KINDS = {"NegativeSyntax": "negative", "PositiveSyntax": "positive", "PositiveC14N": "evaluation", "Eval": "evaluation"}
"""What a test wants, by the end of its class; tests of entailment are no tests of readers."""


def reading_case(case: Case, kind: str) -> ReadingCase:
    base = case.manifest.assumed_base + case.file(case.action).relative_to(case.manifest.root / case.group).as_posix()
    expected = case.file(case.result) if case.result and kind == "evaluation" else None
    return ReadingCase(case.iri, str(case), kind, case.file(case.action), base, expected)


def listed(version: str) -> list[ReadingCase]:
    return [
        reading_case(case, kind)
        for case in cases(f"rdf/{version}")
        for end, kind in KINDS.items()
        if case.kind.endswith(end)
    ]


@pytest.mark.parametrize("case", parameters("rdf11", listed("rdf11"), FETCH))
def test_rdf_1_1(case: ReadingCase) -> None:
    judge("rdf11", case, project(case), lambda: alone(case))


@pytest.mark.parametrize("case", parameters("rdf12", listed("rdf12"), FETCH))
def test_rdf_1_2(case: ReadingCase) -> None:
    """Documents of RDF 1.2 are read rightly or refused; they never break the checks that follow."""
    judge("rdf12", case, project(case), lambda: alone(case))
