"""Drafts of English announcements as they are really worded, translations of Chinese news among them."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.curation.drafting.known import KnownNames
from tests.support.drafts import found, known, of_text, technologies

NONE = KnownNames([])
"""A register that knows no names: only their form and place tell what they are."""
LEAD = "The working group announced the second batch of innovative applications of its sandbox. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The name of the first application is “Reef Chain Finance”, and the applicants are Bank of Atoll Co., Ltd. and"
         " Kelp Data Ltd. The name of the second application is “Reef Loan”, the applicant is Lagoon Bank.",
         [("Reef Chain Finance", ["Bank of Atoll Co., Ltd.", "Kelp Data Ltd."]), ("Reef Loan", ["Lagoon Bank"])]),
        ("The name of the application is “Reef” credit service based on big data, jointly applied for by Atoll Bank and"
         " Kelp Data Ltd.",
         [("“Reef” credit service based on big data", ["Atoll Bank", "Kelp Data Ltd."])]),
        ("The name of the project is remote counter service. The applicant is Lagoon Bank Atoll Branch.",
         [("remote counter service", ["Lagoon Bank Atoll Branch"])]),
        ("The applicant is Lagoon Bank, and the name of the application is “Reef Loan”.",
         [("Reef Loan", ["Lagoon Bank"])]),
    ],
)  # fmt: skip
def test_sentences_say_the_name_of_an_application_and_who_applies(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


def test_the_sentence_after_a_labelled_name_says_what_it_uses() -> None:
    text = "The name of the application is “Reef Loan”, the applicant is Lagoon Bank. The product uses blockchain."
    assert technologies(of_text(LEAD + text, known())) == [["blockchain"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kuwait's “Reef Pay” app by Lagoon Payments Company helps users save.",
         [("Reef Pay", ["Lagoon Payments Company"])]),
        ("In one project, Atoll Bank and Kelp Data Ltd. proposed an application of sensors in farm lending.",
         [(None, ["Atoll Bank", "Kelp Data Ltd."])]),
        ("Atoll Tokens Inc. was granted time-limited relief to distribute tokens of houses.",
         [(None, ["Atoll Tokens Inc."])]),
        ("Lagoon Capital Corp. received an exemption from the dealer requirement to operate an online portal.",
         [(None, ["Lagoon Capital Corp."])]),
        ("Kelp Chain Pte. Ltd. will operate a market for bonds.", [(None, ["Kelp Chain Pte. Ltd."])]),
        ("The Commission was granted relief to operate a portal.", []),
        ("The regulator has received approval from Parliament to run a sandbox.", []),
    ],
)  # fmt: skip
def test_sentences_tell_who_proposed_or_was_allowed_what(
    text: str, expected: list[tuple[str | None, list[str]]]
) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Atoll Bank, as the applicant, cooperated with Kelp Data Ltd. to declare “Reef Loan”.",
         [("Reef Loan", ["Atoll Bank", "Kelp Data Ltd."])]),
        ("Atoll Bank, together with Kelp Data Ltd, plans to launch “Reef Talk” voice service.",
         [("“Reef Talk” voice service", ["Atoll Bank", "Kelp Data Ltd"])]),
        ("The regulator cooperated with the ministry to launch “Reef Week”.", []),
    ],
)  # fmt: skip
def test_those_who_cooperate_to_apply_stand_before_a_name(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected


def loose(text: str) -> list[str]:
    return [each.name.value for each in of_text(text, NONE).institutions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The regulator has confirmed six firms for its second cohort, including Atoll, Kelpline and Lagoon Bank.",
         ["Atoll", "Kelpline", "Lagoon Bank"]),
        ("Four firms were admitted to the sandbox. They are Atoll Ltd, Kelp, Reefly and Coral Custody.",
         ["Atoll Ltd", "Kelp", "Reefly", "Coral Custody"]),
        ("The first two names of the cohort were released: Atoll Services from Lagos and Kelp Exports, based in Accra.",
         ["Atoll Services", "Kelp Exports"]),
        ("Two other companies providing loans, Atoll NFP, Ltd. and Kelp Technology, Inc., joined the sandbox.",
         ["Atoll NFP, Ltd", "Kelp Technology, Inc"]),
        ("It approved six projects of the sandbox, involving Lagoon Bank, Kelp and Atoll.",
         ["Lagoon Bank", "Kelp", "Atoll"]),
        ("Kelp and Atoll have been chosen to take part in the pilot.", ["Kelp", "Atoll"]),
        ("The regulator said that Kelp, Atoll and Reef Labs would be part of the testing.",
         ["Kelp", "Atoll", "Reef Labs"]),
        ("Approval was granted to two token exchanges, Kelp Limited and Reef Limited, under its pilot.",
         ["Kelp Limited", "Reef Limited"]),
        ("Three other VASPs (Kelp Ltd, Reef.NG Ltd, and Coral Custodian Ltd) have been admitted to test their models"
         " in the sandbox.", ["Kelp Ltd", "Reef.NG Ltd", "Coral Custodian Ltd"]),
        ("The regulator said that Kelp, Atoll, and REEF are among the latest firms to join its pilot.",
         ["Kelp", "Atoll", "REEF"]),
        ("Both Kelp Limited and Reef Limited have been granted approval in principle to operate under the pilot.",
         ["Kelp Limited", "Reef Limited"]),
        ("Ten institutions took part in the sandbox, including the banks, namely Kelp, Bank of Atoll, Reef and Coral"
         " Tide, as well as Lagoon Technology.", ["Kelp", "Bank of Atoll", "Reef", "Coral Tide", "Lagoon Technology"]),
        ("Firms of the sandbox, including Kelp-owned Reef Bank, have begun.", ["Reef Bank"]),
        ("Six firms are in the trial, including the three issuing banks—Kelp, Atoll+Devri and the Bank of Reef (Isle).",
         ["Kelp", "Atoll+Devri", "Bank of Reef (Isle)"]),
        ("Lagoon Bank and Tide Bank (Isle) are included among the participants of the pilot.",
         ["Lagoon Bank", "Tide Bank (Isle)"]),
        ("Past participants of the sandbox are Kelp, Atoll and Reef Labs.", []),
        ("The sandbox began in cities including Porto, Lagos and Accra.", []),
    ],
)  # fmt: skip
def test_sentences_list_who_takes_part_by_a_noun_or_a_verb(text: str, expected: list[str]) -> None:
    assert [each.rstrip(".") for each in loose(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "More importantly, the list shows which use cases are ready for permanent rules of the sandbox.",
        "Atoll's customers use the web application to pay in the sandbox. One firm was admitted.",
        "Additionally, the cohort of the sandbox has four offering platforms and one custodian.",
        "Customers could use the mobile applications of the sandbox to scan codes. One firm was admitted.",
        "Category: Reef Technology\nDate: May 2, 2031\nOne firm was admitted to the sandbox.",
        "The Atoll Monetary Authority (AMA) opened a sandbox. The AMA has introduced a forum. One firm was admitted.",
        "Ana Lima, the CEO of Reef Services of Atoll, has been using the sandbox for it. One firm was admitted.",
        "Its members are: the Bureau.\nThe two firms of the sandbox, with a bank, are: Kelp Bank and Reef.",
        "Kelp's participation builds on its work in the sandbox of last year. One firm was admitted.",
    ],
)
def test_adverbs_and_what_belongs_to_a_firm_apply_with_nothing(text: str) -> None:
    assert found(of_text(text, NONE)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Atoll Ltd, a data company, will test its cloud-based scoring platform for funds.",
         [("its cloud-based scoring platform for funds", ["Atoll Ltd"])]),
        ("The regulator has granted relief to Atoll Inc., a firm of Accra that will test a market of tokens, and Kelp"
         " Inc., a company that will launch a coin.",
         [("a market of tokens", ["Atoll Inc."]), ("a coin", ["Kelp Inc."])]),
        ("Accra: The regulator named the firms accepted into its sandbox: Atoll Ventures, which will test a"
         " crowdfunding site; Kelpmaze, a robo-adviser; Reef Ltd, offering loans to shops; and Coral, with a bond"
         " platform.",
         [("a crowdfunding site", ["Atoll Ventures"]), ("a robo-adviser", ["Kelpmaze"]),
          ("loans to shops", ["Reef Ltd"]), ("a bond platform", ["Coral"])]),
        ("The authority approved Atoll Pte Ltd to operate an exchange for bonds under the sandbox.",
         [("an exchange for bonds", ["Atoll Pte Ltd"])]),
        ("The pilot would be conducted by Lagoon Bank and Kelp Telecom Co to create a credit service for shops.",
         [("create a credit service for shops", ["Lagoon Bank", "Kelp Telecom Co"])]),
        ("The Board has issued sandbox licences to: Kelp Technologies Limited for a lending site; Reef Ltd for a"
         " custody service; and Tide Isle for an identity system.",
         [("a lending site", ["Kelp Technologies Limited"]), ("a custody service", ["Reef Ltd"]),
          ("an identity system", ["Tide Isle"])]),
        ("The sandbox has three firms. Kelpcommit provides merchants with invoices; Reefed, a start-up, teaches small"
         " shops to save; and Tidey lets farmers sell tokens of harvests.",
         [("merchants with invoices", ["Kelpcommit"]), ("small shops to save", ["Reefed"]),
          ("farmers sell tokens of harvests", ["Tidey"])]),
        ("Meanwhile, Kelp Finance W.L.L. has been admitted to test a market of invoices in the sandbox.",
         [("a market of invoices", ["Kelp Finance W.L.L."])]),
        ("Atoll Markets, headquartered in Accra, is building a market, and Kelp Trade Ltd will pilot a portal in the"
         " sandbox together with Lagoon Bank.",
         [("a portal", ["Kelp Trade Ltd", "Lagoon Bank"])]),
        ("Kelp and Atoll Secure Systems have been accepted into the sandbox to test an identity platform.",
         [("an identity platform", ["Kelp", "Atoll Secure Systems"])]),
        ("Since May, Atoll Pty Ltd has been testing early wages, Kelp Pty Ltd a savings product, and Reef Pty Ltd,"
         " together with Lagoon Bank, is trialling a ledger for wine in the sandbox.",
         [("a savings product", ["Kelp Pty Ltd"]), ("early wages", ["Atoll Pty Ltd"]),
          ("a ledger for wine", ["Reef Pty Ltd", "Lagoon Bank"])]),
    ],
)  # fmt: skip
def test_sentences_say_what_each_of_several_firms_tests(text: str, expected: list[tuple[str, list[str]]]) -> None:
    made = of_text(text, NONE).applications
    got = [(a.description.value if a.description else "", [i.name.value for i in a.institutions]) for a in made]
    assert sorted(got) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "The sandbox has two alliances: Atoll Bank with Kelp; and finally Reefcoin and Tide, associated with Coral.",
        "The pilot's participants are Atoll Bank with Kelp, Reefcoin and Tide working together with Coral.",
        "Alliances of the sandbox:\n• Atoll Bank with Kelp (which began in May)\n• Reefcoin and Tide with Coral\n",
    ],
)
def test_alliances_take_part_although_nothing_says_what_they_test(text: str) -> None:
    made = of_text(text, NONE)
    assert loose(text) == ["Atoll Bank", "Kelp", "Reefcoin", "Tide", "Coral"]
    assert [each.role for each in made.institutions] == ["applicant", "partner", "applicant", "applicant", "partner"]


@pytest.mark.parametrize(
    ("text", "applications", "institutions"),
    [
        ("The Bureau issued two orders of approval on Dec. 30 to Lagoon Bank and Kelp, Inc. under its sandbox policy.",
         [], ["Lagoon Bank", "Kelp, Inc."]),
        ("The Atoll Protection Bureau (APB) issued a sandbox approval order to Kelp regarding their proposal to develop"
         " a “two-way card.”", [("two-way card.", ["Kelp"])], []),
        ("The regulator granted sandbox approval to Kelp Ltd for a market of invoices.", [(None, ["Kelp Ltd"])], []),
        ("APB Approves Kelp's “Two-Way Card” in its sandbox", [("Two-Way Card", ["Kelp"])], []),
        ("The pilot was part of a sandbox run by the regulator, the Superintendence of Atoll Finance (SAF).", [], []),
        ("Under the first pilot of the sandbox, Atoll Bank, Kelp and Reef Holdings conducted trades of bonds.",
         [], ["Atoll Bank", "Kelp", "Reef Holdings"]),
    ],
)  # fmt: skip
def test_orders_and_pilots_say_whom_they_let_in(
    text: str, applications: list[tuple[str, list[str]]], institutions: list[str]
) -> None:
    assert found(of_text(text, NONE)) == applications
    assert loose(text) == institutions


def test_a_line_before_a_list_says_whose_its_items_are() -> None:
    text = (
        "The three use cases developed by Lagoon Bank within the sandbox were:\n1. A purchase of bonds with tokens;\n"
        "2. Transfer of deposits between chains;\n3. Settlement of bills of lading by working with Kelp Technologies\n"
    )
    lagoon = ["Lagoon Bank"]
    assert found(of_text(text, NONE)) == [(None, lagoon), (None, lagoon), (None, [*lagoon, "Kelp Technologies"])]


def test_sentences_say_what_firms_of_a_list_will_examine() -> None:
    text = (
        "The sandbox has three groups of firms. Payment giant Kelp and REEF will explore how funds are bought."
        " Coral, Lagoonbank (LBank), and Tide Bank will examine how tokens help trade in towns."
    )
    assert found(of_text(text, NONE)) == [
        (None, ["Kelp", "REEF"]),
        (None, ["Coral", "Lagoonbank (LBank)", "Tide Bank"]),
    ]


def test_names_in_brackets_may_be_unknown_where_one_is_sure() -> None:
    text = (
        "Reports of the sandbox cover: sharing of data between shops (Kelp, Reef Computing Center); reporting of frauds"
        " (Tide); and joint checks of clients (Atoll Gruppe and REEF). Rates: Asia/Pacific."
    )
    assert found(of_text(text, NONE)) == [
        ("sharing of data between shops", ["Kelp", "Reef Computing Center"]),
        ("reporting of frauds", ["Tide"]),
        ("joint checks of clients", ["Atoll Gruppe", "REEF"]),
    ]


def test_who_built_what_a_firm_of_a_list_uses_is_its_developer() -> None:
    text = (
        "The firms of the sandbox are:\nLagoon Bank: A tool developed by Kelp AI and Reef Data Ltd. will be used to"
        " find frauds.\nTide Mutual: A platform that pays by blockchain.\n"
    )
    made = of_text(text, known())
    assert found(made) == [(None, ["Lagoon Bank", "Kelp AI", "Reef Data Ltd."]), (None, ["Tide Mutual"])]
    assert technologies(made) == [[], ["blockchain"]]


def test_a_sentence_with_a_verb_of_testing_stays_unread_where_only_its_number_was_taken() -> None:
    text = "Kelp's friends will start testing a token with three small companies of the sandbox, it said on Monday."
    made = of_text(text, NONE)
    assert (found(made), [text[start:end] for start, end in made.unread]) == ([], [text])


def test_the_place_of_a_report_is_no_part_of_the_first_name() -> None:
    text = "LAGOS - Nigeria's Kelp Labs will start testing a token of the naira in a sandbox."
    assert found(of_text(text, NONE)) == [(None, ["Kelp Labs"])]


def test_items_name_again_who_applies() -> None:
    text = (
        "Participants of the sandbox:\n• Kelp and Atoll: These firms will explore how tokens settle.\n"
        "• REEF: REEF will look into rewards.\n• Coral, Lagoonbank (LBank), and Tide Bank: They will examine trade.\n"
    )
    assert [who for _, who in found(of_text(text, NONE))] == [
        ["Kelp", "Atoll"], ["REEF"], ["Coral", "Lagoonbank (LBank)", "Tide Bank"],
    ]  # fmt: skip


ROWS = [
    ("Early warning system based on graphs", "Financial services", "The Atoll Province branch of the Bank of Kelp"),
    ("Data check based on blockchain", "Tech product", "Reef Institute; the Atoll branch of Lagoon Bank"),
]  # fmt: skip
APPLY = [["Atoll Province branch of the Bank of Kelp"], ["Reef Institute", "Atoll branch of Lagoon Bank"]]


@pytest.mark.parametrize("between", ["\t", ""])
def test_tables_of_translated_news_have_categories_and_applicant_entities(between: str) -> None:
    head = between.join(("No.", "Innovation Project Name", "Application category", "Applicant entities"))
    rows = [between.join((f"{n}.", *row)) + "." for n, row in enumerate(ROWS, 1)]
    made = of_text("\n".join(("Two projects of the fintech sandbox", head, *rows)), NONE)
    assert found(made) == [(row[0], who) for row, who in zip(ROWS, APPLY, strict=True)]


def test_words_after_a_quotation_belong_to_names_of_chinas_pilot() -> None:
    text = (
        "The “Reef Letter” service based on confidential computing was declared by Lagoon Bank together with Kelp Co.,"
        " Ltd.; Atoll Bank and Coral Technology Co., Ltd. cooperated in the “Tide” identity product, which uses faces."
    )
    assert found(of_text(LEAD + text, NONE)) == [
        ("“Reef Letter” service based on confidential computing", ["Lagoon Bank", "Kelp Co., Ltd."]),
        ("“Tide” identity product", ["Atoll Bank", "Coral Technology Co., Ltd."]),
    ]
