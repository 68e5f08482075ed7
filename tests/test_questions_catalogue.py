"""The catalogue: every question and view describes itself, runs as it stands, and names its file when it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import sandbox_atlas.graph.queries.loader as loader
from sandbox_atlas.graph.engine.query import query_form
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.questions.binding import values_blocks
from sandbox_atlas.graph.questions.catalogue import question, questions, view, views
from sandbox_atlas.graph.questions.groups import grouped
from sandbox_atlas.graph.questions.question import Question, parse
from sandbox_atlas.graph.rdf.vocabulary import KINDS

FILES = {path.stem: path for path in (Path(loader.__file__).parent).glob("*.rq")}
PUBLISHED = sorted(name for name in FILES if not name.startswith("_"))
INTERNAL = sorted(name for name in FILES if name.startswith("_"))


def published(name: str) -> Question:
    return {**questions(), **views()}[name]


def test_every_file_is_a_question_or_a_view() -> None:
    assert sorted([*questions(), *views()]) == PUBLISHED
    assert {asked.form for asked in questions().values()} == {"SELECT"}
    assert {asked.form for asked in views().values()} == {"CONSTRUCT"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_titles_descriptions_and_labels_are_in_both_languages(name: str) -> None:
    asked = published(name)
    texts = [asked.title, asked.description, *asked.columns.values()]
    texts += [words for parameter in asked.parameters for words in (parameter.label, parameter.description)]
    for words in texts:
        assert set(words) == {"en", "zh"}
        assert all(words.values())
        assert any("\u4e00" <= character <= "\u9fff" for character in words["zh"])
    assert asked.keywords


def test_every_question_is_in_a_group_and_is_titled_as_one() -> None:
    listed = [asked.name for members in grouped().values() for asked in members]
    assert sorted(listed) == sorted(questions())
    assert all(len(members) >= 3 for members in grouped().values())
    for asked in questions().values():
        assert asked.title["en"].endswith("?"), asked.name
        assert asked.title["zh"].endswith("？"), asked.name
    for lang in ("en", "zh"):
        assert len({asked.title[lang] for asked in questions().values()}) == len(questions())


def test_who_is_listed_is_listed_with_its_kind() -> None:
    """A bank or not is the first that readers ask of an institution (a list, or by the name of its column)."""
    is_told = ("technology-firms-alone",)  # by its title
    columns = {each.name: set(each.columns) for each in grouped()["who"] if each.name not in is_told}
    named = {name: {"institution", "member", "partner"} & found for name, found in columns.items()}
    for name in (each for each, found in named.items() if found):
        assert "kinds" in columns[name] or {f"{each}Kind" for each in named[name]} <= columns[name], name


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_parameter_has_a_block_with_an_example(name: str) -> None:
    asked = published(name)
    blocks = values_blocks(asked.text)
    assert {parameter.name for parameter in asked.parameters} <= set(blocks)
    for parameter in asked.parameters:
        start, end = blocks[parameter.name]
        assert asked.text[start:end].partition("{")[2].strip(" }")
        assert parameter.example
        assert parameter.type in ("entity", "term", "integer", "choice")
        assert set(parameter.kinds) <= set(KINDS.values())
        assert bool(parameter.choices) == (parameter.type == "choice")
        assert parameter.type != "choice" or parameter.example in parameter.choices


@pytest.mark.parametrize("name", PUBLISHED)
def test_it_runs_as_it_stands_and_its_example_gives_an_answer(shipped_store: ox.Store, name: str) -> None:
    asked = published(name)
    result = shipped_store.query(asked.text)  # no prefixes from outside: it declares its own
    if asked.form == "CONSTRUCT":
        assert isinstance(result, ox.QueryTriples)
    else:
        assert isinstance(result, ox.QuerySolutions)
        projected = {variable.value for variable in result.variables}
        assert set(asked.columns) <= projected
        assert set(asked.lists) <= projected
    assert next(iter(result), None) is not None


@pytest.mark.parametrize("name", INTERNAL)
def test_what_the_atlas_asks_for_itself_runs_too(shipped_store: ox.Store, name: str) -> None:
    text = loader.internal(name.removeprefix("_"))
    assert query_form(text) in ("SELECT", "CONSTRUCT")
    assert list(shipped_store.query(text)) != []  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(name for name in questions() if questions()[name].evidence))
def test_evidence_leads_to_a_question_with_those_parameters(name: str) -> None:
    asked = questions()[name]
    assert asked.evidence is not None
    target = question(asked.evidence.question)
    assert {parameter.name for parameter in target.parameters if parameter.required} <= set(asked.evidence.bindings)
    assert asked.evidence.per in ("", *asked.lists)
    for parameter, sources in asked.evidence.bindings.items():
        assert target.parameter(parameter)
        assert all(source.startswith("=") or source in asked.columns for source in sources)


# ── Reading a file ───────────────────────────────────────────────────────────

HEADER = """#+ title: {en: Title, zh: 标题}
#+ description: {en: What it says, zh: 说明}
"""
PARAMETER = "#+ parameters: {n: {type: integer, label: {en: N, zh: 数}, description: {en: A number, zh: 数字}%s}}\n"
QUERY = "SELECT ?n { VALUES ?n { 1 } }"


def test_a_file_is_read_with_its_defaults() -> None:
    asked = parse("name", f"{HEADER}{PARAMETER % ', default: 3, minimum: 1'}{QUERY}")
    (parameter,) = asked.parameters
    assert (asked.name, asked.form, asked.title["zh"], asked.localised) == ("name", "SELECT", "标题", False)
    assert (parameter.default, parameter.example, parameter.minimum, parameter.required) == ("3", "3", 1, False)
    assert asked.evidence is None
    assert parse("name", f"{HEADER}SELECT * {{ VALUES ?lang {{ 'en' }} }}").localised


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (QUERY, "title"),
        (HEADER.replace("zh: 标题", "de: Titel") + QUERY, "zh"),
        (HEADER.replace("{en: What it says, zh: 说明}", "What it says") + QUERY, ""),
        (HEADER + PARAMETER % "" + "SELECT * {}", "no VALUES block for n"),
        (HEADER + PARAMETER % "" + "SELECT * { VALUES ?n { 1 } VALUES ?n { 2 } }", "two VALUES blocks"),
        (HEADER + (PARAMETER % "").replace("type: integer, ", "") + QUERY, "type"),
        (HEADER + (PARAMETER % "").replace("integer", "colour") + QUERY, "colour"),
        (HEADER + "#+ group: whence\n" + QUERY, "the group whence is none of who, what"),
        (HEADER + "#+ evidence: {question: passages}\n" + QUERY, "with"),
        (HEADER + "#+ keywords: [a, b\n" + QUERY, ""),
        ("#+ - a list\n" + QUERY, ""),
        (HEADER + "no query", "SELECT"),
        (HEADER + "INSERT DATA {}", "INSERT"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"^broken\.rq: ") as caught:
        parse("broken", text)
    assert says in str(caught.value)


# ── Names ────────────────────────────────────────────────────────────────────


def test_a_question_and_a_view_are_found_by_name() -> None:
    assert question("applications").name == "applications"
    assert view("register").name == "register"


def test_an_unknown_question_suggests_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="no question named 'aplications'") as caught:
        question("aplications")
    assert caught.value.suggestions[0] == "applications"


def test_a_view_is_no_question_and_the_other_way_round() -> None:
    with pytest.raises(UnknownNameError, match="no question named 'register'"):
        question("register")
    with pytest.raises(UnknownNameError, match="no view named 'applications'"):
        view("applications")


def test_a_name_like_nothing_is_told_where_names_are_listed() -> None:
    with pytest.raises(UnknownNameError, match="/views list the views") as caught:
        view("xxxxxxxx")
    assert caught.value.suggestions == []
    with pytest.raises(UnknownNameError, match="ask --list"):
        question("nope")


def test_an_unknown_parameter_lists_those_there_are() -> None:
    with pytest.raises(BadParameterError, match=r"no parameter 'place'\. It has concerns, disagreement\."):
        question("disagreements").parameter("place")
    with pytest.raises(BadParameterError, match="It has none"):
        parse("name", HEADER + QUERY).parameter("place")


@pytest.mark.parametrize("kind", ["institution", "kind"])
def test_a_path_to_a_parameter_stands_with_it_in_a_group_of_their_own(kind: str) -> None:
    """Virtuoso 7 now and then loses all rows where it joins the value of a path too late."""
    value = rf"VALUES \?{kind} \{{[^}}]*\}}"
    ends = re.compile(rf"\* \?{kind} [.}}]")
    asked = [each for each in (*questions().values(), *views().values()) if re.search(value, each.text)]
    found = [each for each in asked if ends.search(each.text)]
    together = re.compile(rf"\{{ (SELECT DISTINCT \?\w+ \{{ )?{value} [^{{}}]*\* \?{kind} \.? ?\}}")
    assert found
    assert [each.name for each in found if not together.search(each.text)] == []
