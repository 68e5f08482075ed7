"""Reviews without a server: what their claims become, what is refused, who saved, and that a kill does no harm."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.desk.placing import placed
from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.review.composing import Composition, composed, sheets_of
from sandbox_atlas.graph.curation.review.review import Review, read
from sandbox_atlas.graph.curation.review.rows import ReviewSheet
from sandbox_atlas.graph.curation.sheets.provenance import Save, saves
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES, SBX
from tests.support.rounds import ROUNDS

TEXT = "On 4 May 2031 the Lake Authority admitted one service: “Reed Pay” (North Bank; Heron、Sons), uses tide models."
SAVED = Save.at(datetime(2031, 5, 4, 12, tzinfo=UTC), "Li Wei", f"{ID}source/lake-gazette")


def claim(value: str, entity: str = "", printed: str = "", **more: object) -> dict[str, Any]:
    """A claim with the words that print it."""
    start = TEXT.index(printed or value)
    return {"value": value, "position": [start, start + len(printed or value)], "entity": entity, **more}


def application(**more: object) -> dict[str, Any]:
    return {
        "state": "accepted",
        "name": claim("Reed Pay"),
        "ours": {"zh": "芦苇支付"},
        "institutions": [claim("North Bank", "north-bank"), claim("Heron、Sons", "heron", role="participant")],
        "technologies": [claim("tide models", "tide-models")],
    } | more


def review(**more: object) -> Review:
    heron = {"Entry": "heron", "Name (English)": "Heron and Sons", "Name (Chinese)": "苍鹭", "Source": "[keepers]"}
    whole = {
        "text": TEXT,
        "by": "Li Wei",
        "file": "lake-2",
        "source": "lake-gazette",
        "editors": "keepers",
        "batch": {"entry": "lake-2"},
        "applications": [application()],
        "entries": [{"kind": "institution", "cells": heron}],
    } | more
    return read(json.dumps(whole).encode())


def made(of: Review, dataset: Dataset, *earlier: Save, digests: dict[str, str] | None = None) -> Composition:
    view = RegisterView(dataset)
    register = view.register(of.editors)
    sheet = ReviewSheet(of, digests or {})
    survey = sheets_of(sheet, register).survey()
    return composed(sheet, register, survey, {}, dict(PREFIXES), (*earlier, SAVED))


def rules(of: Review, dataset: Dataset) -> set[tuple[str, str]]:
    return {(each.file, each.rule) for each in made(of, dataset).report.findings}


def values(text: str, subject: str, property_: str) -> set[str]:
    """What a file says of a thing."""
    quads = ox.parse(text, format=ox.RdfFormat.TRIG)
    iri = PREFIXES[property_.partition(":")[0]] + property_.partition(":")[2]
    return {quad.object.value for quad in quads if quad.subject.value == ID + subject and quad.predicate.value == iri}


def test_accepted_claims_become_one_passage_with_their_words(tiny_dataset: Dataset) -> None:
    composition = made(review(), tiny_dataset)
    assert composition.report.findings == []
    text = composition.text
    assert values(text, "application/reed-pay", "sbx:applicant") == {f"{ID}institution/north-bank"}
    assert values(text, "application/reed-pay", "sbx:participant") == {f"{ID}institution/heron"}
    assert values(text, "application/reed-pay", "sbx:usesTechnology") == {f"{ID}technology/tide-models"}
    assert values(text, "institution/heron", "sbx:asPrinted") == {"Heron、Sons"}  # one name, not a list of two
    quads = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    quotes = {quad.object.value for quad in quads if quad.predicate.value.endswith("#exact")}
    assert quotes == {"Reed Pay", "North Bank", "Heron、Sons", "tide models"}
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    assert graphs == {f"{ID}passage/{name}" for name in ("lake-gazette-reed-pay", "keepers-lake-2")}


def test_a_name_of_ones_own_is_never_the_sources(tiny_dataset: Dataset) -> None:
    text = made(review(applications=[application(ours={"zh": "芦苇支付", "ar": "قصب"})]), tiny_dataset).text
    quads = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    for name in ('"芦苇支付"@zh', '"قصب"@ar'):
        (graph,) = [quad.graph_name for quad in quads if str(quad.object) == name]
        assert str(graph) == f"<{ID}passage/keepers-lake-2>"


def test_positions_are_written_only_where_they_count_in_the_document_of_the_source(tiny_dataset: Dataset) -> None:
    here = made(review(), tiny_dataset).text
    assert "oa:start" in here
    assert "schema:sha256" in here
    elsewhere = made(review(), tiny_dataset, digests={"lake-gazette": "0" * 64}).text
    assert "oa:start" not in elsewhere
    assert "oa:exact" in elsewhere


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"by": " "}, ("/by", "no-curator")),
        ({"source": ""}, ("/source", "no-source")),
        ({"batch": {}}, ("/batch", "no-batch")),
        ({"applications": [], "entries": []}, ("/applications", "nothing-accepted")),
        ({"applications": [application(state="open"), application()]}, ("/applications", "undecided")),
        ({"batch": {"entry": "lake-2", "cells": {"Number": "2"}}}, ("/batch", "no-passage")),
        ({"applications": [application(name={"value": "Reed Pay"})]}, ("/applications/0/name", "no-passage")),
        ({"applications": [application(name=claim("Reed", printed="North"))]}, ("/applications/0/name", "not-in-text")),
        ({"applications": [application(name=None)]}, ("/applications/0", "nameless")),
        ({"applications": [application(ours={})]}, ("/applications/0", "name-missing")),
        ({"applications": [application(technologies=[claim("service")])]}, ("/applications/0", "unknown")),
    ],
)  # fmt: skip
def test_what_a_review_lacks_is_found_at_its_place(
    more: dict[str, Any], found: tuple[str, str], tiny_dataset: Dataset
) -> None:
    assert found in rules(review(**more), tiny_dataset)


def test_an_application_has_a_type_and_a_field_of_finance_with_its_basis(tiny_dataset: Dataset) -> None:
    cells = {"Field of finance": "[payments]", "Basis": "words of the source"}
    more = {"type": claim("technology product", printed="service"), "cells": cells}
    composition = made(review(applications=[application(**more)]), tiny_dataset)
    assert composition.report.findings == []
    assert values(composition.text, "application/reed-pay", "sbx:applicationType") == {f"{SBX}TechnologyProduct"}
    assert values(composition.text, "application/reed-pay", "sbx:businessArea") == {f"{ID}business-area/payments"}
    assert values(composition.text, "passage/lake-gazette-reed-pay", "sbx:basis") == {f"{SBX}SourceWords"}
    without = review(applications=[application(cells={"Field of finance": "[payments]"})])
    assert ("/applications/0", "area-without-basis") in rules(without, tiny_dataset)


def test_an_application_may_be_described_and_not_named(tiny_dataset: Dataset) -> None:
    ours = {"en": "A service for ferries", "zh": "渡船服务"}
    described = application(name=None, is_described=True, ours=ours, position=[0, 60])
    text = made(review(applications=[described]), tiny_dataset).text
    assert f"<{SBX}unnamed>" in text or "sbx:unnamed true" in text


def test_each_save_adds_who_when_and_from_which_document(tiny_dataset: Dataset) -> None:
    first = made(review(), tiny_dataset).text
    assert [each.by for each in saves(first.encode())] == ["Li Wei"]
    earlier = Save.at(datetime(2031, 5, 3, tzinfo=UTC), "Ana", f"{ID}source/harbour-news", "f" * 64)
    known = saves(made(review(), tiny_dataset, earlier).text.encode())
    assert known == [earlier, SAVED]
    assert saves(b"no TriG {") == []


def test_what_is_no_review_is_refused_with_its_place() -> None:
    with pytest.raises(BadParameterError, match="/batch/entry"):
        read(b'{"text": "", "batch": {"entry": 3}}')
    with pytest.raises(BadParameterError, match="no review"):
        read(b"<html>")
    with pytest.raises(BadParameterError, match="/file"):
        read(b'{"text": "", "file": "../elsewhere"}')


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed by signals")
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path, tiny: Path) -> None:
    command = [sys.executable, "-m", "tests.support.killing", str(tmp_path), str(tiny), "25"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
    assert list(map(json.loads, done.stdout.splitlines())) == 2 * [{"broken": 0, "left": []}]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed by signals")
def test_a_server_that_is_killed_while_it_saves_and_publishes_loses_no_save(tmp_path: Path, tiny: Path) -> None:
    """`release` and `site` in place of `edit`, and more kills, are for a run by hand."""
    command = [sys.executable, "-m", "tests.support.killing_programs", "edit", str(tmp_path), str(tiny), str(ROUNDS)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
    found = json.loads(done.stdout)
    assert (found["broken"], found["alive"], found["left"]) == (0, 0, [])
    assert found["old"] + found["new"] == ROUNDS


@pytest.mark.parametrize(
    ("sandbox", "place", "batch", "chosen"),
    [
        (["sandbox/lake"], [], "third batch", {"sandbox": "lake", "number": 3, "batch": "", "entry": "lake-3"}),
        (["sandbox/lake"], [], "第三批", {"sandbox": "lake", "number": 3, "batch": "", "entry": "lake-3"}),
        (["sandbox/lake"], [], "Cohort 2", {"sandbox": "lake", "number": 2, "batch": "lake-2", "entry": ""}),
        (["sandbox/lake"], ["place/hillside"], "batch 2", {"place": "hillside", "batch": "", "entry": "lake-2-new"}),
        (["sandbox/hill"], [], None, {"sandbox": "hill", "number": None, "batch": "", "entry": ""}),
        (["sandbox/hill", "sandbox/lake"], [], "third batch", {"sandbox": "", "number": 3, "batch": "", "entry": ""}),
        ([], [], "third batch", {"sandbox": "", "number": 3, "batch": "", "entry": ""}),
    ],
)
def test_a_draft_is_placed_in_the_register_where_its_names_are_certain(
    sandbox: list[str], place: list[str], batch: str | None, chosen: dict[str, object], tiny_dataset: Dataset
) -> None:
    claims = [("/sandbox", sandbox), ("/place", place)]
    answer = {
        "batch": batch,
        "claims": [{"claim": claim, "entities": [ID + each for each in found]} for claim, found in claims],
    }
    assert placed(answer, RegisterView(tiny_dataset)).items() >= chosen.items()


def test_two_applications_of_one_name_are_told_without_numbers_of_rows(tiny_dataset: Dataset) -> None:
    twice = made(review(applications=[application(), application()]), tiny_dataset).report.findings
    assert [(each.file, each.message) for each in twice if each.rule == "same-name"] == [
        ("/applications/1", "“Reed Pay” is the name of another entry in this review too.")
    ]
