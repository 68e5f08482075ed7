"""Both transports for agents, each as a program of its own, asked by the client of the protocol's SDK."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from sandbox_atlas.api.agents.tools import TOOLS
from tests.support.server import PROGRAM

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

QUESTION = ("ask", {"name": "institutions-in-multiple-batches"})
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@contextmanager
def serving(*options: str, **settings: str) -> Iterator[str]:
    """The address of a server over HTTP on a free port; it ends by Ctrl+C, and in time."""
    environment = {**os.environ, **{f"SANDBOX_ATLAS_{name.upper()}": value for name, value in settings.items()}}
    command = [PROGRAM, "mcp", "--http", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        try:
            assert line.startswith("Sandbox Atlas serves agents at http://127.0.0.1:")
            yield line.split()[5]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(30) in (0, 130)
            finally:
                process.kill()


@pytest.fixture(scope="module")
def address(tiny: Path) -> Iterator[str]:
    with serving("--data", str(tiny), "--deadline", "1") as found:
        yield found


async def asked(client: Client) -> None:
    assert {tool.name for tool in (await client.list_tools()).tools} == set(TOOLS)
    result = await client.call_tool(*QUESTION)
    answer = json.loads(result.content[0].text)  # type: ignore[union-attr]
    assert answer["status"] == "complete"
    assert answer["rows"]
    assert all(row["passages"] for row in answer["rows"])
    assert (await client.call_tool("ask", {"name": "nothing"})).is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_standard_input_and_output_answer_clients_old_and_new(tiny: Path, mode: str) -> None:
    server = StdioServerParameters(command=PROGRAM, args=["mcp", "--data", str(tiny)])
    async with Client(stdio_client(server), mode=mode) as client:
        await asked(client)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_streamable_http_answers_clients_old_and_new(address: str, mode: str) -> None:
    async with Client(streamable_http_client(address), mode=mode) as client:
        await asked(client)


async def test_a_query_over_http_ends_at_the_deadline_of_the_server(address: str) -> None:
    async with Client(streamable_http_client(address)) as client:
        query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        result = await client.call_tool("sparql", {"query": query})
    assert "deadline-exceeded" in result.content[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "https://evil.example"}, 403), ({"Host": "evil.example"}, 421), ({"Content-Type": "text/plain"}, 400)],
)
def test_pages_of_other_origins_cannot_reach_a_local_server(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(address, json=CALL, headers={**HEADERS, **headers}).status_code == status


def test_a_request_that_is_too_large_is_refused(address: str) -> None:
    assert httpx.post(address, json={**CALL, "params": {"x": "x" * 100_000}}, headers=HEADERS).status_code == 413


def test_a_client_past_its_rate_is_told_when_to_come_back(tiny: Path) -> None:
    with serving("--data", str(tiny), rate="0.01", burst="1") as address:
        answers = [httpx.post(address, json=CALL, headers=HEADERS) for _ in range(2)]
    assert answers[1].status_code == 429
    assert int(answers[1].headers["Retry-After"]) > 1
    assert answers[1].headers["Content-Type"] == "application/problem+json"


def test_a_port_in_use_and_data_with_mistakes_are_one_sentence(address: str) -> None:
    port = address.split(":")[2].split("/")[0]
    broken = Path(__file__).parent / "fixtures" / "broken.ttl"
    for options, said in ((["--http", "--port", port], "cannot be used"), (["--data", str(broken)], "broken.ttl:4")):
        done = subprocess.run([PROGRAM, "mcp", *options], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
