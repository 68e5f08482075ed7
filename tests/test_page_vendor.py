"""The libraries of the pages: locked, under licences that let everybody use them, whole in the package."""

from __future__ import annotations

import importlib.util
import json
import re
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PERMISSIVE = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "Unlicense", "CC0-1.0", "MPL-2.0"}


@pytest.fixture(scope="module")
def locked() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return packages


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_library_may_be_used_by_everybody(locked: dict[str, Any]) -> None:
    for folder, package in locked.items():
        if folder:
            choices = set(re.findall(r"[\w.-]+", package.get("license", "none"))) - {"OR", "AND"}
            assert choices & PERMISSIVE, f"{folder}: {choices}"


def test_the_lock_file_has_a_checksum_for_each_library_and_names_no_host(locked: dict[str, Any]) -> None:
    assert all(package.get("integrity") for folder, package in locked.items() if folder)
    assert not any("resolved" in package for package in locked.values())


def test_the_package_holds_every_library_that_pages_load(hook: ModuleType) -> None:
    folder = files("sandbox_atlas.api").joinpath("static", "vendor")
    for name in hook.FILES:
        assert len(folder.joinpath(name).read_text(encoding="utf-8")) > 1000, name
    for name in hook.PROGRAMS:
        assert folder.joinpath(name).read_bytes().startswith(b"\0asm"), name


def test_what_is_copied_finds_its_imports_beside_it(hook: ModuleType) -> None:
    folder = Path(str(files("sandbox_atlas.api").joinpath("static", "vendor")))
    for name in hook.FILES:
        text = (folder / name).read_text(encoding="utf-8")
        for imported in re.findall(r"^import .* from '([^']+)'", text, re.MULTILINE):
            assert (folder / imported).is_file(), f"{name} imports {imported}"


def test_the_notice_names_each_library_with_its_licence(hook: ModuleType, locked: dict[str, Any]) -> None:
    notice = files("sandbox_atlas.api").joinpath("static", "vendor", hook.NOTICE).read_text(encoding="utf-8")
    for name in ("@zazuko/yasqe", "codemirror", "dompurify", "oxigraph"):
        package = locked[f"node_modules/{name}"]
        assert f"{name} {package['version']} – {package['license']}" in notice
    for tool in ("axe-core", "@biomejs/biome", "typescript", "esbuild"):
        assert f"\n{tool} " not in notice


def test_the_same_lock_file_is_not_fetched_twice(hook: ModuleType, tmp_path: Path, monkeypatch: Any) -> None:  # noqa: ANN401
    (tmp_path / "package.json").write_text('{"name": "none", "private": true}')
    (tmp_path / "package-lock.json").write_text(
        '{"name": "none", "lockfileVersion": 3, "packages": {"": {"name": "none"}}}'
    )
    (tmp_path / "node_modules").mkdir()
    hook.fetch(tmp_path)
    (tmp_path / "package.json").unlink()  # npm would now fail
    hook.fetch(tmp_path)
    with pytest.raises(RuntimeError, match="npm could not fetch"):
        hook.fetch(tmp_path, tools=True)  # they were left out
    (tmp_path / "package-lock.json").write_text("{}")
    with pytest.raises(RuntimeError, match="npm could not fetch"):
        hook.fetch(tmp_path)
