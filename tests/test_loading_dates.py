"""What is computed when data are loaded: the dates that count, the days of vague ones, and the origins of sources."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.spans import EDTF, span
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, XSD

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def filled(turtle: str) -> ox.Store:
    store = ox.Store()
    fill(store, [*read([]).ontology, Document("made.trig", ".trig", f"{HEAD}{turtle}".encode())])
    return store


def pairs(store: ox.Store, query: str) -> set[tuple[str, ...]]:
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(str(getattr(term, "value", "")).rsplit("/", 1)[-1] for term in row) for row in rows}


@pytest.mark.parametrize(
    ("text", "datatype", "days"),
    [
        ("2020-06-02", f"{XSD}date", ("2020-06-02", "2020-06-02")),
        ("2024-02", f"{XSD}gYearMonth", ("2024-02-01", "2024-02-29")),
        ("2021", f"{XSD}gYear", ("2021-01-01", "2021-12-31")),
        ("2021-02-22/2021-03-19", EDTF, ("2021-02-22", "2021-03-19")),
        ("2017-04/2017-05", EDTF, ("2017-04-01", "2017-05-31")),
        ("2019", EDTF, ("2019-01-01", "2019-12-31")),
        ("2021-13", f"{XSD}gYearMonth", None),
        ("2021-02-30", f"{XSD}date", None),
        ("2021-05/2021-04", EDTF, None),
        ("autumn 2021", EDTF, None),
        ("2021-05", f"{XSD}string", None),
        ("0000", f"{XSD}gYear", None),
    ],
)
def test_a_date_stands_for_its_first_and_last_day(text: str, datatype: str, days: tuple[str, str] | None) -> None:
    found = span(text, datatype)
    assert (found and tuple(day.isoformat() for day in found)) == days


def test_days_of_vague_dates_are_in_the_default_graph_and_sort_with_whole_ones() -> None:
    store = filled("""passage:p {
        batch:a sbx:publishedIn "2021-05"^^xsd:gYearMonth . batch:b sbx:publishedOn "2021-05-20"^^xsd:date .
        batch:c sbx:publishedIn "2020"^^xsd:gYear . milestone:d sbx:occurredIn "2021-01/2021-03"^^edtf:EDTF .
    }""")
    assert pairs(store, "SELECT ?b ?d ?e { ?b sbx:publishedEarliest ?d ; sbx:publishedLatest ?e }") == {
        ("a", "2021-05-01", "2021-05-31"),
        ("b", "2021-05-20", "2021-05-20"),
        ("c", "2020-01-01", "2020-12-31"),
    }
    assert pairs(store, "SELECT ?d ?e { milestone:d sbx:occurredEarliest ?d ; sbx:occurredLatest ?e }") == {
        ("2021-01-01", "2021-03-31")
    }


def test_of_a_day_and_the_month_around_it_the_day_counts() -> None:
    store = filled("""passage:p {
        batch:a sbx:publishedOn "2021-05-20"^^xsd:date ; sbx:publishedIn "2021-05"^^xsd:gYearMonth .
        batch:b sbx:publishedOn "2021-05-20"^^xsd:date , "2021-06-01"^^xsd:date .
    }""")
    assert pairs(store, "SELECT ?b ?d { ?b sbx:publishedEarliest ?d }") == {
        ("a", "2021-05-20"),
        ("b", "2021-05-20"),
    }


DAYS = """
passage:p {{ batch:a sbx:publishedOn "2021-05-20"^^xsd:date . }}
passage:q {{ batch:a sbx:publishedOn "2021-06-01"^^xsd:date . }}
passage:r {{ batch:a {third} . }}
passage:p sbx:certainty sbx:Stated . passage:q sbx:certainty sbx:Stated . passage:r sbx:certainty sbx:{certainty} .
disagreement:d sbx:concerns batch:a ; sbx:concernsProperty {about} ; sbx:side passage:p , passage:q {follows} .
"""
LATER = 'sbx:publishedOn "2021-06-01"^^xsd:date'


@pytest.mark.parametrize(
    ("third", "certainty", "about", "follows", "counts", "days", "others"),
    [
        (LATER, "Stated", "sbx:publishedOn", "", "2021-06-01", "2021-06-01", "2021-05-20"),
        (LATER, "Doubtful", "sbx:publishedOn", "", "2021-06-01", "2021-06-01", "2021-05-20"),
        (LATER, "Contradicted", "sbx:publishedOn", "", "2021-05-20", "2021-05-20", "2021-06-01"),
        (LATER, "Stated", "sbx:publishedOn", "; sbx:follows passage:p", "2021-05-20", "2021-05-20", "2021-06-01"),
        (LATER, "Stated", "sbx:registeredOn", "; sbx:follows passage:p", "2021-06-01", "2021-06-01", "2021-05-20"),
        (
            'sbx:publishedIn "2021-06"^^xsd:gYearMonth',
            "Stated",
            "sbx:publishedOn",
            "",
            "2021-06-01",
            "2021-06-01",
            "2021-05-20",
        ),
        (
            'sbx:publishedIn "2020"^^xsd:gYear',
            "Stated",
            "sbx:publishedIn",
            "; sbx:follows passage:r",
            "2020",
            "2020-01-01",
            "2021-05-20, 2021-06-01",
        ),
        (
            'sbx:publishedOn "2021-04-01"^^xsd:date',
            "Doubtful",
            "sbx:publishedOn",
            "",
            "2021-05-20",
            "2021-05-20",
            "2021-04-01, 2021-06-01",
        ),
    ],
    ids=[
        "most passages",
        "a doubtful one breaks a tie",
        "a contradicted one does not count",
        "the followed side",
        "followed on another property",
        "a month supports a day in it",
        "a vague date is followed",
        "certain ones before an earlier doubtful one",
    ],
)
def test_of_dates_that_differ_one_counts_and_the_others_are_kept_beside_it(
    third: str, certainty: str, about: str, follows: str, counts: str, days: str, others: str
) -> None:
    store = filled(DAYS.format(third=third, certainty=certainty, about=about, follows=follows))
    query = "SELECT ?w ?e ?o { ?b sbx:publishedWhen ?w ; sbx:publishedEarliest ?e ; sbx:publishedOtherwise ?o }"
    assert pairs(store, query) == {(counts, days, others)}


def test_dates_that_were_computed_before_are_computed_anew() -> None:
    text = DAYS.format(third=LATER, certainty="Stated", about="sbx:publishedOn", follows="")
    stale = 'batch:a sbx:publishedWhen "1999-01-01"^^xsd:date ; sbx:publishedEarliest "1999-01-01"^^xsd:date .'
    assert pairs(filled(text + stale), "SELECT ?p ?o { batch:a ?p ?o }") == pairs(
        filled(text), "SELECT ?p ?o { batch:a ?p ?o }"
    )


def test_an_application_has_the_year_and_quarter_of_its_own_date_or_of_its_batch() -> None:
    store = filled("""passage:p {
        batch:a sbx:publishedIn "2021-05"^^xsd:gYearMonth . batch:b sbx:publishedIn "2020"^^xsd:gYear .
        app:of-a sbx:inBatch batch:a . app:of-b sbx:inBatch batch:b . app:of-c sbx:inBatch batch:c .
        app:own sbx:inBatch batch:b ; sbx:publishedOn "2020-12-31"^^xsd:date .
        app:over sbx:inBatch batch:a ; sbx:publishedIn "2021-03/2021-04"^^edtf:EDTF .
    }
    app:of-a sbx:publicationYear "1999" .""")
    dates = pairs(store, "SELECT ?x ?d { ?x sbx:publicationDate ?d }")
    assert {("a", "2021-05"), ("of-a", "2021-05"), ("of-b", "2020"), ("own", "2020-12-31")} < dates
    assert pairs(store, "SELECT ?x ?y ?q { ?x sbx:publicationYear ?y OPTIONAL { ?x sbx:publicationQuarter ?q } }") == {
        ("a", "2021", "2021-Q2"),
        ("b", "2020", ""),
        ("of-a", "2021", "2021-Q2"),
        ("of-b", "2020", ""),
        ("own", "2020", "2020-Q4"),
        ("over", "2021", ""),
    }


def test_copies_of_copies_have_one_origin_and_a_source_that_copies_nothing_is_its_own() -> None:
    store = filled("""
        source:a a sbx:Source . source:b a sbx:Source ; sbx:copyOf source:a .
        source:c a sbx:Source ; sbx:copyOf source:b .
        source:d a sbx:Source ; sbx:copyOf source:e . source:e a sbx:Source ; sbx:copyOf source:d .
        source:f a sbx:Source .
    """)
    origins = pairs(store, "SELECT ?s ?o { ?s sbx:origin ?o }")
    assert {("a", "a"), ("b", "a"), ("c", "a"), ("f", "f")} <= origins
    assert len(origins) == 6  # a circle ends somewhere, and is found by the check copies-in-a-circle


def test_what_editors_add_has_no_origin_and_a_guild_of_editors_has_one() -> None:
    store = filled("""
        source:editors a sbx:Source . source:keepers a sbx:Source ; dcterms:type sbx:Editorial .
        source:editors-guild-2021 a sbx:Source .
        source:a a sbx:Source ; dcterms:type <http://purl.org/dc/dcmitype/Text> .
    """)
    assert pairs(store, "SELECT ?s ?o { ?s sbx:origin ?o }") == {("editors-guild-2021",) * 2, ("a", "a")}


def test_a_selector_selects_in_the_source_of_its_passage() -> None:
    store = filled("""
        passage:a dcterms:isPartOf source:one ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "eleven" ] .
        passage:b dcterms:isPartOf source:two .
    """)
    assert pairs(store, "SELECT ?p ?s { ?p oa:hasSource ?s }") == {("a", "one")}


@pytest.mark.parametrize(
    ("literal", "rule"),
    [
        ('"2021-13"^^xsd:gYearMonth', "lexical-form"),
        ('"2021-05/2021-04"^^edtf:EDTF', "lexical-form"),
        ('"autumn 2021"^^edtf:EDTF', "lexical-form"),
        ('"autumn 2021"', "Month-publishedIn"),
    ],
)
def test_a_date_that_is_none_is_a_finding_with_file_line_and_what_to_do(literal: str, rule: str) -> None:
    text = f"{HEAD}passage:p {{\n batch:a a sbx:Batch ;\n sbx:publishedIn {literal} .\n}}"
    register = Dataset(read([]).ontology, read([]).shapes, (Document("made.trig", ".trig", text.encode()),))
    found = [finding for finding in check(register) if finding.rule == rule]
    assert [(each.file, each.line) for each in found] == [("made.trig", len(PREFIXES) + 3)]
    assert found[0].hint
