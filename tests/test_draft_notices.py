"""Drafts of official notices in Chinese, and of reports that print their lists."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from tests.support.drafts import found, of_text, said, technologies

NONE = KnownNames([])
"""A register that knows no names."""
LEAD = "海岛市公示第二批创新应用"
FILED = [("珊瑚e贷", ["珊瑚银行", "礁石担保公司"]), ("渔获融资服务", ["海藻银行"]), ("潮汐预警产品", ["海星科技"])]


@pytest.mark.parametrize(
    "text",
    [
        "：①“珊瑚e贷”（珊瑚银行、礁石担保公司联合申报）；②“渔获融资服务”（由海藻银行申报）；③“潮汐预警产品”（海星科技）。",
        "：“珊瑚e贷”（珊瑚银行、礁石担保公司共同申请）、“渔获融资服务”（海藻银行独立申报）和“潮汐预警产品”（海星科技）。",
        "：\n1.“珊瑚e贷”（由珊瑚银行、礁石担保公司联合申报）\n2.渔获融资服务（由海藻银行申报）\n3.潮汐预警产品（海星科技独立申报）",
    ],
)
def test_brackets_may_say_by_a_verb_who_applies(text: str) -> None:
    assert found(of_text(LEAD + text, NONE)) == FILED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("现将海岛市首批创新应用予以公示。", "海岛"),
        ("现对海岛市首批创新应用予以公示。", "海岛"),
        ("经遴选，现予公示首批创新应用。", None),
        ("特此公布首批创新应用。", None),
        ("依法公示首批创新应用。", None),
    ],
)
def test_words_of_announcing_are_no_place(text: str, expected: str | None) -> None:
    place = of_text(f"{text}\n1.渔获融资服务（海藻银行）", NONE).place
    assert (place.value if place else None) == expected


def test_numbered_projects_with_a_dash_are_read_one_by_one() -> None:
    text = (
        "批准下列项目：\n项目一：珊瑚支付股份有限公司——跨境码牌支付\n项目二：礁石银行与海藻科技有限公司——遥距开户服务"
    )
    assert said(of_text(text, NONE)) == [
        "跨境码牌支付: applicant 珊瑚支付股份有限公司",
        "遥距开户服务: applicant 礁石银行, applicant 海藻科技有限公司",
    ]


def test_who_takes_part_stands_over_the_use_case() -> None:
    text = (
        "金管局公布首批參與機構及用例如下：\n參與機構：珊瑚銀行\n用例：撰寫信貸備忘錄\n技術合作夥伴：海藻科技有限公司\n\n"
        "參與機構：礁石銀行、海星銀行\n用例：語音偵測\n技術合作夥伴：—"
    )
    assert said(of_text(text, NONE)) == [
        "撰寫信貸備忘錄: applicant 珊瑚銀行, technology partner 海藻科技有限公司",
        "語音偵測: applicant 礁石銀行, applicant 海星銀行",
    ]


def test_a_fund_after_a_limited_company_is_what_it_offers() -> None:
    text = "新增以下持牌法團：\n- 珊瑚資產管理有限公司：代幣化貨幣市場基金\n- 礁石證券有限公司：漁港資產保險"
    made = of_text(text, NONE)
    assert [[i.name.value for i in a.institutions] for a in made.applications] == [
        ["珊瑚資產管理有限公司"],
        ["礁石證券有限公司"],
    ]
    assert [(a.name or a.description).value for a in made.applications] == ["代幣化貨幣市場基金", "漁港資產保險"]  # type: ignore[union-attr]


@pytest.mark.parametrize("marks", [("（一）", "（二）"), ("①", "②"), ("1.", "2."), ("（1）", "（2）")])
def test_numbers_inside_a_sentence_are_no_part_of_names(marks: tuple[str, str]) -> None:
    text = (
        f"海岛市首批应用：{marks[0]}珊瑚银行、海藻科技联合申报的“反欺诈服务”；{marks[1]}礁石银行申报的“渔获融资服务”。"
    )
    assert found(of_text(text, NONE)) == [("反欺诈服务", ["珊瑚银行", "海藻科技"]), ("渔获融资服务", ["礁石银行"])]


def test_who_takes_part_in_filing_is_told_from_its_verb() -> None:
    text = f"{LEAD}，分别为：珊瑚银行申报的“潮汐贷”；海星银行牵头、礁石云计算有限责任公司参与申报的“大模型中台”。"
    names = KnownNames([KnownName("礁石云计算", "institution", "https://example.org/reef")])
    assert said(of_text(text, names)) == [
        "潮汐贷: applicant 珊瑚银行",
        "大模型中台: lead applicant 海星银行, participant 礁石云计算有限责任公司",
    ]


def test_what_is_tried_out_is_named_in_its_quotation_marks() -> None:
    text = "获准试行机构：\n1.珊瑚银行：试行“数字信贷评分”\n2.礁石支付有限公司与海藻数据有限公司：试行“贸易单据核验”"
    assert found(of_text(text, NONE)) == [
        ("数字信贷评分", ["珊瑚银行"]),
        ("贸易单据核验", ["礁石支付有限公司", "海藻数据有限公司"]),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "序号|应用名称|申请机构\n1|渔获融资服务|珊瑚银行、海藻科技\n2|潮汐预警|礁石银行\n合计|2个|",
        "公司名称\t项目\t获准日期\n珊瑚银行、海藻科技\t渔获融资服务\t2031年1月6日\n礁石银行\t潮汐预警\t2031年2月4日",
    ],
)
def test_tables_with_bare_lines_between_cells_or_names_of_companies(table: str) -> None:
    made = of_text(f"首页|新闻|公告\n{LEAD}\n{table}", NONE)
    assert found(made) == [("渔获融资服务", ["珊瑚银行", "海藻科技"]), ("潮汐预警", ["礁石银行"])]


@pytest.mark.parametrize("between", ["—", "——", "-", "至"])
def test_the_last_day_for_opinions_is_no_day_of_publication(between: str) -> None:
    made = of_text(f"{LEAD}\n1.渔获融资服务（珊瑚银行）\n征求意见时间：2030年11月4日{between}2030年11月8日。", NONE)
    assert made.date is None


@pytest.mark.parametrize(
    "text",
    [
        "本批应用共3个，其中珊瑚银行申请2个，分别是“潮汐贷”、“渔获融资服务”；礁石支付与海藻科技联合申请1个，为“码牌服务”。",
        "本批应用共3个，其中：\n珊瑚银行申请2个，分别为潮汐贷、渔获融资服务；\n礁石支付与海藻科技联合申请1个，即码牌服务。",
    ],
)
def test_names_are_as_many_as_were_filed(text: str) -> None:
    assert found(of_text(text, NONE)) == [
        ("潮汐贷", ["珊瑚银行"]),
        ("渔获融资服务", ["珊瑚银行"]),
        ("码牌服务", ["礁石支付", "海藻科技"]),
    ]


def test_technologies_are_those_of_each_name_of_a_list() -> None:
    text = "本批应用共2个。珊瑚银行申请2个，分别是基于机器学习的贷后管理服务、基于云计算的核心系统服务。"
    assert technologies(of_text(text, NONE)) == [["机器学习"], ["云计算"]]


def test_names_of_another_number_than_was_filed_are_not_guessed() -> None:
    made = of_text(f"{LEAD}。珊瑚银行申请3个，分别为渔获融资服务、基于潮汐和渔港的服务。", NONE)
    assert all(not each.institutions for each in made.applications)


def test_rows_of_a_label_and_its_value_are_one_application() -> None:
    text = (
        "附件1\n创新应用信息表\n创新应用名称\t渔获融资服务\n申请机构\t珊瑚银行、海藻科技\n技术应用\t1.区块链技术：存证。2.大数据技术：授信。"
        "\n附件2\n创新应用信息表\n创新应用名称\t潮汐预警产品\n申请机构\t礁石科技有限公司\n创新应用类型\t科技产品"
    )
    made = of_text(text, NONE)
    assert found(made) == [("渔获融资服务", ["珊瑚银行", "海藻科技"]), ("潮汐预警产品", ["礁石科技有限公司"])]
    assert technologies(made) == [["区块链", "大数据"], []]


def test_cells_that_ran_together_are_not_cut_inside_the_name_of_a_company() -> None:
    text = f"{LEAD}\n序号项目名称申请机构1基于云计算的清算平台珊瑚银行、北泽链科有限公司2渔获融资服务礁石银行"
    assert found(of_text(text, NONE)) == [
        ("基于云计算的清算平台", ["珊瑚银行", "北泽链科有限公司"]),
        ("渔获融资服务", ["礁石银行"]),
    ]


def test_who_applies_with_several_applications_is_not_counted_by_their_number() -> None:
    made = of_text(f"{LEAD}，三个应用的申请机构分别为珊瑚银行、礁石银行和海藻科技有限公司。", NONE)
    assert "institutions" not in made.totals


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("基于数字人的投教服务", ["数字人"]),
        ("数字人寿保险服务", []),
        ("基于智能体的投研服务", ["智能体"]),
        ("智能体验服务平台", []),
        ("基于智能语音的外呼服务", ["智能语音"]),
        ("智能语音催收提醒服务", []),
        ("基于向量数据库的检索产品", ["向量数据库"]),
    ],
)
def test_newer_technologies_are_told_from_words_that_begin_alike(name: str, expected: list[str]) -> None:
    assert technologies(of_text(f"{LEAD}：\n1.{name}（珊瑚银行）\n2.渔获融资服务（礁石银行）", NONE)) == [expected, []]
