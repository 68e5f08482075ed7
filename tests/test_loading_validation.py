"""The checks: the tiny register passes them, and each damage to it is found under the right name at the right line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox_atlas.graph.errors import Finding, InvalidDataError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.validation import cached_errors, check, checks, steps

RUMOUR = "passage:news-rumour a sbx:Passage ; dcterms:isPartOf source:harbour-news ; sbx:certainty sbx:Contradicted"
EMPTY = (
    "a sbx:Passage ; dcterms:isPartOf source:keepers ; sbx:certainty sbx:Stated ; skos:note 'Nothing.'@en , '无。'@zh ."
)
KEEPERS = "# ── What the keepers add"

DAMAGES: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    # what is damaged: what is replaced, by what, and the rules with a text that stands on the line they name
    "a missing English label": ('"Gull Insurance"@en , ', "", [("label-missing", "海鸥保险")]),
    "a missing Chinese label": (' , "山区办公室"@zh', "", [("label-missing", '"Hill Office"@en')]),
    "another language in its place": ('"Gull Insurance"@en', '"Gull Insurance"@fr', [("label-missing", "海鸥保险")]),
    "two labels in one language": ('"Reeds"@en', '"Reeds"@en ; rdfs:label "Reed"@en', [("OneLabelEach", "Reed Tech")]),
    "another name without a language": ('"Reeds"@en', '"Reeds"', [("OtherNames", '"Reeds"')]),
    "a label of another thing": (
        '"Hill Office"@en',
        '"Lake Authority"@en',
        [("duplicate-label", '"Lake Authority"@en ')],
    ),
    "a control character in a name": (
        '"Reeds"@en',
        '"Re\\u0007eds"@en , "Reed\\uFFFE"@en',
        [("control-character", "u0007")] * 2,
    ),
    "a missing kind": (" ;\n        sbx:institutionKind kind:insurer", "", [("Institution", "海鸥保险")]),
    "an unknown kind": ("kind:insurer", "kind:insurers", [("Institution", "kind:insurers")]),
    "an unknown technology": (
        "Technology tech:tide-models .",
        "Technology tech:tides .",
        [("Application", "tech:tides")],
    ),
    "an unknown focus": ("focusTechnology tech:tide-models", "focusTechnology tech:tides", [("Batch", "tech:tides")]),
    "an unknown applicant": ("inst:gull-insurance ;", "inst:gulls ;", [("Application", "inst:gulls")]),
    "an unknown batch": (
        "app:buoy-ledger a sbx:Application ; sbx:inBatch batch:lake-2",
        "app:buoy-ledger a sbx:Application ; sbx:inBatch batch:lake-3",
        [("Application", "batch:lake-3"), ("Application", "batch:lake-3")],
    ),
    "an unknown source": (RUMOUR, RUMOUR.replace("harbour-news", "paper"), [("Passage", "source:paper")]),
    "an unknown broader concept": ("broader tech:water-maths", "broader tech:waters", [("Concept", "tech:waters")]),
    "a concept without a scheme": (
        "tech:water-maths a sbx:Technology ; skos:inScheme id:tiny-technologies",
        "tech:water-maths a sbx:Technology",
        [("Concept", "tech:water-maths a")],
    ),
    "a sandbox without a regulator": (
        "sbx:regulatedBy regulator:hill-office ; ",
        "",
        [("Sandbox", "sandbox:hill a")],
    ),
    "a batch without a place": ("place place:lakeside ; sbx:ordinal 2", "ordinal 2", [("Batch", "batch:lake-2 a")]),
    "an application without a sandbox": ("sbx:inSandbox sandbox:hill ; ", "", [("Application", "app:cave-scan a")]),
    "an application without batch or reason": (
        ' ;\n        sbx:noBatchReason "The hill sandbox is always open."@en , "山区沙盒常年开放。"@zh',
        "",
        [("application-without-batch", "app:cave-scan a")],
    ),
    "an application in two batches": (
        "app:ferry-loans sbx:inBatch batch:lake-2 ; sbx:applicant",
        "app:ferry-loans sbx:inBatch batch:lake-1 ; sbx:applicant",
        [("Application", "app:ferry-loans sbx:inBatch batch:lake-1"), ("disagreement-not-listed", "app:ferry-loans a")],
    ),
    "an application of no type": (
        "sbx:TechnologyProduct",
        "sbx:Stated",
        [("Application", "applicationType sbx:Stated")],
    ),
    "a statement outside passages": (
        KEEPERS,
        f"app:buoy-ledger sbx:usesTechnology\n tech:tide-models . {KEEPERS}",
        [("statement-without-passage", "\n tech:tide-models .")],
    ),
    "two values without a disagreement": (
        " ; sbx:concernsProperty sbx:publishedBy",
        "",
        [("disagreement-not-listed", "sbx:publishedBy regulator:lake-authority ; sbx:reported")],
    ),
    "a disagreement with one side": (" , passage:news-batch-2 ;", " ;", [("Disagreement", "sbx:side")]),
    "a side that states nothing": (
        " , passage:news-batch-2 ;",
        " , passage:gazette-batch-1 ;",
        [("side-states-nothing", "sbx:side")],
    ),
    "dates out of order": ("2030-07-01", "2030-04-01", [("dates-out-of-order", "2030-04-01")]),
    "a day that does not exist": ("2030-05-01", "2030-05-32", [("lexical-form", "2030-05-32")]),
    "a date without its datatype": ('2030-05-01"^^xsd:date', '2030-05-01"', [("Date-publishedOn", '2030-05-01" ')]),
    "a negative ordinal": ("sbx:ordinal 2", "sbx:ordinal -2", [("Batch", "sbx:ordinal -2")]),
    "an ordinal of zero": ("sbx:ordinal 2", "sbx:ordinal 0", [("Batch", "sbx:ordinal 0")]),
    "a negative count": ("Applications 3", "Applications -3", [("Count-applications", "Applications -3")]),
    "a licence that is no truth value": ("sbx:licensed true", "sbx:licensed 'yes'", [("Institution", "'yes'")]),
    "a branch of its own branch": (
        "sbx:licensed true",
        "org:subOrganizationOf inst:north-bank-pier",
        [
            ("branch-cycle", "subOrganizationOf inst:north-bank-pier"),
            ("branch-cycle", "subOrganizationOf inst:north-bank ."),
        ],
    ),
    "an unknown property": ("Applications 1 .", "Application 1 .", [("property-unknown", "Application 1 .")]),
    "an unknown class": (
        'a sbx:Place ; rdfs:label "Hill',
        'a sbx:Place , sbx:Spot ; rdfs:label "Hill',
        [("property-unknown", "sbx:Spot")],
    ),
    "a passage without a description": (
        f"{KEEPERS} ─────────────────────────────────────────────────────\n",
        "passage:new {\n batch:lake-1 sbx:inSandbox sandbox:lake . }\n",
        [("passage-not-described", "\n batch:lake-1 sbx:inSandbox")],
    ),
    "an empty passage": (KEEPERS, f"passage:empty {EMPTY} {KEEPERS}", [("passage-empty", "passage:empty")]),
    "a source that says nothing": (
        KEEPERS,
        f"source:silent a sbx:Source ; rdfs:label 'Silent'@en , '无声'@zh ; dcterms:publisher 'Nobody' ;\n"
        f"    dcterms:title 'Nothing' . {KEEPERS}",
        [("source-without-passage", "source:silent a")],
    ),
    "editors that are not marked": (
        KEEPERS,
        f"source:editors-of-lake a sbx:Source ; rdfs:label 'Ours'@en , '我们'@zh ; dcterms:publisher 'Us' ;\n"
        "    dcterms:title 'Ours' . passage:ours a sbx:Passage ; dcterms:isPartOf source:editors-of-lake ;\n"
        "    sbx:certainty sbx:Inferred ; skos:note 'Ours.'@en , '我们的。'@zh .\n"
        f"passage:ours {{ place:hillside sbx:within place:lakeside . }} {KEEPERS}",
        [("editors-not-marked", "source:editors-of-lake a")],
    ),
    "a kind of source that there is not": (
        "dcterms:type sbx:Editorial",
        "dcterms:type sbx:Edition",
        [("Source", "sbx:Edition")],
    ),
    "a passage without a source": (
        " ; dcterms:isPartOf source:keepers ;",
        " ;",
        [("Passage", "passage:keepers-names a")],  # editors need not have added anything
    ),
    "a passage without certainty": (" ; sbx:certainty sbx:Doubtful", "", [("Passage", "passage:news-batch-2 a")]),
    "a wrong certainty": ("sbx:Doubtful", "sbx:Sure", [("Passage", "sbx:Sure")]),
    "a passage without a note": (
        ' ;\n    skos:note "A rumour."@en , "传闻。"@zh',
        "",
        [("note-missing", "passage:news-rumour a"), ("note-missing", "passage:news-rumour a")],  # one for each language
    ),
    "a note in one language": (' , "传闻。"@zh', "", [("note-missing", '"A rumour."@en')]),
    "a source without a publisher": (' ; dcterms:publisher "Harbour Press"', "", [("Source", "source:harbour-news a")]),
    "an address that is no IRI": ("<https://lake.example/gazette>", "'lake.example'", [("Source", "'lake.example'")]),
    "a slip of the syntax": ("sbx:ordinal 2 ;", "sbx:ordinal 2 ,;", [("syntax", "sbx:ordinal 2 ,;")]),
}


def damaged(dataset: Dataset, old: str, new: str) -> tuple[str, Dataset]:
    text = dataset.data[0].content.decode()
    assert old in text
    text = text.replace(old, new, 1)
    return text, Dataset(dataset.ontology, dataset.shapes, (Document("damaged.trig", ".trig", text.encode()),))


def test_the_tiny_register_has_no_finding(tiny_dataset: Dataset) -> None:
    told: list[str] = []
    assert check(tiny_dataset, told.append) == []
    assert told == steps() == ["syntax", "shapes", *(rule.name for rule in checks())]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "expected"), DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_found_at_its_line(
    tiny_dataset: Dataset, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    text, dataset = damaged(tiny_dataset, old, new)
    findings = check(dataset)
    lines = [(rule, text.count("\n", 0, text.index(mark) + mark.startswith("\n")) + 1) for rule, mark in expected]
    assert sorted((finding.rule, finding.line) for finding in findings) == sorted(lines)
    for finding in findings:
        assert finding.file == "damaged.trig"
        assert finding.column > 0
        assert finding.message
        assert finding.hint
        assert "…" not in finding.message  # no variable of a problem is left open


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("dates out of order", "batch:lake-1 has sbx:registeredOn 2030-04-01, before 2030-05-01."),
        ("an unknown property", "sbx:reportedApplication is not a term of the ontology."),
        ("an unknown class", "sbx:Spot is not a term of the ontology."),
        ("an unknown kind", "inst:gull-insurance sbx:institutionKind 'kind:insurers' does not fit."),
        (
            "a label of another thing",
            "regulator:lake-authority and regulator:hill-office are both called 'Lake Authority'.",
        ),
    ],
)
def test_the_message_names_what_is_wrong(tiny_dataset: Dataset, damage: str, says: str) -> None:
    _, dataset = damaged(tiny_dataset, *DAMAGES[damage][:2])
    assert [finding.message for finding in check(dataset)] == [says]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "sbx:place place:lakeside ; sbx:ordinal 2",
            "sbx:inPlace place:lakeside ; sbx:ordinal 2",
            "Did you mean sbx:place?",
        ),
        ("Applications 1 .", "Application 1 .", "Did you mean sbx:reportedApplications?"),
        ('a sbx:Place ; rdfs:label "Hill', 'a sbx:Plase ; rdfs:label "Hill', "Did you mean sbx:Place?"),
        ("kind:insurer", "kind:insurers", "Did you mean kind:insurer?"),
        ("inst:gull-insurance ;", "inst:gull-insurence ;", "Did you mean inst:gull-insurance?"),
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(tiny_dataset: Dataset, old: str, new: str, says: str) -> None:
    hints = [finding.hint for finding in check(damaged(tiny_dataset, old, new)[1])]
    assert any(says in hint for hint in hints), hints


def test_a_concept_is_told_to_have_a_preferred_label(tiny_dataset: Dataset) -> None:
    (finding,) = check(damaged(tiny_dataset, '"water maths"@en , "水数学"@zh', '"water maths"@en')[1])
    assert finding.message == "tech:water-maths has no Chinese label."
    assert 'Add skos:prefLabel "…"@zh' in finding.hint


def test_two_registers_with_one_slug_are_both_named(tiny_dataset: Dataset) -> None:
    text = (
        "@prefix sbx: <https://w3id.org/sandbox-atlas/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> . "
        "@prefix source: <https://w3id.org/sandbox-atlas/id/source/> .\n"
        'source:keepers a sbx:Source ; rdfs:label "Others"@en ; dcterms:title "O"@en ; dcterms:publisher "O" .'
    )
    other = Document("a-other.trig", ".trig", text.encode())
    (finding,) = check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (*tiny_dataset.data, other)))
    assert (finding.file, finding.line) == ("a-other.trig", 3)
    assert "'The keepers of this register' (" in finding.message
    assert "'Others' (a-other.trig:3)" in finding.message


def test_data_without_a_register_are_a_warning(tiny_dataset: Dataset) -> None:
    foreign = Document("foreign.ttl", ".ttl", b"<urn:s> a <urn:Class> ; <urn:p> 1 .")
    (finding,) = check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (foreign,)))
    assert (finding.rule, finding.severity, finding.file) == ("no-register", "warning", "foreign.ttl")
    assert "Nothing in these files is of a class of the register" in finding.message
    assert check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (foreign, *tiny_dataset.data))) == []


def test_a_bad_date_is_a_finding_and_nothing_else_is_printed(
    tiny_dataset: Dataset, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert check(damaged(tiny_dataset, "2030-05-01", "2030-05-32")[1])
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_findings_come_in_order_of_file_and_line(tiny_dataset: Dataset) -> None:
    text, _ = damaged(tiny_dataset, "kind:insurer", "kind:insurers")
    broken = Document("b.trig", ".trig", text.replace("sbx:ordinal 1 ", "sbx:ordinal 0 ").encode())
    other = Document(
        "a.ttl", ".ttl", b"@prefix sbx: <https://w3id.org/sandbox-atlas/ontology#> . <urn:x> sbx:nothing 1 ."
    )
    findings = check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (broken, other)))
    assert [(finding.file, finding.rule) for finding in findings] == [
        ("a.ttl", "property-unknown"),
        ("b.trig", "Batch"),
        ("b.trig", "Institution"),
    ]


def test_files_that_do_not_parse_are_reported_alone(tiny_dataset: Dataset) -> None:
    _, dataset = damaged(tiny_dataset, "kind:insurer", "kind:insurers")
    broken = Document("broken.ttl", ".ttl", b"<urn:s> <urn:p> .")
    findings = check(Dataset(dataset.ontology, dataset.shapes, (*dataset.data, broken)))
    assert [(finding.file, finding.rule) for finding in findings] == [("broken.ttl", "syntax")]


def test_empty_files_do_no_harm(tiny_dataset: Dataset) -> None:
    _, dataset = damaged(tiny_dataset, "kind:insurer", "kind:insurers")
    empty = (Document("empty.ttl", ".ttl", b""), Document("notes.trig", ".trig", b"# only a comment\n"))
    assert len(check(Dataset(dataset.ontology, dataset.shapes, empty + dataset.data))) == 1


def test_every_check_describes_itself() -> None:
    names = [rule.name for rule in checks()]
    assert names == sorted(path.stem for path in (Path(__file__).parents[1] / "ontology" / "checks").glob("*.rq"))
    assert all(rule.title and rule.solution and "{" in rule.problem for rule in checks())
    assert {rule.severity for rule in checks()} <= {"error", "warning", "note"}


# ── What passed before is remembered ─────────────────────────────────────────


def test_data_that_passed_are_not_checked_again(tiny_dataset: Dataset, tmp_path: Path) -> None:
    _, broken = damaged(tiny_dataset, "kind:insurer", "kind:insurers")
    assert cached_errors(tiny_dataset, "same digest", tmp_path / "cache") == []
    assert cached_errors(broken, "same digest", tmp_path / "cache") == []  # found in the cache: nothing is looked at
    assert cached_errors(broken, "other digest", tmp_path / "cache") != []


def test_data_with_mistakes_are_checked_every_time(tiny_dataset: Dataset, tmp_path: Path) -> None:
    _, broken = damaged(tiny_dataset, "kind:insurer", "kind:insurers")
    first, second = (cached_errors(broken, broken.digest(), tmp_path) for _ in range(2))
    assert first == second != []


def test_a_cache_folder_that_cannot_be_written_is_no_problem(tiny_dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cached_errors(tiny_dataset, tiny_dataset.digest(), tmp_path / "file" / "cache") == []


# ── Findings ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("a.ttl", 3, 7, "rule", "It is wrong.", "Mend it."), "a.ttl:3:7: error: It is wrong. [rule] Mend it."),
        (Finding("a.ttl", 0, 0, "rule", "It is odd.", severity="warning"), "a.ttl: warning: It is odd. [rule]"),
    ],
)
def test_a_finding_reads_as_one_line(finding: Finding, text: str) -> None:
    assert str(finding) == text


def test_invalid_data_say_how_many_mistakes_there_are() -> None:
    finding = Finding("a.ttl", 3, 7, "rule", "It is wrong.")
    assert "1 mistake, the first: a.ttl:3:7" in str(InvalidDataError([finding]))
    assert "2 mistakes" in str(InvalidDataError([finding, finding]))
