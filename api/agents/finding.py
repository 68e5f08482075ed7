"""Finding: the tools with which agents learn what there is: things, questions, classes and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox_atlas.api.agents.cells import ids
from sandbox_atlas.api.agents.paging import Found, clipped
from sandbox_atlas.graph.questions.matching import matching
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.vocabulary import compact
from sandbox_atlas.graph.register.description import usage
from sandbox_atlas.graph.register.search import MOST

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.search import SearchResult

Given = dict[str, Any]
"""The checked arguments of a call."""

_EXAMPLES = 4


async def search(atlas: Atlas, given: Given, offset: int) -> Found[SearchResult]:
    """Things by name; where nothing is called so, those with similar names are suggested."""
    lang = given.get("lang", "en")
    found = await atlas.search(given["text"], tuple(given.get("kinds", ())), MOST, offset)

    async def shape(result: SearchResult) -> dict[str, Any]:
        name = result.hit.name
        facts = await atlas.entity(name.iri, lang)
        return {
            "id": compact(name.iri),
            "label": clipped(name.label(lang)),
            "kind": compact(name.class_iri),
            "matched": clipped(result.hit.matched),
            "about": [clipped(each.label(lang)) for each in result.about],
            "links": result.degree,
            "passages": ids(facts.passages),
        }

    similar = [{"id": compact(each.hit.name.iri), "label": each.hit.name.label(lang)} for each in found.guesses[:5]]
    head: dict[str, Any] = {"similar": similar} if similar else {}
    if found.is_cut:
        head["note"] = f"More than {found.total} things are called so: name a kind, or more of the name."
    return Found(found.results, shape, found.total, head, offset)


async def list_questions(atlas: Atlas, given: Given, offset: int) -> Found[Question]:
    """The prepared questions that have some of the words, those with most of them first."""
    lang = given.get("lang", "en")
    found = matching(given.get("words", ""), atlas.profile)

    async def shape(asked: Question) -> dict[str, Any]:
        return {
            "name": asked.name,
            "title": asked.title[lang],
            "description": asked.description[lang],
            "parameters": {each.name: _described(each, lang) for each in asked.parameters},
        }

    return Found(found[offset:], shape, len(found), {}, offset)


def _described(parameter: Parameter, lang: str) -> str:
    """A parameter in a line: its type, whether it is needed, its default, an example."""
    kinds = {"entity": " or ".join(parameter.kinds) or "thing", "choice": " | ".join(parameter.choices)}
    parts = [
        kinds.get(parameter.type, parameter.type),
        "required" if parameter.required else "",
        f"default {parameter.default}" if parameter.default else "",
        f"such as {parameter.example}" if parameter.example and parameter.type == "entity" else "",
    ]
    return f"{parameter.description[lang]} ({', '.join(filter(None, parts))})"


async def schema(atlas: Atlas, given: Given, offset: int) -> Found[dict[str, Any]]:
    """Classes and properties with some of the words, the most used first, and questions whose SPARQL is an example."""
    words, lang = str(given.get("words", "")).casefold().split(), given.get("lang", "en")
    used, terms = await usage(atlas.engine, atlas.cache), await atlas.ontology()
    rows: list[dict[str, Any]] = []
    for section, members in terms.items():
        for term in members:
            related = {name: [compact(each) for each in iris] for name, iris in term.related.items()}
            comment = clipped(term.comments.get(lang) or next(iter(term.comments.values()), ""))
            about = {"term": compact(term.iri), "kind": section, "uses": used.get(term.iri, 0), "meaning": comment}
            rows.append({**about, **{name: related[name] for name in ("domain", "range") if name in related}})
    listed = {row["term"] for row in rows}
    rows += [
        {"term": compact(iri), "kind": "Other vocabularies", "uses": count}
        for iri, count in used.items()
        if compact(iri) not in listed
    ]
    found = [row for row in rows if not words or any(word in str(row).casefold() for word in words)]
    found.sort(key=lambda row: -row["uses"])
    examples = [
        f"sandbox-atlas://examples/{each.name}" for each in matching(given.get("words", ""), atlas.profile)[:_EXAMPLES]
    ]

    async def shape(row: dict[str, Any]) -> dict[str, Any]:
        return row

    return Found(found[offset:], shape, len(found), {"examples": examples}, offset)
