"""Graph content: gets the statements of one graph, as the Graph Store Protocol names it, or those about one thing."""

from __future__ import annotations

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.rdf.formats import JSON
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
    """The statements about a thing; arguments and errors as in `graph.engine.base.Engine.query`."""
    return await engine.query(f"DESCRIBE {ox.NamedNode(iri)}", media_type)


async def is_described(engine: Engine, iri: str) -> bool:
    """Whether a statement has an IRI as its subject or object; a text that is no IRI is in none."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return boolean((await engine.query(f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?p {node} }} }}", JSON)).body)


async def default_graph(engine: Engine, media_type: str) -> Answer:
    """The statements of the default graph; arguments and errors as in `graph.engine.base.Engine.query`."""
    return await engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", media_type)
