"""The archive: what was published is kept as it was, within its bounds, with what it changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox_atlas.graph.errors import ArchiveError, UnreadableFileError
from sandbox_atlas.graph.loading.archive import Bounds, keep, prepare, publications, since
from sandbox_atlas.graph.loading.dataset import Dataset, read

PLENTY = Bounds(50, 2**30)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def editions(tiny: Path, tmp_path: Path) -> list[Dataset]:
    """The tiny register, and two later ones with one and two changes."""
    text = tiny.read_text()
    changed = text.replace("sbx:ordinal 2", "sbx:ordinal 3")
    found = []
    for number, each in enumerate(
        (text, changed, changed.replace("sbx:ordinal 3", "sbx:ordinal 4") + "<urn:a> a <urn:b> .")
    ):
        file = tmp_path / f"register-{number}.trig"
        file.write_text(each)
        found.append(read([file]))
    return found


def test_a_published_snapshot_is_kept_with_its_digest_and_what_it_changed(
    editions: list[Dataset], tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    assert publications(folder) == []
    for number, each in enumerate(editions):
        assert keep(folder, each, NOON + timedelta(days=number), PLENTY)
        assert not keep(folder, each, NOON, PLENTY)
    known = publications(folder)
    assert [each.changes for each in known] == [2, 1, 0]
    assert [each.snapshot for each in known] == [each.digest() for each in reversed(editions)]
    assert [each.published.day for each in known] == [29, 28, 27]
    assert since(known, known[-1]) == 3
    for publication, dataset in zip(known, reversed(editions), strict=True):
        assert publication.file
        assert read([publication.file]) == dataset
    record = known[1].read()
    (change,) = record["changes"]
    assert (record["previous"], change["kind"]) == (known[2].snapshot, "changed")
    assert (change["before"][0]["value"], change["after"][0]["value"]) == ("2", "3")
    assert record["labels"][change["sources"][0]]["zh"] == "湖报"


def test_what_is_published_again_is_a_publication_of_its_own(editions: list[Dataset], tmp_path: Path) -> None:
    for each in (editions[0], editions[1], editions[0]):
        keep(tmp_path / "archive", each, NOON, PLENTY)  # a clock that stands still changes no order
    known = publications(tmp_path / "archive")
    assert [each.changes for each in known] == [1, 1, 0]
    assert known[0].snapshot == known[2].snapshot


@pytest.mark.parametrize("bounds", [Bounds(1, 2**30), Bounds(50, 1)])
def test_the_oldest_go_first_and_their_changes_stay(editions: list[Dataset], tmp_path: Path, bounds: Bounds) -> None:
    for each in editions:
        keep(tmp_path / "archive", each, NOON, bounds)
    known = publications(tmp_path / "archive")
    assert [each.file is not None for each in known] == [True, False, False]
    assert since(known, known[-1]) == 3


def test_half_a_file_is_no_publication_and_a_foreign_one_is_refused(editions: list[Dataset], tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    keep(folder, editions[0], NOON, PLENTY)
    (known,) = publications(folder)
    assert known.file
    (folder / "20261128T120000Z-0.snapshot.zip.new").write_bytes(b"half")
    (folder / f"20261128T120000Z-{'0' * 64}.snapshot.zip").write_bytes(b"without a record")
    assert publications(folder) == [known]
    broken = tmp_path / "broken.snapshot.zip"
    broken.write_bytes(known.file.read_bytes()[:-100])
    with pytest.raises(UnreadableFileError, match="no kept snapshot"):
        read([broken])
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read([tmp_path / "none.snapshot.zip"])


def test_an_archive_that_is_no_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for use in (publications, prepare):
        with pytest.raises(ArchiveError, match=r"cannot be (read|written)"):
            use(tmp_path / "file")
    prepare(tmp_path / "new" / "folder")
    assert publications(tmp_path / "new" / "folder") == []
