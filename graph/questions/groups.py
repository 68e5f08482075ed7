"""Groups: the questions of the catalogue as people look for them: who, what, when, where, how sure, for developers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sandbox_atlas.graph.questions.catalogue import Question, questions
from sandbox_atlas.graph.questions.presentation import GROUPS


@cache
def grouped() -> Mapping[str, tuple[Question, ...]]:
    """The lookups by group, in the order of `GROUPS`; within one, those about the whole register come first."""
    ordered = sorted(questions().values(), key=lambda each: any(parameter.required for parameter in each.parameters))
    return {group: tuple(each for each in ordered if each.presentation.group == group) for group in GROUPS}
