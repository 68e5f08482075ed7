"""Release: the data set as a folder of files to publish, with their description, checksums and change log.

The same data give the same bytes: no file has the time or the machine of its writing in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pyoxigraph as ox

from sandbox_atlas.graph.downloads import tables
from sandbox_atlas.graph.downloads.distributions import File, described_datasets, description, readme
from sandbox_atlas.graph.downloads.process import serialised, statements
from sandbox_atlas.graph.downloads.replacing import assert_ours, replacing_folder
from sandbox_atlas.graph.errors import NotWritableError, UnreadableFileError
from sandbox_atlas.graph.loading import kept
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.difference import Difference
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.formats import XLSX
from sandbox_atlas.graph.rdf.void import DATA

MARK: Final = "release.json"
"""The file that says what a release is; a folder without one is none."""
CHECKSUMS: Final = "SHA256SUMS"
SNAPSHOT: Final = f"atlas{kept.SUFFIX}"
CHANGES: Final = ("CHANGES.txt", "CHANGES.json", "CHANGES.rdfp")
_DESCRIPTION: Final = "description.ttl"
_README: Final = "README.md"
_MERGED: Final = {"en": "The merged facts, without passages, as {}", "zh": "合并后的事实（不含出处），{} 格式"}
_WHOLE: Final = {
    "en": "All statements in the graphs of their passages, as {}",
    "zh": "全部陈述及其出处的命名图，{} 格式",
}
_DUMPS: Final = {
    "atlas.trig": ("TriG", "application/trig", _WHOLE),
    "atlas.nq": ("N-Quads", "application/n-quads", _WHOLE),
    "atlas.ttl": ("Turtle", "text/turtle", _MERGED),
    "atlas.jsonld": ("JSON-LD", "application/ld+json", _MERGED),
}
_WORKBOOK: Final = {
    "en": "The statements as worksheets, which `import` reads back",
    "zh": "各表列出全部陈述，可用 import 读回",
}
_KEPT: Final = {"en": "The data files as they were read, with their ontology", "zh": "原始数据文件及其本体"}
_TABLES: Final = {
    "en": "What the columns of the tables mean (CSV on the Web)",
    "zh": "各表列的含义（CSV on the Web）",
}
_TABLE: Final = {"en": "Things of the kind “{}” as a table", "zh": "“{}”类条目（表格）"}

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run has done.

    Attributes:
        written: Whether a release was written; not where the folder holds that of the same data already.
        files: The files of the release, with their sizes.
        changes: Number of changes since the release before; None for the first.
        lacking: Why there is no workbook; empty where there is one.
    """

    written: bool
    files: Mapping[str, int]
    changes: int | None
    lacking: str


@dataclass(frozen=True)
class Writers:
    """What a release is written with that this room does not know.

    Attributes:
        workbook: Writes the workbook.
        changes: A difference in one of the formats text, json and patch.
    """

    workbook: Callable[[Path], None]
    changes: Callable[[Difference, str], str]


def write(dataset: Dataset, folder: Path, writers: Writers, lang: str, progress: Progress = lambda _: None) -> Outcome:
    """Write a release, which takes the place of the one before in one step.

    Args:
        dataset: The data, which have passed the checks.
        folder: The folder of the release: new, empty, or with the one before, which the change log compares.
        writers: See there.
        lang: Language of labels in tables.
        progress: Called with the name of each step as it begins.

    Raises:
        BadParameterError: The folder holds something else.
        UnreadableFileError: It cannot be written, or the release before cannot be read.
    """
    assert_ours(folder, MARK)
    digest, program = dataset.digest(), version("sandbox-atlas")
    before = _about(folder)
    same = before.get("snapshot") == digest
    if same and before.get("program") == program and before.get("labels") == lang and is_intact(folder):
        return Outcome(False, _sizes(folder), before.get("changes"), before.get("lacking", ""))
    with replacing_folder(folder, MARK) as draft:
        progress("dumps")
        quads = statements(dataset.served)
        for name in _DUMPS:
            (draft / name).write_bytes(serialised(quads, name.partition(".")[2]))
        progress("tables")
        _write_tables(draft, dataset, quads, lang)
        progress("workbook")
        lacking = _write_workbook(draft, writers)
        progress("change log")
        kept.write(_parts(dataset), digest, draft / SNAPSHOT)
        changes = (
            _keep_changes(folder, draft, before) if same else _write_changes(folder, draft, dataset, before, writers)
        )
        progress("description")
        about = {"snapshot": digest, "program": program, "labels": lang, "changes": changes, "lacking": lacking}
        _describe(draft, quads, {**about, "previous": _previous(before, digest)})
    return Outcome(True, _sizes(folder), changes, lacking)


