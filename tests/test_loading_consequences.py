"""Consequences of large hierarchies: the same as of small ones, in time that grows with what follows, and bounded."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.loading.consequences import add_consequences
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, RDF, RDFS

TYPE = ox.NamedNode(f"{RDF}type")
AXIOMS = {"class": ox.NamedNode(f"{RDFS}subClassOf"), "property": ox.NamedNode(f"{RDFS}subPropertyOf")}
Edges = list[tuple[int, int]]
TREE: Edges = [(number, (number - 1) // 2) for number in range(1, 150)]
WIDE: Edges = [(number, 0) for number in range(1, 150)]
CHAIN: Edges = [*pairwise(range(80))]
CIRCLE: Edges = [*CHAIN, (79, 0)]
TWO_CIRCLES: Edges = [*CIRCLE, *((a + 200, b + 200) for a, b in CIRCLE), (7, 207)]


def named(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"urn:c{number}")


def fact(kind: str, thing: int, of: int) -> ox.Quad:
    """That a thing is an instance of a class, or has a property."""
    subject = ox.NamedNode(f"urn:i{thing}")
    return ox.Quad(subject, TYPE, named(of)) if kind == "class" else ox.Quad(subject, named(of), ox.Literal(1))


def filled(kind: str, edges: Edges, used: list[int]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(named(below), AXIOMS[kind], named(above)) for below, above in edges)
    store.extend(fact(kind, thing, of) for thing, of in enumerate(used))
    return store


@pytest.mark.parametrize("kind", AXIOMS)
@pytest.mark.parametrize(
    "edges", [TREE, WIDE, CHAIN, CIRCLE, TWO_CIRCLES], ids=["tree", "wide", "chain", "circle", "two"]
)
def test_what_follows_is_what_can_be_reached(kind: str, edges: Edges) -> None:
    used = sorted({each for edge in edges for each in edge})
    store = filled(kind, edges, used)
    before = set(store)
    add_consequences(store)
    graph = nx.DiGraph(edges)
    reached = {fact(kind, thing, above) for thing, of in enumerate(used) for above in {*nx.descendants(graph, of), of}}
    assert set(store) - before == reached - before


def test_many_instances_of_few_classes_are_copied_by_the_engine_alike() -> None:
    store = filled("class", [(0, 1), (1, 2), (3, 2)], [0] * 1_200 + [1] * 5 + [3])
    add_consequences(store)
    counts = [sum(1 for _ in store.quads_for_pattern(None, TYPE, named(number))) for number in range(4)]
    assert counts == [1_200, 1_205, 1_206, 1]


@pytest.mark.parametrize("kind", AXIOMS)
def test_ten_thousand_classes_in_a_chain_or_circle_with_one_instance_take_no_time(kind: str) -> None:
    chain = [*pairwise(range(10_000))]
    for edges, expected in ((chain, 9_999), ([*chain, (9_999, 0)], 9_999)):
        store = filled(kind, edges, [0])
        before, began = len(store), time.process_time()
        add_consequences(store)
        assert time.process_time() - began < 3
        assert len(store) - before == expected


@pytest.mark.no_cover
def test_more_than_a_store_has_room_for_is_refused_with_file_and_line(tmp_path: Path) -> None:
    lines = [f"<urn:c{n}> rdfs:subClassOf <urn:c{n + 1}> . <urn:i{n}> a <urn:c{n}> ." for n in range(3_000)]
    file = tmp_path / "chain.ttl"
    file.write_text(f"@prefix rdfs: <{RDFS}> .\n" + "\n".join(lines))
    (found,) = [each for each in check(read([file])) if each.rule == "too-many-consequences"]
    assert found.file.endswith("chain.ttl")
    assert found.line > 1
    assert re.match(r"More than 2,\d{3},\d{3} statements follow .* <urn:c\d+> alone has", found.message)
    assert "rdfs:subClassOf" in found.hint


def test_a_thing_of_very_many_classes_is_read_in_time_that_grows_with_them() -> None:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:i{thing}"), TYPE, named(of)) for thing in range(3) for of in range(3_000))
    began = time.process_time()
    found = store.query(internal("classes", DERIVED))
    assert len(list(found)) == 9_000  # type: ignore[arg-type] # a SELECT
    assert time.process_time() - began < 3  # with each pair of classes, it would be 27 million rows
