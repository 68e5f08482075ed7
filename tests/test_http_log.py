"""The log while things go wrong: each line is JSON, whoever wrote it, and names the request that it is about."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from sandbox_atlas.api.http.access_log import AccessLog
from sandbox_atlas.graph.processes.error_log import ErrorLog, log_lines
from tests.support.server import serving


class Terminal(io.StringIO):
    """A stream that people read."""

    def isatty(self) -> bool:
        return True


DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
HUNGRY = f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('0123456789' AS ?x0) {DOUBLING} }}"


@pytest.mark.server
def test_every_line_is_json_while_queries_die_of_memory(tiny: Path, tmp_path: Path) -> None:
    errors = tmp_path / "log"
    with serving("--data", str(tiny), errors=errors, memory=64, workers=1, deadline=60) as server:
        for number in range(3):
            answer = httpx.get(
                f"{server.address}/sparql",
                params={"query": f"{HUNGRY} # {number}"},
                headers={"X-Request-ID": f"hungry-{number}"},
                timeout=60,
            )
            assert answer.status_code == 422, answer.text
        walls = httpx.get(f"{server.address}/health/ready", timeout=60).json()["walls"]
    lines: list[dict[str, Any]] = [json.loads(line) for line in errors.read_text().splitlines()]
    said = [line["message"] for line in lines if line.get("logger") == "sandbox_atlas.worker"]
    assert any("memory allocation" in text for text in said)
    crashed = [line["request"] for line in lines if "crashed its worker" in line.get("message", "")]
    assert crashed == ["hungry-0", "hungry-1", "hungry-2"]
    assert walls["memoryMiB"] == 64
    named = any("network namespace of their own" in line.get("message", "") for line in lines)
    assert named, "the log says whether workers have a network"


@pytest.mark.anyio
async def test_lines_of_children_are_logged_whole_one_by_one(caplog: pytest.LogCaptureFixture) -> None:
    log = await ErrorLog.opened("sandbox_atlas.child")
    for piece in (b"first li", b"ne\nsecond\n\n", "zuletzt ü".encode(), b"\xff"):
        os.write(log.descriptor, piece)
        await asyncio.sleep(0.01)
    log.hand_over()
    await log.close()
    assert [record.getMessage() for record in caplog.records] == ["first line", "second", "zuletzt ü\ufffd"]
    assert {(record.name, record.levelno) for record in caplog.records} == {("sandbox_atlas.child", logging.WARNING)}


@pytest.mark.anyio
async def test_a_child_that_lives_on_does_not_delay_the_end_for_long() -> None:
    log = await ErrorLog.opened("sandbox_atlas.child")
    await asyncio.wait_for(log.close(), 5)
    log.hand_over()


def test_an_endless_line_becomes_several(caplog: pytest.LogCaptureFixture) -> None:
    log_lines("sandbox_atlas.child", [b"x" * 20_000])
    assert [len(record.getMessage()) for record in caplog.records] == [8000, 8000, 4000]


@pytest.mark.server
def test_a_terminal_gets_plain_lines_that_hold_no_commands_for_it() -> None:
    terminal = Terminal()
    log = AccessLog(terminal)
    log.write(logging.WARNING, {"logger": "sandbox_atlas", "message": "No wall \x1b[2J stands."})
    log.write(logging.INFO, {"request": "1", "method": "GET", "path": "/about", "status": 200, "ms": 0.9, "bytes": 17})
    assert terminal.getvalue().splitlines() == [r"warning: No wall \u001b[2J stands.", "GET /about 200 0.9 ms"]


def test_what_python_itself_complains_of_is_json_too(tmp_path: Path) -> None:
    script = """
import sys, threading, warnings
from sandbox_atlas.api.http.access_log import AccessLog, configure_logging
configure_logging(AccessLog(sys.stderr))
warnings.warn("old", UserWarning)
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
class Bad:
    def __del__(self): raise ValueError("in a finaliser")
Bad()
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert ["old" in lines[0]["message"], "ZeroDivisionError" in lines[1]["traceback"]] == [True, True]
    assert "in a finaliser" in lines[2]["traceback"]
