"""Drafts of announcements: what each form yields, where it stands in the text, and that nothing is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_atlas.graph.curation.drafting.document import Document, read
from sandbox_atlas.graph.curation.drafting.draft import Draft
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.report import as_json, as_text, claims_of
from tests.bench.drafting import GOALS, Score, announcements, compare

CASES = announcements()
NAMES = """
PREFIX sbx: <https://w3id.org/sandbox-atlas/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name ?main {
  { ?thing rdfs:label ?name BIND(true AS ?main) }
  UNION { ?thing skos:altLabel|sbx:asPrinted ?name BIND(false AS ?main) }
  FILTER(ISIRI(?thing))
} ORDER BY ?thing ?name"""
KINDS = ("institution", "regulator", "technology", "place", "sandbox", "application")
COMPUTED = ("date", "type", "totals")
"""Claims whose value is not as printed."""


@pytest.fixture(scope="session")
def names(shipped_store: ox.Store) -> KnownNames:
    """The names of the shipped data."""
    found = []
    for row in shipped_store.query(NAMES):
        iri = row["thing"].value
        kind = iri.rsplit("/", 2)[-2]
        if kind in KINDS:
            found.append(KnownName(row["name"].value, kind, iri, row["main"].value == "true"))
    return KnownNames(found)


def of_text(text: str, names: KnownNames) -> Draft:
    return draft(Document(text, "text", "utf-8"), names)


def names_in(made: Draft) -> list[tuple[str | None, list[str]]]:
    return [(a.name.value if a.name else None, [i.name.value for i in a.institutions]) for a in made.applications]


@pytest.mark.parametrize(("name", "path", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_an_announcement_is_drafted_as_a_curator_reads_it(
    name: str, path: Path, expected: dict[str, Any], names: KnownNames
) -> None:
    scores = {sort: Score() for sort in (*GOALS, "roles", "types", "circumstances", "findings")}
    compare(scores, name, draft(read(path.read_bytes(), path.name), names), expected)
    assert [fault for score in scores.values() for fault in score.faults] == []


@pytest.mark.parametrize(("name", "path", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_every_claim_stands_where_the_draft_says(
    name: str, path: Path, expected: dict[str, Any], names: KnownNames
) -> None:
    made = draft(read(path.read_bytes(), path.name), names)
    for pointer, claim in claims_of(made):
        if not any(word in pointer for word in COMPUTED):
            assert made.text[slice(*claim.position)] == claim.value, (name, pointer)
    for application in made.applications:
        inside = application.name or application.description
        assert inside
        assert application.position[0] <= inside.position[0] < inside.position[1] <= application.position[1]
    unread = [at for span in made.unread for at in range(*span)]
    assert len(unread) == len(set(unread))
    assert not set(unread) & {at for a in made.applications for at in range(*a.position)}


def test_the_same_text_gives_the_same_draft(names: KnownNames) -> None:
    for _, path, _ in CASES:
        document = read(path.read_bytes(), path.name)
        once, again = (json.dumps(as_json(draft(document, names), claims=True)) for _ in range(2))
        assert once == again


def test_the_json_has_the_members_that_programs_rely_on(names: KnownNames) -> None:
    for _, path, _ in CASES:
        made = as_json(draft(read(path.read_bytes(), path.name), names))
        assert list(made) == [
            "sandbox", "place", "batch", "date", "totals", "applications", "institutions", "unread", "findings",
        ]  # fmt: skip
        assert all(isinstance(value, int) for value in made["totals"].values())
        for application in made["applications"]:
            members = ["name", "description", "institutions", "technologies", "type", "position"]
            assert list(application) == members
            assert all(list(each) == ["name", "role"] for each in application["institutions"])
        assert all(list(each) == ["name", "role"] for each in made["institutions"])
        assert all(list(each) == ["rule", "severity", "message", "position"] for each in made["findings"])


def test_claims_point_into_the_json(names: KnownNames) -> None:
    document = read(CASES[0][1].read_bytes(), "01")
    made = as_json(draft(document, names), claims=True)
    for claim in made["claims"]:
        value: Any = made
        for step in claim["claim"].split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert str(value) == claim["value"]
    known = next(claim for claim in made["claims"] if claim["value"] == "中国银联")
    assert known["entities"] == ["https://w3id.org/sandbox-atlas/id/institution/china-unionpay"]


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_announcement_never_makes_words_up(data: st.DataObject, names: KnownNames) -> None:
    _, path, _ = data.draw(st.sampled_from(CASES))
    text = read(path.read_bytes(), path.name).text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    damaged = (
        text[:start] + data.draw(st.sampled_from(["", "（", "）", "“", "\n", "、", "/", ",", "\t", "等"])) + text[end:]
    )
    made = of_text(damaged, names)
    for pointer, claim in claims_of(made):
        if not any(word in pointer for word in COMPUTED):
            assert damaged[slice(*claim.position)] == claim.value, pointer
    assert as_text(made, "damaged.txt")


def test_names_match_whatever_their_script_width_and_region(names: KnownNames) -> None:
    made = of_text("核准中國銀行申請之「基於人工智慧之ＡＰＩ開放平臺」創新實驗。金管會於110年4月8日發布。", names)
    application = made.applications[0]
    assert application.institutions[0].name.entities == ("https://w3id.org/sandbox-atlas/id/institution/bank-of-china",)
    technologies = {iri.rsplit("/")[-1] for claim in application.technologies for iri in claim.entities}
    assert technologies == {"artificial-intelligence", "api"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本次公示2个应用：A/B测试服务（甲农商银行）、7/24小时柜台产品（乙支付公司/丙银行）。",
         [("A/B测试服务", ["甲农商银行"]), ("7/24小时柜台产品", ["乙支付公司", "丙银行"])]),
        ("公示的应用包括：基于大数据、物联网的融资服务（和谐健康保险、共和银行和永和证券）。",
         [("基于大数据、物联网的融资服务", ["和谐健康保险", "共和银行", "永和证券"])]),
        ("The projects are: Trade Chain (Marks & Spencer Bank and Alpha Ltd), Farm Loan Product (Danske Bank A/S).",
         [("Trade Chain", ["Marks & Spencer Bank", "Alpha Ltd"]), ("Farm Loan Product", ["Danske Bank A/S"])]),
        ("Projects include: Pay App (Hongkong and Shanghai Banking Corporation), Loan Tool (Beta Co., Ltd./Mu Bank).",
         [("Pay App", ["Hongkong and Shanghai Banking Corporation"]), ("Loan Tool", ["Beta Co., Ltd.", "Mu Bank"])]),
    ],
)  # fmt: skip
def test_signs_between_names_are_told_from_signs_inside_them(
    text: str, expected: list[tuple[str, list[str]]], names: KnownNames
) -> None:
    assert names_in(of_text(text, names)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "监管沙盒（Regulatory Sandbox）由英国金融行为监管局（FCA）提出。“安全空间”并非没有监管。",
        "1. 申请机构应当具有良好的风险管理能力。\n2. 申请应用应当具有创新性。\n3. 申请材料包括申请书（见附件）。",
        "中国银行（以下简称“中行”）行长表示，“普惠金融”是“国之大者”。据“证券时报”报道，市场反应积极。",
        "The sandbox (see Note 1) allows firms to test “innovative propositions” in a “safe space” (FCA, 2016).",
        "监管沙盒城市排名\n1. Beijing: 22\n2. Shanghai: 16\n3. Suzhou: 9",
        "申报通知\n• 申报日期 : 2023-09-20/2023-10-20\n• 项目类型 :\n• 发布部门 :",
        "“监管沙盒”由英国金融行为监管局提出，“创新中心”由新加坡金管局推出。",
        "金融科技巨头澄川集团的“花呗”、云帆数科的“白条”均受影响。",
        "北京市地方金融监督管理局与中国人民银行营业管理部共同指导，“北京金融科技研究院”负责实施。",
        "The lab is expected to:\n1. Create economic opportunities\n2. Offer consumer protection\n3. Provide data",
        "",
        " \n\n ",
    ],
)
def test_what_announces_nothing_yields_no_application(text: str, names: KnownNames) -> None:
    made = of_text(text, names)
    assert (made.applications, made.date) == ([], None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020年6月2日，北京公示第二批应用。", "2020-06-02"),
        ("6月2日，北京公示2020年第二批应用。", None),
        ("发布时间：2020-06-02 10:11\n6月2日，北京公示第二批应用。", "2020-06-02"),
        ("Published on 03/04/2021. Two firms were accepted.", None),
        ("Published on 23/04/2021. Two firms were accepted.", "2021-04-23"),
        ("金管會109年12月3日核准兩件創新實驗。", "2020-12-03"),
        ("此前的2020年1月14日公示了第一批。公示期为2020年6月2日至6月8日。", None),
        ("2021年2月30日公示第二批应用。", None),
    ],
)
def test_a_date_is_that_of_publication_and_never_guessed(text: str, date: str | None, names: KnownNames) -> None:
    made = of_text(text, names)
    assert (made.date.value if made.date else None) == date


def test_an_institution_of_two_entities_is_to_be_chosen() -> None:
    twice = [KnownName("甲银行", "institution", f"https://example.org/{end}") for end in "ba"]
    made = of_text("公示1个应用：惠民服务（甲银行）。", KnownNames(twice))
    assert made.applications[0].institutions[0].name.entities == ("https://example.org/a", "https://example.org/b")
    assert "ambiguous-name" in {finding.rule for finding in made.findings}


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["（", "（甲银行），", "“", "1", " ", "\t甲银行", "、", "Bank and ", "申请", "1. A\n", "应用名称：甲\n"]
)
def test_time_grows_with_the_text_only(unit: str, names: KnownNames) -> None:
    text = unit * (20_000 // len(unit))
    assert of_text(text, names).text == text


def test_a_further_participant_is_kept_without_an_application(names: KnownNames) -> None:
    made = of_text("Moa Bank is testing “Ice”. A third participant, Kea Custody, will begin in August.", names)
    assert names_in(made) == [("Ice", ["Moa Bank"])]
    assert [each.name.value for each in made.institutions] == ["Kea Custody"]
    assert "unknown-institution" in {finding.rule for finding in made.findings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖区公示“海鲜冷链保险”（高岭财险、湖光银行）和“港口通行码”（智港科技），前者运用物联网技术。",
         [("海鲜冷链保险", ["高岭财险", "湖光银行"]), ("港口通行码", ["智港科技"])]),
        ("入选应用如下：\n1、湖光银行：港口通行码\n2、高岭财险：海鲜冷链平台（技术支持：智港科技有限公司）",
         [("港口通行码", ["湖光银行"]), ("海鲜冷链平台", ["高岭财险", "智港科技有限公司"])]),
        ("The applications are:\n- Moa Bank (with Weka Ltd): LakePay\n- Kea Bank: Ice",
         [("LakePay", ["Moa Bank", "Weka Ltd"]), ("Ice", ["Kea Bank"])]),
    ],
)  # fmt: skip
def test_words_before_a_name_are_no_part_of_it(
    text: str, expected: list[tuple[str, list[str]]], names: KnownNames
) -> None:
    assert names_in(of_text(text, names)) == expected
