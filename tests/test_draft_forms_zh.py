"""Drafts of Chinese announcements as branches of the central bank, newspapers, Taiwan and Hong Kong write them."""

from __future__ import annotations

import re

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.plain import Text
from tests.support.drafts import found, of_text, roles, rules, said, technologies

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
        (
            "珊瑚银行申请的“潮汐商户信贷服务”入选。这是本市首个获批的应用。测试内容主要是运用大数据核定额度。",
            ["大数据"],
        ),
    ],
)
def test_technologies_are_those_that_are_used_and_not_words_of_firms(text: str, expected: list[str]) -> None:
    assert technologies(of_text(LEAD + text, TECHNOLOGIES)) == [expected]


def institutions(text: str) -> list[str]:
    made = of_text(text, NONE)
    assert made.applications == []
    return [each.name.value for each in made.institutions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3間銀行包括珊瑚香港(1234)、礁石銀行(099)及海藻銀行(reef)。2家技術合作夥伴的包括浮標及潮汐數碼。",
         ["珊瑚香港", "礁石銀行", "海藻銀行(reef)", "浮標", "潮汐數碼"]),
        ("參與機構涵蓋珊瑚銀行、礁石銀行等傳統機構，以及海藻銀行、PEARL bank等數字銀行，形成新的格局。",
         ["珊瑚銀行", "礁石銀行", "海藻銀行", "PEARL bank"]),
        ("珊瑚香港、礁石銀行等9家銀行和潮汐數科、海島大學等4家技術合作夥伴的12個用例入選。",
         ["珊瑚香港", "礁石銀行", "潮汐數科", "海島大學"]),
        ("當局選定了三家主體作為發行方，分別是珊瑚科技(香港)、海藻創新科技，以及礁石銀行(香港)與pearlbay、海島電訊的聯合體。",
         ["珊瑚科技(香港)", "海藻創新科技", "礁石銀行(香港)", "pearlbay", "海島電訊"]),
        ("3間參與機構中，除了珊瑚銀行聯同海島電訊外，其他兩間是潮汐科技，以及由前總裁創立的礁石科技旗下子公司海藻創新科技。",
         ["珊瑚銀行", "海島電訊", "潮汐科技", "海藻創新科技"]),
        ("由珊瑚銀行香港、Pearl Brands和海島電訊組成的聯合體堪稱“強強聯手”。",
         ["珊瑚銀行香港", "Pearl Brands", "海島電訊"]),
        ("參與的銀行包括珊瑚銀行、礁石銀行，以及虛擬銀行海藻銀行；兩大國際結算機構Pearl及浮標支付。",
         ["珊瑚銀行", "礁石銀行", "海藻銀行", "Pearl", "浮標支付"]),
        ("集結國內兩家金融機構，包含珊瑚銀行及礁石資訊股份有限公司（依機構名稱筆劃排序），展現決心。",
         ["珊瑚銀行", "礁石資訊股份有限公司"]),
        ("今年5月珊瑚銀行入選數碼港元先導計劃，測試離線支付；隨後會公布結果。", ["珊瑚銀行"]),
        ("作為參與機構之一的珊瑚銀行，將於年內展開試驗。", ["珊瑚銀行"]),
        ("首批試辦上線的金融機構有珊瑚銀行、礁石銀行及海島企銀等，隨後還會增加。",
         ["珊瑚銀行", "礁石銀行", "海島企銀"]),
        ("「珊瑚驗證中心」試辦上線，第一梯次包括珊瑚銀行、海島企銀等 7 家金融機構參與介接。", ["珊瑚銀行", "海島企銀"]),
        ("前者包括珊瑚銀行、礁石銀行、海藻香港三家發鈔行，後者則包括潮汐國際、海島交易所，以及浮標能源等。",
         ["珊瑚銀行", "礁石銀行", "海藻香港", "潮汐國際", "海島交易所", "浮標能源"]),
        ("三個項目出自農信機構之手，分別為珊瑚農商行、礁石農商行和海島省聯社。",
         ["珊瑚農商行", "礁石農商行", "海島省聯社"]),
    ],
)  # fmt: skip
def test_lists_of_who_takes_part_in_a_sandbox_are_read_without_applications(text: str, expected: list[str]) -> None:
    assert institutions(f"金管局公布首批生成式人工智能沙盒參與者名單。\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "此前的參與機構包括珊瑚銀行、礁石銀行。",
        "還有近期通過的珊瑚銀行和礁石銀行尚未申請。",
        "具體例子包括自動處理單據，以加強風險評估和詐騙偵測。",
        "金管局啟動「珊瑚幣」先導計劃，惟未決定何時推出「珊瑚幣」。",
        "金管會主導的「金融科技監理沙盒實驗」已進入第三年。",
        "建置的「行動驗證轉接中心」（驗轉中心）自去年起提供服務。",
        "金管會自2021年起推動「行動身分識別標準化機制」，亦會協助構建今年中推出的「珊瑚項目沙盒」。",
        "項目核心內容\n1. 代幣化存款：商業銀行將發行存款，客戶可轉賬。\n2. 監管機制：設立測試區，銀行可驗證模式。",
        "申請機構涵蓋了3家國有大行、1家全國股份制銀行、1家運營商旗下支付機構。",
        "「金融業申請業務試辦作業要點」是由金管會頒布的行政指導。",
        "業務試辦主要基於以下兩大考量：\n- 降低創新門檻：金融機構流程簡化。\n- 管控潛在風險：銀行業務受限。",
        "一、申請試辦業務之主體\n得申請者包含銀行與保險業。\n二、申請試辦應檢附之書件\n營業計畫書及聲明書。",
        "一、項目申報原則\n申報項目應遵循以下原則：\n1.依法合規。業務由持牌機構提供。\n2.風險可控。提前做好退出方案。",
        "海島協會表示，歡迎銀行參與沙盒。",
        "金管會於海島展覽館舉辦「科技防詐成果發表平台」，並督導園區舉辦「聯合實證方案」。",
        "金管會「虛擬資產保管業務」試辦解析：流程與資格",
        "保管業務的核心差異在於：\n- 客戶鎖定：僅限專業投資人。\n- 技術門檻：銀行必須建立多方簽章、零信任網路等機制。",
        "1.申請條件要點\n申請主體：在本地註冊的公司或在境外註冊並獲認可的法人團體，須提供主要營業地址。",
    ],
)
def test_what_was_before_examples_and_programmes_are_no_participants_and_no_applications(text: str) -> None:
    assert institutions(f"金管局公布首批生成式人工智能沙盒參與者名單。\n{text}") == []


