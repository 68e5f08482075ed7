"""The command `draft` as a curator meets it: the installed program, its output, its exit codes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox_atlas.api.cli.cli import main
from tests.bench.drafting import ANNOUNCEMENTS

pytestmark = pytest.mark.slow  # each opens an atlas

NOTICE = ANNOUNCEMENTS / "01-numbered-list-zh.txt"


class Answer(NamedTuple):
    """What a run of the program ended with, and printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def ran(*arguments: str, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", "draft", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        return Answer(int(ended.value.code or 0), *capsys.readouterr())

    return ran


def test_a_draft_is_read_by_people_and_by_programs(run: Run, tiny: Path) -> None:
    shown = run(str(NOTICE), "--data", str(tiny))
    assert shown.returncode == 0
    assert "1. 基于区块链的涉农供应链融资服务" in shown.stdout
    assert "note: 4 applications announced, 4 found. [total-agrees]" in shown.stdout
    piped = run("-", "--format", "json", "--claims", "--data", str(tiny), stdin=NOTICE.read_bytes())
    made = json.loads(piped.stdout)
    assert piped.returncode == 0
    assert [each["name"] for each in made["applications"]][2] == "“江汉通”移动支付产品"
    start, end = made["claims"][0]["position"]
    assert NOTICE.read_text(encoding="utf-8")[start:end] == made["claims"][0]["value"]


def test_the_extracted_text_is_the_one_that_positions_count_in(run: Run, tiny: Path) -> None:
    page = str(ANNOUNCEMENTS / "05-table-zh.html")
    text = run(page, "--extract").stdout
    made = json.loads(run(page, "--format", "json", "--data", str(tiny)).stdout)
    start, end = made["applications"][0]["position"]
    assert "基于物联网的活体抵押贷款服务" in text[start:end]
    assert "假应用" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("missing.txt",), "missing.txt cannot be read: no such file or directory."),
        (("-", "--format", "xml"), "--format is one of text, json, not 'xml'."),
        ((str(Path(__file__).parent),), "cannot be read: is a directory."),
    ],
)
def test_a_mistake_is_one_message(run: Run, arguments: tuple[str, ...], words: str) -> None:
    answer = run(*arguments)
    assert answer.returncode == 1
    assert words in " ".join(answer.stderr.split())
    assert "Traceback" not in answer.stderr


def test_nothing_to_read_is_a_finding_and_an_exit_code(run: Run, tiny: Path) -> None:
    answer = run("-", "--format", "json", "--data", str(tiny), stdin=b" \n")
    assert answer.returncode == 1
    assert [each["rule"] for each in json.loads(answer.stdout)["findings"]] == ["no-text"]
