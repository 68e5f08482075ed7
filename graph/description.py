"""What the endpoint says about itself, as RDF: the service, the data set, and the questions as examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain

import pyoxigraph as ox

from graph.catalogue import Question, questions, views
from graph.engine.base import GRAPH_TYPES, RESULT_TYPES, Engine
from graph.engine.worker import GRAPHS
from graph.names import JSON
from graph.vocabulary import PREFIXES, RDF, RDFS, SBX, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
SH = "http://www.w3.org/ns/shacl#"
SCHEMA = "https://schema.org/"
FORMATS = "http://www.w3.org/ns/formats/"
DATA = "https://w3id.org/sandbox-atlas/data"

_FORMAT_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
}
"""Names of formats among the W3C's unique URIs for file formats."""

Triples = Iterator[ox.Triple]
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def service_description(endpoint: str, media_type: str) -> bytes:
    """The service description of an endpoint (SPARQL 1.1 Service Description, section 3).

    Args:
        endpoint: Address of the endpoint.
        media_type: A key of `graph.engine.base.GRAPH_TYPES`.
    """
    return _serialised(_service(endpoint), media_type)


def _service(endpoint: str) -> Triples:
    service, dataset, default = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("default")
    yield _say(service, f"{RDF}type", _node(f"{SD}Service"))
    yield _say(service, f"{SD}endpoint", service)
    yield _say(service, f"{SD}supportedLanguage", _node(f"{SD}SPARQL11Query"))
    # Consequences are in the data; nothing follows from a query. None of the features (section 3.2.8) is true of it.
    yield _say(service, f"{SD}defaultEntailmentRegime", _node("http://www.w3.org/ns/entailment/Simple"))
    for media_type in (*RESULT_TYPES, *GRAPH_TYPES):
        yield _say(service, f"{SD}resultFormat", _node(FORMATS + _FORMAT_NAMES[media_type]))
    yield _say(service, f"{SD}defaultDataset", dataset)
    yield _say(dataset, f"{RDF}type", _node(f"{SD}Dataset"))
    yield _say(dataset, f"{SD}defaultGraph", default)
    yield _say(default, f"{RDF}type", _node(f"{SD}Graph"))
    yield _say(default, f"{VOID}inDataset", _node(DATA))


async def dataset_description(engine: Engine, endpoint: str, media_type: str, dumps: Sequence[str] = ()) -> bytes:
    """The data set in VoID, with the number of statements, and of things and uses by class and property.

    Args:
        engine: Where to count.
        endpoint: Address of the SPARQL endpoint.
        media_type: A key of `graph.engine.base.GRAPH_TYPES`.
        dumps: Addresses of the whole data set as files.
    """
    classes = await _counts(engine, "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { ?s a ?key } GROUP BY ?key")
    properties = await _counts(engine, "SELECT ?key (COUNT(*) AS ?n) { ?s ?key ?o } GROUP BY ?key")
    files = (_say(_node(DATA), f"{VOID}dataDump", _node(address)) for address in dumps)
    return _serialised(chain(_void(endpoint, classes, properties), files), media_type)


async def _counts(engine: Engine, query: str) -> list[tuple[str, int]]:
    bindings = json.loads((await engine.query(query, JSON)).body)["results"]["bindings"]
    return sorted((each["key"]["value"], int(each["n"]["value"])) for each in bindings if each["key"]["type"] == "uri")


def _void(endpoint: str, classes: list[tuple[str, int]], properties: list[tuple[str, int]]) -> Triples:
    data = _node(DATA)
    yield _say(data, f"{RDF}type", _node(f"{VOID}Dataset"))
    yield _say(data, f"{VOID}sparqlEndpoint", _node(endpoint))
    yield _say(data, f"{VOID}triples", _number(sum(count for _, count in properties)))
    yield _say(data, f"{VOID}classes", _number(len(classes)))
    yield _say(data, f"{VOID}properties", _number(len(properties)))
    for name, key, number, counts in (
        ("classPartition", "class", "entities", classes),
        ("propertyPartition", "property", "triples", properties),
    ):
        for position, (iri, count) in enumerate(counts):
            part = ox.BlankNode(f"{name}{position}")
            yield _say(data, VOID + name, part)
            yield _say(part, VOID + key, _node(iri))
            yield _say(part, VOID + number, _number(count))


def examples(endpoint: str, base: str, media_type: str) -> bytes:
    """The questions and views as SHACL executables, as collections of example queries publish them (SHACL, section 5).

    Args:
        endpoint: Address of the SPARQL endpoint.
        base: Address under which each question has a page, ending in a slash.
        media_type: A key of `graph.engine.base.GRAPH_TYPES`.
    """
    return _serialised(_examples(endpoint, base), media_type)


def _examples(endpoint: str, base: str) -> Triples:
    for question in (*questions().values(), *views().values()):
        yield from _example(question, endpoint, base)
    ontology = _node(SBX.rstrip("#"))
    for prefix, namespace in PREFIXES.items():
        declared = ox.BlankNode(f"prefix-{prefix}")
        yield _say(ontology, f"{SH}declare", declared)
        yield _say(declared, f"{SH}prefix", ox.Literal(prefix))
        yield _say(declared, f"{SH}namespace", ox.Literal(namespace, datatype=_node(f"{XSD}anyURI")))


def _example(question: Question, endpoint: str, base: str) -> Triples:
    subject = _node(f"{base}{question.name}")
    kind, text = ("Select", "select") if question.form == "SELECT" else ("Construct", "construct")
    yield _say(subject, f"{RDF}type", _node(f"{SH}SPARQLExecutable"))
    yield _say(subject, f"{RDF}type", _node(f"{SH}SPARQL{kind}Executable"))
    yield _say(subject, SH + text, ox.Literal(question.text))
    yield _say(subject, f"{SH}prefixes", _node(SBX.rstrip("#")))
    yield _say(subject, f"{SCHEMA}target", _node(endpoint))
    for lang in question.title:
        yield _say(subject, f"{RDFS}label", ox.Literal(question.title[lang], language=lang))
        yield _say(subject, f"{RDFS}comment", ox.Literal(question.description[lang], language=lang))
    for keyword in question.keywords:
        yield _say(subject, f"{SCHEMA}keywords", ox.Literal(keyword))


def _say(subject: ox.NamedNode | ox.BlankNode, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, _node(predicate), value)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _number(value: int) -> ox.Literal:
    return ox.Literal(value)


def _serialised(triples: Triples, media_type: str) -> bytes:
    prefixes = {**PREFIXES, "sd": SD, "void": VOID, "sh": SH}
    return ox.serialize(triples, format=GRAPHS[media_type], prefixes=prefixes) or b""
