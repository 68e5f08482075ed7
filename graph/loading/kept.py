"""Kept snapshots: a data set as one file, a ZIP of its documents and a list of them, which can be opened like any data.

The documents are kept as they are, so that a kept snapshot has the digest under which it was published.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.graph.errors import UnreadableFileError
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.flushing import sync

SUFFIX: Final = ".snapshot.zip"
_LAYOUT: Final = 1
_LIST: Final = "snapshot.json"
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The date of all members, so that the same data give the same file."""

Parts = dict[str, tuple[Document, ...]]
"""The documents of a data set by part: ontology, shapes, data."""


def is_kept(path: Path) -> bool:
    """Whether a path is that of a kept snapshot, by its name."""
    return path.name.endswith(SUFFIX)


def write(parts: Parts, digest: str, target: Path) -> None:
    """Write a snapshot to a file, which appears whole or not at all (rename(2))."""
    draft = target.with_name(f"{target.name}.new")
    listed: list[dict[str, str]] = []
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as file:
        for part, documents in parts.items():
            for number, each in enumerate(documents, 1):
                member = f"{part}/{number:04}{each.suffix}"
                file.writestr(_member(member), each.content)
                about_it = {"part": part, "member": member, "name": each.name, "base": each.base}
                listed.append(about_it | ({"named": "yes"} if each.is_named else {}))
        about = {"layout": _LAYOUT, "snapshot": digest, "documents": listed}
        file.writestr(_member(_LIST), json.dumps(about, ensure_ascii=False, indent=1))
    sync(draft)
    draft.replace(target)


def read(path: Path) -> Parts:
    """The documents of a kept snapshot.

    Raises:
        UnreadableFileError: It cannot be read, or is none that this version reads.
    """
    try:
        with zipfile.ZipFile(path) as file:
            about: dict[str, Any] = json.loads(file.read(_LIST))
            if about["layout"] != _LAYOUT:
                raise ValueError
            found: dict[str, list[Document]] = {"ontology": [], "shapes": [], "data": []}
            for each in about["documents"]:
                member = str(each["member"])
                document = Document(each["name"], Path(member).suffix, file.read(member), each["base"], "named" in each)
                found[each["part"]].append(document)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise UnreadableFileError(f"{path} cannot be read: {reason}.", "Check the path and its permissions.") from error
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise UnreadableFileError(
            f"{path} is no kept snapshot that this version reads.", "Take another one of the same archive."
        ) from error
    return {part: tuple(documents) for part, documents in found.items()}


def _member(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _DAY)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found
