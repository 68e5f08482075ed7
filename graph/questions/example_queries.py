"""Example queries: questions and views as queries over the register that is served."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.examples import example_values, required_examples
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
    """The query of the file where the register has its examples; else one with the required parameters only."""
    values = await example_values(asked, names)
    if all(values[each.name] == each.example for each in asked.parameters):
        return asked.query
    required = await required_examples(asked, names)
    if not required and any(each.required for each in asked.parameters):
        return ""
    return (await bind_parameters(asked, names, {name: [value] for name, value in required.items()}, "en")).text
