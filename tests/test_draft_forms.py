"""Drafts of what real announcements say: each kind of sentence and item with the right names, roles, technologies."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownNames
from sandbox_atlas.graph.curation.drafting.report import as_text
from tests.support.drafts import found, of_text, roles, technologies

NONE = KnownNames([])
"""A register that knows no names: only their form and place tell what they are."""
LEAD = "The regulator announced its second sandbox batch. "
LEAD_ZH = "海岛市公示第二批金融科技创新监管工具创新应用。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Reef Talk”, a financial service by Tidal Ltd that lets customers check balances by voice, will run.",
         [("Reef Talk", ["Tidal Ltd"])]),
        ("“Reef Cover”, submitted by Coral Insurance together with the technology company Kelp Analytics, pays.",
         [("Reef Cover", ["Coral Insurance", "Kelp Analytics"])]),
        ("“Sanad” (سند), submitted by Dune Pay Ltd, offers loans, and “Aman” (أمان) was submitted by Oasis Bank.",
         [("Sanad", ["Dune Pay Ltd"]), ("Aman", ["Oasis Bank"])]),
        ("“Reef Chain”, a savings platform from Atoll Savings and blockchain start-up Lagoon Labs, keeps deposits.",
         [("Reef Chain", ["Atoll Savings", "Lagoon Labs"])]),
        ("“Reef Code”, which Atoll Bank and Kelp Data Ltd applied for together, is a technology product.",
         [("Reef Code", ["Atoll Bank", "Kelp Data Ltd"])]),
        ("The other, filed by Atoll Bank, is called “Reef Invoice”.", [("Reef Invoice", ["Atoll Bank"])]),
        ("The project of Bank of Atoll is called “Reef Loan”.", [("Reef Loan", ["Bank of Atoll"])]),
        ("“Reef Loan”, a joint application of Atoll Bank and Kelp Data Ltd, is new.",
         [("Reef Loan", ["Atoll Bank", "Kelp Data Ltd"])]),
        ("Atoll Bank's “Reef Loan”, a service that checks crops, and the “Reef Boat” of Lagoon Bank were selected.",
         [("Reef Loan", ["Atoll Bank"]), ("Reef Boat", ["Lagoon Bank"])]),
        ("The applications are Reef Port Finance Service, applied for by Atoll Bank and Kelp Data Ltd, Reef Code"
         " Product declared by Lagoon Bank, and Reef Risk Platform by Coral Insurance.",
         [("Reef Port Finance Service", ["Atoll Bank", "Kelp Data Ltd"]), ("Reef Code Product", ["Lagoon Bank"]),
          ("Reef Risk Platform", ["Coral Insurance"])]),
        ("They are: loan service based on remote sensing, declared by Atoll Bank; “Reef Green” points platform, a"
         " technology product applied for by Lagoon Bank.",
         [("loan service based on remote sensing", ["Atoll Bank"]), ("“Reef Green” points platform", ["Lagoon Bank"])]),
    ],
)  # fmt: skip
def test_english_words_around_a_name_say_who_applies(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A Pay”, submitted by Atoll Bank together with Kelp Data Ltd.", [["applicant", "applicant"]]),
        ("“A Pay”, tested by Atoll Bank together with Kelp Data Ltd.", [["applicant", "partner"]]),
        ("“A Pay”, declared by Atoll Bank with the technical support of Kelp Data Ltd.",
         [["applicant", "technology provider"]]),
        ("“A Pay”, submitted by Atoll Bank with the help of Kelp Data Ltd.", [["applicant", "participant"]]),
        ("Atoll Bank, in cooperation with Kelp Data Ltd, applied for “A Pay”.", [["applicant", "partner"]]),
        ("“A Pay”, built by Kelp Data Ltd for Atoll Bank.", [["developer", "applicant"]]),
        ("珊瑚银行申报、海藻数据公司研发的“潮汐贷”获批。", [["applicant", "developer"]]),
        ("“潮汐贷”由珊瑚银行牵头，联合海藻数据公司共同申请；“潮汐险”由礁石保险公司申请。",
         [["lead applicant", "applicant"], ["applicant"]]),
    ],
)  # fmt: skip
def test_what_leads_to_further_institutions_gives_their_role(text: str, expected: list[list[str]]) -> None:
    assert roles(of_text((LEAD if text.isascii() or "银行" not in text else LEAD_ZH) + text, NONE)) == expected


@pytest.mark.parametrize(
    "items",
    [
        "分别是珊瑚银行申请的{0}，礁石保险公司、海藻数据公司共同申请的{1}。",
        "包括由珊瑚银行申报的{0}，以及由礁石保险公司联合海藻数据公司申报的{1}。",
        "一是{0}，由珊瑚银行申报；二是{1}，由礁石保险公司和海藻数据公司共同申报。",
        "其中，{0}的申请机构是珊瑚银行；{1}的申请机构是礁石保险公司、海藻数据公司。",
        "其中，珊瑚银行申报的是{0}，礁石保险公司、海藻数据公司联合申报的则是{1}。",
        "珊瑚银行以{0}入选，礁石保险公司、海藻数据公司凭借{1}入围。",
        "{0}来自珊瑚银行；{1}来自礁石保险公司、海藻数据公司。",
        "珊瑚银行的项目为{0}；礁石保险公司携手海藻数据公司申报{1}。",
        "包括{0}（申请机构：珊瑚银行）、{1}（申请机构：礁石保险公司、海藻数据公司）。",
        "{0}系珊瑚银行申报；{1}由礁石保险公司、海藻数据公司联合申请，属科技产品类。",
    ],
)
@pytest.mark.parametrize("marks", ["“{}”", "《{}》", "{}"])
def test_chinese_lists_say_who_applies_whether_names_are_quoted_or_not(items: str, marks: str) -> None:
    names = ["基于区块链的渔获融资服务", "基于联邦学习的车险理赔产品"]
    made = of_text(f"{LEAD_ZH}本批2个应用，{items.format(*map(marks.format, names))}", NONE)
    assert found(made) == [(names[0], ["珊瑚银行"]), (names[1], ["礁石保险公司", "海藻数据公司"])]
    assert technologies(made) == [["区块链"], ["联邦学习"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("珊瑚银行还与海藻数据公司联合申报了“潮汐贷风控系统”。", [("潮汐贷风控系统", ["珊瑚银行", "海藻数据公司"])]),
        ("潮汐产业链融资服务\n由珊瑚银行与海藻数据公司共同申请，运用物联网技术。",
         [("潮汐产业链融资服务", ["珊瑚银行", "海藻数据公司"])]),
        ("附件：\n1.创新应用声明书-基于区块链的渔获融资服务（珊瑚银行、海藻数据公司）.pdf",
         [("基于区块链的渔获融资服务", ["珊瑚银行", "海藻数据公司"])]),
        ("01 渔获商户信贷服务\n申请机构｜珊瑚银行、海藻大学（牵头）", [("渔获商户信贷服务", ["珊瑚银行", "海藻大学"])]),
        ("（一）名称：智能理赔产品；申请机构：礁石保险公司；类型：科技产品。", [("智能理赔产品", ["礁石保险公司"])]),
        ("包括珊瑚银行申报的潮汐信贷服务、礁石银行和海藻数据公司申报的潮汐保理服务等2个项目。",
         [("潮汐信贷服务", ["珊瑚银行"]), ("潮汐保理服务", ["礁石银行", "海藻数据公司"])]),
        ("“潮汐贷”及“潮汐险”两案获核准。前者由珊瑚银行提出，与海藻数据公司合作；后者由礁石保险公司申请。",
         [("潮汐贷", ["珊瑚银行", "海藻数据公司"]), ("潮汐险", ["礁石保险公司"])]),
        ("珊瑚银行申请了“潮汐贷服务”和“潮汐保服务”两个项目，礁石银行则申请了“潮汐盾产品”。",
         [("潮汐贷服务", ["珊瑚银行"]), ("潮汐保服务", ["珊瑚银行"]), ("潮汐盾产品", ["礁石银行"])]),
        ("1、潮汐信贷服务 申请机构：珊瑚银行、海藻数据公司 类型：金融服务\n"
         "2、潮汐预警产品 申请机构：礁石数科公司 类型：科技产品",
         [("潮汐信贷服务", ["珊瑚银行", "海藻数据公司"]), ("潮汐预警产品", ["礁石数科公司"])]),
    ],
)  # fmt: skip
def test_chinese_forms_give_the_name_as_printed_and_who_applies(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(of_text(f"{LEAD_ZH}\n{text}", NONE)) == expected


def test_a_number_of_a_type_after_names_gives_them_their_type() -> None:
    services = "包括珊瑚银行申请的“潮汐贷服务”、礁石银行申请的“潮汐宝服务”等2个金融服务类应用，"
    made = of_text(f"{LEAD_ZH}{services}以及海藻数据公司申请的“潮汐盾产品”1个科技产品类应用。", NONE)
    assert [each.type.value if each.type else None for each in made.applications] == [
        "financial service", "financial service", "technology product",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Authority said that Atoll Exchange Pte. Ltd. has been approved to begin its experiment under the sandbox."
         " The entity will test a service that matches remittances.", [(None, ["Atoll Exchange Pte. Ltd."])]),
        ("The Bank has permitted Atoll Pay Ltd and Lagoon Finance Company to test their services in the sandbox. Atoll"
         " Pay Ltd will offer instalments, while Lagoon Finance Company will provide savings circles.",
         [(None, ["Atoll Pay Ltd"]), (None, ["Lagoon Finance Company"])]),
        ("The sandbox approved Atoll Bank's application to test credit scoring, and that of Lagoon Remit Ltd to test"
         " small transfers.", [(None, ["Atoll Bank"]), (None, ["Lagoon Remit Ltd"])]),
        ("The sandbox projects are Atoll Bank's microloan product; and a token project jointly developed by Lagoon"
         " Bank, Tidal's fintech arm Reef Financial and travel platform Kelp.com.",
         [(None, ["Atoll Bank"]), (None, ["Lagoon Bank", "Reef Financial", "Kelp.com"])]),
        ("Cohort 3 of the sandbox\n\nFirm: Tidal Pensions Ltd\nSector: Pensions\nProposition: A tool to find pots.\n\n"
         "Firm: Atoll Bank\nSector: Lending\nProposition: Scoring by rent.",
         [(None, ["Tidal Pensions Ltd"]), (None, ["Atoll Bank"])]),
        ("The 2 firms joining the sandbox are:\n\n• Tidal Climate Ltd is building a tool which checks claims.\n"
         "• Reef Green, working with Atoll Bank, will test a mortgage calculator.",
         [(None, ["Tidal Climate Ltd"]), (None, ["Reef Green", "Atoll Bank"])]),
    ],
)  # fmt: skip
def test_firms_and_what_they_test_are_joined_over_sentences_and_lines(
    text: str, expected: list[tuple[None, list[str]]]
) -> None:
    assert found(of_text(text, NONE)) == expected


def test_labels_of_trials_and_proponents_are_read() -> None:
    trial = (
        "Sandbox: trials\n\nBank: Atoll Bank Limited\nTechnology partner: Kelp Ltd\nPilot trial: Voice for telephones"
    )
    assert found(of_text(trial, NONE)) == [("Voice for telephones", ["Atoll Bank Limited", "Kelp Ltd"])]
    table = "Sandbox\n\nProponent\tName of solution\nAtoll Bank, Inc.\tReef Wallet\nLagoon Lending Corp.\tReef Credit"
    assert found(of_text(table, NONE)) == [
        ("Reef Wallet", ["Atoll Bank, Inc."]),
        ("Reef Credit", ["Lagoon Lending Corp."]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、创新应用名称\n潮汐信贷服务\n二、申请机构\n珊瑚银行、海藻数据公司\n三、应用类型\n金融服务",
         [("潮汐信贷服务", ["珊瑚银行", "海藻数据公司"])]),
        ("序号\t项目\t机构\n1\t潮汐信贷服务\t珊瑚银行/海藻数据公司\n2\t礁石车险\t礁石保险公司",
         [("潮汐信贷服务", ["珊瑚银行", "海藻数据公司"]), ("礁石车险", ["礁石保险公司"])]),
        ("1. Reef Carbon Exchange Pte. Ltd.\nType of activity: organised market for credits\nSandbox period: 2023\n"
         "2. Kelp Brokers Pte. Ltd.\nType of activity: broking with a chatbot\nSandbox period: 2024",
         [(None, ["Reef Carbon Exchange Pte. Ltd."]), (None, ["Kelp Brokers Pte. Ltd."])]),
        ("Newcomers:\n• Reef Wallet – an offline wallet by Atoll Payments\n• Kelp Credit – crop loans by Atoll Bank",
         [("Reef Wallet", ["Atoll Payments"]), ("Kelp Credit", ["Atoll Bank"])]),
        ("A pilot by Atoll Bank and Kelp Analytics uses receipts to lend to shops.",
         [(None, ["Atoll Bank", "Kelp Analytics"])]),
    ],
)  # fmt: skip
def test_labels_and_lines_of_registers_are_read(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert found(of_text(f"Sandbox\n\n{text}", NONE)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“Reef Talk” lets customers pay bills sent by Tidal Ltd.",
        "海岛市金融科技发展迅速。珊瑚银行推出智慧服务平台，海藻数据有限公司推出供应链平台。",
        "Tidal Ltd said that “financial inclusion” matters to Atoll Bank.",
    ],
)
def test_what_is_only_beside_a_name_does_not_apply(text: str) -> None:
    assert [each for each in of_text(f"News of the sandbox. {text}", NONE).applications if each.institutions] == []


def test_names_that_a_semicolon_parts_do_not_share_who_applies() -> None:
    made = of_text(f"{LEAD}They are Atoll Bank's “Reef Loan”; “Reef Boat”.", NONE)
    assert ("Reef Boat", ["Atoll Bank"]) not in found(made)


def test_rows_of_a_pasted_table_stay_rows() -> None:
    rows = [
        f"{name} Parametrics Pte. Ltd.\tBroking of parametric insurance by means of smart contracts" for name in "ABC"
    ]
    made = of_text("Sandbox\n\nEntity\tNature of experiment\n" + "\n".join(rows), NONE)
    assert [each.institutions[0].name.value for each in made.applications] == [
        f"{n} Parametrics Pte. Ltd." for n in "ABC"
    ]


def test_the_report_shows_each_line_that_was_not_read_and_counts() -> None:
    long = "Nothing here tells who applies with what, " * 8
    made = of_text(f"{LEAD}\n“Reef Loan”, submitted by Atoll Bank.\n\n{long}\nA further line.", NONE)
    shown = as_text(made, "notice.txt").splitlines()
    unread = [line for line in shown if "not read" in line]
    assert [line.split(": ")[0] for line in unread] == ["notice.txt:4:1", "notice.txt:5:1"]
    assert unread[0].endswith(" more characters)")
    assert "Nothing here tells who applies with what, Nothing here tells" in unread[0]
    assert shown[-1].endswith("claims were read, and 2 passages were not.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3、5G+潮汐网点服务（珊瑚银行）\n4、礁石贷款服务（礁石银行）",
         [("5G+潮汐网点服务", ["珊瑚银行"]), ("礁石贷款服务", ["礁石银行"])]),
        ("1.5G潮汐网点服务（珊瑚银行）\n2.礁石贷款服务（礁石银行）",
         [("5G潮汐网点服务", ["珊瑚银行"]), ("礁石贷款服务", ["礁石银行"])]),
        ("海岛：2个（潮汐信贷服务，珊瑚银行/海藻数据公司；礁石车险产品，礁石保险公司）\n西岛1项（礁石贷款服务（礁石银行））",
         [("潮汐信贷服务", ["珊瑚银行", "海藻数据公司"]), ("礁石车险产品", ["礁石保险公司"]),
          ("礁石贷款服务", ["礁石银行"])]),
        ("一、潮汐外呼服务\n该应用由珊瑚银行牵头，联合海藻数据公司共同申报。\n二、礁石贷款服务\n该应用由礁石银行申报。",
         [("潮汐外呼服务", ["珊瑚银行", "海藻数据公司"]), ("礁石贷款服务", ["礁石银行"])]),
        ("海岛：3个（潮汐信贷服务，珊瑚银行）", []),
    ],
)  # fmt: skip
def test_chinese_numbers_places_and_leaders_are_no_part_of_names(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(of_text(f"{LEAD_ZH}\n{text}", NONE)) == expected


def test_entrants_and_where_they_come_from_are_read() -> None:
    text = (
        "The Central Bank of Bahrain has announced two entrants into its sandbox: Tidal, a London-based payment"
        " solution for shops; and Lagoon Wallet, a Dubai-based remittance service for workers."
    )
    assert found(of_text(text, NONE)) == [(None, ["Tidal"]), (None, ["Lagoon Wallet"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It announced the first participants in the sandbox, including Tidal Coin Ltd, and joint applicants Atoll Bank"
         " Limited, Kelp Brands Limited and Reef Telecom Limited.",
         ["Tidal Coin Ltd", "Atoll Bank Limited", "Kelp Brands Limited", "Reef Telecom Limited"]),
        ("Applicants in the sandbox included lenders such as Bank of Atoll and Kelp Reef Bank, as well as Tidal-backed"
         " online lender LagoBank.", ["Bank of Atoll", "Kelp Reef Bank", "LagoBank"]),
        ("Other applicants in the sandbox include credit agency Tidal Credit and tech giant Kelp.",
         ["Tidal Credit", "Kelp"]),
    ],
)  # fmt: skip
def test_what_applicants_are_is_no_part_of_their_names(text: str, expected: list[str]) -> None:
    assert [each.name.value for each in of_text(text, NONE).institutions] == expected


def test_words_before_a_comma_are_no_applicant() -> None:
    text = f"{LEAD}In another, Atoll Asset Management Co. Ltd. proposed a big data platform for fund research."
    made = of_text(text, NONE)
    assert "In another" not in {i.name.value for a in made.applications for i in (*a.institutions, *made.institutions)}


@pytest.mark.parametrize("mark", ["{}. ", "应用{}：", "项目（{}）："])
@pytest.mark.parametrize("label", ["", "申请机构："])
def test_institutions_on_lines_under_numbered_names_apply_with_the_name_above(mark: str, label: str) -> None:
    items = [
        ("潮汐信贷服务", "珊瑚银行、海藻数据有限公司"),
        ("礁石车险产品", "礁石银行"),
        ("海岛反欺诈产品", "海岛银行"),
    ]
    lines = [f"{mark.format(number)}{name}\n{label}{who}" for number, (name, who) in enumerate(items, start=1)]
    made = of_text("\n".join([LEAD_ZH, "名单如下：", *lines, "上述应用由工作组评审。"]), NONE)
    assert found(made) == [(name, who.split("、")) for name, who in items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应用名称：潮汐信贷服务；申请机构：珊瑚银行、海藻数据公司；应用类型：金融服务。\n"
         "应用名称：礁石风控产品；申请机构：礁石银行；应用类型：科技产品。",
         [("潮汐信贷服务", ["珊瑚银行", "海藻数据公司"]), ("礁石风控产品", ["礁石银行"])]),
        ("2022年6月17日 人民银行海岛市中心支行\n现将首批2个创新应用予以公示。\n1．潮汐信贷服务\n珊瑚银行股份有限公司\n"
         "2．礁石风控产品\n礁石银行股份有限公司",
         [("潮汐信贷服务", ["珊瑚银行股份有限公司"]), ("礁石风控产品", ["礁石银行股份有限公司"])]),
        ("西岛：2个\n珊瑚银行：基于区块链的潮汐信贷服务\n海藻数据公司、礁石银行：基于大数据的礁石风控产品",
         [("基于区块链的潮汐信贷服务", ["珊瑚银行"]), ("基于大数据的礁石风控产品", ["海藻数据公司", "礁石银行"])]),
    ],
)  # fmt: skip
def test_chinese_lines_of_labels_names_and_institutions_are_read(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(of_text(f"{LEAD_ZH}\n{text}", NONE)) == expected


def test_translated_words_of_applying_are_read() -> None:
    text = "They are: “Reef Service” applied by Atoll Bank, “Tide Product” jointly applied by Kelp Bank and Coral Ltd."
    assert found(of_text(LEAD + text, NONE)) == [
        ("Reef Service", ["Atoll Bank"]),
        ("Tide Product", ["Kelp Bank", "Coral Ltd"]),
    ]


def test_firms_that_are_approved_to_provide_something_are_read_and_dates_are_no_firms() -> None:
    text = "The sandbox has three new companies: Tidal Company, to provide crowdfunding; Reef Pay, to offer savings."
    assert found(of_text(text, NONE)) == [(None, ["Tidal Company"]), (None, ["Reef Pay"])]
    rows = "Entity\nActivity\nPeriod\nTidal Ltd.\nBroking by means of a robot\n1 March 2021 – 30 November 2021"
    assert found(of_text(f"Sandbox\n\n{rows}", NONE)) == [(None, ["Tidal Ltd."])]
