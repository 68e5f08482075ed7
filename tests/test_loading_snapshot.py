"""What a store is filled with: the merge of all passages with its consequences, and each passage by itself."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import Snapshot, compute, fill
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, SBX

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
TERMS = """
PREFIX ex: <urn:ex:>
sbx:prefLabel rdfs:subPropertyOf rdfs:label .
ex:applicant rdfs:subPropertyOf ex:member . ex:member rdfs:subPropertyOf ex:involves .
ex:Branch rdfs:subClassOf ex:Bank . ex:Bank rdfs:subClassOf org:Organization .
ex:bankOf owl:propertyChainAxiom ( ex:branchOf ex:involves ) .
"""


def filled(*texts: str) -> ox.Store:
    store = ox.Store()
    fill(store, tuple(Document(f"{n}", ".trig", f"{PROLOGUE}{text}".encode()) for n, text in enumerate(texts)))
    return store


def holds(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"PREFIX ex: <urn:ex:> ASK {{ {pattern} }}", prefixes=PREFIXES))


def count(store: ox.Store, pattern: str) -> int:
    (row,) = store.query(f"PREFIX ex: <urn:ex:> SELECT (COUNT(*) AS ?n) {{ {pattern} }}", prefixes=PREFIXES)  # type: ignore[misc]
    return int(row["n"].value)


@pytest.fixture(scope="module")
def store(tiny_dataset: Dataset) -> ox.Store:
    opened = ox.Store()
    fill(opened, Snapshot.of(tiny_dataset).documents)
    return opened


# ── The merge ────────────────────────────────────────────────────────────────


def test_a_statement_of_two_passages_counts_once_in_the_default_graph(store: ox.Store) -> None:
    assert count(store, "app:ferry-loans sbx:applicant inst:north-bank-pier") == 1
    assert count(store, "GRAPH ?g { app:ferry-loans sbx:applicant inst:north-bank-pier }") == 2


def test_both_sides_of_a_disagreement_are_merged(store: ox.Store) -> None:
    assert count(store, "batch:lake-2 sbx:publishedBy ?who") == 2


def test_a_contradicted_passage_is_kept_but_not_merged(store: ox.Store) -> None:
    rumour = "app:harbour-pay sbx:applicant inst:gull-insurance"
    assert holds(store, f"GRAPH passage:news-rumour {{ {rumour} }}")
    assert not holds(store, rumour)
    assert count(store, "batch:lake-1 sbx:reportedApplications ?number") == 1


def test_a_contradicted_statement_that_another_passage_makes_is_merged() -> None:
    store = filled(
        "PREFIX ex: <urn:ex:> ex:b sbx:certainty sbx:Contradicted . ex:a { ex:s ex:p 1 } ex:b { ex:s ex:p 1 , 2 }"
    )
    assert holds(store, "ex:s ex:p 1")
    assert not holds(store, "ex:s ex:p 2")


def test_passages_keep_exactly_their_own_statements(store: ox.Store, tiny_dataset: Dataset) -> None:
    stated = {
        quad for document in tiny_dataset.data for quad in document.quads() if quad.graph_name != ox.DefaultGraph()
    }
    kept = {quad for graph in store.named_graphs() for quad in store.quads_for_pattern(None, None, None, graph)}
    assert kept == stated
    assert len({quad.graph_name for quad in kept}) == 5


def test_metadata_and_ontology_are_in_the_default_graph(store: ox.Store) -> None:
    assert holds(store, "passage:news-batch-2 a sbx:Passage . source:keepers a sbx:Source . sbx:Batch a owl:Class")
    assert not holds(store, "GRAPH ?g { ?passage a sbx:Passage }")
    assert not holds(store, "?shape a <http://www.w3.org/ns/shacl#NodeShape>")


# ── Consequences ─────────────────────────────────────────────────────────────


def test_applicants_and_participants_are_involved(store: ox.Store) -> None:
    assert holds(store, "app:harbour-pay sbx:involves inst:north-bank , inst:reed-tech")
    assert not holds(store, "GRAPH ?g { ?application sbx:involves ?institution }")


def test_a_preferred_label_is_a_label(store: ox.Store) -> None:
    assert holds(store, 'tech:tide-models rdfs:label "tide models"@en , "潮汐模型"@zh')


def test_members_of_a_class_are_members_of_the_classes_above(store: ox.Store) -> None:
    assert holds(
        store, "inst:reed-tech a org:Organization . tech:tide-models a skos:Concept . place:lakeside a dcterms:Location"
    )


def test_an_application_has_the_sandbox_and_the_place_of_its_batch(store: ox.Store) -> None:
    assert holds(store, "app:harbour-pay sbx:inSandbox sandbox:lake ; sbx:place place:lakeside")
    assert count(store, "app:cave-scan sbx:inSandbox ?sandbox ; sbx:place ?place") == 1


def test_consequences_are_drawn_over_several_steps_and_from_each_other() -> None:
    facts = "ex:x a ex:Branch ; ex:branchOf ex:y . ex:y ex:applicant ex:z . ex:w sbx:prefLabel 'W'"
    store = filled(f"{TERMS} GRAPH ex:g {{ {facts} }}")
    assert holds(store, "ex:x a ex:Bank , org:Organization")
    assert holds(store, "ex:y ex:member ex:z ; ex:involves ex:z")
    assert holds(store, "ex:x ex:bankOf ex:z")  # by a chain over an inferred statement
    assert holds(store, "ex:w rdfs:label 'W'")


def test_a_circle_of_sub_properties_comes_to_an_end() -> None:
    store = filled("PREFIX ex: <urn:ex:> ex:p rdfs:subPropertyOf ex:q . ex:q rdfs:subPropertyOf ex:p . ex:s ex:p 1 .")
    assert holds(store, "ex:s ex:p 1 ; ex:q 1")


def test_axioms_of_one_document_hold_for_another() -> None:
    store = filled(TERMS, "PREFIX ex: <urn:ex:> ex:s ex:applicant ex:o .")
    assert holds(store, "ex:s ex:involves ex:o")


def test_blank_nodes_of_two_documents_stay_apart() -> None:
    assert count(filled("PREFIX ex: <urn:ex:> _:b ex:p 1 .", "PREFIX ex: <urn:ex:> _:b ex:p 1 ."), "?s ex:p 1") == 2


# ── Quick, and the same ──────────────────────────────────────────────────────

LITERALLY = (
    """INSERT { ?s ?p ?o } WHERE {
         GRAPH ?passage { ?s ?p ?o } FILTER NOT EXISTS { ?passage sbx:certainty sbx:Contradicted } }""",
    """INSERT { ?s ?super ?o } WHERE {
         ?sub rdfs:subPropertyOf ?super FILTER(ISIRI(?sub) && ISIRI(?super)) ?s ?sub ?o }""",
    """INSERT { ?sub rdfs:subPropertyOf ?super } WHERE { ?sub rdfs:subPropertyOf/rdfs:subPropertyOf ?super }""",
    """INSERT { ?s a ?super } WHERE { ?sub rdfs:subClassOf ?super FILTER(ISIRI(?sub) && ISIRI(?super)) ?s a ?sub }""",
    """INSERT { ?sub rdfs:subClassOf ?super } WHERE { ?sub rdfs:subClassOf/rdfs:subClassOf ?super }""",
    """INSERT { ?s ?property ?o } WHERE {
         ?property owl:propertyChainAxiom (?first ?second) . ?s ?first ?x . ?x ?second ?o FILTER(ISIRI(?property)) }""",
)
"""The merge and the rules rdfs5, rdfs7, rdfs9, rdfs11 and prp-spo2, word by word."""


def filled_literally(documents: tuple[Document, ...]) -> ox.Store:
    """A store filled by the rules as they are written, one after another until nothing is new."""
    store, size = ox.Store(), -1
    for document in documents:
        store.extend(ox.parse(document.content, document.format, rename_blank_nodes=True))
    while size != len(store):
        size = len(store)
        for rule in LITERALLY:
            store.update(rule, prefixes=PREFIXES)
    return store


def statements(store: ox.Store) -> set[str]:
    """The statements, blank nodes without names, and without axioms: only the literal rules write more of them down."""
    axioms = (f"{PREFIXES['rdfs']}subPropertyOf", f"{PREFIXES['rdfs']}subClassOf")
    return {re.sub(r"_:\w+", "_:", str(quad)) for quad in store if quad.predicate.value not in axioms}


@pytest.mark.no_cover
def test_the_shipped_data_are_filled_as_the_rules_say() -> None:
    documents = read().served
    store = ox.Store()
    fill(store, documents)
    literal = filled_literally(documents)
    compute(literal)
    assert statements(store) == statements(literal)
    blank = [sum("_:" in str(quad) for quad in one) for one in (store, literal)]
    assert blank[0] == blank[1]


_NAMES = st.sampled_from(["ex:a", "ex:b", "ex:c"])
_AXIOMS = st.one_of(
    st.builds(
        "{} rdfs:subPropertyOf {} .".format,
        st.one_of(_NAMES, st.just("rdf:type")),
        st.one_of(_NAMES, st.just("rdf:type")),
    ),
    st.builds("{} rdfs:subClassOf {} .".format, st.one_of(_NAMES, st.just("[]")), _NAMES),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, _NAMES, _NAMES, _NAMES),
    st.builds("{} sbx:certainty sbx:Contradicted .".format, _NAMES),
)
_FACTS = st.builds("{} {} {} .".format, _NAMES, st.one_of(_NAMES, st.just("a")), _NAMES)
_GRAPHS = st.builds("{} {{ {} }}".format, _NAMES, _FACTS)


@given(axioms=st.lists(_AXIOMS, max_size=5), facts=st.lists(st.one_of(_FACTS, _GRAPHS), min_size=1, max_size=5))
def test_any_data_are_filled_as_the_rules_say(axioms: list[str], facts: list[str]) -> None:
    text = "\n".join([PROLOGUE, "PREFIX ex: <urn:ex:>", *axioms, *facts])
    documents = (Document("any", ".trig", text.encode()),)
    store = ox.Store()
    fill(store, documents)
    assert statements(store) == statements(filled_literally(documents))


def test_a_class_without_a_name_gives_nothing_to_others() -> None:
    store = filled("PREFIX ex: <urn:ex:> [] rdfs:subClassOf ex:Bank . ex:tree a ex:Tree .")
    assert not holds(store, "ex:tree a ex:Bank")


# ── The snapshot ─────────────────────────────────────────────────────────────


def test_a_snapshot_is_named_by_the_digest_and_serves_no_shapes(tiny_dataset: Dataset) -> None:
    snapshot = Snapshot.of(tiny_dataset)
    assert snapshot.digest == tiny_dataset.digest()
    assert snapshot.documents == tiny_dataset.served


def test_two_fillings_give_the_same_statements(store: ox.Store, tiny_dataset: Dataset) -> None:
    again = ox.Store()
    fill(again, tiny_dataset.served)
    assert len(again) == len(store)
    assert {quad for quad in again if SBX in str(quad.predicate)} == {
        quad for quad in store if SBX in str(quad.predicate)
    }
