"""What the atlas offers for download can be served again: it passes the checks and gives the same answers."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.downloads.process import serialised, statements
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.void import GRAPH, describe


def again(dataset: Dataset, suffix: str) -> Dataset:
    content = serialised(statements(dataset.served), suffix)
    return Dataset(dataset.ontology, dataset.shapes, (Document(f"atlas.{suffix}", f".{suffix}", content),))


def canonical(quads: list[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("suffix", ["trig", "nq"])
def test_a_download_with_passages_is_the_same_data(tiny_dataset: Dataset, suffix: str) -> None:
    served = again(tiny_dataset, suffix)
    assert check(served) == []
    assert canonical(statements(served.served)) == canonical(statements(tiny_dataset.served))
    first, second = ox.Store(), ox.Store()
    for store, dataset in ((first, tiny_dataset), (second, served)):
        fill(store, dataset.served)
        describe(store)
    assert canonical(list(first)) == canonical(list(second))
    assert len(first) == len(second)


def test_a_download_beside_other_data_is_described_as_one(tiny_dataset: Dataset) -> None:
    served = again(tiny_dataset, "nq")
    more = Document("more.ttl", ".ttl", b"<urn:s> <urn:p> <urn:o> .")
    store = ox.Store()
    fill(store, (*served.served, more))
    describe(store)
    totals = list(
        store.quads_for_pattern(None, ox.NamedNode("http://rdfs.org/ns/void#triples"), None, ox.NamedNode(GRAPH))
    )
    assert len([quad for quad in totals if str(quad.subject) == "<https://w3id.org/sandbox-atlas/data>"]) == 1


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_a_merged_download_is_refused_in_one_sentence(tiny_dataset: Dataset, suffix: str) -> None:
    (finding,) = check(again(tiny_dataset, suffix))
    assert (finding.rule, finding.severity) == ("merged", "error")
    assert "merged formats" in finding.message
    assert "/data/atlas.trig" in finding.hint


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_shipped_data_can_be_served_again(tmp_path: Path) -> None:
    shipped = read()
    path = tmp_path / "atlas.trig"
    path.write_bytes(serialised(statements(shipped.served), "trig"))
    served = read([path])
    assert check(served) == []
    assert canonical(statements(served.served)) == canonical(statements(shipped.served))
