"""The notebooks of the documents: each runs as it stands, in a kernel of its own and an empty folder."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[1] / "docs" / "notebooks"

pytestmark = pytest.mark.slow


def run(name: str, folder: Path, **environment: str) -> nbformat.NotebookNode:
    """A notebook with its outputs, run in a folder with no cache and no settings."""
    copy, done = shutil.copy(NOTEBOOKS / f"{name}.ipynb", folder), folder / "done.ipynb"
    places = dict.fromkeys(("XDG_CACHE_HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR"), str(folder))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SANDBOX_ATLAS_")}
    command = [sys.executable, "-c", "from nbclient.cli import main; main()", f"--output={done}", str(copy)]
    subprocess.run(command, env={**kept, **places, **environment}, cwd=folder, capture_output=True, check=True)
    return nbformat.read(done, as_version=4)


def outputs(notebook: nbformat.NotebookNode, words: str) -> str:
    """What the cell with these words gives."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and words in cell.source)
    return str(cell.outputs)


def test_the_story_of_the_batches_runs_from_an_empty_folder(tmp_path: Path) -> None:
    done = run("batches", tmp_path)
    assert "Industrial and Commercial Bank of China" in outputs(done, "institutions-in-multiple-batches")
    assert "mpaypass" in outputs(done, "regulars[0].evidence")
    assert "<iframe" in outputs(done, "atlas.draw")
    assert "CC BY 4.0" in outputs(done, "atlas.close()")


def test_remote_use_needs_nothing_but_pandas(server: str, tmp_path: Path) -> None:
    done = run("remote", tmp_path, ATLAS=server)
    assert "Industrial and Commercial Bank of China" in outputs(done, "regulars")
    assert "/id/passage/" in outputs(done, "membership-evidence")
    assert "Did you mean beijing" in outputs(done, "HTTPError")
    source = "\n".join(cell.source for cell in done.cells if cell.cell_type == "code")
    modules = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in modules}
    assert names == {"os", "pandas", "urllib.parse", "urllib.error"}


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_kept_without_outputs_that_would_grow_old(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
