"""Differences between two data sets: exactly what was changed, whatever the order and names in their files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.difference import Difference
from sandbox_atlas.graph.rdf.vocabulary import compact

Say = Callable[[str], str]


@pytest.fixture
def compared(tiny: Path, tmp_path: Path) -> Callable[[Say], Difference]:
    """The tiny register compared with what a change of its text makes of it."""

    def compare(change: Say) -> Difference:
        text = tiny.read_text(encoding="utf-8")
        changed = change(text)
        (tmp_path / "new.trig").write_text(changed, encoding="utf-8")
        return Difference.of(read([tiny]), read([tmp_path / "new.trig"]))

    return compare


def shown(difference: Difference) -> list[tuple[str, str, str, list[str], list[str]]]:
    return [
        (
            compact(change.thing),
            compact(change.property),
            change.kind,
            [compact(str(getattr(value, "value", value))) for value in change.before],
            [compact(str(getattr(value, "value", value))) for value in change.after],
        )
        for change in difference.changes
    ]


def test_the_same_data_have_no_difference(compared: Callable[[Say], Difference]) -> None:
    assert shown(compared(lambda text: text)) == []
    assert shown(compared(lambda text: f"# a comment\n\n{text}")) == []


def test_a_changed_an_added_and_a_removed_value(compared: Callable[[Say], Difference]) -> None:
    found = compared(
        lambda text: text.replace("sbx:ordinal 2", "sbx:ordinal 3").replace("sbx:licensed true", "a sbx:Institution")
    )
    assert ("batch:lake-2", "sbx:ordinal", "changed", ["2"], ["3"]) in shown(found)
    assert [change[2] for change in shown(found) if change[1] == "sbx:licensed"] == ["removed"]
    (changed,) = [change for change in found.changes if change.kind == "changed"]
    assert [compact(each) for each in changed.passages]
    assert found.new.sources(changed.passages)
    assert found.label(changed.thing, "zh") != found.label(changed.thing, "en") != ""


def test_a_patch_turns_the_old_data_into_the_new(compared: Callable[[Say], Difference]) -> None:
    found = compared(lambda text: text.replace("sbx:ordinal 2", "sbx:ordinal 3"))
    lines = found.patch().splitlines()
    assert (lines[0], lines[-1]) == ("TX .", "TC .")
    assert [line[0] for line in lines[1:-1]] == ["D", "A"]
    removed = {line[2:-2] for line in lines if line.startswith("D ")}
    added = {line[2:-2] for line in lines if line.startswith("A ")}
    assert ({str(quad) for quad in found.old.quads} - removed) | added == {str(quad) for quad in found.new.quads}


def test_only_the_passage_may_differ(compared: Callable[[Say], Difference]) -> None:
    """The same fact in one more passage is a change of evidence."""
    found = compared(lambda text: f"{text}\npassage:more {{ batch:lake-2 sbx:ordinal 2 . }}\n")
    assert ("batch:lake-2", "sbx:ordinal", "evidence", ["2"], ["2"]) in shown(found)


def test_the_command_says_it_in_three_formats(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.trig"
    new.write_text(tiny.read_text(encoding="utf-8").replace("sbx:ordinal 2", "sbx:ordinal 3"), encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", "diff", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    assert run(str(tiny), str(tiny)) == (0, "", "")
    status, text, _ = run(str(tiny), str(new))
    assert status == 1
    assert "Lake, second batch (batch:lake-2)" in text
    assert "~ sbx:ordinal  2 → 3" in text
    document = json.loads(run(str(tiny), str(new), "--format", "json")[1])
    assert (document["count"], document["things"][0]["changes"][0]["kind"]) == (1, "changed")
    assert document["old"] != document["new"]
    assert run(str(tiny), str(new), "--format", "patch")[1].startswith("TX .\nD <")
    assert "text, json, patch" in run(str(tiny), str(new), "--format", "xml")[2]
    new.write_text("nothing <", encoding="utf-8")
    status, _, complaint = run(str(tiny), str(new))
    assert status == 1
    assert f"{new}:1:" in complaint


def test_a_new_blank_node_changes_no_other(tmp_path: Path) -> None:
    """As the selectors of passages are: RDFC-1.0 numbers them all, so that one more would rename the others."""

    def edition(number: int) -> Dataset:
        path = tmp_path / f"{number}.ttl"
        path.write_text("".join(f"<urn:p{each}> <urn:at> [ <urn:exact> 'word {each}' ] .\n" for each in range(number)))
        return read([path])

    changes = Difference.of(edition(20), edition(21)).changes
    assert [each.thing for each in changes if not each.thing.startswith("_:")] == ["urn:p20"]
    assert len(changes) == 2
