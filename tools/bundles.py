"""Makes the bundles: what a page needs of our scripts and of our styles, each as one small file, written by esbuild.

It needs Python and the esbuild that `hatch_build.py` fetched, nothing else, so that `make serve` can make them again
whenever a source has changed. Where esbuild is missing (an install without a network) a bundle only names its source,
and browsers load the sources one by one.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BUNDLES = {
    "site.js": "page/entry.js",
    "site.css": "page/atlas.css",
    "explorer.js": "explorer/entry.js",
    "tools.js": "explorer/tools.js",
    "explorer.css": "explorer/explorer.css",
    "finding.js": "copy/finding.js",
    "linking.js": "copy/linking.js",
    "queries.js": "copy/queries.js",
    "workbench.js": "copy/workbench.js",
    "editor.js": "sparql/editor.js",
    "editor.css": "sparql/sparql.css",
    "desk.js": "desk/entry.js",
    "desk.css": "desk/desk.css",
}
"""The files that pages load, and the source that each begins with, below the folder of static files."""

_MADE_OF = ".made-of"
_OPTIONS = (
    "--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--sourcemap",
    "--sources-content=false", "--log-level=warning", "--color=false",
)  # fmt: skip


def refresh(root: Path) -> None:
    """Make the bundles unless they are those of the sources as they are now.

    Args:
        root: The folder with package-lock.json.

    Raises:
        FileNotFoundError: esbuild was not fetched.
        RuntimeError: A source has a mistake, which the message shows with its place.
    """
    if not is_fresh(root):
        _make(root)


def is_fresh(root: Path) -> bool:
    """Whether the bundles are those of the sources as they are now."""
    folder = _static(root) / "bundles"
    mark = folder / _MADE_OF
    made = all((folder / name).is_file() for name in BUNDLES)
    return made and mark.is_file() and mark.read_text(encoding="ascii") == _digest(root)


def link(root: Path) -> None:
    """Write bundles that only name their sources."""
    folder = _static(root) / "bundles"
    folder.mkdir(exist_ok=True)
    (folder / _MADE_OF).unlink(missing_ok=True)
    for name, source in BUNDLES.items():
        loading = "@import" if name.endswith(".css") else "import"
        (folder / name).write_text(f'{loading} "../{source}";\n', encoding="utf-8")


def _make(root: Path) -> None:
    static, digest = _static(root), _digest(root)  # what changes meanwhile makes them stale again
    entries = [f"{Path(name).stem}={static / source}" for name, source in BUNDLES.items()]
    command = [str(_esbuild(root)), *_OPTIONS, f"--outdir={static / 'bundles'}", *entries]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or done.stderr:
        raise RuntimeError(f"esbuild could not bundle the scripts and styles of the pages:\n{done.stderr}")
    (static / "bundles" / _MADE_OF).write_text(digest, encoding="ascii")


def _static(root: Path) -> Path:
    return (root / "sandbox_atlas" / "api" / "static").resolve()


def _sources(root: Path) -> Iterator[Path]:
    static = _static(root)
    for path in sorted(static.rglob("*")):
        if path.suffix in (".js", ".css") and path.parent != static / "bundles":
            yield path
    yield root / "package-lock.json"  # names the version of esbuild
    yield Path(__file__)


def _digest(root: Path) -> str:
    found = hashlib.sha256()
    for path in _sources(root):
        found.update(f"{path.name} {path.stat().st_size}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _esbuild(root: Path) -> Path:
    folder = root / "node_modules" / "@esbuild"
    for program in (*folder.glob("*/bin/esbuild"), *folder.glob("*/esbuild.exe")):
        return program
    raise FileNotFoundError("esbuild is not there: `python hatch_build.py` fetches it.")


def main() -> int:
    """Make the bundles, or say why they cannot be made."""
    root = Path(__file__).parents[1]
    try:
        refresh(root)
    except FileNotFoundError as error:
        link(root)
        print(f"{error} Until then pages load their scripts and styles file by file.", file=sys.stderr)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
