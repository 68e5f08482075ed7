"""Examples: chooses values of parameters from the register that is served, so that none names what it does not have."""

from __future__ import annotations

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.vocabulary import DERIVED


async def example_values(asked: Question, names: Names) -> dict[str, str]:
    """An example for each parameter of a question; empty where the register has nothing that fits.

    The example of the question's file stands where the register has that thing; else the most linked thing of its kind.
    """
    found: dict[str, str] = {}
    for parameter in asked.parameters:
        found[parameter.name] = await _example(parameter, names, set(found.values()))
    return found


async def required_examples(asked: Question, names: Names) -> dict[str, str]:
    """Examples of the required parameters of a question; none at all where one of them has none."""
    values = await example_values(asked, names)
    required = {each.name: values[each.name] for each in asked.parameters if each.required}
    return required if all(required.values()) else {}


async def _example(parameter: Parameter, names: Names, taken: set[str]) -> str:
    if parameter.type not in ("entity", "term") or names.resolve(parameter.example, parameter.kinds):
        return parameter.example
    if names.profile == DERIVED and parameter.type == "entity":
        return next((thing.iri for thing in await names.foremost(("",)) if thing.iri not in taken), "")
    if parameter.type == "term" or not parameter.example:
        return ""
    kinds = parameter.kinds or (parameter.example.partition("/")[0],)
    for thing in await names.foremost(kinds):
        slug = thing.iri.rsplit("/", 1)[-1]
        value = slug if names.resolve(slug, parameter.kinds) == thing.iri else thing.reference or thing.iri
        if value not in taken:
            return value
    return ""
