"""The command `draft` as a curator meets it: the installed program, its output, its exit codes."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX
from tests.bench.drafting import ANNOUNCEMENTS
from tests.support.without_batch import write_without

pytestmark = pytest.mark.slow  # each opens an atlas

NOTICE = ANNOUNCEMENTS / "01-numbered-list-zh.txt"
DATA = Path(__file__).parents[1] / "data"
SECOND_BATCH = """2020年6月2日，北京金融科技创新监管试点公布第二批11个创新应用，其中金融服务6个、科技产品5个：
一、基于智能机器人的移动金融服务项目（中国工商银行）
二、基于区块链的产业金融服务（中国银行）
三、5G+智能银行（中国建设银行）
四、普惠小微企业贷产品（北京银行）
五、“一路行”移动终端理赔产品（中国人寿、中国人寿北京分公司）
六、多方数据学习“政融通”在线融资项目（浦发银行北京分行、腾讯云计算、北京小微企业金融综合服务有限公司）
七、智能云小店服务（拉卡拉支付）
八、国网智能图谱风控产品（国网征信、中国邮政储蓄银行）
九、移动金融云签盾（中金金融认证中心、中国民生银行）
十、天翼智能风险监控产品（中国电信、翼支付）
十一、基于区块链的企业电子身份认证信息系统（民生银行北京分行、国家计算机网络与信息安全管理中心、中关村银行、中信百信银行）
"""


class Answer(NamedTuple):
    """What a run of the program ended with, and printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def ran(*arguments: str, stdin: bytes = b"") -> Answer:
        words = arguments if arguments[0] == "import" else ("draft", *arguments)
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", *words])
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
        (("-", "--format", "xml"), "--format is one of text, json, xlsx, csv, not 'xml'."),
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


def test_a_draft_becomes_a_sheet_and_the_sheet_the_second_batch_of_beijing(
    run: Run, shipped_store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out of a copy of the data and entered again from a text: each application has its applicants."""
    folder = tmp_path / "data"
    folder.mkdir()
    shared = [
        *DATA.glob("*.t*"),
        *(DATA / "china" / f"{name}.trig" for name in ("institutions", "sources", "pboc-pilot")),
    ]
    write_without("pboc-beijing-2", [*shared, DATA / "china" / "beijing.trig"], folder / "rest.trig")
    assert [each for each in check(read([folder])) if each.severity == "error"] == []
    notice = tmp_path / "notice.txt"
    notice.write_text(SECOND_BATCH, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = run("notice.txt", "--data", "data", "--format", "csv", "--source", "sccf")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("notice.csv: source: 1, batch: 1, application: 11\n")
    assert "11 applications announced, 11 found. [total-agrees]" in answer.stdout
    assert "`sandbox-atlas import notice.csv --data data` reads the sheet." in answer.stdout
    with Path("notice.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    for number, row in enumerate(rows[1:]):
        row |= {"Our name (English)": f"Name {number}"} | ({"Our name (Chinese)": "第二批"} if not number else {})
    with Path("notice.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    answer = run("import", "notice.csv", "--data", "data")
    assert answer.returncode == 0, answer.stdout
    store = ox.Store()
    store.load(path=folder / "notice.trig", format=ox.RdfFormat.TRIG)
    assert applicants(store, "pboc-fintech-pilot-beijing-2") == applicants(shipped_store, "pboc-beijing-2")
    quads = {
        (quad.predicate.value.removeprefix(SBX), quad.object.value) for quad in store if hasattr(quad.object, "value")
    }
    assert {("reportedApplications", "11"), ("reportedFinancialServices", "6"), ("publishedOn", "2020-06-02")} <= quads


def applicants(store: ox.Store, batch: str) -> set[frozenset[str]]:
    """The applicants of each application of a batch."""
    text = f"""SELECT ?a ?i {{ GRAPH ?g {{ ?a <{SBX}inBatch> <{ID}batch/{batch}> }}
        GRAPH ?h {{ ?a <{SBX}applicant> ?i }} FILTER NOT EXISTS {{ ?h <{SBX}certainty> <{SBX}Contradicted> }} }}"""
    rows = store.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["a"]), set()).add(row["i"].value)
    assert len(found) == 11
    return {frozenset(each) for each in found.values()}


def test_a_sheet_has_the_day_the_regulator_and_the_language_that_the_text_tells(run: Run, tmp_path: Path) -> None:
    start(tmp_path / "mine", "Mine", ["en", "sw"])
    notice = tmp_path / "notice.txt"
    notice.write_text(
        "Example Financial Authority\nExample sandbox: second batch\n9 September 2025\n"
        "A total of 31 applications were received. Two applications of the second batch were accepted.\n"
        "1. Voice Till, by Mlima Analytics, which lets market traders take payments by speech recognition.\n"
        "2. Crop Cover, by Baobab Bank\n",
        encoding="utf-8",
    )
    answer = run(str(notice), "--data", str(tmp_path / "mine"), "-o", str(tmp_path / "a.csv"), "--source", "new-one",
                 "--batch", "second")  # fmt: skip
    assert "in no cell: 31 applications received [no-column]" in answer.stdout
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        source, batch, first, _ = csv.DictReader(file)
    assert (source["Issued"], batch["Published"]) == ("2025-09-09", "2025-09-09")
    assert batch["Published by"] == "[example-authority]"
    assert first["Applicants"] == "Mlima Analytics@en"
    assert first["Technologies"] == "speech recognition [speech-recognition]"


def test_a_sheet_leaves_what_is_unsure_empty_and_tells_it(run: Run, tiny: Path, tmp_path: Path) -> None:
    """A bracket that is never closed, and no batch: nobody knows where its institutions end."""
    notice = tmp_path / "notice.txt"
    notice.write_text(
        "公示名单：\n1.潮汐贷款服务（北岸银行）\n2.芦苇支付服务（海鸥保险、芦苇科技\n3.港湾支付服务（北岸银行）\n"
    )
    sheet = tmp_path / "notice.xlsx"
    answer = run(str(notice), "--data", str(tiny), "-o", str(sheet))
    assert answer.returncode == 0, answer.stderr
    assert f"{notice}:3:10: left empty: “海鸥保险” [bracket]" in answer.stdout
    assert "--source SLUG --batch SLUG` reads the sheet." in answer.stdout
    pages = openpyxl.load_workbook(sheet)
    head, *rows = pages["Applications"].iter_rows(values_only=True)
    filled = [dict(zip(head, row, strict=True)) for row in rows]
    assert [each["Applicants"] for each in filled] == ["北岸银行 [north-bank]", None, "北岸银行 [north-bank]"]
    assert {each["Batch"] or each["Sandbox"] or each["Source"] or each["Position"] for each in filled} == {None}
    assert {"Batches", "Sources", "Explanations"} < set(pages.sheetnames)
    again = run(str(notice), "--data", str(tiny), "-o", str(sheet))
    assert "Name another file with --output." in " ".join(again.stderr.split())