def test_who_leads_and_who_joins_in_are_told_after_a_name_without_a_word_for_by() -> None:
    first = "“证券资产存管试点”为珊瑚证券牵头，联合礁石银行进行申报"
    made = of_text(f"{LEAD}其中，{first}；“债券交易平台”为海藻证券牵头，联合潮汐科技进行申报。", NONE)
    assert found(made) == [("证券资产存管试点", ["珊瑚证券", "礁石银行"]), ("债券交易平台", ["海藻证券", "潮汐科技"])]
    assert roles(made) == [["lead applicant", "applicant"]] * 2


def test_a_word_that_makes_a_verb_an_attribute_is_no_part_of_the_name_before_it() -> None:
    made = of_text(f"{LEAD}珊瑚银行所申请的“潮汐贷服务”和礁石研究所申请的“渔获核验平台”入选。", NONE)
    assert found(made) == [("潮汐贷服务", ["珊瑚银行"]), ("渔获核验平台", ["礁石研究所"])]


def test_applications_that_end_their_tests_with_words_between_are_exits() -> None:
    text = "本市公布首批顺利结束创新监管工具测试的2个应用，分别是珊瑚银行的“潮汐贷服务”和礁石银行的“渔获核验平台”。"
    assert "exits" in rules(of_text(text, NONE))


def test_each_part_of_a_sentence_speaks_of_the_application_that_it_names_whole_or_by_its_end() -> None:
    text = (
        f"{LEAD}本批包括珊瑚银行申请的“支持渔村方言的智能柜台服务”，礁石银行申请的“基于区块链的港口移动银行服务”。\n"
        "例如，珊瑚银行“支持渔村方言的智能柜台服务”为年长客户服务；礁石银行运用大数据、区块链等技术构建“港口移动银行服务”；"
        "海藻银行也在行内运用机器学习。"
    )
    assert technologies(of_text(text, TECHNOLOGIES)) == [[], ["区块链", "大数据"]]


TAIWAN = "金管會核准創新實驗案。\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、珊瑚銀行申請案\n珊瑚銀行與礁石電信合作，以電信資料辦理信用評分。實驗期間一年。\n二、海藻人壽申請案\n以區塊鏈辦理理賠。",
         ["(珊瑚銀行與礁石電信合作，以電信資料辦理信用評分): applicant 珊瑚銀行, partner 礁石電信",
          "(以區塊鏈辦理理賠): applicant 海藻人壽"]),
        ("一、珊瑚銀行申請案：以「碎片保單服務」辦理。\n二、海藻人壽及潮汐科技共同申請案：「移工匯款平台」",
         ["碎片保單服務: applicant 珊瑚銀行", "移工匯款平台: applicant 海藻人壽, applicant 潮汐科技"]),
        ("金管會11日同意珊瑚商業銀行試辦線上親子開戶業務，並命名為「珊瑚親子分行」。",
         ["(試辦線上親子開戶業務): applicant 珊瑚商業銀行"]),
        ("第一個進入沙盒的案子是由珊瑚銀行跟礁石電信合作，實驗內容主要是以繳費紀錄核定小額信貸，預計年底開始。",
         ["(以繳費紀錄核定小額信貸): applicant 珊瑚銀行, partner 礁石電信"]),
        ("已核准32件試辦案件，其中包括了珊瑚銀行的「財力模型評估」、礁石產險的「停車險異業合作」等試辦案。其中，「隨身險業務」是由海藻人壽提出申請試辦。",
         ["財力模型評估: applicant 珊瑚銀行", "停車險異業合作: applicant 礁石產險", "隨身險業務: applicant 海藻人壽"]),
        ("最受矚目的，莫過於珊瑚銀行推出的「財力評估服務」，以及海藻科技公司與海島合作金庫銀行共同推出「詐騙阻斷平台」。",
         ["財力評估服務: applicant 珊瑚銀行", "詐騙阻斷平台: applicant 海藻科技公司, applicant 海島合作金庫銀行"]),
        ("珊瑚銀行夥拍海藻科技，測試「多語客服平台」；礁石銀行聯同潮汐數據測試「可疑交易敘述」。",
         ["多語客服平台: applicant 珊瑚銀行, partner 海藻科技", "可疑交易敘述: applicant 礁石銀行, partner 潮汐數據"]),
    ],
)  # fmt: skip
def test_cases_called_by_who_applies_and_tests_with_a_partner(text: str, expected: list[str]) -> None:
    assert said(of_text(TAIWAN + text, NONE)) == expected


