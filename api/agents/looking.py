"""Looking: the tools with which agents read the register; each row has the passages that support it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sandbox_atlas.api.agents.cells import cell, ids, thing
from sandbox_atlas.api.agents.finding import Given
from sandbox_atlas.api.agents.paging import Found, clipped, listed
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.graph.engine.context import request_context
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.questions.evidence import evidence_of, passages
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.formats import JSON, N_TRIPLES
from sandbox_atlas.graph.rdf.results import Row, boolean, iri, rows
from sandbox_atlas.graph.rdf.vocabulary import compact
from sandbox_atlas.graph.register.description import usage
from sandbox_atlas.graph.register.terms import unknown_terms

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.entities import Fact, Group

_MEMBERS = 8
"""Members of a list whose evidence is looked up with a row; `evidence` and narrower questions give the rest."""
_FETCHED = 60
"""Rows of a query that are fetched for one answer, of which fewer fit."""


async def ask(atlas: Atlas, given: Given, offset: int) -> Found[Row]:
    """The answer to a prepared question."""
    lang = given.get("lang", "en")
    lookup = await atlas.ask(given["name"], _texts(given), lang)
    asked, reader = lookup.question, shipped().for_reader(lang)

    async def shape(row: Row) -> dict[str, Any]:
        found = await evidence_of(atlas.engine, atlas.names, lookup, row, lang, _MEMBERS)
        cells = {name: cell(row[name], atlas.names, lang) for name in asked.columns if name not in asked.lists}
        lists = {
            name: listed([thing(each, atlas.names, lang) for each in lookup.members(row, name)]) for name in asked.lists
        }
        shaped = {**cells, **lists, "passages": ids(found.passages)}
        if len(found.links) > _MEMBERS:
            shaped["passagesOf"] = f"{_MEMBERS} of {len(found.links)} members"
        return shaped

    head = {
        "question": asked.name,
        "means": asked.description[lang],
        "parameters": lookup.parameters,
        "answer": clipped(sentence(lookup, atlas.names, lang, reader.number)),
        "coverage": coverage_sentence(await atlas.coverage_of(lookup), reader),
    }
    return Found(lookup.rows[offset:], shape, len(lookup.rows), head, offset)


async def entity(atlas: Atlas, given: Given, offset: int) -> Found[tuple[Group, Fact]]:
    """The facts about one thing."""
    lang = given.get("lang", "en")
    found = await atlas.entity(given["reference"], lang)
    facts = [(group, fact) for group in (*found.names, *found.groups) for fact in group.facts]

    async def shape(pair: tuple[Group, Fact]) -> dict[str, Any]:
        group, fact = pair
        label = atlas.style.look(group.property).label(lang, inverse=group.inverse)
        inverse = {"inverse": True} if group.inverse else {}
        value = cell(fact.value, atlas.names, lang)
        said = {"property": compact(group.property), "label": label, **inverse, "value": value}
        return {**said, "passages": ids(fact.passages)}

    kind = compact(found.name.class_iri)
    head = {"thing": {"id": compact(found.name.iri), "label": clipped(found.name.label(lang)), "kind": kind}}
    return Found(facts[offset:], shape, len(facts), head, offset)


async def evidence(atlas: Atlas, given: Given, offset: int) -> Found[Row]:
    """The sources of passages, and how many independent origins they have; what the editors add has none."""
    lang = given.get("lang", "en")
    lookup = await passages(atlas.engine, atlas.names, given["ids"], lang)

    async def shape(row: Row) -> dict[str, Any]:
        names = ("passage", "certainty", "source", "origin", "address", "words", "note")
        return {name: cell(row[name], atlas.names, lang) for name in names if row.get(name) is not None}

    origins = {*filter(None, (iri(row.get("origin")) for row in lookup.rows))}
    return Found(lookup.rows[offset:], shape, len(lookup.rows), {"independentOrigins": len(origins)}, offset)


async def sparql(atlas: Atlas, given: Given, offset: int) -> Found[Any]:
    """The result of a query, whose terms are checked first.

    Raises:
        UnknownNameError: The register has no such class, property or thing.
        AtlasError: As `graph.engine.base.Engine.query` does.
    """
    query = await atlas.scan(given["query"])
    unknown = await unknown_terms(query.text, atlas.names, await usage(atlas.engine, atlas.cache))
    if unknown:
        raise UnknownNameError("class, property or thing", unknown[0].written, unknown[0].suggestions)
    head = {"tried": clipped(query.text, 1_000)}
    with _as_client():
        if query.form in ("CONSTRUCT", "DESCRIBE"):
            body = (await atlas.sparql(query, N_TRIPLES)).body
            triples = [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
            return Found(triples[offset:], lambda triple: _triple(atlas, triple), len(triples), head, offset)
        if query.form == "ASK":
            truth = boolean((await atlas.sparql(query, JSON)).body)
            return Found([{"answer": truth}], _same, 1, head)
        answer = await atlas.sparql(query, JSON, first=offset + _FETCHED)
    found = list(rows(answer.body))[offset:]
    return Found(found, lambda row: _solution(atlas, row), answer.total or offset + len(found), head, offset)


@contextmanager
def _as_client() -> Iterator[None]:
    """Run a query as that of a client, which waits behind those of the atlas itself."""
    token = request_context.set(replace(request_context.get(), internal=False, reserved=0))
    try:
        yield
    finally:
        request_context.get().release()
        request_context.reset(token)


async def _same(row: dict[str, Any]) -> dict[str, Any]:
    return row


async def _solution(atlas: Atlas, row: Row) -> dict[str, Any]:
    """A row of a query; the passages are those that it names itself."""
    said = [compact(found) for found in map(iri, row.values()) if "/id/passage/" in found]
    return {
        **{name: cell(term, atlas.names, "en") for name, term in row.items()},
        **({"passages": said} if said else {}),
    }


async def _triple(atlas: Atlas, triple: ox.Triple) -> dict[str, Any]:
    parts = {"subject": triple.subject, "property": triple.predicate, "value": triple.object}
    return {name: cell(term, atlas.names, "en") for name, term in parts.items()}  # type: ignore[arg-type] # no triple terms


async def network(atlas: Atlas, given: Given, offset: int) -> Found[tuple[str, str, str]]:
    """The links of a network, each with the passages that state it."""
    lang = given.get("lang", "en")
    found = await atlas.network(given.get("view", "neighbourhood"), _texts(given), uncut=True)
    links = list(found.graph.edges(keys=True))

    async def shape(link: tuple[str, str, str]) -> dict[str, Any]:
        subject, value, relation = link
        given = {"subject": [subject], "predicate": [relation], "object": [value]}
        said = (await atlas.ask("statement-evidence", given, lang)).rows
        return {
            "from": thing(subject, atlas.names, lang),
            "relation": compact(relation),
            "to": thing(value, atlas.names, lang),
            "passages": ids(dict.fromkeys(iri(row["passage"]) for row in said)),
        }

    head = {"network": found.view.name, "parameters": found.parameters, "things": found.total}
    return Found(links[offset:], shape, len(links), head, offset)


def _texts(given: Given) -> dict[str, list[str]]:
    """The parameters of a question as text."""
    values: dict[str, Any] = given.get("parameters", {})
    return {name: list(map(str, value if isinstance(value, list) else [value])) for name, value in values.items()}
