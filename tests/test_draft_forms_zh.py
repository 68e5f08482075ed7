"""Drafts of Chinese announcements as branches of the central bank, newspapers, Taiwan and Hong Kong write them."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from tests.support.drafts import found, of_text, technologies

NONE = KnownNames([])
"""A register that knows no names: only their form and place tell what they are."""
TECHNOLOGIES = KnownNames(
    [KnownName(each, "technology", f"https://example.org/{each}") for each in ("区块链", "大数据", "机器学习")]
)
LEAD = "海岛市公示第二批金融科技创新监管工具创新应用。\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金融服务类应用包括珊瑚银行“渔获汇率避险服务”、礁石银行“港口融资服务”；科技产品类应用包括海藻银行“贷后预警产品”。",
         [("渔获汇率避险服务", ["珊瑚银行"]), ("港口融资服务", ["礁石银行"]), ("贷后预警产品", ["海藻银行"])]),
        ("第一案是珊瑚资讯的「移工匯款平台」；第二案為礁石人壽申請的「碎片保單服務」。",
         [("移工匯款平台", ["珊瑚资讯"]), ("碎片保單服務", ["礁石人壽"])]),
        ("珊瑚銀行則獨自測試「可疑交易敘述」用例。", [("可疑交易敘述", ["珊瑚銀行"])]),
        ("珊瑚銀行聯同海藻集團推出「多語客服平台」用例。", [("多語客服平台", ["珊瑚銀行", "海藻集團"])]),
    ],
)  # fmt: skip
def test_words_around_an_institution_are_no_part_of_its_name(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2019年，央行发布《金融科技（FinTech）发展规划（2019-2021年）》。",
        "此前，珊瑚银行已上线“珊瑚E贷”等线上产品。",
        "一、创新应用基本情况",
        "本次公示共4个应用，包含2个金融服务类应用和2个科技产品类应用。",
    ],
)
def test_documents_earlier_products_headings_and_numbers_are_no_applications(text: str) -> None:
    made = of_text(f"{LEAD}{text}\n本批包括礁石银行申请的“潮汐贷服务”。", NONE)
    assert found(made) == [("潮汐贷服务", ["礁石银行"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“潮汐商户信贷服务”（珊瑚银行），采用大数据、机器学习等技术构建模型。", ["大数据", "机器学习"]),
        ("珊瑚银行申请的创新应用为“潮汐商户信贷服务”，主要应用区块链等技术。", ["区块链"]),
        ("珊瑚银行申请的“潮汐商户信贷服务”入选。据介绍，该服务借助区块链技术存证。", ["区块链"]),
        ("珊瑚银行申请的“潮汐商户信贷服务”入选。该服务利用区块链技术，数据由海岛大数据公司归集。", ["区块链"]),
    ],
)
def test_technologies_are_those_that_are_used_and_not_words_of_firms(text: str, expected: list[str]) -> None:
    assert technologies(of_text(LEAD + text, TECHNOLOGIES)) == [expected]