def test_a_number_in_a_clause_does_not_hide_an_institution_that_was_not_taken() -> None:
    made = of_text(f"{LEAD}珊瑚银行的代表到场并介绍了2个应用。\n礁石银行申请的“潮汐贷服务”入选。", NONE)
    assert any("珊瑚银行" in made.text[start:end] for start, end in made.unread)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本次公示的创新应用“珊瑚流水核验服务”聚焦对公贷款。\n该应用由珊瑚银行海岛市分行、礁石银行海岛市分行联合申请，运用区块链技术。",
         [("珊瑚流水核验服务", ["珊瑚银行海岛市分行", "礁石银行海岛市分行"])]),
        ("入选应用包括潮汐贷产品、珊瑚银行(7.000, 0.10, 1.45%)快贷产品以及渔获核验应用；"
         "对应试点单位分别为礁石银行(6.800, -0.03, -0.44%)、珊瑚银行/海岛银联、海藻银行。",
         [("潮汐贷产品", ["礁石银行"]), ("珊瑚银行(7.000, 0.10, 1.45%)快贷产品", ["珊瑚银行", "海岛银联"]),
          ("渔获核验应用", ["海藻银行"])]),
        ("入选的2个应用分别是珊瑚银行的潮汐贷产品；礁石银行、海岛数科的渔获核验应用，涉及物联网、智能银行等方面。",
         [("潮汐贷产品", ["珊瑚银行"]), ("渔获核验应用", ["礁石银行", "海岛数科"])]),
        ("1.海岛建设链服务平台(申请机构:珊瑚银行海岛分行,下同)\n该创新应用为金融服务,运用区块链技术,构建资金拨付方案,提供链上融资。"
         "该项目由珊瑚银行与礁石供应链公司联合研发,礁石供应链公司提供区块链技术支持。\n2.渔获核验服务(海藻银行海岛分行)",
         [("海岛建设链服务平台", ["珊瑚银行海岛分行"]), ("渔获核验服务", ["海藻银行海岛分行"])]),
        ("其中基于区块链的渔获融资服务、“潮汐”非接触金融服务、“信礁”风险核验产品等3个创新应用涉及区块链技术。",
         [("基于区块链的渔获融资服务", []), ("“潮汐”非接触金融服务", []), ("“信礁”风险核验产品", [])]),
    ],
)  # fmt: skip
def test_names_and_who_applies_stand_in_different_sentences_and_clauses(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


def test_items_under_an_example_say_what_it_uses() -> None:
    text = (
        f"{LEAD}本批包括珊瑚银行申请的“潮汐贷服务”，礁石银行申请的“渔获核验平台”。\n以“渔获核验平台”为例，在技术方面：\n"
        "1.利用区块链改变认证方式。\n2.综合运用大数据搭建平台。\n海藻银行也运用机器学习。"
    )
    assert technologies(of_text(text, TECHNOLOGIES)) == [[], ["区块链", "大数据"]]


def test_what_a_text_holds_is_sought_in_its_plain_form() -> None:
    text = Text("珊瑚銀行申請業務試辦。")
    assert text.holds(re.compile("试办"))
    assert not text.holds(re.compile("sandbox"))
    assert text.holds(re.compile("试办"))


def test_an_applicant_above_an_empty_line_does_not_move_those_of_the_blocks_below() -> None:
    blocks = "项目名称：潮汐信贷服务\n申请机构：礁石银行\n\n项目名称：渔获核验服务\n申请机构：海藻银行\n"
    made = of_text(f"{LEAD}申请机构：珊瑚银行\n\n{blocks}", NONE)
    assert found(made) == [("潮汐信贷服务", ["礁石银行"]), ("渔获核验服务", ["海藻银行"])]
    assert [each.name.value for each in made.institutions] == ["珊瑚银行"]
    before = "申请机构：礁石银行\n项目名称：潮汐信贷服务\n\n申请机构：海藻银行\n项目名称：渔获核验服务\n"
    assert found(of_text(f"{LEAD}\n{before}", NONE)) == found(made)
