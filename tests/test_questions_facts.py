"""Questions on numbers, fields, roles, outcomes, seats and copies, with answers of the shipped data checked by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.charts import chart
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.maps import dot_map
from sandbox_atlas.graph.rdf.results import Row, text
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
            "- area:supply-chain-finance 1 1 100 1",
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
        "institution kinds role",
        [
            "inst:citic-bank kind:bank role:lead-applicant",
            "inst:china-unionpay kind:card-network role:participant",
            "inst:ctrip kind:company role:participant",
            "inst:du-xiaoman-payment kind:payment-institution role:participant",
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
    (
        "institution-record",
        {"institution": ["citic-aibank"]},
        "published application role itsBatch itsPlace",
        [
            "2020-01-14 app:aibank-inside sbx:applicant batch:pboc-beijing-1 place:beijing",
            "2020-06-02 app:enterprise-ekyc-blockchain sbx:applicant batch:pboc-beijing-2 place:beijing",
        ],
    ),
    (
        "new-and-continuing-technologies",
        {"earlier": ["pboc-beijing-1"], "later": ["pboc-beijing-2"]},
        "technology inEarlier inLater",
        [
            "tech:blockchain 1 2",
            "tech:artificial-intelligence 1 1",
            "tech:big-data 1 1",
            "tech:biometrics 1 1",
            "tech:internet-of-things 1 1",
            "tech:5g 0 1",
            "tech:autonomous-driving 0 1",
            "tech:cloud-computing 0 1",
            "tech:distributed-architecture 0 1",
            "tech:gis 0 1",
            "tech:intelligent-robot 0 1",
            "tech:knowledge-graph 0 1",
            "tech:multi-party-learning 0 1",
            "tech:ocr 0 1",
            "tech:api 2 0",
            "tech:handset-hardware-security 1 0",
            "tech:intelligent-risk-control 1 0",
            "tech:payment-tokenisation 1 0",
            "tech:satellite-technology 1 0",
            "tech:sdk 1 0",
            "tech:trusted-execution-environment 1 0",
        ],
    ),
    (
        "technology-first-use",
        {"technology": ["ocr"]},
        "technology first application itsBatch itsPlace dated",
        ["tech:ocr 2020-06-02 app:china-life-yi-lu-xing batch:pboc-beijing-2 place:beijing 2"],
    ),
    (
        "technologies-over-time",
        {"technology": ["blockchain"], "place": ["beijing"], "per": ["quarter"]},
        "period technology applications ofKnown percent ofAll",
        ["2020-Q1 tech:blockchain 1 5 20 6", "2020-Q2 tech:blockchain 2 7 29 11", "- tech:blockchain 1 1 100 1"],
    ),
    (
        "technologies-together",
        {"technology": ["ocr"], "place": ["beijing"]},
        "technology other applications",
        ["tech:ocr tech:distributed-architecture 1", "tech:ocr tech:gis 1"],
    ),
    (
        "applications-by-technology",
        {"technology": ["distributed-ledger"], "place": ["beijing"]},
        "technology applications itself applicationList",
        [
            "tech:distributed-ledger 4 0 app:abc-lianjiedai app:boc-blockchain-industrial-finance "
            "app:enterprise-ekyc-blockchain app:icbc-iot-traceability-supply-chain"
        ],
    ),
    (
        "institution-kinds-over-time",
        {"sandbox": ["pboc-fintech-pilot"], "place": ["beijing"], "per": ["batch"]},
        "period kind institutions ofKnown percent ofAll",
        [
            "batch:pboc-beijing-1 kind:bank 5 10 50 10",
            "batch:pboc-beijing-1 kind:financial-institution 2 10 20 10",
            "batch:pboc-beijing-1 kind:technology-company 2 10 20 10",
            "batch:pboc-beijing-1 kind:other-organisation 1 10 10 10",
            "batch:pboc-beijing-2 kind:bank 10 20 50 20",
            "batch:pboc-beijing-2 kind:financial-institution 5 20 25 20",
            "batch:pboc-beijing-2 kind:other-organisation 4 20 20 20",
            "batch:pboc-beijing-2 kind:technology-company 1 20 5 20",
            "batch:pboc-beijing-2023 kind:bank 3 3 100 3",
            "- kind:bank 1 1 100 1",
        ],
    ),
    (
        "repeated-partnerships",
        {"level": ["unit"]},
        "member memberKind partner partnerKind applications first last",
        ["inst:hang-seng-bank kind:bank inst:hsbc kind:bank 2 2024-08-28 2024-08-28"],
    ),
    (
        "repeated-partnerships",
        {"place": ["china"]},
        "member partner applications first last placeList",
        [
            f"inst:{one} inst:{other} 2 2023-11-23 2024-03 place:beijing place:sichuan"
            for one, other in (
                ("agricultural-bank-of-china", "bank-of-china"),
                ("agricultural-bank-of-china", "icbc"),
                ("bank-of-china", "icbc"),
            )
        ],
    ),
    (
        "brokers",
        {"place": ["beijing"]},
        "institution kinds pairs partners",
        ["inst:china-unionpay kind:card-network 6 5"],
    ),
    (
        "technology-firms-alone",
        {"sandbox": ["fca-regulatory-sandbox"]},
        "institution application published",
        [
            "inst:billon app:billon-ledger-e-money 2016-10",
            "inst:bitx app:bitx-cross-border-transfer 2016-10",
            "inst:blink-innovation app:blink-flight-insurance 2016-10",
            "inst:blockex app:blockex-issuance-platform 2018-07-03",
            "inst:bud app:bud-financial-dashboard 2016-10",
            "inst:moneyfold app:moneyfold-identity-card-wallet 2018-02",
            "inst:nivaura app:nivaura-public-chain-issuance 2016/2019",
            "inst:tokenmarket-technologies app:tokenmarket-security-token-offering 2019",
            "inst:tramonex app:tramonex-ledger-e-money 2016-10",
        ],
    ),
    (
        "names-as-printed",
        {"thing": ["china-life-yi-lu-xing"]},
        "printed language source",
        ["One Way Travel en source:seed", "“Yi Lu Xing” Mobile Terminal Claim Products en source:seed"],
    ),
    (
        "time-to-registration-and-exit",
        {"place": ["thailand"]},
        "application published exited daysToRegistration daysToExit",
        [
            f"app:{bank}-qr-payment 2017 2017-11-13 - -"
            for bank in (
                "bangkok-bank",
                "government-savings-bank",
                "kasikornbank",
                "krungthai-bank",
                "siam-commercial-bank",
            )
        ],
    ),
    (
        "facts-of-one-origin",
        {"entity": ["application/aibank-inside"]},
        "property value origin",
        [
            "rdfs:label AIBank Inside产品 source:mpaypass-2020-03",
            "sbx:businessArea area:data-sharing-and-open-finance source:mpaypass-2020-03",
            "sbx:exitedOn 2021-09-28 source:jinbaonet-2021-09",
            "sbx:inBatch batch:pboc-beijing-1 source:mpaypass-2020-03",
        ],
    ),
    (
        "lost-without-a-source",
        {"source": ["kapronasia"]},
        "subject property value",
        [
            "app:abc-weijiedai sbx:asPrinted automatic loans for micro-credit products",
            "inst:agricultural-bank-of-china rdfs:label Agricultural Bank of China",
            "inst:citic-aibank sbx:asPrinted aiBank",
        ],
    ),
    (
        "applications-in-rows",
        {"place": ["jiangsu"], "property": ["type"]},
        "application quarter itsBatch itsPlace value",
        [
            "app:changshu-rcb-app-risk-prevention 2020-Q3 batch:pboc-suzhou-1 place:suzhou sbx:TechnologyProduct",
            "app:suzhou-rcb-delta-smart-banking 2020-Q3 batch:pboc-suzhou-1 place:suzhou sbx:FinancialService",
        ],
    ),
    (
        "identifiers",
        {"property": ["statement"]},
        "thing identifier",
        [
            "app:abc-hainan-digital-village-finance 91460000984091813B-2024-0001",
            "app:abc-lianjiedai 911100001000054748-2020-0002",
            "app:abc-mianyang-farm-house-loan 91510703905408887D-2024-0001",
            "app:icbc-shenzhen-federated-marketing 914403004557449382-2024-0001",
            "app:ruifeng-bank-graph-database-finance 91330600145965997H-2024-0001",
            "app:zheshang-bank-big-data-financing 91330000761336668H-2024-0001",
        ],
    ),
    (
        "sandboxes",
        {"place": ["hong-kong"]},
        "sandbox began batches applications",
        [
            "sandbox:hkma-ensemble-sandbox 2024-08-28 1 3",
            "sandbox:hkma-stablecoin-issuer-sandbox 2024-03 1 3",
            "sandbox:hk-ia-insurtech-sandbox 2017-09-29 0 0",
            "sandbox:hk-sfc-regulatory-sandbox 2017-09-29 0 0",
            "sandbox:hkma-fintech-supervisory-sandbox 2016-09 0 0",
            "sandbox:hkma-genai-sandbox - 2 0",
        ],
    ),
    (
        "places-of-applications",
        {"place": ["jiangsu"]},
        "site applications described first last",
        ["place:suzhou 6 0 2020-08-14 2021-01-22", "place:jiangsu 2 0 2025-12 2025-12"],
    ),
    (
        "technologies-by-field",
        {"field": ["insurance"], "place": ["beijing"]},
        "field technology applications",
        [f"area:insurance tech:{technology} 1" for technology in ("distributed-architecture", "gis", "ocr")],
    ),
    ("independent-sources", {"source": ["sccf"]}, "origin copies", ["source:sccf 2"]),
]


@pytest.fixture(scope="module")
async def shipped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(workers=1, cache=Path(tmp_path_factory.mktemp("cache")))) as atlas:
        yield atlas


def shown(lookup: Lookup, columns: str) -> list[str]:
    """The given columns of each row; a dash where there is nothing."""

    def cell(row: Row, column: str) -> str:
        if column in lookup.question.lists:
            return " ".join(map(compact, lookup.members(row, column)))
        return "-" if row[column] is None else compact(getattr(row[column], "value", ""))

    return [" ".join(cell(row, column) for column in columns.split()) for row in lookup.rows]


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


async def test_two_institutions_of_beijings_first_batch_are_in_the_second(shipped: Atlas) -> None:
    """Ten institutions, then twenty; ICBC and aiBank in both, as the article says."""
    given = {"earlier": ["pboc-beijing-1"], "later": ["pboc-beijing-2"]}
    rows = shown(await shipped.ask("new-and-continuing-institutions", given), "institution kinds inEarlier inLater")
    assert rows[:2] == ["inst:citic-aibank kind:bank 1 1", "inst:icbc kind:bank 1 1"]
    assert sum(row.endswith(" 0 1") for row in rows) == 18
    assert sum(row.endswith(" 0") for row in rows) == 8


async def test_days_are_counted_over_the_leap_day_and_the_turn_of_the_year(shipped: Atlas) -> None:
    """14 January to 16 March 2020: 62 days; to 28 September 2021: 561 more."""
    given = {"place": ["beijing"], "sandbox": ["pboc-fintech-pilot"]}
    lookup = await shipped.ask("time-to-registration-and-exit", given)
    rows = shown(lookup, "application published registered exited daysToRegistration daysToExit")
    assert len(rows) == 17
    assert "app:aibank-inside 2020-01-14 2020-03-16 2021-09-28 62 561" in rows
    assert "app:ccb-5g-smart-bank 2020-06-02 2020-08-06 - 65 -" in rows


async def test_support_counts_every_statement_once(shipped: Atlas) -> None:
    lookup = await shipped.ask("support-by-property")
    rows, drawn = lookup.rows, chart(lookup, shipped.names, "en")
    assert drawn is not None
    assert len(drawn.series) == 2  # of one origin, and of the editors alone: what is left has several origins
    statements, one, none, stated = (
        sum(int(text(row[name])) for row in rows) for name in ("statements", "oneOrigin", "noOrigin", "stated")
    )
    only = {str(row["source"]).rsplit("/")[-1]: row["only"] for row in (await shipped.ask("sources")).rows}
    assert none == int(text(only["editors>"])) > 4_000  # what the editors alone say
    lost = (await shipped.ask("facts-of-one-origin", {"entity": ["batch/pboc-beijing-2"]})).rows
    assert statements > one + none > one > 0 < stated < statements
    assert {"sbx:reportedApplications"}.isdisjoint(compact(row["property"].value) for row in lost)  # type: ignore[union-attr]


async def test_places_with_a_point_are_dots_of_which_no_two_labels_cover_each_other(shipped: Atlas) -> None:
    lookup = await shipped.ask("places-of-applications", {"place": ["china"]})
    drawn = dot_map(lookup, shipped.names, "zh")
    assert drawn is not None
    dots, labels = drawn.dots, [each.label for each in drawn.dots if each.is_labelled]
    assert (len(dots), len(dots) + len(drawn.pointless)) == (10, len(lookup.rows)) == (10, 17)
    assert [(each.label, each.size) for each in drawn.pointless[:2]] == [("雄安新区", 4), ("四川", 3)]
    assert (dots[0].label, dots[0].size, dots[0].part) == ("北京", 20, 1)
    east, north = dict(drawn.meridians), dict(drawn.parallels)
    assert east[115] < dots[0].x < east[120]
    assert north[40] < dots[0].y < north[35]  # from north to south
    assert {"北京", "上海", "重庆"} <= set(labels)
    assert len(labels) < len(dots)
    assert [each.label for each in dots if each.is_eastern and each.is_labelled] == ["上海"]
    nowhere = await shipped.ask("places-of-applications", {"place": ["spain"]})
    assert nowhere.rows
    assert dot_map(nowhere, shipped.names, "en") is None
    assert dot_map(await shipped.ask("seats"), shipped.names, "en") is None


async def test_every_source_has_one_origin(shipped: Atlas) -> None:
    lookup = await shipped.ask("independent-sources")
    copies = [copy for row in lookup.rows for copy in lookup.members(row, "copyList")]
    sources = {name.iri for name in shipped.names.of_class("https://w3id.org/sandbox-atlas/ontology#Source")}
    assert len(copies) == len(set(copies)) == len(sources) - 1 - len(lookup.rows) == 35  # editors have none


async def test_the_years_of_fields_have_each_application_once(shipped: Atlas) -> None:
    over_time = await shipped.ask("fields-over-time")
    placed = [
        (text(row["area"]), application)
        for row in over_time.rows
        for application in over_time.members(row, "applicationList")
    ]
    assert len(placed) == len(set(placed)) > 200
