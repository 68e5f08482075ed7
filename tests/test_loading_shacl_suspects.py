"""Suspects: what the queries pass over breaks no shape, however the data are damaged."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading import shacl
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.loading.shacl_suspects import suspects
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.suggestions import Suggestions

PREFIXES = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix : <http://example.org/> .
"""
WRONG = [
    ox.Literal("x"),
    ox.Literal("-3", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("2031-13", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")),
    ox.Literal("nom", language="fr"),
    ox.Literal("name", language="en"),
    ox.Literal("one two three four five six seven eight nine"),
    ox.NamedNode("https://w3id.org/sandbox-atlas/id/institution/nobody"),
    ox.NamedNode("https://w3id.org/sandbox-atlas/ontology#Stated"),
]


def found(store: ox.Store, dataset: Dataset) -> set[Finding]:
    return set(shacl.shape_findings(store, dataset.shapes, Locator(()), Suggestions(())))


@pytest.mark.slow
@pytest.mark.no_cover
def test_random_damage_is_found_as_without_the_queries(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the statements of the tiny register are dropped, doubled or given another object."""
    store, chance = ox.Store(), random.Random(6)  # noqa: S311
    fill(store, tiny_dataset.served)
    own = {quad.subject for document in tiny_dataset.data for quad in document.quads()}
    quads = [quad for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()) if quad.subject in own]
    for quad in chance.sample(sorted(quads, key=str), len(quads) // 2):
        damage = chance.choice(("drop", "double", "replace"))
        if damage != "double":
            store.remove(quad)
        if damage != "drop":
            store.add(ox.Quad(quad.subject, quad.predicate, chance.choice(WRONG)))
    quick = found(store, tiny_dataset)
    monkeypatch.setattr(shacl, "suspects", lambda *_: None)
    assert quick == found(store, tiny_dataset)
    assert len(quick) > 20


@pytest.mark.parametrize(
    ("constraint", "bad", "good"),
    [
        ("sh:minCount 2", ":a :p 1 .", ":a :p 1 , 2 ."),
        ("sh:maxCount 1", ":a :p 1 , 2 .", ":a :p 1 ."),
        ("sh:maxCount 2", ":a :p 1 , 2 , 3 .", ":a :p 1 , 2 ."),
        ("sh:class :B", ":a :p :x . :x a :C .", ":a :p :x . :x a :D . :D rdfs:subClassOf :B ."),
        ("sh:datatype xsd:integer", ":a :p 1.0 .", ":a :p 1 ."),
        ("sh:nodeKind sh:IRI", ":a :p 'x' .", ":a :p :x ."),
        ("sh:in ( :x 'y' )", ":a :p 'x' .", ":a :p :x , 'y' ."),
        ("sh:pattern '^[A-Z]{2}$'", ":a :p 'CNY' .", ":a :p 'CN' ."),
        ("sh:minInclusive 0 ; sh:maxInclusive 1", ":a :p 1.5 .", ":a :p 0.5 , 1 ."),
        ("sh:minInclusive 0", ":a :p 'many' .", ":a :p 0 ."),
        ("sh:minLength 2 ; sh:maxLength 3", ":a :p 'x' .", ":a :p 'xyz' ."),
        ("sh:uniqueLang true", ":a :p 'x'@en , 'y'@EN .", ":a :p 'x'@en , 'y'@zh , 'z' , 'w' ."),
        ("sh:languageIn ( 'en' 'zh' )", ":a :p 'x'@fr .", ":a :p 'x'@en-GB ."),
        (
            "sh:qualifiedValueShape [ sh:languageIn ( 'en' ) ] ; sh:qualifiedMinCount 1",
            ":a :p 'x'@fr .",
            ":a :p 'x'@en .",
        ),
        ("sh:not [ sh:pattern '^x' ]", ":a :p 'xyz' .", ":a :p 'y' ."),
        ("sh:not [ sh:class :B ; sh:in ( :x ) ]", ":a :p :x . :x a :B .", ":a :p :x . :x a :C ."),
        ("sh:or ( [ sh:datatype xsd:date ] [ sh:class :B ] )", ":a :p 'x' .", ":a :p '2030-01-01'^^xsd:date ."),
    ],
)
@pytest.mark.parametrize("path", [":p", "[ sh:inversePath :q ]", "[ sh:alternativePath ( :p :r ) ]"])
def test_each_constraint_has_a_query(path: str, constraint: str, bad: str, good: str) -> None:
    rules = f"{PREFIXES} :S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path {path} ; {constraint} ] ."
    documents = (Document("shapes.ttl", ".ttl", rules.encode()),)
    inverse = "inverse" in path
    for data, broken in ((bad, {"http://example.org/a"}), (good, set[str]())):
        if inverse and ("'" in data or any(sign.isdigit() for sign in data)):
            continue  # a literal is no subject
        text = f"{PREFIXES} :a a :A . {data.replace(':a :p :x', ':x :q :a') if inverse else data}"
        store = ox.Store()
        store.load(text, ox.RdfFormat.TURTLE)
        assert suspects(store, documents) == broken


@pytest.mark.parametrize(
    "shape",
    [
        "sh:targetNode :a ; sh:property [ sh:path :p ; sh:minCount 1 ]",
        "sh:targetClass :A ; sh:closed true",
        "sh:targetClass :A ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]",
        "sh:targetClass :A ; sh:property [ sh:path :p ; sh:equals :q ]",
        "sh:targetClass :A ; sh:property [ sh:path :p ; sh:nodeKind sh:BlankNodeOrIRI ]",
        "sh:targetClass :A ; sh:property [ sh:path :p ; sh:pattern '(?=x)' ; sh:flags 'i' ]",
        "sh:targetClass :A ; sh:property [ sh:path :p ; sh:not [ sh:datatype xsd:integer ] ]",
        "sh:targetClass :A ; sh:deactivated true ; sh:property [ sh:path :p ; sh:minCount 1 ]",
    ],
)
def test_a_shape_of_another_kind_makes_everything_a_suspect(shape: str) -> None:
    store = ox.Store()
    store.load(f"{PREFIXES} :a a :A .", ox.RdfFormat.TURTLE)
    documents = (Document("shapes.ttl", ".ttl", f"{PREFIXES} :S a sh:NodeShape ; {shape} .".encode()),)
    assert suspects(store, documents) is None


def test_a_thing_without_a_name_makes_everything_a_suspect() -> None:
    """A blank node cannot be given to SHACL as a target of its own."""
    store = ox.Store()
    store.load(f"{PREFIXES} [] a :A .", ox.RdfFormat.TURTLE)
    shape = f"{PREFIXES} :S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ] ."
    assert suspects(store, (Document("shapes.ttl", ".ttl", shape.encode()),)) is None


def test_the_shipped_data_have_no_suspect() -> None:
    dataset, store = read(), ox.Store()
    fill(store, dataset.served)
    assert suspects(store, dataset.shapes) == frozenset()
