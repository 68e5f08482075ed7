"""Groups: the questions of the catalogue as people look for them: who, what, when, where, how sure, for developers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import DeadlineError
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import boolean
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, REGISTER

_OF_GRAPHS = frozenset({"passages", "statement-evidence", "statements-of-passage"})
"""Questions that data without named graphs cannot answer; a register has one for each passage."""


@cache
def grouped(profile: str = REGISTER) -> Mapping[str, tuple[Question, ...]]:
    """The lookups of a profile by group, in the order of `GROUPS`; within one, those about all data come first."""
    ordered = sorted(
        questions(profile).values(), key=lambda each: any(parameter.required for parameter in each.parameters)
    )
    return {group: tuple(each for each in ordered if each.presentation.group == group) for group in GROUPS}


async def offered(engine: Engine) -> Mapping[str, tuple[Question, ...]]:
    """The lookups by group that the served data can answer."""
    groups = grouped(engine.profile)
    if engine.profile != DERIVED or await _has_graphs(engine):
        return groups
    return {group: tuple(each for each in members if each.name not in _OF_GRAPHS) for group, members in groups.items()}


async def _has_graphs(engine: Engine) -> bool:
    try:
        return boolean((await engine.query(internal("graphs", DERIVED), JSON)).body)
    except DeadlineError:  # an endpoint that is slow to say
        return True
