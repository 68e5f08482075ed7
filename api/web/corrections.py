"""Corrections: the addresses of a page with a similar name in place of one that nothing has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sandbox_atlas.api.web.titles import as_written
from sandbox_atlas.graph.errors import AtlasError, UnknownValueError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.question import Question

Given = Mapping[str, Sequence[str]]


def corrections(
    problem: AtlasError | None, asked: Question, given: Given, address: Callable[[Given], str], names: Names, lang: str
) -> list[tuple[str, str]]:
    """For each similar name, the address with it and what a reader would write for it; none for any other problem.

    Args:
        problem: What is wrong with the parameters.
        asked: The question whose parameters they are.
        given: The parameters.
        address: The address of the page with other parameters.
        names: Names of things.
        lang: Language of labels.
    """
    if not isinstance(problem, UnknownValueError):
        return []
    name, wrong = problem.parameter, problem.value

    def corrected(near: str) -> Given:
        return {**given, name: [near if value.strip() == wrong else value for value in given[name]]}

    parameter = asked.parameter(name)
    return [(address(corrected(near)), as_written(parameter, near, names, lang)) for near in problem.near]
