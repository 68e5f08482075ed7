"""The command line as a user meets it: the installed program, its output, its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.graph.loading.archive import publications
from sandbox_atlas.graph.questions.groups import grouped
from tests.support.server import PROGRAM, ended, started

pytestmark = pytest.mark.slow  # each opens an atlas

Answer = subprocess.CompletedProcess[str]


def run(*arguments: str, **options: object) -> Answer:
    """What the installed program answers."""
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=240, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """What the program answers when this process runs it, which takes less time."""

    def called(*arguments: str, given: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), said.out, said.err)

    return called


def test_the_two_institutions_in_both_beijing_batches_are_told() -> None:
    answer = run("ask", "institutions-in-multiple-batches", "--param", "place=beijing", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert answer.returncode == 0
    assert {row["institutionLabel"] for row in rows} == {
        "Industrial and Commercial Bank of China",
        "CITIC aiBank (Baixin Bank)",
    }


def test_a_formula_in_an_answer_is_text(call: Callable[..., Answer], tiny: Path, tmp_path: Path) -> None:
    data = tmp_path / "formula.trig"
    data.write_text(tiny.read_text("utf-8").replace('"Gull Insurance"@en', '"=1+1"@en'), "utf-8")
    answer = call("ask", "applications", "--data", str(data), "--format", "csv")
    cells = [cell for row in csv.reader(io.StringIO(answer.stdout)) for cell in row]
    assert any("'=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


def test_answers_come_as_table_and_json_too(call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("ask", "institutions-in-multiple-batches", "-p", "place=beijing")
    monkeypatch.setenv("COLUMNS", "120")
    table = call(*arguments, "--lang", "zh")
    assert "中国工商银行" in table.stdout
    assert "2 rows" in table.stdout
    document = json.loads(call(*arguments, "--format", "json").stdout)
    assert document["count"] == 2


def test_the_questions_are_listed_by_group_in_both_languages(call: Callable[..., Answer]) -> None:
    shown = {lang: call("ask", "--list", "--lang", lang).stdout.splitlines() for lang in ("en", "zh")}
    groups = [[line for line in lines if not line.startswith(" ")] for lines in shown.values()]
    assert groups[0] == ["Who", "What", "When", "Where", "How sure", "For developers"]
    assert groups[1] == ["谁", "什么", "何时", "何地", "有多可靠", "供开发者使用"]
    for lines in shown.values():
        assert [line.split()[0] for line in lines if line.startswith(" ")] == [
            asked.name for members in grouped().values() for asked in members
        ]
    assert "--list" in call("ask").stderr


def test_a_sparql_query_is_answered_in_the_format_asked_for(call: Callable[..., Answer]) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?a a sbx:Application }"
    assert call("query", count).stdout.split() == ["n", "201"]
    assert '"boolean":true' in call("query", "ASK {}", "--accept", "json").stdout
    assert call("query", "-", given="\ufeffASK {}".encode()).stdout.strip() == "true"
    latin = call("query", "-", given="ASK { ?s ?p 'é' }".encode("latin-1"))
    assert (latin.returncode, "not UTF-8: see byte 14" in latin.stderr) == (1, True)


def test_a_store_is_built_once_and_answers_in_place_of_the_files(tmp_path: Path) -> None:
    folder, archive = str(tmp_path / "atlas"), ("--archive", str(tmp_path / "archive"))
    built = run("build", folder, *archive)
    assert (built.returncode, built.stdout) == (0, "")
    assert re.search(r"atlas now holds \d+ statements, snapshot [0-9a-f]{12}", built.stderr)
    assert "was up to date" in run("build", folder, *archive).stderr
    (kept,) = publications(tmp_path / "archive")  # for `serve --store --archive`
    assert kept.snapshot[:12] in built.stderr
    stored = {**os.environ, "SANDBOX_ATLAS_STORE": folder}
    assert run("query", "SELECT (COUNT(*) AS ?n) { ?a a sbx:Application }", env=stored).stdout == "n\n201\n"
    tiny = str(Path(__file__).parent / "fixtures" / "tiny.trig")
    assert run("query", "ASK { batch:lake-1 a sbx:Batch }", "--data", tiny, env=stored).stdout == "true\n"


def test_the_version_is_told(call: Callable[..., Answer]) -> None:
    assert re.fullmatch(r"sandbox-atlas \d+\.\d+\.\d+\S*\n", call("--version").stdout)


def test_info_counts_and_lists_questions(call: Callable[..., Answer]) -> None:
    shown = call("info").stdout
    assert "201  Applications" in shown
    assert "Coverage: sources report" in shown
    assert "institutions-in-multiple-batches" in shown


def test_the_shipped_data_have_no_finding(call: Callable[..., Answer]) -> None:
    checked = call("check")
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_broken_copy_is_named_by_file_and_line(call: Callable[..., Answer], tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(Path(__file__).parents[1] / "data", copy)
    broken = copy / "china" / "beijing.trig"
    lines = broken.read_text().splitlines()
    number = next(index for index, line in enumerate(lines) if "sbx:inBatch batch:pboc-beijing-2" in line)
    lines[number] = lines[number].replace("batch:pboc-beijing-2", "batch:nowhere")
    broken.write_text("\n".join(lines))
    checked = call("check", "--data", str(copy))
    assert checked.returncode == 1
    assert f"{broken}:{number + 1}:" in checked.stdout
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "institutions-in-multiple-batch"), "institutions-in-multiple-batches"),
        (("ask", "applications", "-p", "colour=red"), "no parameter 'colour'"),
        (("ask", "applications", "-p", "place"), "name=value"),
        (("ask", "applications", "-p", "place=bejing"), "beijing"),
        (("ask", "applications", "--format", "xls"), "table, json, csv or xlsx"),
        (("check", "--format", "xml"), "text, json, github"),
        (("query", "SELECT * {"), "line 1"),
        (("query", "ASK { SERVICE <http://127.0.0.1:1/> {} }"), "SERVICE"),
        (("query", "CLEAR ALL"), "queries only"),
        (("query", "ASK {}", "--accept", "ttl"), "--accept"),
        (("info", "--data", "no/such/file.ttl"), "no/such/file.ttl"),
        (("check", "--data", "pyproject.toml"), "no kind"),
        (("serve", "--data", "tests/fixtures/broken.ttl", "--port", "0"), "broken.ttl:4:3"),
        (("serve", "--store", "no/such/folder", "--port", "0"), "sandbox-atlas build"),
        (("serve", "--endpoint", "http://127.0.0.1:9/", "--port", "0"), "cannot be reached"),
        (
            ("serve", "--endpoint", "http://127.0.0.1:9/", "--store", "x", "--port", "0"),
            "--store and --endpoint name different data",
        ),
        (("serve", "--workers", "0", "--port", "0"), "workers: input should be greater than or equal to 1"),
        (("build", "tests"), "tests is not the folder of an atlas"),
        (("build", "build/atlas", "--data", "tests/fixtures/broken.ttl"), "broken.ttl:4:3"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, tuple) else "",
)
def test_bad_input_gets_one_message_and_an_exit_code(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    answer = run(*arguments) if arguments[0] == "serve" else call(*arguments)
    assert answer.returncode != 0
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_findings_come_as_json_and_as_annotations_too(call: Callable[..., Answer], tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b>\n  nothing .\n")
    (finding,) = json.loads(call("check", "--data", str(broken), "--format", "json").stdout)
    assert (finding["file"], finding["line"], finding["rule"]) == (str(broken), 2, "syntax")
    annotation = call("check", "--data", str(broken), "--format", "github").stdout
    assert annotation.startswith(f"::error file={broken},line=2,col=3,title=syntax::")


def test_copies_of_sources_are_compared(call: Callable[..., Answer], tmp_path: Path) -> None:
    answer = call("check", "--sources", str(tmp_path))
    assert answer.returncode == 0
    assert "0 passages compared" in answer.stderr
    nowhere = call("check", "--sources", str(tmp_path / "nowhere"))
    assert nowhere.returncode == 1
    assert "no folder" in nowhere.stderr


def test_a_quotation_needs_the_very_document(call: Callable[..., Answer], tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another text.")
    answer = call("quote", "seed-batch-2-item-04", str(other))
    assert answer.returncode == 1
    assert "0f9053515a51f26ba2c5430d5e346b9fbd7dfe939531f6dfa8232176ccde08e8" in answer.stderr
    assert "cannot be read" in call("quote", "seed-batch-2-item-04", str(tmp_path / "nowhere.txt")).stderr
    assert "named by --data" in call("quote", "my-own-passage", str(other)).stderr


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = run("serve", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "--port" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.server
def test_interrupting_the_server_ends_it_and_its_workers_cleanly(tmp_path: Path) -> None:
    with started(errors=tmp_path / "errors") as server:
        assert server.process.stdout is not None
        assert "http://127.0.0.1:" in server.process.stdout.readline()
        family = server.family()
        server.process.send_signal(signal.SIGINT)
        server.process.communicate(timeout=20)
        assert ended(family)
    assert "Traceback" not in (tmp_path / "errors").read_text(encoding="utf-8")


def test_help_names_every_command(call: Callable[..., Answer]) -> None:
    said = call("--help").stdout
    assert all(name in said for name in ("ask", "build", "check", "info", "query", "quote", "serve"))
