"""Example queries: questions and views as queries over the register that is served."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.questions.question import Question


async def example_queries(names: Names) -> Mapping[str, str]:
    """The query of each question and view by its name, without those for which the register has no example."""
    found = {
        each.name: await _query(each, names)
        for each in (*questions(names.profile).values(), *views(names.profile).values())
    }
    return {name: query for name, query in found.items() if query}


async def _query(asked: Question, names: Names) -> str:
    """The query with what it requires, and each other filter as a comment to be taken up by hand.

    A view without a required parameter has its first filter, so that the example is a part of the register.
    """
    values = await example_values(asked, names)
    given = [each.name for each in asked.parameters if each.required]
    if not all(values[name] for name in given):
        return ""
    if not given and asked.form == "CONSTRUCT":
        given = [name for name, value in values.items() if value][:1]
    offered = {name: value for name, value in values.items() if value and name not in given}
    bound = await bind_parameters(asked, names, {name: [values[name]] for name in given}, "en", offered)
    return bound.text.lstrip()
