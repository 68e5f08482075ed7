"""Graph content: gets the statements of one graph, as the Graph Store Protocol names it, or those about one thing."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Iterable, Sequence
from importlib.resources import files

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.formats import JSON, JSON_LD
from sandbox_atlas.graph.rdf.results import boolean


async def graph_content(engine: Engine, iri: str, media_type: str) -> Answer:
    """The statements of a named graph.

    Args:
        engine: Where to ask.
        iri: Name of the graph, an absolute IRI.
        media_type: A key of `graph.rdf.formats.GRAPH_TYPES`.

    Raises:
        BadParameterError: The name is no absolute IRI.
        UnknownNameError: There is no such graph; an empty graph does not exist (SPARQL 1.1 Update, section 3.2).
    """
    try:
        pattern = f"GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }}"
    except ValueError as error:
        raise BadParameterError(f"'{iri}' is not an absolute IRI.", "Name graphs by their full IRI.") from error
    if not boolean((await engine.query(f"ASK {{ {pattern} }}", JSON)).body):
        raise UnknownNameError("graph", iri)
    return await engine.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", media_type)


async def description(engine: Engine, iri: str, media_type: str) -> Answer:
    """The statements about a thing; arguments and errors as in `graph.engine.base.Engine.query`.

    JSON-LD is written with the context of the ontology, so that its keys are the names of the terms.
    """
    answer = await engine.query(f"DESCRIBE {ox.NamedNode(iri)}", media_type)
    if media_type != JSON_LD:
        return answer
    return Answer(await asyncio.to_thread(_compacted, answer.body), JSON_LD)


def _compacted(expanded: bytes) -> bytes:
    """JSON-LD by the context of the ontology (JSON-LD 1.1, section 5.2), or as it was if a statement would change."""
    from rdflib import Graph

    context = json.loads(files("sandbox_atlas.ontology").joinpath("context.jsonld").read_bytes())["@context"]
    triples = [quad.triple for quad in ox.parse(expanded, ox.RdfFormat.JSON_LD)]
    graph = Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on literals without a value, which stay as they are
        graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
        short: bytes = graph.serialize(format="json-ld", context=context, encoding="utf-8")
    again = [quad.triple for quad in ox.parse(short, ox.RdfFormat.JSON_LD)]
    return short if _unlabelled(again) == _unlabelled(triples) else expanded


def _unlabelled(triples: Iterable[ox.Triple]) -> list[str]:
    """Statements without the labels of blank nodes, in order."""
    named = (("_:" if isinstance(term, ox.BlankNode) else str(term) for term in triple) for triple in triples)
    return sorted(" ".join(terms) for terms in named)


async def _is_described(engine: Engine, iri: str) -> bool:
    """Whether a statement has an IRI as its subject or object; a text that is no IRI is in none."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return boolean((await engine.query(f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?p {node} }} }}", JSON)).body)


async def known_thing(engine: Engine, names: Names, iris: Sequence[str]) -> str | None:
    """The first of several IRIs that a thing with a name has, else the first that any statement has."""
    named = next((iri for iri in iris if iri in names), None)
    if named is not None:
        return named
    for iri in iris:
        if await _is_described(engine, iri):
            return iri
    return None


async def default_graph(engine: Engine, media_type: str) -> Answer:
    """The statements of the default graph; arguments and errors as in `graph.engine.base.Engine.query`."""
    return await engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", media_type)
