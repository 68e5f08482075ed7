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
