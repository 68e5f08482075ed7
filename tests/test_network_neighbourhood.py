"""Neighbours and paths as data, over a real server with the shipped register."""

from __future__ import annotations

import itertools

import httpx2 as httpx
import pytest

ID = "https://w3id.org/sandbox-atlas/id/"


def test_neighbours_come_with_their_number_by_relation_and_the_links_among_them(client: httpx.Client) -> None:
    answer = client.get("/neighbours", params={"of": "institution/icbc", "limit": 3, "lang": "zh"}).json()
    assert (answer["of"], answer["total"], answer["shown"]) == (f"{ID}institution/icbc", 8, 3)
    counts = {each["relation"]: (each["label"], each["inverse"], each["count"]) for each in answer["byRelation"]}
    assert counts["sbx:applicant"] == ("申请的应用", True, 3)
    assert len(answer["nodes"]) == 4
    assert all({edge["from"], edge["to"]} <= {node["id"] for node in answer["nodes"]} for edge in answer["edges"])


def test_neighbours_are_listed_in_pages_and_by_relation(client: httpx.Client) -> None:
    def listed(**parameters: object) -> list[str]:
        found = client.get("/neighbours", params={"of": "institution/icbc", **parameters}).json()
        return [node["id"] for node in found["nodes"] if node["id"] != found["of"]]

    everything = set(listed())
    assert len(everything) == 8
    assert set(listed(limit=5)) | set(listed(limit=5, offset=5)) == everything
    applications = {iri for iri in everything if "/application/" in iri}
    assert set(listed(relation="sbx:applicant")) == applications
    assert listed(relation="sbx:unheard") == []


def test_paths_are_the_shortest_and_say_their_length(client: httpx.Client) -> None:
    ends = {"from": "institution/icbc", "to": "institution/bank-of-china"}
    answer = client.get("/paths", params=ends).json()
    assert answer["length"] == 4
    assert {len(path) for path in answer["paths"]} == {5}
    for path in answer["paths"]:
        assert (path[0], path[-1]) == (f"{ID}institution/icbc", f"{ID}institution/bank-of-china")
    steps = {frozenset((edge["from"], edge["to"])) for edge in answer["edges"]}
    assert all(frozenset(pair) in steps for path in answer["paths"] for pair in itertools.pairwise(path))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/neighbours?of=institution/icbcc", 404, "institution/icbc"),
        ("/neighbours?of=institution/icbc&limit=many", 400, "whole number"),
        ("/neighbours?of=institution/icbc&limit=501", 400, "from 0 to 500"),
        ("/paths?from=institution/icbc", 400, "no 'to'"),
        ("/paths?from=institution/icbc&to=institution/nowhere-bank-at-all", 404, "nowhere"),
    ],
)
def test_what_cannot_be_answered_is_explained(client: httpx.Client, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.text
