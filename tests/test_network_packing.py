"""Packing of pictures: columns hold what a picture does, less what a page asks for later."""

from __future__ import annotations

from typing import Any

from sandbox_atlas.graph.network.packing import packed, packed_more
from sandbox_atlas.graph.network.picture import Picture

ID = "https://example.org/id/"


def _picture(href: str = "/id/{}") -> Picture:
    nodes: list[Any] = [
        {
            "id": ID + name,
            "class": kind,
            "label": {"en": name, "zh": f"“{name}”"},
            "names": names,
            "href": href.format(name),
            "x": 10.4,
            "y": -3.6,
            "size": 8.25,
            "degree": 1,
            "pagerank": 0.5,
        }
        for name, kind, names in (("bank/one", "sbx:Institution", ["Uno"]), ("application/two", "sbx:Application", []))
    ]
    nodes[0] |= {"kind": f"{ID}kind/bank"}
    nodes[1] |= {"batches": ["urn:batch", f"{ID}bank/one"]}
    edge: Any = {"id": 0, "from": ID + "application/two", "to": ID + "bank/one", "relation": "sbx:applicant"}
    timeline: Any = [{"id": "urn:batch", "label": {"en": "Batch", "zh": "批次"}, "date": "2020-01-14"}]
    return {"total": 2, "nodes": nodes, "edges": [edge], "classes": [], "relations": [], "timeline": timeline}


def test_columns_hold_a_picture_in_one_language() -> None:
    columns = packed(_picture(), "zh")
    assert (columns["start"], columns["lang"]) == (ID, "zh")
    assert columns["nodes"] == {
        "id": ["bank/one", "application/two"],
        "label": ["“bank/one”", "“application/two”"],
        "degree": [1, 1],
        "href": {"before": "/id/", "after": ""},
        "x": [10, 10],
        "y": [-4, -4],
        "size": [8.2, 8.2],
        "class": {"values": ["sbx:Institution", "sbx:Application"], "at": [0, 1]},
        "kind": {"values": [f"{ID}kind/bank"], "at": [0, -1]},
        "batches": {"values": [("urn:batch", 0)], "at": [-1, 0]},
    }
    assert columns["edges"] == {"from": [1], "to": [0], "relation": {"values": ["sbx:applicant"], "at": [0]}}
    assert columns["legend"]["timeline"] == {"id": ["urn:batch"], "label": [{"zh": "批次"}], "date": ["2020-01-14"]}


def test_radii_that_follow_from_the_number_of_links_do_not_travel() -> None:
    picture = _picture()
    for node in picture["nodes"]:
        node["size"] = 7.4
    assert "size" not in packed(picture, "zh")["nodes"]


def test_what_is_asked_for_later_is_apart() -> None:
    assert packed_more(_picture(), "zh") == {
        "nodes": {"names": [["Uno"], None], "pagerank": [0.5, 0.5]},
        "labels": {"en": ["bank/one", "application/two"]},
    }


def test_a_large_network_leaves_other_names_to_the_search() -> None:
    more = packed_more(_picture(), "zh", most_named=1)
    assert "names" not in more["nodes"]
    assert more["labels"] == {"en": ["bank/one", "application/two"]}


def test_addresses_that_follow_no_rule_stay_whole() -> None:
    picture = _picture()
    picture["nodes"][1]["href"] = "/elsewhere"
    assert packed(picture, "en")["nodes"]["href"] == ["/id/bank/one", "/elsewhere"]
    alone = {**picture, "nodes": [{**picture["nodes"][0], "id": "urn:a"}], "edges": []}
    assert packed(alone, "en")["start"] == ""  # type: ignore[arg-type]
