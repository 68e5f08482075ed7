"""Every question on the tiny register, with answers worked out by hand, and their evidence."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.vocabulary import ID, compact

pytestmark = [pytest.mark.anyio, pytest.mark.every_engine]

Cell = str | tuple[str, ...] | None


def table(lookup: Lookup, columns: str) -> list[tuple[Cell, ...]]:
    """The given columns of the rows, IRIs as prefixed names, members of lists in order."""

    def cell(row: dict[str, Any], column: str) -> Cell:
        if column in lookup.question.lists:
            return tuple(compact(member) for member in lookup.members(row, column))
        return None if row[column] is None else compact(row[column].value)

    return [tuple(cell(row, column) for column in columns.split()) for row in lookup.rows]


async def asked(atlas: Atlas, name: str, given: str = "", lang: str = "en") -> Lookup:
    """The answer with parameters written as `name=value name=value`; `_` stands for a space."""
    values: dict[str, list[str]] = {}
    for pair in given.split():
        key, _, value = pair.partition("=")
        values.setdefault(key, []).append(value.replace("_", " "))
    return await atlas.ask(name, values, lang)


BANK, FIRM = ("kind:bank",), ("kind:technology-company",)
BOTH = ("batch:lake-1", "batch:lake-2")
GAZETTE_2 = ("passage:gazette-batch-2", "sbx:Stated", "source:lake-gazette")
GAZETTE_1 = ("passage:gazette-batch-1", "sbx:Stated", "source:lake-gazette")
NEWS_2 = ("passage:news-batch-2", "sbx:Doubtful", "source:harbour-news")
LAKE_1_TIDES = ("batch:lake-1", "tech:tide-models", "1", ("app:harbour-pay",), "false")
LAKE_2_MATHS = ("batch:lake-2", "tech:water-maths", "1", ("app:buoy-ledger",), "false")
LAKE_2_TIDES = ("batch:lake-2", "tech:tide-models", "0", (), "true")
NORTH_REED = ("inst:north-bank", "inst:reed-tech", "1", ("app:harbour-pay",))
PIER_REED = ("inst:north-bank-pier", "inst:reed-tech", "1", ("app:ferry-loans",))
GROUP_REED = ("inst:north-bank", "inst:reed-tech", "2", ("app:ferry-loans", "app:harbour-pay"))
LAKE_1_TYPES = ("batch:lake-1", "1", "1", None, "1", None, "0", "0")
LAKE_2_TYPES = ("batch:lake-2", "2", "3", "1", "0", None, "1", "1")
LAKE_1_KINDS = [
    ("batch:lake-1", "kind:bank", "1", ("inst:north-bank",)),
    ("batch:lake-1", "kind:technology-company", "1", ("inst:reed-tech",)),
]
LAKE_2_KINDS = [
    ("batch:lake-2", "kind:bank", "1", ("inst:north-bank-pier",)),
    ("batch:lake-2", "kind:insurer", "1", ("inst:gull-insurance",)),
    ("batch:lake-2", "kind:technology-company", "1", ("inst:reed-tech",)),
]
PUBLISHED = ("batch:lake-2", "sbx:publishedBy")
LAKE_2_SIDES = [
    (*PUBLISHED, "regulator:lake-authority", "true", (GAZETTE_2[2],), (GAZETTE_2[0],), "Two offices are named."),
    (*PUBLISHED, "regulator:hill-office", "false", (NEWS_2[2],), (NEWS_2[0],), "Two offices are named."),
]
LAKE_2030 = ("2030", "sandbox:lake", "1", "0", ("batch:lake-1",))
LAKE_UNDATED = (None, "sandbox:lake", "0", "2", ())
HILL_UNDATED = (None, "sandbox:hill", "0", "1", ())
APPLICATIONS = "application itsBatch itsType institutions technologies"
CAVE_SCAN = ("app:cave-scan", None, None, ("inst:reed-tech",), ())
HARBOUR_PAY = (
    "app:harbour-pay",
    "batch:lake-1",
    "sbx:FinancialService",
    ("inst:north-bank", "inst:reed-tech"),
    ("tech:tide-models",),
)
BUOY_LEDGER = (
    "app:buoy-ledger",
    "batch:lake-2",
    "sbx:TechnologyProduct",
    ("inst:gull-insurance",),
    ("tech:water-maths",),
)
FERRY_LOANS = ("app:ferry-loans", "batch:lake-2", None, ("inst:north-bank-pier", "inst:reed-tech"), ())

ANSWERS: dict[str, tuple[str, list[tuple[str, list[tuple[Cell, ...]]]]]] = {
    "institutions-in-multiple-batches": (
        "institution institutionLabel kinds batches batchList",
        [
            ("", [("inst:reed-tech", "Reed Tech", FIRM, "2", BOTH)]),
            ("level=unit minimum=2 place=lakeside", [("inst:reed-tech", "Reed Tech", FIRM, "2", BOTH)]),
            (
                "level=group",
                [("inst:north-bank", "North Bank", BANK, "2", BOTH), ("inst:reed-tech", "Reed Tech", FIRM, "2", BOTH)],
            ),
            (
                "minimum=1 sandbox=lake",
                [
                    ("inst:reed-tech", "Reed Tech", FIRM, "2", BOTH),
                    ("inst:gull-insurance", "Gull Insurance", ("kind:insurer",), "1", BOTH[1:]),
                    ("inst:north-bank", "North Bank", BANK, "1", BOTH[:1]),
                    ("inst:north-bank-pier", "North Bank, Pier branch", BANK, "1", BOTH[1:]),
                ],
            ),
            ("minimum=3", []),
            ("place=hillside", []),
            ("sandbox=hill minimum=1", []),
        ],
    ),
    "institutions-in-multiple-sandboxes": (
        "institution kinds sandboxes sandboxList regulators regulatorList",
        [
            (
                "",
                [
                    (
                        "inst:reed-tech",
                        FIRM,
                        "2",
                        ("sandbox:hill", "sandbox:lake"),
                        "2",
                        ("regulator:hill-office", "regulator:lake-authority"),
                    )
                ],
            ),
            ("minimum=3", []),
        ],
    ),
    "applications": (
        APPLICATIONS,
        [
            ("", [HARBOUR_PAY, BUOY_LEDGER, FERRY_LOANS, CAVE_SCAN]),
            ("batch=lake-2", [BUOY_LEDGER, FERRY_LOANS]),
            ("batch=lake-1 batch=lake-2", [HARBOUR_PAY, BUOY_LEDGER, FERRY_LOANS]),
            ("place=hillside", [CAVE_SCAN]),
            ("place=lakeside", [HARBOUR_PAY, BUOY_LEDGER, FERRY_LOANS]),
            ("institution=north-bank", [HARBOUR_PAY, FERRY_LOANS]),
            ("institution=north-bank-pier", [FERRY_LOANS]),
            ("technology=water-maths", [HARBOUR_PAY, BUOY_LEDGER]),
            ("technology=tide-models", [HARBOUR_PAY]),
            ("type=service", [HARBOUR_PAY]),
            ("type=product", [BUOY_LEDGER]),
            ("batch=lake-2 institution=reed-tech", [FERRY_LOANS]),
            ("batch=lake-1 type=product", []),
        ],
    ),
    "technologies-by-batch": (
        "batch technology applications applicationList namedForBatch",
        [
            ("", [LAKE_1_TIDES, LAKE_2_MATHS, LAKE_2_TIDES]),
            ("batch=lake-2", [LAKE_2_MATHS, LAKE_2_TIDES]),
            ("technology=tide-models", [LAKE_1_TIDES, LAKE_2_TIDES]),
            ("place=lakeside technology=water-maths", [LAKE_2_MATHS]),
            ("place=hillside", []),
        ],
    ),
    "who-works-with-whom": (
        "member partner applications applicationList",
        [
            ("", [NORTH_REED, PIER_REED]),
            ("level=group", [GROUP_REED]),
            ("institution=north-bank level=group", [GROUP_REED]),
            ("institution=north-bank", [NORTH_REED]),
            (
                "institution=reed-tech",
                [
                    ("inst:reed-tech", *NORTH_REED[:1], *NORTH_REED[2:]),
                    ("inst:reed-tech", *PIER_REED[:1], *PIER_REED[2:]),
                ],
            ),
            ("place=lakeside", [NORTH_REED, PIER_REED]),
            ("place=hillside", []),
            ("institution=gull-insurance", []),
        ],
    ),
    "applications-over-time": (
        "year itsSandbox dated undated dayOf",
        [
            ("", [LAKE_2030, HILL_UNDATED, LAKE_UNDATED]),
            ("place=lakeside", [LAKE_2030, LAKE_UNDATED]),
            ("sandbox=hill", [HILL_UNDATED]),
            ("sandbox=hill place=lakeside", []),
        ],
    ),
    "types-by-batch": (
        "batch applications reported reportedServices services reportedProducts products untyped",
        [
            ("", [LAKE_1_TYPES, LAKE_2_TYPES]),
            ("batch=lake-2", [LAKE_2_TYPES]),
            ("place=lakeside", [LAKE_1_TYPES, LAKE_2_TYPES]),
            ("place=hillside", []),
        ],
    ),
    "institution-kinds-by-batch": (
        "batch kind institutions institutionList",
        [("", LAKE_1_KINDS + LAKE_2_KINDS), ("batch=lake-2", LAKE_2_KINDS), ("place=hillside", [])],
    ),
    "coverage": (
        "sandbox batch reported named missing",
        [
            ("", [("sandbox:lake", "batch:lake-1", "1", "1", "0"), ("sandbox:lake", "batch:lake-2", "3", "2", "1")]),
            ("sandbox=hill", []),
        ],
    ),
    "membership-evidence": (
        "application unit role passage certainty source address",
        [
            (
                "institution=north-bank batch=lake-2",
                [
                    ("app:ferry-loans", "inst:north-bank-pier", "sbx:applicant", *NEWS_2, None),
                    (
                        "app:ferry-loans",
                        "inst:north-bank-pier",
                        "sbx:applicant",
                        *GAZETTE_2,
                        "https://lake.example/gazette",
                    ),
                ],
            ),
            ("institution=gull-insurance batch=lake-1", []),  # a contradicted passage alone says so
        ],
    ),
    "involvement-evidence": (
        "unit role passage certainty source",
        [
            (
                "application=ferry-loans institution=north-bank",
                [
                    ("inst:north-bank-pier", "sbx:applicant", *NEWS_2),
                    ("inst:north-bank-pier", "sbx:applicant", *GAZETTE_2),
                ],
            ),
            (
                "application=harbour-pay institution=reed-tech",
                [("inst:reed-tech", "sbx:participant", "passage:gazette-batch-1", "sbx:Stated", "source:lake-gazette")],
            ),
            ("application=harbour-pay institution=gull-insurance", []),
        ],
    ),
    "part-evidence": (
        "subject property value passage certainty source",
        [
            (
                "thing=inst:north-bank whole=batch/lake-2",
                [
                    ("app:ferry-loans", "sbx:applicant", "inst:north-bank-pier", *NEWS_2),
                    ("app:ferry-loans", "sbx:applicant", "inst:north-bank-pier", *GAZETTE_2),
                ],
            ),
            (
                "thing=tech:tide-models whole=batch/lake-1",
                [("app:harbour-pay", "sbx:usesTechnology", "tech:tide-models", *GAZETTE_1)],
            ),
            (
                "thing=kind:insurer whole=place/lakeside",
                [
                    (
                        "inst:gull-insurance",
                        "sbx:institutionKind",
                        "kind:insurer",
                        "passage:keepers-names",
                        "sbx:Inferred",
                        "source:keepers",
                    )
                ],
            ),
            (
                "thing=app:ferry-loans whole=sandbox/lake",
                [
                    ("app:ferry-loans", "sbx:inBatch", "batch:lake-2", *NEWS_2),
                    ("app:ferry-loans", "sbx:inBatch", "batch:lake-2", *GAZETTE_2),
                ],
            ),
            ("thing=app:ferry-loans whole=batch/lake-1", []),
        ],
    ),
    "sandbox-membership-evidence": (
        "application unit role passage certainty",
        [
            (
                "institution=reed-tech sandbox=hill",
                [("app:cave-scan", "inst:reed-tech", "sbx:applicant", "passage:keepers-names", "sbx:Inferred")],
            )
        ],
    ),
    "statement-evidence": (
        "object passage certainty source",
        [
            (
                "subject=application/ferry-loans predicate=sbx:applicant object=inst:north-bank-pier",
                [("inst:north-bank-pier", *NEWS_2), ("inst:north-bank-pier", *GAZETTE_2)],
            ),
            (
                "subject=app:ferry-loans predicate=sbx:involves",
                [
                    ("inst:north-bank-pier", *NEWS_2),
                    ("inst:north-bank-pier", *GAZETTE_2),
                    ("inst:reed-tech", *GAZETTE_2),
                ],
            ),
            (
                "subject=batch:lake-1 predicate=sbx:reportedApplications object=7",
                [("7", "passage:news-rumour", "sbx:Contradicted", "source:harbour-news")],
            ),
            ('subject=inst:reed-tech predicate=sbx:asPrinted object="Read_Tech"@en', [("Read Tech", *GAZETTE_2)]),
            ('subject=inst:reed-tech predicate=sbx:asPrinted object="Read_Tech"', []),
            (
                'subject=batch:lake-1 predicate=sbx:publishedOn object="2030-05-01"^^xsd:date',
                [("2030-05-01", "passage:gazette-batch-1", "sbx:Stated", "source:lake-gazette")],
            ),
        ],
    ),
    "technology-evidence": (
        "thing passage certainty source",
        [
            ("batch=lake-2 technology=tide-models", [("batch:lake-2", *GAZETTE_2)]),
            ("batch=lake-2 technology=water-maths", [("app:buoy-ledger", *GAZETTE_2)]),
            ("batch=lake-1 technology=water-maths", []),
        ],
    ),
    "disagreements": (
        "concerns property value followed sources passages note",
        [("", LAKE_2_SIDES), ("concerns=batch/lake-2", LAKE_2_SIDES), ("concerns=batch/lake-1", [])],
    ),
    "passages": (
        "source passage certainty statements note address",
        [
            (
                "source=harbour-news",
                [
                    (*NEWS_2[::-2], NEWS_2[1], "3", "A report on the second batch.", None),
                    ("source:harbour-news", "passage:news-rumour", "sbx:Contradicted", "2", "A rumour.", None),
                ],
            ),
            (
                "passage=gazette-batch-1",
                [
                    (
                        "source:lake-gazette",
                        "passage:gazette-batch-1",
                        "sbx:Stated",
                        "14",
                        "The first batch.",
                        "https://lake.example/gazette",
                    )
                ],
            ),
        ],
    ),
    "milestones": ("milestone date", [("", []), ("sandbox=lake", [])]),
}
CASES = [
    pytest.param(name, given, columns, expected, id=f"{name} {given}".strip())
    for name, (columns, cases) in ANSWERS.items()
    for given, expected in cases
]


@pytest.mark.parametrize(("name", "given", "columns", "expected"), CASES)
async def test_a_question_gives_the_answer_worked_out_by_hand(
    atlas: Atlas, name: str, given: str, columns: str, expected: list[tuple[Cell, ...]]
) -> None:
    assert table(await asked(atlas, name, given), columns) == expected


async def test_the_whole_register_of_passages_counts_its_statements(atlas: Atlas) -> None:
    counted = dict(table(await asked(atlas, "passages"), "passage statements"))  # type: ignore[arg-type]
    assert {name: counted[f"passage:{name}"] for name in ("gazette-batch-2", "news-batch-2", "news-rumour")} == {
        "gazette-batch-2": "20",
        "news-batch-2": "3",
        "news-rumour": "2",
    }
    assert len(counted) == 5


async def test_the_facts_of_a_thing_are_read_in_both_directions(atlas: Atlas) -> None:
    facts = table(await asked(atlas, "entity-facts", "entity=place:hillside"), "direction property value passages")
    stated = ("passage:keepers-names",)
    assert [fact for fact in facts if fact[3]] == [
        ("out", "rdf:type", "sbx:Place", stated),
        ("out", "rdfs:label", "Hillside", stated),
        ("out", "rdfs:label", "山坡", stated),
        ("in", "sbx:place", "app:cave-scan", stated),
        ("in", "sbx:place", "sandbox:hill", stated),
    ]
    assert ("out", "rdf:type", "dcterms:Location", ()) in facts  # it follows, and no passage says so


async def test_everything_said_about_a_batch_or_an_application_names_its_passage(atlas: Atlas) -> None:
    said = table(await asked(atlas, "batch-evidence", "batch=lake-1"), "property value passage certainty")
    assert ("sbx:reportedApplications", "1", "passage:gazette-batch-1", "sbx:Stated") in said
    assert ("sbx:reportedApplications", "7", "passage:news-rumour", "sbx:Contradicted") in said
    assert len(said) == 11
    said = table(await asked(atlas, "application-evidence", "application=harbour-pay"), "property value passage")
    assert ("sbx:applicant", "inst:north-bank", "passage:gazette-batch-1") in said
    assert ("sbx:inBatch", "batch:lake-1", "passage:gazette-batch-1") in said
    assert len(said) == 9


@pytest.mark.parametrize(("lang", "label"), [("zh", "芦苇科技"), ("en", "Reed Tech"), ("fr", "Reed Tech")])
async def test_labels_come_in_the_language_asked_for(atlas: Atlas, lang: str, label: str) -> None:
    lookup = await asked(atlas, "institutions-in-multiple-batches", lang=lang)
    assert table(lookup, "institutionLabel") == [(label,)]


async def test_the_answer_tells_what_was_asked(atlas: Atlas) -> None:
    lookup = await asked(atlas, "institutions-in-multiple-batches", "place=Lakeside place= minimum=_1_")
    assert lookup.question.name == "institutions-in-multiple-batches"
    assert lookup.parameters == {"place": ["Lakeside"], "minimum": ["1"], "level": ["unit"]}
    assert "VALUES ?place { place:lakeside }" in lookup.text  # as the query declares it
    assert "VALUES ?minimum { 1 }" in lookup.text
    assert "VALUES ?sandbox" not in lookup.text  # not given: the variable is free


# ── Evidence ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(name for name in questions() if questions()[name].evidence))
async def test_the_evidence_of_every_row_is_there(atlas: Atlas, name: str) -> None:
    chosen = {"level": ["group"], "entity": ["batch/lake-1"], "earlier": ["lake-1"], "later": ["lake-2"]}
    required = {each.name for each in questions()[name].parameters if each.required}
    chosen |= {"institution": ["north-bank"]} if "institution" in required else {}
    given = {each.name: chosen[each.name] for each in questions()[name].parameters if each.name in chosen}
    lookup = await atlas.ask(name, given)
    links = [link for row in lookup.rows for link in lookup.evidence(row)]
    per = questions()[name].evidence.per  # type: ignore[union-attr]
    assert links or not any(not per or lookup.members(row, per) for row in lookup.rows)
    for link in links:
        evidence = await atlas.ask(link.question, link.parameters)
        assert evidence.rows, link
        assert all(row["passage"] is not None for row in evidence.rows), link


async def test_a_row_has_one_link_or_one_for_each_member_of_its_list(atlas: Atlas) -> None:
    several = await asked(atlas, "institutions-in-multiple-batches")
    (row,) = several.rows
    assert [(compact(link.member), *link.parameters["batch"]) for link in several.evidence(row)] == [
        ("batch:lake-1", f"{ID}batch/lake-1"),
        ("batch:lake-2", f"{ID}batch/lake-2"),
    ]
    one = await asked(atlas, "technologies-by-batch", "batch=lake-1")
    (link,) = one.evidence(one.rows[0])
    assert (link.question, link.member) == ("technology-evidence", "")
    none = await asked(atlas, "disagreements")
    assert none.evidence(none.rows[0]) == []


async def test_what_is_not_known_has_no_link_to_evidence(atlas: Atlas) -> None:
    lookup = await asked(atlas, "applications", "place=hillside")
    row = {**lookup.rows[0], "application": None}
    assert lookup.evidence(row) == []


async def test_every_application_has_evidence_with_a_batch_or_without_one(atlas: Atlas) -> None:
    lookup = await asked(atlas, "applications")
    for row in lookup.rows:
        (link,) = lookup.evidence(row)
        assert (await atlas.ask(link.question, link.parameters)).rows


async def test_the_evidence_for_a_pair_has_both_of_its_sides(atlas: Atlas) -> None:
    lookup = await asked(atlas, "who-works-with-whom", "institution=reed-tech")
    for row in lookup.rows:
        for link in lookup.evidence(row):
            said = await atlas.ask(link.question, link.parameters)
            units = {each["unit"] for each in said.rows}
            assert {row["member"], row["partner"]} <= units


async def test_what_editors_add_is_counted_as_no_source(atlas: Atlas) -> None:
    """In sentences, and where documents are told from each other: the keepers alone say what kind the bank is."""

    async def said(name: str, given: str = "") -> str:
        return sentence(await asked(atlas, name, given), atlas.names, "en")

    kind = "subject=inst:north-bank predicate=sbx:institutionKind"
    assert await said("statement-evidence", kind) == "0 sources, 0 independent."
    said_of_batch = await said("batch-evidence", "batch=lake-2")  # and two names by the keepers
    assert said_of_batch == "Lake, second batch: 2 sources, 2 independent."
    assert await said("sources") == "2 sources, which go back to 2 independent originals, with 4 passages."
    assert ("source:keepers", "57", None) in table(await asked(atlas, "sources"), "source only origin")
    assert (await said("support-by-property")).startswith("92 statements, 33 of them with one origin only and 57 by")
    assert (await said("lost-without-a-source", "source=keepers")).startswith("57 statements about 16 entries")
    assert (await asked(atlas, "facts-of-one-origin", "entity=institution/north-bank")).rows == []
    ours = table(await asked(atlas, "statements-of-source", "source=keepers"), "others independent")
    assert ours == [("0", "0")] * 57
