"""Drafts of plain English announcements: each form of an item, with institutions known to the register or not."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.document import read
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from tests.support.drafts import ID, REGISTERS, found, of_text, roles, rules, said, technologies

LEAD = "The sandbox announced its third batch on 3 May 2026. The applications are:\n\n"
GLACIER = ("Glacier Cover", ["Rata Insurance", "Fern Analytics"])
FERRY = ("Ferry Ledger", ["Tui Payments"])


@pytest.mark.parametrize(
    "items",
    [
        "- Glacier Cover: Rata Insurance, Fern Analytics\n- Ferry Ledger: Tui Payments",
        "* Glacier Cover – Rata Insurance and Fern Analytics\n* Ferry Ledger – Tui Payments",
        "• Glacier Cover — Rata Insurance / Fern Analytics\n• Ferry Ledger — Tui Payments",
        "1) Rata Insurance and Fern Analytics: Glacier Cover\n2) Tui Payments: Ferry Ledger",
        "1. Glacier Cover, by Rata Insurance and Fern Analytics\n2. Ferry Ledger, by Tui Payments.",
        "(1) Glacier Cover (Rata Insurance; Fern Analytics)\n(2) Ferry Ledger (Tui Payments)",
        "- Rata Insurance and Fern Analytics's Glacier Cover\n- Tui Payments' Ferry Ledger",
        "– Glacier Cover, applied for by Rata Insurance and Fern Analytics\n– Ferry Ledger, tested by Tui Payments",
        "– Glacier Cover, provider: Rata Insurance, Fern Analytics\n– Ferry Ledger (provider: Tui Payments)",
        "1. “Glacier Cover”, applicants: Rata Insurance and Fern Analytics\n2. “Ferry Ledger”, applicant: Tui Payments",
        "- Application: Glacier Cover; applicants: Rata Insurance, Fern Analytics\n"
        "- Application: Ferry Ledger; applicant: Tui Payments",
        "1. Glacier Cover\nRata Insurance and Fern Analytics\n2. Ferry Ledger\nTui Payments",
        "1. Glacier Cover\nBy Rata Insurance and Fern Analytics.\n2. Ferry Ledger\nBy Tui Payments.",
        "Glacier Cover, by Rata Insurance and Fern Analytics.\nFerry Ledger, by Tui Payments.",
        "1. Glacier Cover. Rata Insurance and Fern Analytics apply.\n2. Ferry Ledger from Tui Payments",
        "Glacier Cover\nApplicants: Rata Insurance, Fern Analytics\n\nFerry Ledger\nApplicant: Tui Payments",
        "Name\tApplicants\nGlacier Cover\tRata Insurance, Fern Analytics\nFerry Ledger\tTui Payments",
        "Name: Glacier Cover\nApplicants: Rata Insurance, Fern Analytics\n\n"
        "Name: Ferry Ledger\nApplicant: Tui Payments",
    ],
)
@pytest.mark.parametrize("names", REGISTERS, ids=["all", "first half", "second half", "none"])
def test_a_plain_item_gives_its_name_and_who_applies(items: str, names: KnownNames) -> None:
    made = of_text(LEAD + items, names)
    assert found(made) == [GLACIER, FERRY]
    assert {role for each in roles(made) for role in each} == {"applicant"}
    assert all(span[1] <= len(LEAD) for span in made.unread)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("- Glacier Cover by Rata Insurance with Fern Analytics\n- Ferry Ledger, developed by Weka Software, tested by "
         "Tui Payments", [["applicant", "partner"], ["developer", "applicant"]]),
        ("- Glacier Cover; lead: Rata Insurance; partners: Fern Analytics\n- Ferry Ledger (applicant: Tui Payments; "
         "developer: Weka Software)", [["lead applicant", "partner"], ["applicant", "developer"]]),
        ("| Application | Lead | Partners |\n|---|---|---|\n| Glacier Cover | Rata Insurance | Fern Analytics |\n"
         "| Ferry Ledger | Tui Payments | Weka Software |",
         [["lead applicant", "partner"], ["lead applicant", "partner"]]),
        ("- Rata Insurance with Fern Analytics: Glacier Cover\n- Ferry Ledger – Tui Payments in partnership with "
         "Weka Software", [["applicant", "partner"], ["applicant", "partner"]]),
        ("- Glacier Cover; applicant: Rata Insurance; provider: Fern Analytics",
         [["applicant", "technology provider"]]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("names", [REGISTERS[0], REGISTERS[-1]], ids=["known", "unknown"])
def test_words_and_labels_give_roles(items: str, expected: list[list[str]], names: KnownNames) -> None:
    made = of_text(LEAD + items, names)
    assert [name for name, _ in found(made)] == ["Glacier Cover", "Ferry Ledger"][: len(expected)]
    assert roles(made) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("1. Glacier Cover, by Rata Insurance and Fern Analytics. It uses machine learning.\n"
         "2. Ferry Ledger, by Tui Payments. The project is based on blockchain.",
         [["machine learning"], ["blockchain"]]),
        ("1. Glacier Cover (Rata Insurance, Fern Analytics). It is based on biometrics and machine learning.\n"
         "2. Ferry Ledger: Tui Payments. This application uses blockchain.",
         [["biometrics", "machine learning"], ["blockchain"]]),
        ('1. "Glacier Cover", applicants: Rata Insurance and Fern Analytics; technologies: biometrics\n'
         '2. "Ferry Ledger", applicant: Tui Payments; technology: blockchain', [["biometrics"], ["blockchain"]]),
        ("1. Glacier Cover: Rata Insurance, Fern Analytics. Machine learning sets prices: it uses "
         "biometrics.\n"
         "2. Ferry Ledger. Applicant: Tui Payments. It uses blockchain.",
         [["Machine learning", "biometrics"], ["blockchain"]]),
        ("- Glacier Cover (Rata Insurance; Fern Analytics; machine learning)\n"
         "- Ferry Ledger: Tui Payments (blockchain)",
         [["machine learning"], ["blockchain"]]),
        ("- Glacier Cover | Rata Insurance, Fern Analytics | biometrics\n- Ferry Ledger | Tui Payments | blockchain",
         [["biometrics"], ["blockchain"]]),
        ("- Glacier Cover: a cover for ice, by Rata Insurance and Fern Analytics. It uses biometrics.\n"
         "- **Ferry Ledger** (Tui Payments). Uses blockchain.", [["biometrics"], ["blockchain"]]),
        ("- Rata Insurance and Fern Analytics's Glacier Cover, which uses biometrics\n"
         "- Ferry Ledger, by Tui Payments, built on blockchain", [["biometrics"], ["blockchain"]]),
        ("- Glacier Cover, a cover for ice, by Rata Insurance and Fern Analytics. It uses biometrics.\n"
         "- Ferry Ledger, which lets ferries pay, by Tui Payments, using blockchain.",
         [["biometrics"], ["blockchain"]]),
        ("- Glacier Cover by Rata Insurance and Fern Analytics, using machine learning\n"
         "- Ferry Ledger, based on blockchain, by Tui Payments", [["machine learning"], ["blockchain"]]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("names", [REGISTERS[0], REGISTERS[1], REGISTERS[-1]], ids=["known", "half", "unknown"])
def test_words_after_an_item_give_its_technologies(items: str, expected: list[list[str]], names: KnownNames) -> None:
    made = of_text(LEAD + items, names)
    assert found(made) == [GLACIER, FERRY]
    assert technologies(made) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<ol><li>Glacier Cover, by Rata Insurance and Weka Software. It uses machine learning.</li>"
        "<li><strong>Ferry Ledger</strong>, by Tui Payments. It uses blockchain.</li></ol>",
        "<ul><li><b>Glacier Cover</b><p>Rata Insurance and Weka Software</p><p>It uses machine learning.</p></li>"
        "<li><b>Ferry Ledger</b><p>Tui Payments</p><p>It uses blockchain.</p></li></ul>",
        "<h3>Glacier Cover</h3><p>Applicants: Rata Insurance, Weka Software</p><p>It uses machine learning.</p>"
        "<h3>Ferry Ledger</h3><p>Applicant: Tui Payments</p><p>It uses blockchain.</p>",
        "<h3>1. Glacier Cover</h3><p>By Rata Insurance and Weka Software. It uses machine learning.</p>"
        "<h3>2. Ferry Ledger</h3><p>By Tui Payments. It uses blockchain.</p>",
        "<table><tr><th>Name</th><th>Applicants</th><th>Technologies</th></tr>"
        "<tr><td>Glacier Cover</td><td>Rata Insurance, Weka Software</td><td>machine learning</td></tr>"
        "<tr><td>Ferry Ledger</td><td>Tui Payments</td><td>blockchain</td></tr></table>",
    ],
)
@pytest.mark.parametrize("names", [REGISTERS[0], REGISTERS[-1]], ids=["known", "unknown"])
def test_items_of_a_page_are_read_like_those_of_a_text(body: str, names: KnownNames) -> None:
    page = f"<html><body><p>The second batch has two applications:</p>{body}<p>Write to us.</p></body></html>"
    made = draft(read(page.encode(), "notice.html"), names)
    assert found(made) == [("Glacier Cover", ["Rata Insurance", "Weka Software"]), FERRY]
    assert made.institutions == []
    assert technologies(made) == [["machine learning"], ["blockchain"]]
    assert "2 applications announced, 2 found." in {finding.message for finding in made.findings}


@pytest.mark.parametrize(
    ("item", "name", "institutions"),
    [
        ("Pohutukawa Pay (Tui Payments and Southern Cross Bank)", "Pohutukawa Pay",
         ["Tui Payments", "Southern Cross Bank"]),
        ("Pohutukawa Pay: Tui Payments", "Pohutukawa Pay", ["Tui Payments"]),
        ("Pohutukawa Pay, applicant: Tui Payments", "Pohutukawa Pay", ["Tui Payments"]),
        ("湖光银行：湖畔融资服务", "湖畔融资服务", ["湖光银行"]),
        ("湖畔融资服务，申请机构：湖光银行、远山数科；技术：区块链", "湖畔融资服务", ["湖光银行", "远山数科"]),
        ("湖畔融资服务（湖光银行、远山数科）。该应用运用区块链。", "湖畔融资服务", ["湖光银行", "远山数科"]),
        ("渡船账本，牵头机构：湖光银行；合作机构：远山数科。运用区块链技术。", "渡船账本", ["湖光银行", "远山数科"]),
    ],
)  # fmt: skip
def test_a_name_that_ends_like_an_institution_stays_a_name(item: str, name: str, institutions: list[str]) -> None:
    lead = "第二批应用名单如下：\n" if "湖" in item else LEAD
    assert found(of_text(f"{lead}1. {item}", REGISTERS[0])) == [(name, institutions)]


@pytest.mark.parametrize(
    "item",
    [
        "Glacier Cover: Moa, Kea",
        "Moa and Kea – Glacier Cover",
        "Moa — Glacier",
        "Motor Insurance: Moa Bank",
        "Glacier Cover: a cover for ice",
        "Glacier Cover: a cover for ice, Rata Insurance",
        "Glacier Cover, a joint project of Rata Insurance",
        "Glacier Cover – Rata Insurance – biometrics",
    ],
)
def test_where_nothing_tells_the_name_from_the_institutions_no_applicant_is_proposed(item: str) -> None:
    made = of_text(f"{LEAD}- {item}\n- Ferry Ledger: Tui Payments", REGISTERS[0])
    assert found(made) == [(None, []), FERRY]
    assert made.applications[0].description is not None
    assert made.applications[0].description.value == item
    unclear = [finding for finding in made.findings if finding.rule == "order-unclear"]
    assert [finding.severity for finding in unclear] == ["warning"]
    assert "described" not in {finding.rule for finding in made.findings}


@pytest.mark.parametrize(
    "item",
    [
        "Tui Payments (Glacier Cover)",
        "Moa, Kea",
        "Ferry Ledger, Moa Bank's blockchain project",
    ],
)
def test_an_item_in_another_form_is_not_read_rather_than_taken_for_a_name(item: str) -> None:
    made = of_text(f"{LEAD}- {item}\n- Ferry Ledger: Tui Payments", REGISTERS[0])
    assert found(made) == [FERRY]
    assert item in "".join(made.text[slice(*span)] for span in made.unread)


def test_in_a_list_of_institutions_who_develops_something_does_not_apply_instead() -> None:
    items = "- Moa: a savings app, developed by Weka Software\n- Rata Insurance: Glacier Cover"
    made = of_text(f"The following participants were selected:\n{items}", REGISTERS[0])
    assert found(made) == [(None, ["Moa", "Weka Software"]), ("Glacier Cover", ["Rata Insurance"])]
    assert [each.role for each in made.applications[0].institutions] == ["applicant", "developer"]
    open_ = of_text(f"The following applications were accepted:\n{items}", REGISTERS[0])
    assert found(open_) == [(None, []), ("Glacier Cover", ["Rata Insurance"])]


def test_a_line_with_another_label_is_no_name() -> None:
    made = of_text("Contact: the office\nSource: Herald\nApplicant: Tui Payments", REGISTERS[0])
    assert made.applications == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("The Lake sandbox admitted its third batch.", "Lake sandbox"),
        ("Tide Lab: third batch. A regulatory sandbox lets firms test.", "Tide Lab"),
        ("湖区沙盒公示第三批应用，名单如下：", "湖区沙盒"),
        ("湖區沙盒公示第三批應用，名單如下：", "湖區沙盒"),
    ],
)
def test_the_exact_name_of_a_sandbox_of_the_register_is_read_however_short(text: str, printed: str) -> None:
    labels = ("Lake sandbox", "湖区沙盒", "Tide Lab")
    made = of_text(text, KnownNames(KnownName(label, "sandbox", f"{ID}sandbox/{label}") for label in labels))
    assert made.sandbox is not None
    assert made.sandbox.value == printed
    assert len(made.sandbox.entities) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Applicant: Tui Payments\nProduct: Ferry Ledger\n\nApplicant: Rata Insurance\nProduct: (to be announced)\n"
         "Technology: biometrics\n\nApplicant: Moa Bank\nPartner: Weka Software\nProduct: Lake Pay",
         ["Ferry Ledger: applicant Tui Payments", "((to be announced)): applicant Rata Insurance",
          "Lake Pay: applicant Moa Bank, partner Weka Software"]),
        ("应用名称：渡船账本\n申请机构：湖光银行\n　　　　　远山数科有限公司\n应用类型：科技产品\n\n"
         "应用名称：湖畔贷\n申请机构：湖光银行\n研发单位：湖光银行",
         ["渡船账本: applicant 湖光银行, applicant 远山数科有限公司",
          "湖畔贷: applicant 湖光银行, developer 湖光银行"]),
        ("渡船共有凭证\n申请机构：湖光银行\n申请机构：远山数科有限公司\n山货指数定价\n申请机构：高岭财险\n类型：金融服务",
         ["渡船共有凭证: applicant 湖光银行, applicant 远山数科有限公司", "山货指数定价: applicant 高岭财险"]),
        ("应用名称\t申请机构\t合作机构\n渡船账本\t湖光银行\t无\n湖畔贷\t远山数科有限公司\t—\n合计\t2项",
         ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 远山数科有限公司"]),
        ("申请机构\t应用名称\t类型\n湖光银行\t渡船账本\t科技产品\n湖畔贷\t金融服务",
         ["渡船账本: applicant 湖光银行", "湖畔贷: "]),
        ("No.\tProject\tInstitution\tRole\nPayments\n1\tFerry Ledger\tTui Payments\tapplicant\n"
         "1\tFerry Ledger\tWeka Software\tdeveloper\nInsurance\n2\tGlacier Cover\tRata Insurance\tapplicant",
         ["Ferry Ledger: applicant Tui Payments, developer Weka Software", "Glacier Cover: applicant Rata Insurance"]),
    ],
)  # fmt: skip
def test_labels_and_columns_join_only_what_stands_together(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖光银行、远山数科有限公司分别申报了“渡船账本”和“湖畔贷”。",
         ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 远山数科有限公司"]),
        ("“渡船账本”“湖畔贷”分别由湖光银行、远山数科有限公司申报。",
         ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 远山数科有限公司"]),
        ("湖光银行申报的有“渡船账本”“湖畔贷”，高岭财险申报的是“山货保”。",
         ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 湖光银行", "山货保: applicant 高岭财险"]),
        ("湖光银行、远山数科有限公司、高岭财险分别申报了“渡船账本”“湖畔贷”。", ["渡船账本: ", "湖畔贷: "]),
        ("其中，由湖光银行与远山数科有限公司联合申报的“渡船账本”已公示。",
         ["渡船账本: applicant 湖光银行, applicant 远山数科有限公司"]),
        ("“渡船账本”由远山数科有限公司研发、湖光银行申报。“湖畔贷”的申报单位为湖光银行，技术支持单位为远山数科有限公司。",
         ["渡船账本: developer 远山数科有限公司, applicant 湖光银行",
          "湖畔贷: applicant 湖光银行, technology provider 远山数科有限公司"]),
        ("“湖畔贷”由湖光银行申报，高岭财险参与，远山数科有限公司提供技术支持。",
         ["湖畔贷: applicant 湖光银行, participant 高岭财险, technology provider 远山数科有限公司"]),
        ("金管會核准湖光銀行申請辦理「以聲紋簽約」創新實驗，並核准遠山資訊股份有限公司申請辦理「渡船帳本」創新實驗。",
         ["以聲紋簽約: applicant 湖光銀行", "渡船帳本: applicant 遠山資訊股份有限公司"]),
        ("“Ferry Ledger” and “Lake Loan” were submitted by Tui Payments and Moa Bank, respectively.",
         ["Ferry Ledger: applicant Tui Payments", "Lake Loan: applicant Moa Bank"]),
        ("Tui Payments and Moa Bank are testing FerryLedger and Lake Loan respectively.",
         ["FerryLedger: applicant Tui Payments", "Lake Loan: applicant Moa Bank"]),
        ("Moa Bank will test two products, LakePay and LakeSave.",
         ["LakePay: applicant Moa Bank", "LakeSave: applicant Moa Bank"]),
        ("Tui Payments is testing “Ferry Ledger” with Weka Pte. Ltd. Moa Mutual is testing a cover for riders with "
         "Fern Analytics.", ["Ferry Ledger: applicant Tui Payments, partner Weka Pte. Ltd.",
                             "(a cover for riders): applicant Moa Mutual, partner Fern Analytics"]),
        ("Tui Payments is testing “Ferry Ledger” and Moa Bank “Lake Loan”.",
         ["Ferry Ledger: applicant Tui Payments", "Lake Loan: applicant Moa Bank"]),
        ("Ferry Ledger is tested by Tui Payments with Weka Software. A wallet for markets is trialled by Moa Bank.",
         ["Ferry Ledger: applicant Tui Payments, partner Weka Software", "(A wallet for markets): applicant Moa Bank"]),
        ("“湖畔贷”由湖光银行自主研发并申报。", ["湖畔贷: developer 湖光银行, applicant 湖光银行"]),
        ("本批2项应用分别是《渡船账本》《湖畔贷》，参与机构有湖光银行和高岭银行两家。", ["渡船账本: ", "湖畔贷: "]),
        ("金管會核准湖光銀行與電信業者遠山電信申請辦理「以聲紋簽約」創新實驗，合作之金融機構為高嶺銀行。",
         ["以聲紋簽約: applicant 湖光銀行, applicant 遠山電信, partner 高嶺銀行"]),
        ("“Ferry Ledger”, “Lake Loan” and “Ice” come from Moa Bank.",
         ["Ferry Ledger: applicant Moa Bank", "Lake Loan: applicant Moa Bank", "Ice: applicant Moa Bank"]),
        ("(Lagos, May 1, 2023) Moa Bank will run two tests, “Ice” and “Snow”, the latter with Tui Payments.",
         ["Ice: applicant Moa Bank", "Snow: applicant Moa Bank, partner Tui Payments"]),
        ("We found that “lake loan” declared by Moa Bank and Kea Ltd., uses technologies such as blockchain; “ice” "
         "declared by Tui Payments.", ["lake loan: applicant Moa Bank, applicant Kea Ltd.",
                                       "ice: applicant Tui Payments"]),
        ("The list: “lake loan” declared by Moa Bank and developed by Weka Software.",
         ["lake loan: applicant Moa Bank, developer Weka Software"]),
    ],
)  # fmt: skip
def test_sentences_give_each_application_its_own_institutions(text: str, expected: list[str]) -> None:
    made = of_text(f"湖区第二批应用公示。{text}" if "“" in text and "银行" in text else text, REGISTERS[0])
    assert said(made) == expected
    assert ("uncertain" in rules(made) or "not-joined" in rules(made)) == any(each.endswith(": ") for each in expected)


@pytest.mark.parametrize(
    ("text", "names", "rule"),
    [
        ("Firms that left the sandbox\nTui Payments completed its test of Ferry Ledger. Moa Bank withdrew LakePay.",
         ["Ferry Ledger", "LakePay"], "exits"),
        ("湖区创新应用退出公告\n以下应用完成测试，正式退出：\n1.渡船账本（湖光银行）\n2.湖畔贷（高岭银行）",
         ["渡船账本", "湖畔贷"], "exits"),
        ("湖区第二批应用公示\n湖光银行申报的“渡船账本”入选。\n以下应用退出测试：\n1.湖畔贷（高岭银行）",
         ["渡船账本"], "exits"),
        ("湖区市公示第二批应用，共1个：湖光银行申报的“渡船账本”。\n同日，山城市公示首批应用，包括高岭银行申报的“湖畔贷”。",
         ["渡船账本"], "other-batch"),
        ("湖区市第二批应用公示：湖光银行申报的“渡船账本”。此前的第一批应用包括高岭银行申报的“湖畔贷”。",
         ["渡船账本"], "other-batch"),
    ],
)  # fmt: skip
def test_who_leaves_or_is_of_another_batch_is_not_taken_for_this_one(text: str, names: list[str], rule: str) -> None:
    made = of_text(text, REGISTERS[0])
    assert [name for name, _ in found(made)] == names
    assert rule in rules(made)


def test_firms_that_left_are_not_taken_for_participants() -> None:
    made = of_text(
        f"{LEAD}- Ferry Ledger: Tui Payments\n\nThe following firms have left: Moa Bank and Kea Ltd.", REGISTERS[0]
    )
    assert found(made) == [FERRY]
    assert made.institutions == []
    assert "exits" in rules(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "湖光银行申报的“渡船账本”，运用边缘计算、北斗定位等技术，记录每一班渡船；高岭银行申报的“湖畔贷”，采用区块链技术。",
            [["边缘计算", "北斗定位"], ["区块链"]],
        ),
        ("湖光银行申报的“渡船账本”，高岭银行申报的“湖畔贷”，均采用区块链技术。", [[], []]),
        ("湖光银行申报的“渡船账本”，高岭银行申报的“湖畔贷”，采用区块链技术。", [[], []]),
        ("1.渡船账本（湖光银行）。运用方言语音识别、区块链算法等技术。", [["方言语音识别", "区块链"]]),
        (
            "Tui Payments is testing “Ferry Ledger”. The service uses blockchain and biometrics.",
            [["blockchain", "biometrics"]],
        ),
    ],
)
def test_what_a_text_calls_technologies_belongs_to_the_application_before_it(
    text: str, expected: list[list[str]]
) -> None:
    assert technologies(of_text(f"湖区第二批应用公示\n{text}", REGISTERS[0])) == expected


def test_a_section_gives_its_applications_their_type() -> None:
    sections = "一、金融服务（1个）\n1.湖畔贷\n申请机构：湖光银行\n二、科技产品（1个）\n1.渡船账本\n申请机构：高岭银行"
    made = of_text(f"湖区第三批创新应用\n{sections}\n三、其他事项\n1.公示期间可来电。", REGISTERS[0])
    assert [a.type.value if a.type else None for a in made.applications] == ["financial service", "technology product"]


def test_a_cell_over_several_rows_stands_in_each_of_them() -> None:
    page = (
        "<table><tr><th>申请机构<th>应用名称<th>类型<tr><td rowspan=2>湖光银行<td>渡船账本<td>科技产品"
        "<tr><td>湖畔贷<td>金融服务<tr><td colspan=3>保险<tr><td>高岭财险<td>山货保<td rowspan=9>金融服务</table>"
    )
    made = draft(read(page.encode(), "notice.html"), REGISTERS[0])
    assert said(made) == ["渡船账本: applicant 湖光银行", "湖畔贷: applicant 湖光银行", "山货保: applicant 高岭财险"]
    assert [a.type.value if a.type else None for a in made.applications][1:] == ["financial service"] * 2


@pytest.mark.parametrize(
    ("text", "date", "totals"),
    [
        ("湖區第四批創新應用於二零二二年十二月九日公示。", "2022-12-09", {}),
        ("湖区应用公示，涉及申请机构4家，创新应用5个。\n资料更新：112年10月5日", "2023-10-05",
         {"institutions": 4, "applications": 5}),
        ("Date of publication: 2022-06-17\nProjects: 3. Institutions: 5.", "2022-06-17",
         {"applications": 3, "institutions": 5}),
        ("1 June 2024 - A third cohort opens. In the first two windows, 47 applications were received.",
         "2024-06-01", {}),
        ("类型：金融服务\n\n共三个应用。", None, {"applications": 3}),
    ],
)  # fmt: skip
def test_numbers_and_days_are_read_as_they_are_meant(text: str, date: str | None, totals: dict[str, int]) -> None:
    made = of_text(text, REGISTERS[0])
    assert (made.date.value if made.date else None) == date
    assert {what: total.value for what, total in made.totals.items()} == totals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应用分别是：渡船融资服务、山货定价平台、湖畔贷。申请机构包括湖光银行和远山数科有限公司。",
         ["渡船融资服务: ", "山货定价平台: ", "湖畔贷: "]),
        ("本批公示2个应用。创新应用为：渡船融资服务；渔民薪资代发。\n申请机构（排名不分先后）：湖光银行、远山数科有限公司。",
         ["渡船融资服务: ", "渔民薪资代发: "]),
        ("一、创新应用\n1.渡船融资服务\n2.山货定价平台\n3.渔民薪资代发\n二、申请机构\n1.湖光银行\n2.远山数科有限公司",
         ["渡船融资服务: ", "山货定价平台: ", "渔民薪资代发: "]),
    ],
)  # fmt: skip
def test_applications_and_institutions_in_two_lists_are_not_joined(text: str, expected: list[str]) -> None:
    made = of_text(f"湖区第三批创新应用公示\n{text}", REGISTERS[0])
    assert said(made) == expected
    assert [each.name.value for each in made.institutions] == ["湖光银行", "远山数科有限公司"]
    assert "not-joined" in rules(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖区试点中，湖光银行正在测试一款按渔获还款的贷款产品，合作方为远山数科。另一家参与者高岭财险，计划推出按里程计费的车险，"
         "由远山数科提供技术支持。",
         ["(一款按渔获还款的贷款产品): applicant 湖光银行, partner 远山数科",
          "(按里程计费的车险): applicant 高岭财险, technology provider 远山数科"]),
        ("湖區沙盒試行項目：\n• 湖光銀行－以視像開戶，與遠山科技合作\n• 高嶺支付－二維碼付款，夥拍湖光銀行",
         ["(以視像開戶): applicant 湖光銀行, partner 遠山科技", "(二維碼付款): applicant 高嶺支付, partner 湖光銀行"]),
        ("創新實驗後續情形\n一、期滿並取得許可：湖光銀行辦理之「聲紋簽約」實驗。\n二、提前終止：高嶺企銀之實驗案（名稱未公開）。",
         ["聲紋簽約: applicant 湖光銀行", "(實驗案): applicant 高嶺企銀"]),
        ("監管沙盒\n• 湖光銀行 － 以視像開戶，為長者而設\n• 高嶺支付 － 為視障客戶而設的指示\n• 太平保險 － 手機認證",
         ["(以視像開戶，為長者而設): applicant 湖光銀行", "(為視障客戶而設的指示): applicant 高嶺支付",
          "(手機認證): applicant 太平保險"]),
        ("湖光銀行之「聲紋簽約」創新實驗期滿；高嶺人壽的實驗則已落地。",
         ["聲紋簽約: applicant 湖光銀行", "(實驗則已落地): applicant 高嶺人壽"]),
        ("Four firms will run 5 tests. Moa Bank brings two products to the sandbox: “LakePay” and “LakeSave”. Kea "
         "Ltd tests “Ice” and, with Moa Bank, “Snow”. Tui Payments, together with Weka Software, tests a plan to save.",
         ["LakePay: applicant Moa Bank", "LakeSave: applicant Moa Bank", "Ice: applicant Kea Ltd",
          "Snow: applicant Kea Ltd, partner Moa Bank",
          "(a plan to save): applicant Tui Payments, partner Weka Software"]),
        ("The applications are:\nFishing Fleet Finance, Moa Bank and Kea Technology Co., Ltd.\n"
         "Ferry Ledger, Tui Payments",
         ["Fishing Fleet Finance: applicant Moa Bank, applicant Kea Technology Co., Ltd.",
          "Ferry Ledger: applicant Tui Payments"]),
        ("12 May 2024 - Out of 70 applications received, 3 firms join the cohort:\nMoa & Sons\nKea Ltd\n"
         "Tui Payments", []),
        ("The applications are:\n1. Lace & Loom Credit, Moa Bank and Tui Payments\n2. Ice Insurance, Kea Co., Ltd.",
         ["Lace & Loom Credit: applicant Moa Bank, applicant Tui Payments", "Ice Insurance: applicant Kea Co., Ltd."]),
    ],
)  # fmt: skip
def test_prose_and_bare_lines_give_who_does_what(text: str, expected: list[str]) -> None:
    assert said(of_text(text, REGISTERS[0])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "某股份制银行正在测试相关系统，监管部门将继续推出试点工作。多家银行正在试点数字人民币。",
        "The Central Bank is testing new tools. Banks will test their systems. The report tests a hypothesis.",
        "The team led by Jane Smith tested the service. London tests are held in May.",
        "试点工作的主要内容包括：信息披露、公众监督、产品公示、投诉处理。运用现代信息技术提升服务质效。",
        "应用声明书\n一、基本信息\n1.应用名称\n2.申请机构\n3.技术应用\n二、服务信息\n1.服务渠道\n2.服务时间",
        "Applications are open to Banks, Insurers and Brokers. The services include payments, lending, and insurance.",
    ],
)
def test_ordinary_sentences_about_tests_name_no_application(text: str) -> None:
    made = of_text(text, REGISTERS[0])
    assert (said(made), made.institutions) == ([], [])
