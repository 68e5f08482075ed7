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
         [("Reef Talk", ["Atoll Bank", "Kelp Data Ltd"])]),
        ("The regulator cooperated with the ministry to launch “Reef Week”.", []),
    ],
)  # fmt: skip
def test_those_who_cooperate_to_apply_stand_before_a_name(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(of_text(LEAD + text, NONE)) == expected
