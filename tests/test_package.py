"""What is installed: one package, from the wheel of the source distribution, beside other people's modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow

PROGRAM = """
import json, sys
from sandbox_atlas import Atlas
from importlib.metadata import packages_distributions
from importlib.resources import files
package = files("sandbox_atlas")
print(json.dumps({
    "atlas": Atlas.__name__,
    "fastapi": "fastapi" in sys.modules,
    "where": str(package),
    "typed": package.joinpath("py.typed").is_file(),
    "names": sorted(name for name, owners in packages_distributions().items() if "sandbox-atlas" in owners),
    "files": [package.joinpath(*path.split("/")).is_file() for path in sys.argv[1:]],
}))
"""
FILES = (
    "api/locale/zh/LC_MESSAGES/messages.po",
    "api/static/bundles/explorer.css",
    "api/static/bundles/explorer.js",
    "api/static/vendor/THIRD-PARTY.txt",
    "api/templates/base.html",
    "data/dataset.ttl",
    "graph/network/network.html",
    "graph/queries/_names.rq",
    "ontology/checks/application-without-batch.rq",
)
"""A file of each kind that travels with the code."""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The interpreter of a fresh environment that has the package, and the libraries of this one by path.

    The wheel is built from the source distribution; `make wheel` tries one that is built from the checkout.
    """
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", ROOT]
    subprocess.run(build, check=True, capture_output=True)
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "uv", "venv", "--quiet", environment], check=True)
    found = environment / "bin" / "python"
    wheel = next((tmp_path / "dist").glob("*.whl"))
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--python", found, wheel]
    subprocess.run(command, check=True)
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")  # nothing in it is run by this path
    return found


def test_the_package_works_beside_modules_of_the_same_names(python: Path, tmp_path: Path) -> None:
    folder = tmp_path / "somebody's own"
    (folder / "api").mkdir(parents=True)
    (folder / "data").mkdir()
    for file in ("graph.py", "data/__init__.py", "api/__init__.py", "ontology.py"):
        (folder / file).write_text("raise RuntimeError('the module of somebody else was imported')\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))}
    command = [str(python), "-c", PROGRAM, *FILES]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert Path(report["where"]).is_relative_to(tmp_path)
    assert report["atlas"] == "Atlas"
    assert not report["fastapi"]
    assert report["names"] == ["sandbox_atlas"]
    assert report["typed"]
    assert report["files"] == [True] * len(FILES)
