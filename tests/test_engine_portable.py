"""The portable pool: chosen where workers cannot be forked, forced by a setting, and free of what only Linux has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import psutil
import pytest

from sandbox_atlas.graph.engine.pool import choice
from sandbox_atlas.graph.engine.pool.choice import starter
from sandbox_atlas.graph.engine.pool.forkserver import ForkServer
from sandbox_atlas.graph.engine.pool.portable import PortableStarter
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.settings import Settings
from tests.support.server import serving

ELSEWHERE = """
import importlib, json, os, pkgutil, signal, sys

FORKING = (
    *(".pool." + name for name in ("worker", "forked", "forkserver", "lent")),
    *(".server.fronts." + name for name in ("front", "front_handle", "handing", "supervisor")), ".http.ledger",
)
MISSING = ("fcntl", "grp", "pwd", "resource", "termios", "_posixsubprocess_")
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
import asyncio, subprocess, uvicorn, typer, rich.console, networkx, rdflib, pyoxigraph  # as they are on this system
import importlib.metadata, tempfile, multiprocessing, concurrent.futures.process
for name in MISSING:
    sys.modules.pop(name, None)
for module, names in ((os, ("fork", "pidfd_open", "pread", "setpriority", "O_DIRECTORY", "waitpid", "geteuid")),
                      (signal, ("pidfd_send_signal", "SIGHUP", "SIGKILL", "SIGBUS", "SIGTRAP"))):
    for each in names:
        if hasattr(module, each):
            delattr(module, each)
import sandbox_atlas.api, sandbox_atlas.graph
found = []
for package in (sandbox_atlas.graph, sandbox_atlas.api):
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not each.name.endswith(FORKING) and ".agents." not in each.name:
            importlib.import_module(each.name)
            found.append(each.name)
print(json.dumps(found))
"""
"""Imports every module but those of the fork server and of fronts, without what only Linux or only Unix has.

The library of the tools for agents asks for the system by its name, which is that of this one.
"""


def test_modules_are_imported_without_what_only_linux_has() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", ELSEWHERE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 150


def test_the_pool_is_chosen_by_the_system_or_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    def chosen(pool: str) -> type:
        return type(starter((), Settings(pool=pool)))  # type: ignore[arg-type]

    assert [chosen(pool) for pool in ("auto", "fork", "portable")] == [ForkServer, ForkServer, PortableStarter]
    monkeypatch.setattr(choice, "_STATUS", Path("/nowhere/stat"))
    assert [chosen(pool) for pool in ("auto", "portable")] == [PortableStarter] * 2
    with pytest.raises(EngineError, match="/proc is not mounted") as caught:
        chosen("fork")
    assert "SANDBOX_ATLAS_POOL" in caught.value.hint
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(EngineError, match="this is darwin"):
        chosen("fork")


@pytest.mark.server
def test_a_server_says_which_pool_it_has_and_its_workers_end_with_it(tiny: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving("--data", str(tiny), "--pool", "portable", "--workers", "1", errors=log) as server:
        ready = httpx.get(f"{server.address}/health/ready", timeout=30).json()
        assert ready["pool"] == "portable"
        assert set(ready["walls"]) == {"networkNamespace", "memoryMiB"}
        assert httpx.get(f"{server.address}/data/atlas.ttl", timeout=60).status_code == 200
        running = [each for each in server.family() if "pool.spawned" in " ".join(each.cmdline())]
        assert len(running) == 2
        server.process.kill()
        psutil.wait_procs(running, timeout=10)
        assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in running)
    assert "Workers are started by the portable pool" in log.read_text()


def test_a_worker_ends_at_once_when_its_parent_does_whatever_its_query(tiny: Path) -> None:
    """Its standard input ends; nothing but this is needed on other systems."""
    script = (
        "import sys; from pathlib import Path; from sandbox_atlas.graph.engine.pool import frames, source;"
        "from sandbox_atlas.graph.loading.dataset import read;"
        "from sandbox_atlas.graph.loading.snapshot import Snapshot;"
        f"documents = Snapshot.of(read([Path({str(tiny)!r})])).documents;"
        "[sys.stdout.buffer.write(piece) for piece in source.load_message(documents, 2**28)];"
        "query = b'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }';"
        "head = {'media_type': 'text/csv', 'dataset': None, 'base': '', 'max_rows': 1, 'max_bytes': 1000};"
        "sys.stdout.buffer.write(frames.pack(head, query))"
    )
    message = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=True).stdout
    command = [sys.executable, "-P", "-m", "sandbox_atlas.graph.engine.pool.spawned"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(message)
        worker.stdin.flush()
        assert b"statements" in os.read(worker.stdout.fileno(), 1000)
        time.sleep(0.2)
        assert worker.poll() is None
        worker.stdin.close()
        assert worker.wait(timeout=5) == 0
