"""What documents list, the program has, and the other way round."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pyoxigraph as ox
import pytest
from babel.messages.pofile import read_po

from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import KEYS, parse
from sandbox_atlas.graph.rdf.vocabulary import RDF, SBX

RDF_TYPE = ox.NamedNode(f"{RDF}type")
ROOT = Path(__file__).parents[1]


def test_the_settings_page_is_what_the_settings_say() -> None:
    written = runpy.run_path(str(ROOT / "tools/settings.py"))["page"]()
    assert (ROOT / "docs/settings.md").read_text() == written, "make settings-doc writes it again"


CATALOGUES = sorted((ROOT / "api/locale").glob("*/LC_MESSAGES/messages.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
@pytest.mark.no_cover
def test_a_catalogue_has_the_texts_of_the_interface_and_no_other(path: Path) -> None:
    update = runpy.run_path(str(ROOT / "tools/messages.py"))
    assert path.read_bytes() == update["updated"](path, update["template"]()), "make messages brings it up to date"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_translated_with_its_placeholders(path: Path) -> None:
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        text = message.id if isinstance(message.id, str) else message.id[-1]
        for translation in [message.string] if isinstance(message.string, str) else message.string:
            assert translation, text
            assert set(re.findall(r"{\w+}", translation)) == set(re.findall(r"{\w+}", text)), text


def test_chinese_texts_have_the_marks_of_chinese() -> None:
    headers = [line for path in (ROOT / "graph/queries").glob("*.rq") for line in path.read_text().splitlines()]
    texts = re.findall(r'^msgstr.* "(.+)"$', (ROOT / "api/locale/zh/LC_MESSAGES/messages.po").read_text(), re.M)
    texts += [said for line in headers if line.startswith("#+") for said in re.findall(r"\bzh: ([^,}]+)", line)]
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff] ?[.,;:!?](?!\w)", text)] == []


def test_links_between_documents_lead_somewhere() -> None:
    for document in [
        ROOT / "README.md",
        ROOT / "data/README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
    ]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_tour_names_questions_and_views_that_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in re.findall(r"sandbox-atlas ask ([\w-]+)", readme):
        assert name in questions()
    for name in re.findall(r"`/views/([\w-]+)`", readme):
        assert name in views()


@pytest.mark.parametrize("document", ["README.md", "data/README.md"])
def test_the_counts_in_documents_are_those_of_the_data(document: str, shipped_store: ox.Store) -> None:
    text = (ROOT / document).read_text()
    kinds = ("Application", "Sandbox", "Batch", "Institution", "Regulator", "Place", "Technology", "Milestone")
    plural = {"Sandbox": "sandboxes", "Batch": "batches", "Technology": "technologies"}
    stated = {}
    for kind in kinds:
        if match := re.search(rf"(\d+) {plural.get(kind, f'{kind.lower()}s')}", text):
            stated[kind] = int(match[1])
    assert {"Application", "Sandbox", "Batch", "Institution", "Regulator"} <= set(stated)
    for kind, number in stated.items():
        things = list(shipped_store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(SBX + kind), ox.DefaultGraph()))
        assert len(things) == number, kind


def test_no_minified_or_vendored_script_is_in_the_tree() -> None:
    fetched = ROOT / "api" / "static" / "vendor"  # by the build, and not kept
    assert {"api/static/vendor/", "api/static/bundles/"} <= set((ROOT / ".gitignore").read_text().splitlines())
    found = {path for folder in ("api", "graph") for path in (ROOT / folder).rglob("*.min.*")}
    assert not [path for path in found if path.parent != fetched]


def test_every_key_of_a_question_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", (ROOT / "docs/questions.md").read_text(), re.M)
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == KEYS


def test_a_misspelt_key_of_a_question_is_noticed() -> None:
    with pytest.raises(ValueError, match="nothing is known of anser"):
        parse("lame", "#+ title: {en: T, zh: T}\n#+ description: {en: D, zh: D}\n#+ anser: x\nASK {}")


def test_what_contributors_are_told_to_type_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.M))
    for document in ("CONTRIBUTING.md", "README.md"):
        assert set(re.findall(r"`?make ([a-z-]+)", (ROOT / document).read_text())) <= targets
    assert {"serve", "quick", "test", "check", "format", "help", "messages", "settings-doc"} <= targets


def test_paths_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    for path in re.findall(r"`((?:graph|api|tests|ontology|tools)/[\w/.-]+)`", text):
        assert (ROOT / path).exists(), path


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:3]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
