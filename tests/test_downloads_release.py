"""Releases: the data set as a folder of files that says what it is, and that is there as a whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.graph.downloads import replacing
from sandbox_atlas.graph.downloads.process import statements
from sandbox_atlas.graph.downloads.release import CHANGES, CHECKSUMS, MARK, SNAPSHOT, is_intact
from sandbox_atlas.graph.downloads.replacing import replacing_folder
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.dataset import Dataset, read

Run = Callable[..., str]
DCAT = "http://www.w3.org/ns/dcat#"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program; gives what it says."""

    def ran(*arguments: object, status: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert int(ended.value.code or 0) == status, said
        return said

    return ran


@pytest.fixture(scope="module")
def released(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the tiny register, from another working folder than that of the other tests."""
    folder = tmp_path_factory.mktemp("releases") / "first"
    program = "from sandbox_atlas.api.cli.cli import main; main()"
    command = [sys.executable, "-c", program, "release", str(folder), "--data", str(tiny)]
    subprocess.run(command, cwd=folder.parent, check=True)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def canonical(quads: list[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def test_a_release_has_every_format_and_says_what_each_file_is(released: Path) -> None:
    files = contents(released)
    assert {"atlas.trig", "atlas.nq", "atlas.ttl", "atlas.jsonld", "atlas.xlsx", SNAPSHOT, "README.md"} <= {*files}
    about = json.loads(files[MARK])
    assert {each["path"] for each in about["files"]} == {*files} - {MARK, CHECKSUMS, "README.md", "description.ttl"}
    assert b"/tmp" not in files[MARK] + files["README.md"] + files["description.ttl"]
    assert is_intact(released)


def test_the_checksums_are_those_that_sha256sum_reads(released: Path) -> None:
    done = subprocess.run(["sha256sum", "--strict", "-c", CHECKSUMS], cwd=released, capture_output=True, check=False)  # noqa: S607
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(contents(released)) - 1


def test_the_same_data_give_the_same_bytes(run: Run, released: Path, tiny: Path, tmp_path: Path) -> None:
    run("release", tmp_path / "again", "--data", tiny)
    assert contents(tmp_path / "again") == contents(released)
    head = (released / "tables" / "source.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
    assert head.strip().endswith(",type,type_label,dcterms_type,dcterms_type_label")  # two properties of one name
    assert "up to date" in run("release", tmp_path / "again", "--data", tiny)


@pytest.mark.parametrize("name", ["atlas.trig", "atlas.nq", SNAPSHOT])
def test_each_whole_dump_can_be_served_with_the_same_answers(released: Path, tiny_dataset: Dataset, name: str) -> None:
    assert canonical(statements(read([released / name]).served)) == canonical(statements(tiny_dataset.served))


@pytest.mark.parametrize("name", ["atlas.ttl", "atlas.jsonld"])
def test_merged_dumps_hold_the_merged_facts(released: Path, tiny_dataset: Dataset, name: str) -> None:
    merged = [quad for quad in statements(tiny_dataset.served) if isinstance(quad.graph_name, ox.DefaultGraph)]
    assert canonical(list(ox.parse(path=released / name))) == canonical(merged)


def test_the_workbook_imports_as_the_same_statements(run: Run, released: Path, tmp_path: Path, tiny: Path) -> None:
    pytest.importorskip("openpyxl").load_workbook(released / "atlas.xlsx", read_only=True).close()
    run("export", "--data", tiny, "-o", tmp_path / "export.xlsx")
    assert len((tmp_path / "export.xlsx").read_bytes()) == pytest.approx(
        (released / "atlas.xlsx").stat().st_size, rel=0.1
    )


def test_the_description_names_each_file_with_its_checksum_relative_to_itself(released: Path) -> None:
    here = "https://data.example/releases/1/"
    graph = ox.Store()
    graph.load(path=released / "description.ttl", base_iri=f"{here}description.ttl")
    rows = graph.query(
        f"""PREFIX dcat: <{DCAT}> PREFIX spdx: <http://spdx.org/rdf/terms#> SELECT ?at ?size ?sum ?type {{
        ?data a dcat:Dataset ; dcat:distribution ?file . ?file dcat:downloadURL ?at ; dcat:byteSize ?size ;
        dcat:mediaType ?type ; spdx:checksum/spdx:checksumValue ?sum }}"""
    )
    sums = dict(line.split("  ")[::-1] for line in (released / CHECKSUMS).read_text().splitlines())
    found = {row["at"].value.removeprefix(here): row for row in rows}  # type: ignore[union-attr]
    assert {"atlas.trig", "tables/application.csv", "tables/csv-metadata.json"} <= {*found}
    for path, row in found.items():
        assert (row["sum"].value, int(row["size"].value)) == (sums[path], (released / path).stat().st_size)
    assert graph.query("ASK { ?data <http://rdfs.org/ns/void#triples> ?n ; <http://rdfs.org/ns/void#dataDump> ?dump }")


def test_tables_say_in_csvw_what_the_dump_says(released: Path, tiny_dataset: Dataset) -> None:
    """Single values are the triples that a CSVW processor makes of the row (csv2rdf, section 4.6)."""
    merged = {quad.triple for quad in statements(tiny_dataset.served) if isinstance(quad.graph_name, ox.DefaultGraph)}
    described = json.loads((released / "tables/csv-metadata.json").read_bytes())
    made = 0
    for table in described["tables"]:
        with (released / "tables" / table["url"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = table["tableSchema"]["columns"]
        assert [each["name"] for each in columns] == [*rows[0]]
        for column in columns:
            for row in rows if "propertyUrl" in column else ():
                texts = (
                    row[column["name"]].split(column["separator"]) if "separator" in column else [row[column["name"]]]
                )
                for text in filter(None, texts):
                    value: ox.NamedNode | ox.Literal = ox.NamedNode(text) if "://" in text else ox.Literal(text)
                    if "lang" in column:
                        value = ox.Literal(text, language=column["lang"])
                    elif "valueUrl" not in column and column.get("datatype") not in ("anyURI", "string"):
                        value = ox.Literal(
                            text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{column['datatype']}")
                        )
                    assert ox.Triple(ox.NamedNode(row["iri"]), ox.NamedNode(column["propertyUrl"]), value) in merged
                    made += 1
    assert made > 200


def test_the_change_log_compares_with_the_release_before(run: Run, tiny: Path, released: Path, tmp_path: Path) -> None:
    folder, data = tmp_path / "release", tmp_path / "data.trig"
    shutil.copytree(released, folder)
    assert (folder / CHANGES[0]).read_text() == "The first release in this folder.\n"
    data.write_text(tiny.read_text(encoding="utf-8").replace('"Reeds"@en', '"Reed & Sons"@en'), encoding="utf-8")
    assert "since the release before: 1;" in run("release", folder, "--data", data)
    assert "Reeds → Reed & Sons" in (folder / CHANGES[0]).read_text(encoding="utf-8")
    assert json.loads((folder / CHANGES[1]).read_bytes())["count"] == 1
    written = contents(folder)
    (folder / "atlas.ttl").write_bytes(b"damaged")
    assert "up to date" not in run("release", folder, "--data", data)
    assert contents(folder) == written  # mended, with the same change log


def test_data_with_mistakes_and_folders_of_others_are_refused(run: Run, tiny: Path, tmp_path: Path) -> None:
    broken = Path(__file__).parent / "fixtures" / "broken.ttl"
    run("release", tmp_path / "release", "--data", broken, status=1)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.txt").write_text("mine")
    said = run("release", tmp_path, "--data", tiny, status=1)
    assert "holds mine.txt" in said
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_kill_at_any_moment_leaves_the_old_folder_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchanges: bool
) -> None:
    """Forks are killed at each call of the system that changes names, before and after it."""
    place = tmp_path / "place"
    if not exchanges:
        monkeypatch.setattr(replacing, "_exchanged", lambda *_: False)

    def put(text: str, last: int) -> None:
        """In a fork: write a folder, and die after so many changes of names."""
        if not (child := os.fork()):
            left = last

            def dying(event: str, _: object) -> None:
                nonlocal left
                if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "ctypes.dlsym", "open"):
                    left -= 1
                    if left < 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(dying)
            with replacing_folder(place, "mark") as draft:
                for name in ("mark", "other"):
                    (draft / name).write_text(text)
            os._exit(0)
        os.waitpid(child, 0)

    put("0", 10_000)
    for last in range(50):
        before = (place / "mark").read_text()
        put(str(last + 1), last)
        aside = [*tmp_path.glob(".place.old-*")]
        found = place if place.exists() else aside[0]
        texts = {path.read_text() for path in found.iterdir()}
        assert texts <= {before} or texts == {str(last + 1)}
        assert len([*found.iterdir()]) == 2
        assert place.exists() or not exchanges
        with replacing_folder(place, "mark") as draft:
            for name in ("mark", "other"):
                (draft / name).write_text(f"mended {last}")
        assert [path.name for path in tmp_path.iterdir()] == ["place"]


def test_two_that_write_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    place = tmp_path / "place"
    with replacing_folder(place, "mark") as first, replacing_folder(place, "mark") as second:
        (first / "mark").write_text("first")
        (second / "mark").write_text("second")
    assert (place / "mark").read_text() == "first"
    with pytest.raises(BadParameterError, match="is no folder"), replacing_folder(place / "mark", "mark"):
        pass
