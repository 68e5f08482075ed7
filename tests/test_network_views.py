"""Views over HTTP: a register is drawn whole, and the same each time."""

from __future__ import annotations

import httpx2 as httpx


def test_the_register_draws_both_batches_whole(client: httpx.Client) -> None:
    drawn = client.get("/views/register.json?batch=pboc-beijing-1&batch=pboc-beijing-2").json()
    counts = {each["id"]: each["count"] for each in drawn["classes"]}
    assert (counts["sbx:Application"], counts["sbx:Batch"]) == (17, 2)
    assert len({(node["x"], node["y"]) for node in drawn["nodes"]}) == len(drawn["nodes"])


def test_a_view_looks_the_same_each_time(client: httpx.Client) -> None:
    first, second = (client.get("/views/register.json").json() for _ in range(2))
    assert first["nodes"] == second["nodes"]
