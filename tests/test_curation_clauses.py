"""Drafts of sentences and tables, a kind at a time: what each clause says of an application, whatever the order."""

from __future__ import annotations

import re

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.plain import Text
from tests.support.drafts import ID, REGISTERS, of_text, rules, said, technologies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("其一为“渡船账本”结算服务，由湖光银行申报，远山数科有限公司提供技术支持，采用区块链技术。\n\n"
         "其二为山货质押融资服务，申报单位为高岭财险，云溪网安为硬件提供方；其三为湖畔支付产品，由远山数科有限公司与湖光银行联合申报。",
         ["“渡船账本”结算服务: applicant 湖光银行, technology provider 远山数科有限公司",
          "山货质押融资服务: applicant 高岭财险, technology provider 云溪网安",
          "湖畔支付产品: applicant 远山数科有限公司, applicant 湖光银行"]),
        ("试点公示第二批2个应用，分别为“渡船账本”“湖畔贷”。\n\n申请机构分别为湖光银行和远山数科有限公司。",
         ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 远山数科有限公司"]),
        ("本批试点共有3个创新应用。湖光银行面向渔民，利用区块链技术记录渔获，缩短放款时间。\n\n"
         "高岭财险则与远山数科有限公司合作，测试山货保险，通过卫星遥感技术估算损失。\n\n“前景很好。”一位专家表示。",
         ["(面向渔民，利用区块链技术记录渔获，缩短放款时间): applicant 湖光银行",
          "(山货保险): applicant 高岭财险, partner 远山数科有限公司"]),
    ],
)  # fmt: skip
def test_each_clause_of_chinese_prose_says_who_does_what(text: str, expected: list[str]) -> None:
    for names in (REGISTERS[0], REGISTERS[-1]):
        assert said(of_text(text, names)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("序号应用名称应用类型申请机构\n1“渡船账本”结算服务金融服务湖光银行、远山数科有限公司\n2山货风险监测产品科技产品高岭财险",
         ["“渡船账本”结算服务: applicant 湖光银行, applicant 远山数科有限公司",
          "山货风险监测产品: applicant 高岭财险"]),
        ("序号申请单位应用名称应用类型\n1湖光银行基于区块链的结算服务金融服务",
         ["基于区块链的结算服务: applicant 湖光银行"]),
        ("Sr. No.\tEntity\tProduct\tBrief description\n1\tMoa Labs Limited (Pune)\tFerry Ledger\tUses biometrics.\n"
         "2\tTui Payments and Kea Data LLP\tLake Pay\tLending.",
         ["Ferry Ledger: applicant Moa Labs Limited", "Lake Pay: applicant Tui Payments, applicant Kea Data LLP"]),
    ],
)  # fmt: skip
def test_columns_are_told_by_their_labels_whatever_stands_between_cells(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("参与银行及用例如下：\n• 湖光银行 － 合同审阅（与云溪网安、远山数科有限公司合作）\n"
         "• 高岭财险 － 客服助理；投诉分类",
         ["(合同审阅): applicant 湖光银行, partner 云溪网安, partner 远山数科有限公司",
          "(客服助理): applicant 高岭财险", "(投诉分类): applicant 高岭财险"]),
        ("The new batch includes the following items:\n- A supply chain finance service for tea growers, jointly"
         " submitted by Bank of Hills and Tea Chain Co., Ltd.\n- A risk control product, submitted by"
         " Moa Bank's Chengdu branch.",
         ["A supply chain finance service for tea growers: applicant Bank of Hills, applicant Tea Chain Co., Ltd.",
          "A risk control product: applicant Moa Bank's Chengdu branch"]),
        ("一、公示内容\n1.湖畔结算服务（湖光银行）\n2.山货质押融资服务（高岭财险）\n二、公示时间\n5个工作日\n附件：1.创新应用声明书\n2.意见反馈表",
         ["湖畔结算服务: applicant 湖光银行", "山货质押融资服务: applicant 高岭财险"]),
    ],
)  # fmt: skip
def test_items_hold_partners_several_tests_and_no_attachments(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cohort 3 of the sandbox includes Moa Bank with LakePay, Kea Data Ltd with Ferry Ledger, a payments book, and"
         " the start-up Weka Lend with a loan service for nurses.",
         ["LakePay: applicant Moa Bank", "Ferry Ledger: applicant Kea Data Ltd",
          "(a loan service for nurses): applicant Weka Lend"]),
        ("Three firms joined the sandbox. Moa Pay, a start-up from Napier, is piloting RoundUp, an app that saves."
         " Otter & Co Insurance has teamed up with the data firm Heron Maps to offer flood cover that uses satellite"
         " imagery. \"We want more,\" an official said. Insurance start-up Lietus has built a crop policy on"
         " smart contracts.",
         ["RoundUp: applicant Moa Pay",
          "(flood cover that uses satellite imagery): applicant Otter & Co Insurance, partner Heron Maps",
          "(a crop policy on smart contracts): applicant Lietus"]),
        ("Southern Cross Bank, Fern Analytics and Moa Inc. will respectively test LakeStream, a payroll service,"
         " RainTrust, a credit line for shops, and BackPay, a corridor with Japan.",
         ["LakeStream: applicant Southern Cross Bank", "RainTrust: applicant Fern Analytics",
          "BackPay: applicant Moa Inc."]),
        ("Among the newcomers is Kopa Finance, whose product, SeasonPay, uses machine learning.",
         ["SeasonPay: applicant Kopa Finance"]),
        ("湖光银行（“渡船账本”）、高岭财险/远山数科有限公司（基于区块链的结算服务）入选试点。",
         ["渡船账本: applicant 湖光银行", "基于区块链的结算服务: applicant 高岭财险, applicant 远山数科有限公司"]),
        ("此外，湖光银行申请的山货冷链保险产品也入围试点，技术研发单位为远山数科有限公司。",
         ["山货冷链保险产品: applicant 湖光银行, developer 远山数科有限公司"]),
        ("金管会核准湖光银行申请办理「渡船账本」创新实验。另高岭证券申请之「零股账本」实验案，予以驳回。",
         ["渡船账本: applicant 湖光银行"]),
        ("试点公示5个应用，涉及湖光银行、高岭财险、远山数科有限公司等机构，包括“渡船账本”、“湖畔贷”等。",
         ["渡船账本: ", "湖畔贷: "]),
        ("湖光银行（“湖银”）参与了沙盒测试。", []),
        ("本批试点应用瞄准边贸。湖光银行和远山数科有限公司把人工智能引入种植贷款。一家来自深圳的科技公司——云溪网安科技有限公司，"
         "尝试用隐私计算核验身份。",
         ["(把人工智能引入种植贷款): applicant 湖光银行, applicant 远山数科有限公司",
          "(用隐私计算核验身份): applicant 云溪网安科技有限公司"]),
        ("SEB banka and its partner, the start-up Meza Dati, are testing a forest model for green loans.",
         ["(a forest model for green loans): applicant SEB banka, partner Meza Dati"]),
        ("入盒的3个应用分别是：湖光银行申报的面向渔民的订单融资服务、山货画像产品（高岭财险）、远山数科有限公司（渡船支付服务）。",
         ["面向渔民的订单融资服务: applicant 湖光银行", "山货画像产品: applicant 高岭财险",
          "渡船支付服务: applicant 远山数科有限公司"]),
        ("Five firms were accepted. Participants by sector:\nBanking: Moa Bank plc (advice by chatbot);"
         " Kea Data (checks of income)\nInsurance: Rata Insurance (triage of claims)",
         ["(advice by chatbot): applicant Moa Bank plc", "(checks of income): applicant Kea Data",
          "(triage of claims): applicant Rata Insurance"]),
        ("These firms are in the cohort:\n\nMoa Labs Ltd\nLends to growers by the season.\n\n"
         "Kopi\nAn app for sharing bills.",
         ["(Lends to growers by the season): applicant Moa Labs Ltd", "(An app for sharing bills): applicant Kopi"]),
        ("Participant | Solution\n--- | ---\nOryx Capital | Robo-adviser\nTui Payments (with Moa Bank) | Ferry Ledger",
         ["Robo-adviser: applicant Oryx Capital", "Ferry Ledger: applicant Tui Payments, partner Moa Bank"]),
    ],
)  # fmt: skip
def test_prose_in_other_words_says_the_same(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Bank of Hills will explore a digital coin, and Moa Bank uses machine learning in its fraud team."
        " The sandbox has supported 150 firms since 2016."
        " Tui Pay, which knows the sandbox, will launch a credit card next year.",
        "竞争加剧。湖光银行利用区块链技术改进风控，远山数科有限公司推出供应链平台。业内人士指出，监管沙盒提供了空间。",
        "The third cohort is open. The sandbox has so far admitted 12 firms. An evening"
        " hosted by Moa Bank will offer guidance.",
    ],
)
def test_what_firms_do_elsewhere_is_no_test(text: str) -> None:
    assert said(of_text(text, REGISTERS[0])) == []


