"""Frames between the pool and its workers: whole, or none."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from sandbox_atlas.graph.engine.pool import frames

pytestmark = pytest.mark.anyio

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


@pytest.mark.parametrize(("head", "body"), [({}, b""), ({"名": [1, None, "é"]}, bytes(range(256)) * 4000)])
async def test_a_frame_arrives_as_it_was_sent(head: dict[str, Any], body: bytes) -> None:
    here, there = socket.socketpair()
    with here, there:
        sending = asyncio.get_running_loop().run_in_executor(None, here.sendall, frames.pack(head, body) * 2)
        assert await asyncio.to_thread(frames.receive, there) == (head, body)
        assert await asyncio.to_thread(frames.receive, there) == (head, body)
        await sending


@pytest.mark.parametrize("length", [0, 3, 12, 14, 20])
def test_a_frame_cut_short_is_no_frame(length: int) -> None:
    here, there = socket.socketpair()
    with there:
        with here:
            here.sendall(frames.pack({"a": 1}, b"body")[:length])
        assert frames.receive(there) is None


@pytest.mark.parametrize("length", [0, 3, 12, 14, 20])
def test_a_frame_cut_short_is_no_request_either(length: int) -> None:
    here, there = socket.socketpair()
    with there:
        with here:
            here.sendall(frames.pack({"a": 1}, b"body")[:length])
        assert frames.receive_alone(there) is None


ORDINARY: dict[str, Any] = {
    "media_type": JSON, "max_rows": 2**62, "max_bytes": 0, "dataset": None, "base": "", "first": None,
}  # fmt: skip


@pytest.mark.parametrize("media_type", [JSON, CSV, TURTLE, "application/ld+json"])
@pytest.mark.parametrize("changed", [{}, {"base": "urn:a"}, {"first": 3}, {"dataset": {"default": []}}, {"x": 1}])
async def test_the_head_of_any_request_arrives_whatever_form_it_has(media_type: str, changed: dict[str, Any]) -> None:
    head, text = {**ORDINARY, "media_type": media_type, **changed}, b"ASK {}" * 6_000
    here, there = socket.socketpair()
    with here, there:
        sending = asyncio.get_running_loop().run_in_executor(None, here.sendall, frames.pack(head, text))
        assert await asyncio.to_thread(frames.receive_alone, there) == (head, text)
        await sending
    assert (len(frames.pack(head)) < 30) is (not changed)


def test_the_reply_to_a_query_that_went_well_has_no_head() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(frames.pack(frames.OK, b"body"))
        assert frames.receive_alone(there) == ({"status": "ok"}, b"body")
    assert len(frames.pack(frames.OK)) == frames.LENGTHS.size