def is_intact(folder: Path) -> bool:
    """Whether the files of a release are those that its checksums name, and all of them."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        listed = {line[66:]: line[:64] for line in lines}
        return {*listed} == {*_paths(folder)} and all(_digest(folder / path) == it for path, it in listed.items())
    except OSError:
        return False


def _about(folder: Path) -> dict[str, Any]:
    """What the release in a folder says of itself; nothing where there is none.

    Raises:
        UnreadableFileError: It cannot be read.
    """
    try:
        found: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f"{folder / MARK} cannot be read.", "Name another folder, or remove this one: it holds no whole release."
        ) from error
    return found


def _previous(before: Mapping[str, Any], digest: str) -> str:
    return str(before.get("previous" if before.get("snapshot") == digest else "snapshot", ""))


def _write_tables(draft: Path, dataset: Dataset, quads: list[ox.Quad], lang: str) -> None:
    own = (quad for document in dataset.data for quad in document.quads())
    made, labels = tables.tables(quads, own), tables.labels_of(quads)
    place = draft / "tables"
    place.mkdir()
    for table in made:
        text = tables.written(table, labels, lang)
        (place / f"{table.name}.csv").write_text(text, encoding="utf-8", newline="")
    sources = [{"@id": iri} for iri in described_datasets(quads)]
    about = {"dc:source": sources[0] if len(sources) == 1 else sources, "dc:identifier": dataset.digest()}
    (place / tables.METADATA).write_text(tables.metadata(made, labels, about), encoding="utf-8")


def _write_workbook(draft: Path, writers: Writers) -> str:
    """Write the workbook. Returns why there is none, if the data hold what no sheet can."""
    try:
        writers.workbook(draft / "atlas.xlsx")
    except (NotWritableError, UnreadableFileError) as error:
        (draft / "atlas.xlsx").unlink(missing_ok=True)
        return error.message
    return ""


def _parts(dataset: Dataset) -> kept.Parts:
    """The documents under names that do not tell where on a machine they were."""
    parts = {"ontology": dataset.ontology, "shapes": dataset.shapes, "data": dataset.data}
    return {part: tuple(map(_published, documents)) for part, documents in parts.items()}


def _published(document: Document) -> Document:
    below = document.base.removeprefix(f"{DATA}/")
    name = unquote(below) if below != document.base else Path(document.name).name
    return Document(name, document.suffix, document.content, document.base)


def _write_changes(
    folder: Path, draft: Path, dataset: Dataset, before: Mapping[str, Any], writers: Writers
) -> int | None:
    """Write what changed since the release before. Returns the number of changes."""
    if not before:
        (draft / CHANGES[0]).write_text("The first release in this folder.\n", encoding="utf-8")
        return None
    difference = Difference.of(Dataset.opened(folder / SNAPSHOT), dataset)
    number = len(difference.changes)
    title = f"Changes since snapshot {before['snapshot'][:12]}: {number}\n\n"
    for name, form in zip(CHANGES, ("text", "json", "patch"), strict=True):
        text = writers.changes(difference, form).rstrip("\n") + "\n"
        (draft / name).write_text(title + text if form == "text" else text, encoding="utf-8")
    return number


def _keep_changes(folder: Path, draft: Path, before: Mapping[str, Any]) -> int | None:
    """Keep the change log, where another version of the program writes a release of the same data."""
    for name in CHANGES:
        if (folder / name).is_file():
            (draft / name).write_bytes((folder / name).read_bytes())
    found: int | None = before.get("changes")
    return found


def _describe(draft: Path, quads: list[ox.Quad], about: dict[str, Any]) -> None:
    """Write the description, the mark and the checksums, in this order: what comes last tells that all is there."""
    files = [*_files(draft)]
    (draft / _DESCRIPTION).write_bytes(description(quads, files, about["snapshot"]))
    (draft / _README).write_text(readme(quads, files, about["snapshot"]), encoding="utf-8")
    listed = [{key: value for key, value in asdict(file).items() if key != "is_rdf"} for file in files]
    text = json.dumps({**about, "files": listed}, ensure_ascii=False, indent=1)
    (draft / MARK).write_text(text + "\n", encoding="utf-8")
    sums = "".join(f"{_digest(draft / path)}  {path}\n" for path in _paths(draft))
    (draft / CHECKSUMS).write_text(sums, encoding="utf-8")


def _files(draft: Path) -> Iterator[File]:
    for path in _paths(draft):
        file = draft / path
        title, media_type = _kind(path)
        yield File(path, title, media_type, file.stat().st_size, _digest(file), path in _DUMPS)


def _kind(path: str) -> tuple[dict[str, str], str]:
    """The title of a file by language, and its media type."""
    if path in _DUMPS:
        label, media_type, title = _DUMPS[path]
        return {lang: text.format(label) for lang, text in title.items()}, media_type
    if path == SNAPSHOT:
        return _KEPT, "application/zip"
    if path.endswith(".xlsx"):
        return _WORKBOOK, XLSX
    if path.endswith(f"/{tables.METADATA}"):
        return _TABLES, "application/csvm+json"
    if path.endswith(".csv"):
        return {lang: text.format(Path(path).stem) for lang, text in _TABLE.items()}, "text/csv"
    return {}, ""


def _paths(folder: Path) -> list[str]:
    """The files of a release but its checksums, in order."""
    found = (each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    return sorted(path for path in found if path != CHECKSUMS)


def _sizes(folder: Path) -> dict[str, int]:
    return {path: (folder / path).stat().st_size for path in _paths(folder)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
