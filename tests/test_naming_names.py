"""What things are called: found by each of their names, near names suggested, labels that fall back."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.results import rows
from sandbox_atlas.graph.rdf.vocabulary import compact, entity_iri

pytestmark = [pytest.mark.anyio, pytest.mark.every_engine]

REED = entity_iri("institution", "reed-tech")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (REED, ()),
        ("inst:reed-tech", ()),
        ("institution/reed-tech", ()),
        ("inst/reed-tech", ()),
        ("reed-tech", ("institution",)),
        ("reed-tech", ("place", "institution")),
        ("reed-tech", ()),
        ("Reed Tech", ()),
        ("reed tech", ("institution",)),
        ("芦苇科技", ()),
        ("Reeds", ()),
        ("Read Tech", ()),
        ("READ TECH", ("institution",)),
    ],
)
async def test_a_thing_is_found_by_each_of_its_names(atlas: Atlas, text: str, kinds: tuple[str, ...]) -> None:
    assert atlas.names.resolve(text, kinds) == REED


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("", ()), ("Reed", ()), ("inst:reed", ()), ("Reed Tech", ("place",)), ("reed-tech", ("place",)), ("urn:x", ())],
)
async def test_what_is_no_name_is_not_found(atlas: Atlas, text: str, kinds: tuple[str, ...]) -> None:
    assert atlas.names.resolve(text, kinds) is None


@pytest.mark.parametrize("text", [REED, "inst:reed-tech", "institution/reed-tech"])
async def test_a_thing_of_another_kind_is_not_taken(atlas: Atlas, text: str) -> None:
    assert atlas.names.resolve(text, ("place", "batch")) is None


def test_a_name_of_two_things_means_neither_unless_the_kind_tells() -> None:
    bank, place = (Name(entity_iri(kind, "lake"), {"en": "Lake"}) for kind in ("institution", "place"))
    names = Names([bank, place])
    assert names.resolve("Lake") is None
    assert names.resolve("lake", ("place",)) == place.iri
    assert names.resolve("Lake", ("institution",)) == bank.iri


@pytest.mark.parametrize(
    ("text", "kinds", "first"),
    [
        ("reed-teck", (), "inst:reed-tech"),
        ("Reed Teh", (), "inst:reed-tech"),
        ("inst:reed-tec", ("institution",), "inst:reed-tech"),
        ("institution/gul-insurance", (), "inst:gull-insurance"),
        ("北岸银", ("institution",), "inst:north-bank"),
        ("lakesid", ("place",), "place:lakeside"),
        ("pier", ("institution",), "inst:north-bank-pier"),
    ],
)
async def test_near_names_are_suggested_best_first(atlas: Atlas, text: str, kinds: tuple[str, ...], first: str) -> None:
    near = await atlas.names.near(text, kinds)
    assert compact(near[0].iri) == first
    assert len(near) == len({name.iri for name in near}) <= 3


async def test_nothing_is_near_to_nonsense(atlas: Atlas) -> None:
    assert await atlas.names.near("zzzzqqqq") == []
    assert await atlas.names.near("") == []
    assert await atlas.names.near("Reed Tech", ("place",)) == []


async def test_the_names_of_a_thing_are_known_by_language(atlas: Atlas) -> None:
    name = atlas.names.get(REED)
    assert name.labels == {"en": "Reed Tech", "zh": "芦苇科技"}
    assert sorted(name.others) == ["Read Tech", "Reeds"]
    assert compact(name.class_iri) == "sbx:Institution"
    assert REED in atlas.names
    assert atlas.names.get("urn:unknown").label("en") == "urn:unknown"


@pytest.mark.parametrize(
    ("labels", "others", "lang", "label", "tag"),
    [
        ({"en": "A", "zh": "甲"}, [], "zh", "甲", "zh"),
        ({"zh": "甲"}, [], "en", "甲", "zh"),
        ({"de": "A"}, ["B"], "en", "A", "de"),
        ({"": "A"}, [], "zh", "A", ""),
        ({}, ["B", "C"], "en", "B", ""),
        ({}, [], "en", "inst:x", ""),
    ],
)
def test_a_label_falls_back_to_another_language_or_name(
    labels: dict[str, str], others: list[str], lang: str, label: str, tag: str
) -> None:
    name = Name(entity_iri("institution", "x"), labels, others)
    assert (name.label(lang), name.label_language(lang)) == (label, tag)


def test_rows_have_a_value_or_none_for_each_variable() -> None:
    body = b'{"head": {"vars": ["a", "b"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}}'
    assert list(rows(body)) == [{"a": ox.Literal("x"), "b": None}]
    with pytest.raises(TypeError, match="SELECT"):
        list(rows(b'{"head": {}, "boolean": true}'))


def test_a_text_that_names_nothing_is_compared_with_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names([Name(REED, {"en": "Reed Tech"})])

    def fails(_: Name) -> set[str]:
        raise AssertionError

    monkeypatch.setattr("sandbox_atlas.graph.naming.entries.called", fails)
    assert names.resolve("nobody") is None
    assert names.resolve("reed tech") == REED
