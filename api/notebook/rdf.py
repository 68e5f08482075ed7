"""RDF: statements of the atlas as graphs of rdflib, term by term, so that blank nodes stay what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.formats import JSON, N_TRIPLES
from sandbox_atlas.graph.rdf.results import iri, rows
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from sandbox_atlas.graph.engine.base import Engine

_DEFAULT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMED = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"


def as_graph(body: bytes) -> rdflib.Graph:
    """N-Triples as a graph of rdflib."""
    import rdflib

    found = rdflib.Graph(bind_namespaces="none")
    _bind(found)
    for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES):
        found.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return found


async def dataset(engine: Engine) -> rdflib.Dataset:
    """All statements: the merged facts in the default graph, those of each passage in its named graph.

    Raises:
        AtlasError: As `graph.engine.base.Engine.query` does.
    """
    import rdflib
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    found = rdflib.Dataset()
    _bind(found)
    default = found.graph(DATASET_DEFAULT_GRAPH_ID)
    merged = await engine.query(_DEFAULT, N_TRIPLES, unlimited=True)
    for quad in ox.parse(merged.body, ox.RdfFormat.N_TRIPLES):
        default.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    graphs: dict[str, rdflib.Graph] = {}
    for row in rows((await engine.query(_NAMED, JSON, unlimited=True)).body):
        name = iri(row["g"])
        if name not in graphs:
            graphs[name] = found.graph(rdflib.URIRef(name))
        graphs[name].add((_term(row["s"]), _term(row["p"]), _term(row["o"])))
    return found


def _bind(found: rdflib.Graph) -> None:
    for prefix, namespace in PREFIXES.items():
        found.bind(prefix, namespace, replace=True)


def _term(term: object) -> Node:
    """A term as rdflib has it; literals keep their lexical form.

    Raises:
        TypeError: It is none of RDF 1.1, but a triple term.
    """
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"rdflib has no triple terms: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value.endswith("#string") else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)
