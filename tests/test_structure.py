"""The structure of the code: rooms stand on floors, every import leads downward, and no two modules import each other.

The floors are written once, in docs/architecture.md; imports under TYPE_CHECKING and inside functions count too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[1]
PACKAGE = "sandbox_atlas"
LIMITS = {"graph": (16, 51), "api": (12, 37)}
"""Most rooms at the top of each folder, and most pairs of rooms of which one imports the other."""


def floors(folder: str) -> list[set[str]]:
    """The rooms of a folder by floor, from the top, as docs/architecture.md draws them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(rf"```floors of {folder}\n(.*?)```", text, re.DOTALL)
    assert block, f"docs/architecture.md has no floors of {folder}"
    return [set(line.split("–")[0].split()) for line in block[1].splitlines() if line.strip()]


def modules(folder: str) -> dict[str, Path]:
    """The modules of a folder by dotted name, without the docstrings in `__init__.py`."""
    found = {}
    for path in (ROOT / folder).rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.name != "__init__.py":
            found[name] = path
    return found


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports from the package, without the name of the package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.removeprefix(f"{PACKAGE}.") for name in names if name.startswith(f"{PACKAGE}."))


@cache
def module_graph() -> dict[str, set[str]]:
    """For each module, the modules that it imports."""
    known = modules("graph") | modules("api")
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        targets = (target if target in known else target.rpartition(".")[0] for target in imports(path))
        found[name] = {target for target in targets if target in known} - {name}
    return found


def arrows(folder: str) -> set[tuple[str, str]]:
    """Pairs of rooms of a folder of which the first imports the second."""
    pairs = set()
    for name, targets in module_graph().items():
        for target in targets:
            if name.startswith(f"{folder}.") and target.startswith(f"{folder}."):
                pairs.add((name.split(".")[1], target.split(".")[1]))
    return {(room, below) for room, below in pairs if room != below}


@pytest.mark.parametrize("folder", LIMITS)
def test_every_room_stands_on_one_floor_of_the_document(folder: str) -> None:
    listed = [room for floor in floors(folder) for room in floor]
    assert sorted(listed) == sorted({name.split(".")[1] for name in modules(folder)})


@pytest.mark.parametrize("folder", LIMITS)
def test_every_import_leads_downward(folder: str) -> None:
    level = {room: number for number, floor in enumerate(floors(folder)) for room in floor}
    assert {(room, below) for room, below in arrows(folder) if level[room] >= level[below]} == set()


@pytest.mark.parametrize("folder", LIMITS)
def test_there_are_few_rooms_and_few_arrows(folder: str) -> None:
    rooms, most = LIMITS[folder]
    assert len({name.split(".")[1] for name in modules(folder)}) <= rooms
    assert len(arrows(folder)) <= most


def test_the_graph_imports_nothing_of_the_shell() -> None:
    upward = {
        (name, target)
        for name, targets in module_graph().items()
        for target in targets
        if name.startswith("graph.") and target.startswith("api.")
    }
    assert upward == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(module_graph()).prepare()  # raises CycleError, which names the circle


def test_no_module_is_imported_by_its_bare_folder() -> None:
    bare = re.compile(r"^\s*(?:from|import)\s+(?:graph|api|ontology|data)\b(?!\s*=)", re.MULTILINE)
    wrong = [str(path) for path in ROOT.glob("tests/**/*.py") if bare.search(path.read_text(encoding="utf-8"))]
    wrong += [name for name, path in (modules("graph") | modules("api")).items() if bare.search(path.read_text())]
    assert wrong == []
