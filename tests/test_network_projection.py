"""From triples to a network: what is an edge, what a view is narrowed to, what is refused."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.network.projection import Network, from_triples
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact

pytestmark = pytest.mark.anyio


def drawn_edges(network: Network) -> set[tuple[str, ...]]:
    return {(compact(subject), compact(key), compact(end)) for subject, end, key in network.graph.edges(keys=True)}


async def test_the_register_is_drawn_statement_by_statement(atlas: Atlas) -> None:
    network = await atlas.network("register")
    assert {
        ("app:harbour-pay", "sbx:inBatch", "batch:lake-1"),
        ("app:harbour-pay", "sbx:applicant", "inst:north-bank"),
        ("app:harbour-pay", "sbx:participant", "inst:reed-tech"),
        ("app:harbour-pay", "sbx:usesTechnology", "tech:tide-models"),
        ("batch:lake-1", "sbx:inSandbox", "sandbox:lake"),
        ("sandbox:lake", "sbx:regulatedBy", "regulator:lake-authority"),
    } <= drawn_edges(network)
    assert ("app:harbour-pay", "sbx:applicant", "inst:gull-insurance") not in drawn_edges(network)  # contradicted
    assert not [edge for edge in drawn_edges(network) if edge[1] == "sbx:involves"]


async def test_every_application_of_the_register_is_drawn(atlas: Atlas) -> None:
    drawn = {compact(node) for node in (await atlas.network("register")).graph}
    assert {compact(name.iri) for name in atlas.names.of_class(f"{SBX}Application")} <= drawn


@pytest.mark.parametrize(
    ("given", "inside", "outside"),
    [
        ({"sandbox": ["lake"]}, "app:ferry-loans", "app:cave-scan"),
        ({"place": ["lakeside"]}, "app:ferry-loans", "app:cave-scan"),
        ({"batch": ["lake-1"]}, "app:harbour-pay", "app:ferry-loans"),
    ],
)
async def test_a_view_can_be_narrowed(atlas: Atlas, given: dict[str, list[str]], inside: str, outside: str) -> None:
    network = await atlas.network("register", given)
    nodes = {compact(node) for node in network.graph}
    assert inside in nodes
    assert outside not in nodes
    assert network.parameters == given
    assert network.view == view("register")
    assert "VALUES" in network.text


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (
            "inst:north-bank-pier",
            {
                ("inst:north-bank-pier", "org:subOrganizationOf", "inst:north-bank"),
                ("app:ferry-loans", "sbx:applicant", "inst:north-bank-pier"),
                ("app:ferry-loans", "sbx:applicant", "inst:reed-tech"),
                ("app:ferry-loans", "sbx:inBatch", "batch:lake-2"),
            },
        ),
        (
            "regulator:lake-authority",
            {
                ("sandbox:lake", "sbx:regulatedBy", "regulator:lake-authority"),
                ("batch:lake-1", "sbx:publishedBy", "regulator:lake-authority"),
                ("batch:lake-2", "sbx:publishedBy", "regulator:lake-authority"),
            },
        ),
        (
            "tech:tide-models",
            {
                ("tech:tide-models", "skos:broader", "tech:water-maths"),
                ("batch:lake-2", "sbx:focusTechnology", "tech:tide-models"),
                ("app:harbour-pay", "sbx:usesTechnology", "tech:tide-models"),
                ("app:harbour-pay", "sbx:applicant", "inst:north-bank"),
                ("app:harbour-pay", "sbx:participant", "inst:reed-tech"),
                ("app:harbour-pay", "sbx:inBatch", "batch:lake-1"),
            },
        ),
    ],
)
async def test_a_neighbourhood_holds_the_links_of_a_thing_and_of_its_applications(
    atlas: Atlas, entity: str, expected: set[tuple[str, ...]]
) -> None:
    assert drawn_edges(await atlas.network("neighbourhood", {"entity": [entity]})) == expected


async def test_institutions_of_two_sandboxes_link_them(atlas: Atlas) -> None:
    drawn = drawn_edges(await atlas.network("between-sandboxes"))
    assert {edge for edge in drawn if edge[1] == "sbx:involves"} == {
        ("sandbox:lake", "sbx:involves", "inst:reed-tech"),
        ("sandbox:hill", "sbx:involves", "inst:reed-tech"),
    }


async def test_wrong_views_and_parameters_are_said(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean register"):
        await atlas.network("registre")
    with pytest.raises(BadParameterError, match="needs the parameter 'entity'"):
        await atlas.network("neighbourhood")
    with pytest.raises(BadParameterError, match="no parameter 'colour'"):
        await atlas.network("register", {"colour": ["red"]})


def test_only_statements_between_things_are_edges_in_a_fixed_order() -> None:
    lines = [
        "<urn:b> <urn:p> <urn:a> .",
        "<urn:a> <urn:q> <urn:b> .",
        "<urn:a> <urn:p> <urn:b> .",
        "<urn:a> <urn:p> <urn:a> .",
        '<urn:a> <urn:p> "text" .',
        "<urn:a> <urn:p> _:blank .",
        "_:blank <urn:p> <urn:c> .",
    ]
    graphs = [from_triples("\n".join(order).encode()) for order in (lines, lines[::-1])]
    edges = [
        ("urn:a", "urn:a", "urn:p"),
        ("urn:a", "urn:b", "urn:p"),
        ("urn:a", "urn:b", "urn:q"),
        ("urn:b", "urn:a", "urn:p"),
    ]
    for graph in graphs:
        assert list(graph) == ["urn:a", "urn:b"]
        assert list(graph.edges(keys=True)) == edges
    assert len(from_triples(b"")) == 0
