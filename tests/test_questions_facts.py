"""Questions on numbers, fields, roles, outcomes, seats and copies, with answers of the shipped data checked by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import text
from sandbox_atlas.graph.rdf.vocabulary import compact
from sandbox_atlas.graph.settings import Settings

pytestmark = pytest.mark.anyio

CASES: list[tuple[str, dict[str, list[str]], str, list[str]]] = [
    (
        "funnel",
        {"sandbox": ["spain-financial-sandbox"]},
        "funnel until received accepted tested completed",
        [
            "funnel:spain-call-1-numbers 2021-05-14 67 18 - -",
            "funnel:spain-call-2-numbers 2022-12-31 52 - - -",
            "funnel:spain-financial-sandbox-2022-08 2022-08-31 - - - 0",
            "funnel:spain-financial-sandbox-numbers 2023-06-30 98 30 22 -",
        ],
    ),
    (
        "funnel",
        {"place": ["taiwan"]},
        "funnel itsUnit received accepted completed market rejected withdrawn pending",
        [
            "funnel:taiwan-business-trials-numbers unit:trial 67 52 - - - - -",
            "funnel:taiwan-fintech-experiment-2018-07-19 unit:experiment 2 - - - - - -",
            "funnel:taiwan-fintech-experiment-numbers unit:experiment 16 9 9 4 2 4 1",
            "funnel:taiwan-seven-experiments-numbers unit:experiment - 7 - - - - -",
        ],
    ),
    (
        "acceptance-by-supervisor",
        {"place": ["spain"]},
        "supervisor funnel received accepted percent",
        ["regulator:cnmv funnel:spain-call-1-cnmv 32 4 13"],
    ),
    (
        "fields-by-batch",
        {"batch": ["pboc-beijing-2"]},
        "area applications ofKnown",
        [
            "area:customer-service-and-channels 2 11",
            "area:identity-verification 2 11",
            "area:risk-control 2 11",
            "area:small-business-finance 2 11",
            "area:data-sharing-and-open-finance 1 11",
            "area:insurance 1 11",
            "area:retail-payments 1 11",
            "area:supply-chain-finance 1 11",
        ],
    ),
    (
        "fields-over-time",
        {"sandbox": ["spain-financial-sandbox"]},
        "period area applications ofKnown percent ofAll",
        ["- area:market-infrastructure 1 2 50 2", "- area:stablecoins-and-tokenised-money 1 2 50 2"],
    ),
    (
        "fields-over-time",
        {"place": ["beijing"], "sandbox": ["pboc-fintech-pilot"], "per": ["quarter"]},
        "period area applications ofKnown percent ofAll",
        [
            "- area:supply-chain-finance 1 1 100 1",
            "2020-Q1 area:retail-payments 2 6 33 6",
            "2020-Q1 area:small-business-finance 2 6 33 6",
            "2020-Q1 area:data-sharing-and-open-finance 1 6 17 6",
            "2020-Q1 area:supply-chain-finance 1 6 17 6",
            "2020-Q2 area:customer-service-and-channels 2 11 18 11",
            "2020-Q2 area:identity-verification 2 11 18 11",
            "2020-Q2 area:risk-control 2 11 18 11",
            "2020-Q2 area:small-business-finance 2 11 18 11",
            "2020-Q2 area:data-sharing-and-open-finance 1 11 9 11",
            "2020-Q2 area:insurance 1 11 9 11",
            "2020-Q2 area:retail-payments 1 11 9 11",
            "2020-Q2 area:supply-chain-finance 1 11 9 11",
            "2023-Q4 area:credit 1 1 100 1",
            "2023-Q4 area:data-sharing-and-open-finance 1 1 100 1",
        ],
    ),
    (
        "outcomes",
        {"place": ["china"]},
        "thing itsOutcome published registered exited months",
        [
            "app:aibank-inside - 2020-01-14 2020-03-16 2021-09-28 18",
            "app:baihang-inclusive-credit - 2020-07-31 - 2021-09-28 14",
            "app:boc-blockchain-industrial-finance - 2020-06-02 2020-08-06 2021-09-28 13",
            "app:icbc-iot-traceability-supply-chain - 2020-01-14 2020-03-16 2021-09-28 18",
            "batch:pboc-chengdu-1 sbx:InTheMarket 2020-08-24 - - -",
        ],
    ),
    (
        "outcomes",
        {"sandbox": ["rbi-regulatory-sandbox"]},
        "thing published exited months",
        [
            "app:cashfree-foreign-investment-gateway 2021-09 - -",
            "participation:rbi-cohort-1-citycash 2020-12-24 2021-09 9",
            "participation:rbi-cohort-1-eroute-technologies 2020-12-24 2021-09 9",
            "participation:rbi-cohort-1-natural-support-consultancy-services 2020-11-17 2021-09 10",
            "participation:rbi-cohort-1-nucleus-software-exports 2020-11-17 2021-09 10",
            "participation:rbi-cohort-1-tonetag 2020-12-24 2021-09 9",
            "participation:rbi-cohort-1-ubona-technologies 2020-12-24 2021-09 9",
        ],
    ),
    (
        "outcomes",
        {"place": ["thailand"]},
        "thing itsOutcome exited",
        [
            "app:bangkok-bank-qr-payment sbx:InTheMarket 2017-11-13",
            "app:government-savings-bank-qr-payment sbx:InTheMarket 2017-11-13",
            "app:kasikornbank-qr-payment sbx:InTheMarket 2017-11-13",
            "app:krungthai-bank-qr-payment sbx:InTheMarket 2017-11-13",
            "app:siam-commercial-bank-qr-payment sbx:InTheMarket 2017-11-13",
        ],
    ),
    (
        "roles",
        {"application": ["citic-zhiling"]},
        "institution role",
        [
            "inst:citic-bank role:lead-applicant",
            "inst:china-unionpay role:participant",
            "inst:ctrip role:participant",
            "inst:du-xiaoman-payment role:participant",
        ],
    ),
    (
        "across-borders",
        {},
        "institution city application",
        [
            "inst:emq place:hong-kong app:emq-small-remittance",
            "inst:now-money place:dubai app:now-money-bahrain-remittance",
            "inst:tramonex place:london app:tramonex-bahrain-cash-management",
        ],
    ),
    ("independent-sources", {"source": ["sccf"]}, "origin copies", ["source:sccf 2"]),
]


@pytest.fixture(scope="module")
async def shipped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(workers=1, cache=Path(tmp_path_factory.mktemp("cache")))) as atlas:
        yield atlas


def shown(lookup: Lookup, columns: str) -> list[str]:
    """The given columns of each row; a dash where there is nothing."""

    def cell(value: object) -> str:
        return "-" if value is None else compact(getattr(value, "value", str(value)))

    return [" ".join(cell(row[column]) for column in columns.split()) for row in lookup.rows]


@pytest.mark.parametrize(
    ("name", "given", "columns", "expected"), CASES, ids=[f"{name} {given}" for name, given, *_ in CASES]
)
async def test_the_answer_is_what_the_sources_say(
    shipped: Atlas, name: str, given: dict[str, list[str]], columns: str, expected: list[str]
) -> None:
    assert shown(await shipped.ask(name, given), columns) == expected


async def test_seats_and_customers_count_what_they_list(shipped: Atlas) -> None:
    for name, number, members in (
        ("seats", "institutions", "institutionList"),
        ("whom-it-serves", "things", "thingList"),
    ):
        lookup = await shipped.ask(name, {"place": ["china"]})
        assert lookup.rows
        for row in lookup.rows:
            assert int(text(row[number])) == len(lookup.members(row, members))
    seats = shown(await shipped.ask("seats", {"place": ["china"]}), "city institutions")
    assert seats[0] == "place:beijing 13"


async def test_every_source_has_one_origin(shipped: Atlas) -> None:
    lookup = await shipped.ask("independent-sources")
    copies = [copy for row in lookup.rows for copy in lookup.members(row, "copyList")]
    sources = {name.iri for name in shipped.names.of_class("https://w3id.org/sandbox-atlas/ontology#Source")}
    assert len(copies) == len(set(copies)) == len(sources) - len(lookup.rows) == 34


async def test_the_years_of_fields_have_each_application_once(shipped: Atlas) -> None:
    over_time = await shipped.ask("fields-over-time")
    placed = [
        (text(row["area"]), application)
        for row in over_time.rows
        for application in over_time.members(row, "applicationList")
    ]
    assert len(placed) == len(set(placed)) > 200
