"""Walls around workers: they have no network, for root as for any other user where the system allows namespaces."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOBODY = "65532"
"""The user of the container image."""
SCRIPT = """
import asyncio, json, sys
from pathlib import Path
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.settings import Settings

async def main():
    settings = Settings(workers=1, memory=256, deadline=5, cache=sys.argv[2])
    engine = await EmbeddedEngine.start(Snapshot.of(read([Path(sys.argv[1])])), settings)
    answer = await engine.query("ASK {}", "application/sparql-results+json")
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
    try:
        await engine.query(endless, "text/csv", 0.5)
    except Exception as error:
        stopped = type(error).__name__
    workers = [worker._process.pid for worker in engine.pool._workers]
    links = [Path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:] for pid in workers]
    names = [line.split(":")[0].strip() for each in links for line in each]
    print(json.dumps({"network": engine.walls.network, "links": names, "stopped": stopped, "demoted":
        engine.pool.counters.demoted, "answer": json.loads(answer.body)["boolean"]}))
    await engine.close()

asyncio.run(main())
"""


DROPS = {
    "another user": [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--bounding-set=-all"],
    "no capabilities": ["--bounding-set=-all", "--inh-caps=-all"],
}
"""Options of setpriv(1) that leave root without privileges; a container's user has neither name nor capabilities."""


def _dropping(options: list[str]) -> list[str]:
    """A command that drops privileges; nothing where there are none to drop."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv of util-linux")
    return ["setpriv", *options]


@pytest.mark.parametrize("options", DROPS.values(), ids=DROPS)
def test_without_privileges_workers_have_no_network_either(tiny: Path, tmp_path: Path, options: list[str]) -> None:
    drop = _dropping(options)
    if subprocess.run([*drop, "unshare", "--user", "--net", "true"], check=False).returncode:
        pytest.skip("this system lets no unprivileged user make namespaces")
    if subprocess.run([*drop, "sh", "-c", f"{sys.executable} -c 'import sandbox_atlas'"], check=False).returncode:
        pytest.skip("this user may not run the Python of the tests")
    data = tmp_path / "tiny.trig"
    data.write_bytes(tiny.read_bytes())
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    program = [*drop, sys.executable, "-P", "-c", SCRIPT, str(data), str(tmp_path)]
    done = subprocess.run(program, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["network"], found["answer"], found["stopped"]) == (True, True, "DeadlineError")
    assert set(found["links"]) <= {"lo"}
    assert found["demoted"] == 1, "the parent may still measure its workers and lower their priority"