def test_a_clause_that_names_something_beside_one_that_was_read_is_unread() -> None:
    made = of_text("湖光银行申报的“渡船账本”入选试点，与“山货保”有关的还有高岭财险。", REGISTERS[0])
    assert [made.text[slice(*span)] for span in made.unread] == ["与“山货保”有关的还有高岭财险。"]


def test_later_sentences_speak_of_an_application_by_the_short_name_of_who_applies() -> None:
    made = of_text(
        "湖光商業銀行股份有限公司申請辦理「渡船帳本」創新實驗。\n湖光銀行之實驗係與遠山數科有限公司合作，運用區塊鏈技術。",
        REGISTERS[0],
    )
    assert said(made) == ["渡船帳本: applicant 湖光商業銀行股份有限公司, partner 遠山數科有限公司"]
    assert technologies(made) == [["區塊鏈"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖光银行申报的“渡船账本”，将5G、人工智能技术应用于移动网点。", [["5G", "人工智能"]]),
        ("远山数科有限公司申报的“湖畔贷”，通过隐私计算技术融合数据。", [["隐私计算"]]),
        ("1. Moa Bank Limited – \"CashCurve\", underwriting based on machine learning and graph analytics.\n"
         "2. Tui Payments – \"Ferry Ledger\", receipts recorded on blockchain.",
         [["machine learning", "graph analytics"], ["blockchain"]]),
        ("Firms:\nTui Payments – a mobile wallet for tenants\nRata Insurance – claims checked with biometrics",
         [[], ["biometrics"]]),
    ],
)  # fmt: skip
def test_what_an_application_uses_is_known_by_the_words_of_the_field(text: str, expected: list[list[str]]) -> None:
    assert technologies(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Authority lists the firms of cohort 6 [1]:\n\n- Otterly [Otter Finance Ltd] - an app for tenants\n"
         "- VeriVoice [Moa Bank; Kea Data Ltd] - telephone banking\n\n[1] As of 4 May 2030.",
         ["Otterly: applicant Otter Finance Ltd", "VeriVoice: applicant Moa Bank, applicant Kea Data Ltd"]),
        ("【金融服务】\n一、“海岛e贷”——湖光银行；采用区块链技术\n二、“渔家保”——高岭财险【合作：云溪网安】；采用物联网技术",
         ["海岛e贷: applicant 湖光银行", "渔家保: applicant 高岭财险, partner 云溪网安"]),
        ("1. “SureDrop”, cover for couriers, tested by Inzsure Pte Ltd together with Coral Bank.\n"
         "2. “LoanBridge”, a market for invoices, submitted by Moa Bank in partnership with Ledgerly Pte Ltd.",
         ["SureDrop: applicant Inzsure Pte Ltd, partner Coral Bank",
          "LoanBridge: applicant Moa Bank, partner Ledgerly Pte Ltd"]),
        ("The sandbox approved three tests of payments: TapStone by Birch Payments, SkiPass Pay by Fjell Bank and"
         " FarmCover by Agra Insurance together with Skylark Data.",
         ["TapStone: applicant Birch Payments", "SkiPass Pay: applicant Fjell Bank",
          "FarmCover: applicant Agra Insurance, partner Skylark Data"]),
        ("The FSA cleared a robo-adviser developed by Willow Wealth and a wallet run by Moa Bank and Pinecone Ltd for"
         " testing.",
         ["(a robo-adviser): applicant Willow Wealth", "(a wallet): applicant Moa Bank, applicant Pinecone Ltd"]),
        ("It granted sandbox approval to Cobalt Exchange for a platform of invoices, and to Moa Insurance and its"
         " partner Zinc Analytics for usage-based cover.",
         ["(a platform of invoices): applicant Cobalt Exchange",
          "(usage-based cover): applicant Moa Insurance, partner Zinc Analytics"]),
        ("Sandbox news. Marlin Bank's FreeFloat lets crews draw wages daily. Puffin Pay and Gannet Lending are testing"
         " a wallet and a scoring model respectively.",
         ["FreeFloat: applicant Marlin Bank", "(a wallet): applicant Puffin Pay",
          "(a scoring model): applicant Gannet Lending"]),
        ("公示的应用中，一个由岭南银行申请，名为“岭上贷”；还有一个由岭南银行与梅岭支付共同申请，名为“跨境汇路”。",
         ["岭上贷: applicant 岭南银行", "跨境汇路: applicant 岭南银行, applicant 梅岭支付"]),
        ("光伏贷项目来自湖光银行，合作方是日曜数据公司；碳账户服务来自高岭银行。",
         ["光伏贷项目: applicant 湖光银行, partner 日曜数据公司", "碳账户服务: applicant 高岭银行"]),
        ("1.“灯塔”票据风控产品。由湖光银行与天山数科联合申请。运用区块链识别虚假贸易。",
         ["“灯塔”票据风控产品: applicant 湖光银行, applicant 天山数科"]),
    ],
)  # fmt: skip
def test_an_item_says_in_any_order_what_it_is_called_and_who_applies(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


def test_firms_are_counted_by_their_kind_and_a_remark_in_a_bracket_describes_no_application() -> None:
    zh = "入选沙盒的企业中，银行占四席，分别是湖光银行、祝融农商行和回雁银行，另有科技企业两家：船山数据和石鼓智能。"
    en = "Sandbox update. Firms testing as of 1 March: Amber Ledger (since October) and Jade Remit (since May)."
    for text, expected in (
        (zh, ["湖光银行", "祝融农商行", "回雁银行", "船山数据", "石鼓智能"]),
        (en, ["Amber Ledger", "Jade Remit"]),
    ):
        made = of_text(text, REGISTERS[0])
        assert [each.name.value for each in made.institutions] == expected
        assert made.applications == []


def test_what_ended_is_no_admission_beside_one_that_joined() -> None:
    text = (
        "News of sandbox exits\n\n“MeadowPay” (Clover Bank) has been launched to all customers. “RootLedger” (Turnip"
        " Ltd) was discontinued. A new entrant, “PollenScore” by Beehive Analytics, joined in April."
    )
    assert said(of_text(text, REGISTERS[0])) == ["PollenScore: applicant Beehive Analytics"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two applications were admitted, FastPay and Loop. The former was filed by Moa Bank, the latter by Kea Tech.",
         ["FastPay: applicant Moa Bank", "Loop: applicant Kea Tech"]),
        ("“FastPay” and “ChainDoc” were admitted. The first was submitted by Moa Bank, the second by Kea Tech.",
         ["FastPay: applicant Moa Bank", "ChainDoc: applicant Kea Tech"]),
        ("试点公示第二批应用，包括“快付通”和“链上单证”两项。前者由湖光银行申报，后者由远山数科有限公司申报。",
         ["快付通: applicant 湖光银行", "链上单证: applicant 远山数科有限公司"]),
    ],
)  # fmt: skip
def test_who_applies_follows_the_order_of_names_where_the_words_have_one(text: str, expected: list[str]) -> None:
    for names in (REGISTERS[0], REGISTERS[-1]):
        made = of_text(text, names)
        assert said(made) == expected
        assert not {"order-unclear", "not-joined"} & rules(made)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Two applications were admitted, FastPay and Loop. One was filed by Moa Bank and the other by Kea Tech.",
         "“FastPay”, “Loop”: “Moa Bank” with one, “Kea Tech” with another"),
        ("Three applications were admitted: “Fast”, “Chain”, “Loop”. One was filed by Moa Bank, the other by Kea Tech.",
         "“Fast”, “Chain”, “Loop”: “Moa Bank”"),
        ("上海公示第二批应用：“快付通”“链上单证”，其中一项由湖光银行申报，另一项由远山数科有限公司申报。",
         "“快付通”, “链上单证”: “湖光银行” with one, “远山数科有限公司” with another"),
    ],
)  # fmt: skip
def test_the_one_and_the_other_may_be_either_so_that_nobody_is_joined_to_one(text: str, asked: str) -> None:
    made = of_text(text, REGISTERS[0])
    assert all(not each.institutions for each in made.applications)
    assert len(made.institutions) == 2
    assert [each.message for each in made.findings if each.rule == "order-unclear" and asked in each.message]
    assert "not-joined" not in rules(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海公示第二批应用，涉及2家银行、2家科技公司：“快付通”（湖光银行）、“链上单证”（东岭银行、远山科技）。",
         {"2 banks announced, 2 found.",
          "2 technology firms announced, 1 found. Look at what was not read, and at the source."}),
        ("Two banks and one insurer take part: “FastPay” (Moa Bank), “ChainDoc” (Tui Bank, Rata Insurance).",
         {"2 banks announced, 2 found.", "1 insurers announced, 1 found."}),
        ("上海公示第二批应用，涉及5家银行、2家科技公司：“快付通”（湖光银行）、“链证”（人民银行、远山科技）。", set()),
        ("Five banks and two technology firms take part: “FastPay” (Moa Bank), “ChainDoc” (Weka Software).", set()),
        ("此前首批有5家银行和3家科技公司参与。第二批应用为“快付通”（湖光银行）。", set()),
    ],
)  # fmt: skip
def test_numbers_of_several_kinds_are_compared_where_all_names_tell_their_kind(text: str, expected: set[str]) -> None:
    made = of_text(text, REGISTERS[0])
    totals = {each.message for each in made.findings if each.rule in ("total-agrees", "total-differs")}
    assert totals == expected
    assert "institutions" not in made.totals  # the number of one kind is not that of all


