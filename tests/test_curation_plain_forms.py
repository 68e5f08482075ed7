"""Drafts of plain English announcements: each form of an item, with institutions known to the register or not."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.document import Document, read
from sandbox_atlas.graph.curation.drafting.draft import Draft
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames

INSTITUTIONS = ("Southern Cross Bank", "Weka Software", "Tui Payments", "Rata Insurance", "Fern Analytics", "湖光银行")
TECHNOLOGIES = ("machine learning", "blockchain", "biometrics", "区块链")
LEAD = "The sandbox announced its third batch on 3 May 2026. The applications are:\n\n"
ID = "https://example.org/id/"
GLACIER = ("Glacier Cover", ["Rata Insurance", "Fern Analytics"])
FERRY = ("Ferry Ledger", ["Tui Payments"])


def known(*institutions: str) -> KnownNames:
    names = [KnownName(each, "institution", f"{ID}institution/{number}") for number, each in enumerate(institutions)]
    return KnownNames(names + [KnownName(each, "technology", f"{ID}technology/{each}") for each in TECHNOLOGIES])


REGISTERS = [known(*INSTITUTIONS), known(*INSTITUTIONS[:3]), known(*INSTITUTIONS[3:]), known()]
"""Registers that know all of the institutions, either half of them, or none."""


def of_text(text: str, names: KnownNames) -> Draft:
    return draft(Document(text, "text", "utf-8"), names)


def found(made: Draft) -> list[tuple[str | None, list[str]]]:
    return [(a.name.value if a.name else None, [i.name.value for i in a.institutions]) for a in made.applications]


def roles(made: Draft) -> list[list[str]]:
    return [[i.role for i in a.institutions] for a in made.applications]


def technologies(made: Draft) -> list[list[str]]:
    return [[t.value for t in a.technologies] for a in made.applications]


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
        "Tui Payments will test Lake Ledger, which is new",
        "Moa, Kea",
        "Ferry Ledger [Moa Bank]",
        "Lake Ledger (Moa Bank) uses blockchain",
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
    assert found(made) == [(None, ["Moa"]), ("Glacier Cover", ["Rata Insurance"])]
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
