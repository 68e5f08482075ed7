"""What a server loads before it answers: nothing that only drawing a network, a chart or a search needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATE = {"graspologic_native", "networkx", "numpy", "pandas", "pyshacl", "pyvis", "rdflib", "rustworkx", "scipy"}
"""Libraries that take half a second of processor time together."""


def loaded(module: str, among: set[str]) -> set[str]:
    """The libraries among those named that importing a module loads, in a process of its own."""
    program = f"import sys, {module}; print(*({among!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "sandbox_atlas.api.app",
        "sandbox_atlas.api.cli.cli",
        "sandbox_atlas.api.server.server",
        "sandbox_atlas.graph.atlas",
    ],
)
def test_a_server_starts_without_the_libraries_that_only_some_pages_need(module: str) -> None:
    assert loaded(module, LATE) == set()


def test_a_worker_loads_little_more_than_the_engine() -> None:
    assert loaded("sandbox_atlas.graph.engine.pool.worker", {*LATE, "asyncio", "jinja2", "pydantic", "pyoxigraph"}) == {
        "pyoxigraph"
    }


def test_an_atlas_is_imported_without_the_libraries_of_the_shell_and_of_its_settings() -> None:
    assert loaded("sandbox_atlas.graph.atlas", {*LATE, "fastapi", "jinja2", "pydantic", "starlette", "yaml"}) == set()


def test_the_python_api_is_imported_without_a_server() -> None:
    assert loaded("sandbox_atlas", {"asyncio", "pyoxigraph"}) == set()
    assert loaded("sandbox_atlas.api.notebook.atlas", {*LATE, "babel", "fastapi", "pydantic", "starlette"}) == set()


def test_the_command_line_loads_nothing_heavy_before_a_command_asks_for_it() -> None:
    assert (
        loaded(
            "sandbox_atlas.api.cli.cli", {*LATE, "fastapi", "jinja2", "pydantic", "pyoxigraph", "rich.table", "tantivy"}
        )
        == set()
    )
