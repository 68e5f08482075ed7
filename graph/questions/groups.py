"""Groups: the questions of the catalogue as people look for them: who, what, when, where, how sure, for developers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import REGISTER


@cache
def grouped(profile: str = REGISTER) -> Mapping[str, tuple[Question, ...]]:
    """The lookups of a profile by group, in the order of `GROUPS`; within one, those about all data come first."""
    ordered = sorted(
        questions(profile).values(), key=lambda each: any(parameter.required for parameter in each.parameters)
    )
    return {group: tuple(each for each in ordered if each.presentation.group == group) for group in GROUPS}
