"""From paths to documents: what is read, what is refused, and what keeps a file from being parsed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.errors import UnreadableFileError
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS

STATEMENT = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("值"))


def written(folder: Path, name: str, quads: list[ox.Quad] | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ox.serialize(quads or [STATEMENT], format=FILE_FORMATS[path.suffix.lower()]))
    return path


# ── Paths ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", [*FILE_FORMATS, ".TTL", ".TriG"])
def test_the_suffix_tells_the_format(tmp_path: Path, suffix: str) -> None:
    (document,) = read([written(tmp_path, f"file{suffix}")]).data
    assert list(document.quads()) == [STATEMENT]
    assert syntax_findings([document]) == []


def test_a_folder_stands_for_the_rdf_files_below_it_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/c.nt", "a/b/d.trig"):
        written(tmp_path, name)
    (tmp_path / "README.md").write_text("no RDF")
    (tmp_path / "folder.ttl").mkdir()
    names = [Path(document.name).relative_to(tmp_path).as_posix() for document in read([tmp_path]).data]
    assert names == ["a/b/d.trig", "a/c.nt", "b.ttl"]


def test_several_paths_come_in_the_order_given(tmp_path: Path) -> None:
    paths = [written(tmp_path, "b.ttl"), written(tmp_path, "a.ttl")]
    assert [document.name for document in read(paths).data] == [str(path) for path in paths]


def test_a_file_below_the_working_folder_goes_by_its_relative_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "here/a.ttl")
    monkeypatch.chdir(tmp_path)
    assert read([path]).data[0].name == "here/a.ttl"


def test_the_ontology_is_always_read_and_its_shapes_are_kept_apart(tiny_dataset: Dataset) -> None:
    assert {"atlas.ttl", "kinds.ttl"} <= {Path(document.name).name for document in tiny_dataset.ontology}
    assert [Path(document.name).name for document in tiny_dataset.shapes] == ["shapes.ttl"]
    assert [Path(document.name).name for document in tiny_dataset.data] == ["tiny.trig"]
    assert tiny_dataset.served == tiny_dataset.ontology + tiny_dataset.data


def test_no_such_file_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"nowhere\.ttl cannot be read: no such file") as caught:
        read([tmp_path / "nowhere.ttl"])
    assert caught.value.hint


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    circle = tmp_path / "circle.ttl"
    circle.symlink_to(circle)
    with pytest.raises(UnreadableFileError, match=r"circle\.ttl cannot be read: too many levels"):
        read([circle])


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: file name too long"):
        read([tmp_path / f"{'a' * 300}.ttl"])


@pytest.mark.parametrize("name", ["table.csv", "noext", "data.ttl.gz"])
def test_a_suffix_the_atlas_does_not_read_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(UnreadableFileError, match=r"is of no kind the atlas reads\. RDF files end in \.ttl"):
        read([tmp_path / name])


def test_a_folder_without_rdf_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UnreadableFileError, match="There is no RDF file in"):
        read([tmp_path])


# ── Bytes ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("suffix", "content", "place", "says"),
    [
        (".ttl", "<urn:s> <urn:p> 1 .".encode("utf-16"), (1, 1, "encoding"), "UTF-16"),
        (".trig", b"\xfe\xff" + "<urn:s> <urn:p> 1 .".encode("utf-16-be"), (1, 1, "encoding"), "UTF-16"),
        (".nt", b"\xef\xbb\xbf<urn:s> <urn:p> 1 .", (1, 17, "syntax"), "object"),
        (".ttl", b"\xef\xbb\xbf<urn:s> <urn:p>\n 'a\xff' .", (2, 4, "encoding"), "not UTF-8"),
        (".ttl", b"<urn:s> <urn:p>\n  'a\xff' .", (2, 5, "encoding"), "not UTF-8"),
        (".ttl", "<urn:s> <urn:p>\n  '中文".encode() + b"\xff' .", (2, 6, "encoding"), "not UTF-8"),
        (".trig", "<urn:g> { <urn:s> <urn:p>\n '中文' ,, 1 }".encode(), (2, 8, "syntax"), "not a valid RDF object"),
        (".ttl", b"<urn:s> <urn:p> 1 .\nex:s <urn:p> 1 .", (2, 1, "syntax"), "prefix ex: has not been declared"),
        (".nt", b"\n\n<urn:s> <urn:p> 1 .", (3, 17, "syntax"), "object"),
        (".nq", b"<urn:s> <urn:p> <urn:o> <urn:g>", (1, 32, "syntax"), "dot"),
        (".jsonld", b'{"@id": "urn:s",\n "urn:p": }', (2, 11, "syntax"), "curly bracket"),
        (".rdf", b"<a>\n<b></a>", (2, 6, "syntax"), "mismatched tag"),
    ],
)
def test_what_keeps_a_file_from_being_parsed_has_line_and_column(
    suffix: str, content: bytes, place: tuple[int, int, str], says: str
) -> None:
    (finding,) = syntax_findings([Document("the file", suffix, content)])
    assert (finding.file, finding.severity) == ("the file", "error")
    assert (finding.line, finding.column, finding.rule) == place
    assert says in finding.message
    assert finding.hint
    assert str(finding).startswith(
        "the file:1:" if place[0] == 1 else f"the file:{place[0]}:" if place[0] else "the file: "
    )


def test_each_broken_file_is_reported_once_and_whole_ones_not(tmp_path: Path) -> None:
    broken = Document("broken", ".ttl", b"<urn:s> . \n <urn:p> .")
    whole = read([written(tmp_path, "a.ttl")]).data
    assert [finding.file for finding in syntax_findings([broken, *whole, broken])] == ["broken", "broken"]


def test_blank_nodes_of_two_files_are_not_confused() -> None:
    document = Document("a", ".ttl", b"_:x <urn:p> _:y .")
    (first,), (second,) = document.quads(), document.quads()
    assert first.subject != second.subject


# ── Digest ───────────────────────────────────────────────────────────────────


def test_the_digest_does_not_depend_on_names_or_order(tmp_path: Path) -> None:
    other = [ox.Quad(ox.NamedNode("urn:t"), ox.NamedNode("urn:p"), ox.Literal(1))]
    a, b = written(tmp_path, "a.ttl"), written(tmp_path, "b.ttl", other)
    c, d = written(tmp_path, "x/a.ttl", other), written(tmp_path, "x/d.ttl")
    digests = {read(paths).digest() for paths in ([a, b], [b, a], [c, d], [tmp_path / "x"])}
    assert len(digests) == 1
    assert len(digests.pop()) == 64


def test_the_digest_depends_on_content_format_number_and_ontology(tmp_path: Path) -> None:
    a, b = written(tmp_path, "a.ttl"), written(tmp_path, "b.ttl")
    datasets = [read([a]), read([a, b]), read([written(tmp_path, "a.nt")]), read([written(tmp_path, "a.trig")])]
    b.write_bytes(a.read_bytes() + b" ")
    datasets += [read([b]), Dataset((), datasets[0].shapes, datasets[0].data), Dataset(datasets[0].ontology, (), ())]
    assert len({dataset.digest() for dataset in datasets}) == len(datasets)
