"""Questions at size: what one thing is linked to a thousand times is read once, not squared; the rest is not read."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES

_PARTICIPANTS = 2_000
_SECONDS = 3
"""Of processor time; each pair of participants takes nine, each participant a hundredth of one."""
_CROWD = 10_000
"""Participants with which what is looked up once more for each takes longer than these seconds, if only in a chain."""
_APPLICATIONS = 8_000
_LOOKED_UP = 0.025
"""Seconds of processor time in which a question about one thing is answered; to read the register takes longer."""
_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_APPLICATION = """
<urn:a{n}> a sbx:Application ; sbx:inBatch <urn:b{b}> ; sbx:inSandbox <urn:box> ; sbx:applicant <urn:i{n}> ;
  sbx:involves <urn:i{n}> ; sbx:outcome sbx:Completed .
<urn:i{n}> a sbx:Institution .
<urn:p{n}> a sbx:Passage ; dcterms:isPartOf <urn:s{b}> ; sbx:certainty sbx:Stated ; skos:note "It."@en , "它。"@zh .
<urn:s{b}> sbx:origin <urn:s{b}> ; dcterms:source <https://register.example/{b}> .
<urn:b{b}> a sbx:Batch ; sbx:inSandbox <urn:box> ; sbx:publishedOn "2024-01-01" ; sbx:publishedWhen "2024-01-01" .
<urn:b{b}> sbx:publishedEarliest "2024-01-01" ; sbx:publishedLatest "2024-01-01" .
<urn:a{n}> sbx:exitedEarliest "2025-01-01" ; sbx:exitedLatest "2025-01-01" .
<urn:p{n}> {{ <urn:a{n}> sbx:applicant <urn:i{n}> }}
"""


def test_an_application_with_thousands_of_participants_is_explored_in_time_that_grows_with_them() -> None:
    lines = ["<urn:b> a sbx:Batch ; sbx:inSandbox <urn:s> . <urn:a> a sbx:Application ; sbx:inBatch <urn:b> ."]
    lines += [
        f"<urn:a> sbx:participant <urn:i{number}> ; sbx:involves <urn:i{number}> . "
        f"<urn:i{number}> sbx:institutionKind <{ID}institution-kind/bank> ."
        for number in range(_PARTICIPANTS)
    ]
    store = ox.Store()
    store.update(
        "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        + f"INSERT DATA {{ {' '.join(lines)} }}"
    )
    asked = views()["explore"]
    text = bind(asked.query, {**{each.name: [] for each in asked.parameters}, "batch": ["<urn:b>"]})
    began = time.process_time()
    drawn = store.query(text, prefixes=PREFIXES)
    assert isinstance(drawn, ox.QueryTriples)
    assert len({str(triple) for triple in drawn}) == _PARTICIPANTS + 2
    assert time.process_time() - began < _SECONDS


@pytest.fixture(scope="module")
def crowded() -> ox.Store:
    """A register of one application with ten thousand participants."""
    store = ox.Store()
    each = "".join(f"<urn:a> sbx:involves <urn:i{n}> . <urn:i{n}> rdfs:label 'I{n}'@en ." for n in range(_CROWD))
    own = "<urn:a> a sbx:Application ; rdfs:label 'Hub'@en ; sbx:usesTechnology <urn:t> , <urn:u> ."
    store.bulk_load(f"{_PREFIXES}{own}{each}".encode(), ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize(
    ("name", "values", "rows"),
    [
        ("applications", {}, 1),
        ("applications", {"institution": "<urn:i7>"}, 1),
        ("institutions", {}, _CROWD),
        ("who-works-with-whom", {"institution": "<urn:i7>", "level": '"unit"'}, _CROWD - 1),
        ("who-works-with-whom", {"institution": "<urn:i7>", "level": '"group"'}, _CROWD - 1),
    ],
)
def test_a_question_takes_time_that_grows_with_the_participants(
    crowded: ox.Store, name: str, values: dict[str, str], rows: int
) -> None:
    began = time.process_time()
    asked = questions()[name]
    text = _bound(asked, values | ({"lang": '"en"'} if asked.localised else {}))
    answer = crowded.query(text, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    assert len(list(answer)) == rows
    assert time.process_time() - began < _SECONDS


@pytest.fixture(scope="module")
def wide() -> ox.Store:
    """A register of many applications, none of which has much to do with another."""
    store = ox.Store()
    each = "".join(_APPLICATION.format(n=n, b=n // 10) for n in range(_APPLICATIONS))
    store.bulk_load(f"{_PREFIXES}sbx:applicant rdfs:subPropertyOf sbx:involves .{each}".encode(), ox.RdfFormat.TRIG)
    return store


def _bound(asked: Question, values: Mapping[str, str]) -> str:
    names = (each.name for each in asked.parameters)
    return bind(asked.query, {name: [values[name]] if name in values else [] for name in (*names, *values)})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("involvement-evidence", {"application": "<urn:a7>", "institution": "<urn:i7>"}),
        ("membership-evidence", {"batch": "<urn:b0>", "institution": "<urn:i7>"}),
        ("statement-evidence", {"subject": "<urn:a7>", "predicate": "sbx:applicant", "object": "<urn:i7>"}),
        ("passages", {"passage": "<urn:p7>"}),
        ("passages", {"source": "<urn:s0>"}),
        ("outcomes", {"thing": "<urn:a7>"}),
        ("timeline", {"entity": "<urn:a7>"}),
    ],
)
def test_a_question_about_one_thing_does_not_read_the_register(
    wide: ox.Store, name: str, values: dict[str, str]
) -> None:
    _assert_quick(wide, _bound(questions()[name], values))


@pytest.mark.parametrize("thing", ["<urn:a7>", "<urn:b0>", "<urn:i7>"])
def test_what_a_thing_has_to_do_with_is_counted_without_reading_all_classes(wide: ox.Store, thing: str) -> None:
    _assert_quick(wide, bind(internal("reach"), {"entity": [thing]}), least=0)


def test_the_network_of_one_batch_is_drawn_without_reading_others(wide: ox.Store) -> None:
    _assert_quick(wide, _bound(views()["register"], {"batch": "<urn:b0>"}), most=50)


def _assert_quick(wide: ox.Store, text: str, least: int = 1, most: int = 10) -> None:
    taken = []
    for _ in range(5):
        began = time.process_time()
        answer = wide.query(text, prefixes=PREFIXES)
        assert isinstance(answer, ox.QuerySolutions | ox.QueryTriples)
        assert least <= len(list(answer)) <= most
        taken.append(time.process_time() - began)
    assert min(taken) < _LOOKED_UP, taken
