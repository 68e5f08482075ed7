"""Description of the endpoint in RDF: the service, the data set, and the questions as example queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import pyoxigraph as ox

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.formats import GRAPH_FORMATS, GRAPH_TYPES, RESULT_TYPES, W3C_NAMES
from sandbox_atlas.graph.rdf.results import integer, iri, rows
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, RDF, RDFS, REGISTER, SBX, XSD
from sandbox_atlas.graph.rdf.void import CLASSES, DATA, GRAPH, PROPERTIES, VOID, Counts, described
from sandbox_atlas.graph.register.publication import publication

SD = "http://www.w3.org/ns/sparql-service-description#"
SH = "http://www.w3.org/ns/shacl#"
SCHEMA = "https://schema.org/"
FORMATS = "http://www.w3.org/ns/formats/"

Triples = Iterator[ox.Triple]
Statements = Sequence[tuple[str, ox.NamedNode | ox.Literal]]
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def service_description(endpoint: str, media_type: str, about: Statements = ()) -> bytes:
    """The service description of an endpoint (SPARQL 1.1 Service Description, section 3).

    Args:
        endpoint: Address of the endpoint.
        media_type: A key of `graph.rdf.formats.GRAPH_TYPES`.
        about: What the data say of themselves: properties and values.
    """
    said = (_say(ox.BlankNode("dataset"), property_, value) for property_, value in about)
    return _serialised(chain(_service(endpoint), said), media_type)


def _service(endpoint: str) -> Triples:
    service, dataset, default = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("default")
    yield _say(service, f"{RDF}type", _node(f"{SD}Service"))
    yield _say(service, f"{SD}endpoint", service)
    yield _say(service, f"{SD}supportedLanguage", _node(f"{SD}SPARQL11Query"))
    # Consequences are in the data; nothing follows from a query. None of the features (section 3.2.8) is true of it.
    yield _say(service, f"{SD}defaultEntailmentRegime", _node("http://www.w3.org/ns/entailment/Simple"))
    for media_type in (*RESULT_TYPES, *GRAPH_TYPES):
        yield _say(service, f"{SD}resultFormat", _node(FORMATS + W3C_NAMES[media_type]))
    yield _say(service, f"{SD}defaultDataset", dataset)
    yield _say(dataset, f"{RDF}type", _node(f"{SD}Dataset"))
    yield _say(dataset, f"{SD}defaultGraph", default)
    yield _say(default, f"{RDF}type", _node(f"{SD}Graph"))
    yield _say(default, f"{VOID}inDataset", _node(DATA))


async def dataset_description(
    engine: Engine, cache: AsyncCache, endpoint: str, media_type: str, dumps: Sequence[str] = ()
) -> bytes:
    """The data set in VoID: what it says of itself, numbers of statements, of things and uses by class and property.

    Args:
        engine: Holds the data set.
        cache: Keeps the counts.
        endpoint: Address of the SPARQL endpoint.
        media_type: A key of `graph.rdf.formats.GRAPH_TYPES`.
        dumps: Addresses of the whole data set as files.

    Raises:
        AtlasError: As `graph.engine.base.Engine.query` does.
    """
    counted = await cache.get(("void", engine.snapshot), lambda: _counted(engine))
    about = (await cache.get("publication", lambda: publication(engine))).statements
    said = (_say(_node(DATA), property_, value) for property_, value in about)
    places = [("sparqlEndpoint", endpoint), *(("dataDump", address) for address in dumps)]
    located = (_say(_node(DATA), VOID + term, _node(at)) for term, at in places)
    return _serialised(chain(counted, said, located), media_type)


async def usage(engine: Engine, cache: AsyncCache) -> dict[str, int]:
    """How many things each class has, and how many statements each property; errors as in `dataset_description`."""
    counted = await cache.get(("void", engine.snapshot), lambda: _counted(engine))
    parts: dict[str, dict[str, str]] = {}
    for each in counted:
        term = each.predicate.value.removeprefix(VOID)
        parts.setdefault(str(each.subject), {})[term] = getattr(each.object, "value", "")
    numbers = (
        (part.get("class") or part.get("property"), part.get("entities") or part.get("triples"))
        for part in parts.values()
    )
    return {term: int(number) for term, number in numbers if term and number}


async def _counted(engine: Engine) -> list[ox.Triple]:
    """The description that was stored with the data, or one made by counting where there is none."""
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    stored = ox.parse((await engine.query(text, "application/n-triples", unlimited=True)).body, ox.RdfFormat.N_TRIPLES)
    triples = [quad.triple for quad in stored]
    return triples or list(described(await _counts(engine, CLASSES), await _counts(engine, PROPERTIES)))


async def _counts(engine: Engine, query: str) -> Counts:
    return await engine.read(query, _read_counts)


def _read_counts(body: bytes) -> Counts:
    return [(iri(row["key"]), integer(row["n"]) or 0) for row in rows(body) if iri(row["key"])]


def examples(
    queries: Mapping[str, str], endpoint: str, pages: Mapping[str, str], media_type: str, profile: str = REGISTER
) -> bytes:
    """The questions and views as SHACL executables, as collections of example queries publish them (SHACL, section 5).

    Args:
        queries: The queries by name of the question or view.
        endpoint: Address of the SPARQL endpoint.
        pages: Address, by form of query, under which each question has a page, ending in a slash.
        media_type: A key of `graph.rdf.formats.GRAPH_TYPES`.
        profile: The profile whose questions these are.
    """
    return _serialised(_examples(queries, endpoint, pages, profile), media_type)


def _examples(queries: Mapping[str, str], endpoint: str, pages: Mapping[str, str], profile: str) -> Triples:
    for question in (*questions(profile).values(), *views(profile).values()):
        if question.name in queries:
            yield from _example(question, queries[question.name], endpoint, pages[question.form])
    ontology = _node(SBX.rstrip("#"))
    for prefix, namespace in PREFIXES.items():
        declared = ox.BlankNode(f"prefix-{prefix}")
        yield _say(ontology, f"{SH}declare", declared)
        yield _say(declared, f"{SH}prefix", ox.Literal(prefix))
        yield _say(declared, f"{SH}namespace", ox.Literal(namespace, datatype=_node(f"{XSD}anyURI")))


def _example(question: Question, query: str, endpoint: str, base: str) -> Triples:
    subject = _node(f"{base}{question.name}")
    kind, text = ("Select", "select") if question.form == "SELECT" else ("Construct", "construct")
    yield _say(subject, f"{RDF}type", _node(f"{SH}SPARQLExecutable"))
    yield _say(subject, f"{RDF}type", _node(f"{SH}SPARQL{kind}Executable"))
    yield _say(subject, SH + text, ox.Literal(query))
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


def _serialised(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    prefixes = {**PREFIXES, "sd": SD, "void": VOID, "sh": SH}
    return ox.serialize(triples, format=GRAPH_FORMATS[media_type], prefixes=prefixes) or b""
