"""What documents support, counted a second time from the statements themselves."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX

PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
EDITORS = f"{ID}source/editors"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def documents(store: ox.Store) -> dict[str, list[ox.NamedNode]]:
    """The passages of each document."""
    found: dict[str, list[ox.NamedNode]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(f"{SBX}Passage"), ox.DefaultGraph()):
        for part in store.quads_for_pattern(quad.subject, PART_OF, None, ox.DefaultGraph()):
            found[part.object.value].append(quad.subject)  # type: ignore[union-attr, arg-type]
    return found


def said(store: ox.Store, passages: list[ox.NamedNode]) -> set[ox.Triple]:
    return {quad.triple for passage in passages for quad in store.quads_for_pattern(None, None, None, passage)}


def rows(store: ox.Store, text: str) -> list[dict[str, str]]:
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: getattr(row[name], "value", "") for name in names} for row in solutions]


def test_every_document_is_there_with_what_it_says_and_what_only_it_says(shipped_store: ox.Store) -> None:
    statements = {source: said(shipped_store, passages) for source, passages in documents(shipped_store).items()}
    makers: dict[ox.Triple, int] = defaultdict(int)  # documents: what the editors add is none
    for source, triples in statements.items():
        for triple in triples if source != EDITORS else ():
            makers[triple] += 1
    expected = {
        source: (len(triples), sum(makers[triple] == (source != EDITORS) for triple in triples))
        for source, triples in statements.items()
    }
    answer = rows(shipped_store, question("sources").text)
    assert {row["source"]: (int(row["statements"]), int(row["only"] or 0)) for row in answer} == expected


def test_a_document_is_listed_with_every_statement_of_its_passages(shipped_store: ox.Store) -> None:
    source, passages = max(documents(shipped_store).items(), key=lambda item: len(item[1]))
    text = bind(question("statements-of-source").text, {"source": [str(ox.NamedNode(source))]})
    answer = rows(shipped_store, text)
    assert len(answer) == sum(len(said(shipped_store, [passage])) for passage in passages)
    elsewhere = [
        triples
        for other, each in documents(shipped_store).items()
        if other != source
        for triples in [said(shipped_store, each)]
    ]
    row = max(answer, key=lambda each: int(each["others"]))
    alike = sum(any(_matches(triple, row) for triple in triples) for triples in elsewhere)
    assert int(row["others"]) == alike > 0


def _matches(triple: ox.Triple, row: dict[str, str]) -> bool:
    parts = (triple.subject, triple.predicate, triple.object)
    return [getattr(part, "value", "") for part in parts] == [row["subject"], row["property"], row["value"]]


def test_batches_known_in_part_are_those_with_more_reported_than_named(shipped_store: ox.Store) -> None:
    unbound = {name: [] for name in ("sandbox", "place")}
    partial = rows(shipped_store, bind(question("partly-known-batches").text, unbound))
    covered = rows(shipped_store, bind(question("coverage").text, {**unbound, "batch": []}))
    gaps = {row["batch"]: int(row["missing"]) for row in covered if row["missing"] and int(row["missing"]) > 0}
    assert {row["batch"]: int(row["missing"]) for row in partial} == gaps
    assert [int(row["missing"]) for row in partial] == sorted(gaps.values(), reverse=True)