@pytest.mark.parametrize("heading", ["北京公示第二批创新应用。", "北京公示第二批创新应用，3家机构参与。"])
@pytest.mark.parametrize("marks", ["“{}”", "{}智能服务"])
def test_the_verb_behind_the_institutions_of_an_item_is_no_end_of_a_name(heading: str, marks: str) -> None:
    one, two = (marks.format(each) for each in ("快付通", "链上单证"))
    text = f"{heading}\n1. {one}，湖光银行、远山数科有限公司联合申报。\n2. {two}，东岭银行申报。"
    made = of_text(text, REGISTERS[0])
    names = [each.strip("“”") for each in (one, two)]
    assert said(made) == [
        f"{names[0]}: applicant 湖光银行, applicant 远山数科有限公司",
        f"{names[1]}: applicant 东岭银行",
    ]
    assert made.institutions == []


def test_a_short_name_inside_longer_words_is_none() -> None:
    banks = ("工行", "中行", "农行", "建行", "交行")
    names = KnownNames([KnownName(each, "institution", f"{ID}{each}", main=False) for each in banks])
    for text in (
        "识别人工行为",
        "其中行业应用",
        "惠农行动计划",
        "新建行政楼",
        "提交行内审批",
        "在建行政楼",
        "如工行业标准",
    ):
        assert names.find(Text(text), "institution") == [], text
    for text in ("由工行申报", "工行、中行与农行", "和建行北京分行", "交行业务", "工行人士称"):
        found = [text[slice(*each.span)] for each in names.find(Text(text), "institution")]
        assert found == re.findall("[工中农建交]行", text), text
