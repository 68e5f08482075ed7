"""Folders as other programs leave them: hidden files, links, files of other kinds, and the address of each file."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pytest

from sandbox_atlas.graph.engine.fingerprint import fingerprint
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.settings import Settings

LINE = "[] <http://e.example/p> 1 ."


def written(path: Path, content: str | bytes = LINE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def names(*paths: Path) -> list[str]:
    return [Path(document.name).name for document in read(paths).data]


@pytest.fixture
def config_map(tmp_path: Path) -> Path:
    """A volume of Kubernetes: each file is a link through a hidden link into a hidden folder."""
    folder = tmp_path / "volume"
    written(folder / "..2026_11_26" / "data.ttl")
    (folder / "..data").symlink_to("..2026_11_26")
    (folder / "data.ttl").symlink_to("..data/data.ttl")
    return folder


def test_hidden_files_and_folders_are_not_read(tmp_path: Path) -> None:
    written(tmp_path / "data.ttl")
    for hidden in ("._data.ttl", ".stversions/data~1.ttl", ".ipynb_checkpoints/data.ttl", ".#data.ttl", "a/.b/c.nt"):
        written(tmp_path / hidden, b"\x00\xff")
    assert names(tmp_path) == ["data.ttl"]


def test_what_is_named_is_read_though_it_is_hidden(tmp_path: Path) -> None:
    inside = written(tmp_path / ".register" / "data.ttl")
    assert names(inside.parent) == ["data.ttl"]
    assert names(written(tmp_path / ".own.ttl")) == [".own.ttl"]


def test_a_config_map_is_read_once_under_the_name_that_is_seen(config_map: Path) -> None:
    (document,) = read([config_map]).data
    assert document.name == str(config_map / "data.ttl")


def test_each_real_file_is_read_once(tmp_path: Path) -> None:
    real = written(tmp_path / "a.ttl")
    (tmp_path / "b.ttl").symlink_to(real)
    os.link(real, tmp_path / "c.ttl")
    (tmp_path / "z").symlink_to(tmp_path)
    (tmp_path / "broken.ttl").symlink_to(tmp_path / "nowhere.ttl")
    assert names(tmp_path) == ["a.ttl"]
    assert names(tmp_path, real, tmp_path / "b.ttl", tmp_path) == ["a.ttl"]
    assert names(tmp_path / "b.ttl", tmp_path) == ["b.ttl"]


def test_folders_that_are_links_are_read(tmp_path: Path) -> None:
    written(tmp_path / "elsewhere" / "x.ttl")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(folder)
    assert names(folder) == ["x.ttl"]


def test_check_lists_what_a_folder_holds_that_is_not_read(tmp_path: Path) -> None:
    written(tmp_path / "a.ttl")
    written(tmp_path / "b.nt.gz", gzip.compress(b""))
    for name in ("c.n3", "d.turtle", "e.json", "Makefile", ".git/config"):
        written(tmp_path / name)
    note = next(each for each in check(read([tmp_path])) if each.rule == "not-read")
    assert (note.file, note.line, note.severity) == (str(tmp_path), 0, "note")
    for name in (
        "b.nt.gz (.gz",
        "c.n3 (.n3",
        "d.turtle (.turtle",
        "e.json (.json",
        "Makefile (no suffix)",
        ".git (hidden)",
    ):
        assert name in note.message
    assert note.message.startswith("6 entries are not read")
    assert ".trig" in note.hint


def test_a_spreadsheet_is_noted_until_it_is_imported(tmp_path: Path) -> None:
    written(tmp_path / "a.ttl")
    for name in ("b.xlsx", "b-new-2.csv"):
        written(tmp_path / name)
    (note,) = read([tmp_path]).notes
    assert "`sandbox-atlas import` reads spreadsheets" in note.hint
    written(tmp_path / "b.trig")
    assert read([tmp_path]).notes == ()


def test_the_list_is_bounded(tmp_path: Path) -> None:
    written(tmp_path / "a.ttl")
    for number in range(500):
        written(tmp_path / f"{number}.csv")
    (note,) = read([tmp_path]).notes
    assert "500 entries are not read" in note.message
    assert "and 490 more" in note.message
    assert len(note.message) < 500


def test_hidden_files_do_not_make_a_watching_server_look(tmp_path: Path) -> None:
    data = written(tmp_path / "data" / "a.ttl").parent
    settings = Settings(data=(data,))
    before = fingerprint(settings)
    written(data / "._b.ttl", b"\x00")
    written(data / ".versions" / "a.ttl")
    assert fingerprint(settings) == before
    written(data / "b.ttl")
    assert fingerprint(settings) != before


def test_a_file_has_an_address_below_its_folder(tmp_path: Path) -> None:
    written(tmp_path / "x" / "a b.ttl")
    written(tmp_path / "c.jsonld", "{}")
    address = "https://w3id.org/sandbox-atlas/data"
    assert [document.base for document in read([tmp_path]).data] == [f"{address}/c.jsonld", f"{address}/x/a%20b.ttl"]
    assert [document.base for document in read([tmp_path], "http://e.example/").data] == ["http://e.example/"] * 2


def test_only_documents_with_relative_iris_are_other_data_under_another_name(tmp_path: Path) -> None:
    for number, (text, differs) in enumerate(
        [("<u:a> <u:b> <u:c> .", False), ("<> <u:b> <u:c> .", True), ("@prefix : <#> . :a :b :c .", True)]
    ):
        first = written(tmp_path / str(number) / "a.ttl", text)
        second = Path(shutil.copy(first, first.with_name("b.ttl")))
        assert (read([first]).digest() != read([second]).digest()) is differs
        assert (read([first]).digest() != read([first], "http://e.example/").digest()) is differs


def test_check_says_where_relative_iris_lead(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ttl", "<> a <other> .")
    note = next(each for each in check(read([path])) if each.rule == "base")
    assert (note.severity, "https://w3id.org/sandbox-atlas/data/a.ttl" in note.message) == ("note", True)
    assert not [each for each in check(read([path], "http://e.example/")) if each.rule == "base"]


def test_the_current_folder_may_be_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert names(written(tmp_path / "a.ttl")) == ["a.ttl"]
