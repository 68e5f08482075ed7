"""A register of one's own: what `init` makes passes the checks, and its site speaks of nothing else."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sandbox_atlas.api.agents.protocol import server_of
from sandbox_atlas.api.agents.toolbox import Toolbox
from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.api.cli.console import print_analysis, print_table
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.sheets.workbooks import Offered, template
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.questions.terms import check_language
from sandbox_atlas.graph.rdf.vocabulary import ID
from sandbox_atlas.graph.register.passages import called
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

SHIPPED = re.compile(r"beijing|pboc|\bicbc|citic|北京|人民银行|中国|上海|\bfca\b|hkma|shanghai|china\b", re.I)
"""Words of the shipped data that pages of another register must not have."""


@pytest.mark.parametrize("languages", [["en", "zh"], ["is"], ["ar", "en"]], ids="-".join)
def test_a_new_register_passes_the_checks_in_any_language(languages: list[str], tmp_path: Path) -> None:
    start(tmp_path / "mine", "Ice & “Fire” \\ $x {y}", languages)
    found = check(read([tmp_path / "mine"]))
    assert {each.rule for each in found} == (set() if "zh" in languages else {"placeholder"})  # names to be translated
    assert all(each.line and each.severity == "warning" for each in found)
    (tmp_path / "mine" / "example-sandbox.trig").unlink()
    assert check(read([tmp_path / "mine"])) == []  # nothing else is about the example
    assert "Ice & “Fire” \\ $x {y}" in (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")


def test_nothing_is_overwritten_and_a_language_is_a_code(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").touch()
    with pytest.raises(BadParameterError, match="not empty"):
        start(tmp_path / "mine", "Mine", ["en"])
    with pytest.raises(BadParameterError, match="no language"):
        start(tmp_path / "other", "Mine", ["English"])
    assert not (tmp_path / "other").exists()


def test_a_register_has_schemes_of_its_own_beside_or_instead_of_the_shipped_ones(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    start(folder, "Ice Atlas", ["en"])
    ours = "https://w3id.org/sandbox-atlas/id/"
    description = folder / "dataset.ttl"
    named = f"sbx:usesScheme <https://ice.example/technologies>, <{ours}institution-kinds> ; dcterms:title"
    prefixes = "@prefix sbx: <https://w3id.org/sandbox-atlas/ontology#> .\n"
    text = description.read_text(encoding="utf-8").replace("dcterms:title", named, 1)
    description.write_text(prefixes + text, encoding="utf-8")
    (folder / "technologies.ttl").write_text(
        f"""{prefixes} @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://ice.example/technologies> a skos:ConceptScheme ; skos:prefLabel "Our technologies"@en .
        <{ours}technology/ice-cores> a sbx:Technology ; skos:inScheme <https://ice.example/technologies> ;
            skos:prefLabel "ice cores"@en .""",
        encoding="utf-8",
    )
    assert {each.rule for each in check(read([folder]))} != set()  # machine-learning is not there any more
    example = folder / "example-sandbox.trig"
    example.write_text(example.read_text(encoding="utf-8").replace("tech:machine-learning", "tech:ice-cores"))
    dataset = read([folder])
    assert check(dataset) == []
    assert {Path(each.name).name for each in dataset.ontology} == {
        "atlas.ttl", "alignments.ttl", "kinds.ttl", "schemes.ttl"}  # fmt: skip


def test_the_word_shipped_names_the_shipped_data_beside_a_register(tmp_path: Path) -> None:
    start(tmp_path / "mine", "Ice Atlas", ["en"])
    settings = Settings(data=(Path("shipped"), tmp_path / "mine"))
    both, shipped = read(settings.data), read()
    assert {each.content for each in both.data} > {each.content for each in shipped.data}
    assert len(both.ontology) == len(shipped.ontology)
    assert both.notes == ()
    sources = {str(each.subject) for document in shipped.data for each in document.quads()}
    mine = {str(each.subject) for document in read([tmp_path / "mine"]).data for each in document.quads()}
    assert sources & mine == set()  # nothing of the one is taken for something of the other


@pytest.mark.anyio
async def test_labels_are_in_any_language_of_a_register_and_texts_in_english_or_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(tmp_path / "mine", "Mine", ["en", "sw"])
    example = tmp_path / "mine" / "example-sandbox.trig"
    example.write_text(
        re.sub(r'"([^"]*)"@sw', r'"Mfano: \1"@sw', example.read_text(encoding="utf-8")), encoding="utf-8"
    )
    async with await Atlas.open(Settings(data=(tmp_path / "mine",), workers=1, cache=tmp_path / "cache")) as atlas:
        lookup = await atlas.ask("applications", {}, "sw")
        print_table(lookup, atlas, "sw")
        assert sentence(lookup, atlas.names, "sw") == sentence(lookup, atlas.names, "en") != ""
        print_analysis(await atlas.analyse("partners", {}), atlas, "sw")
        said = await Toolbox(atlas).call("ask", {"name": "applications", "lang": "sw"})
        assert "Mfano: " in str(said["rows"])
        with pytest.raises(BadParameterError, match="one of en, zh, sw, not 'fr'"):
            check_language(atlas.names, "fr")
    assert "Which applications are tested?" in (shown := capsys.readouterr().out)
    assert "Mfano" in shown
    monkeypatch.setattr(sys, "argv", ["sandbox-atlas", "ask", "--list", "--lang", "sw"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (None, 0)
    offered = Offered(languages=("sw",))
    template(tmp_path / "sheet.xlsx", "sw", offered)
    assert "Explanations" in load_workbook(tmp_path / "sheet.xlsx").sheetnames


@pytest.mark.anyio
async def test_a_passage_with_several_quotations_is_called_by_its_note_not_by_one_of_them(tmp_path: Path) -> None:
    start(tmp_path / "mine", "Mine", ["en"])
    passage = f"{ID}passage/example-first-batch-list"
    oa = "http://www.w3.org/ns/oa#"
    (tmp_path / "mine" / "quotations.ttl").write_text(
        "".join(
            f'<{passage}> <{oa}hasSelector> [ a <{oa}TextQuoteSelector> ; <{oa}exact> "{words}" ] .\n'
            for words in ("Ferry Pay", "Harvest Loans")
        ),
        encoding="utf-8",
    )
    settings = Settings(data=(tmp_path / "mine",), workers=1, cache=tmp_path / "cache")
    async with await Atlas.open(settings, check=False) as atlas:
        label = (await called(atlas.engine, atlas.names, [passage], "en"))[passage].label("en")
    assert label.endswith(" – The list of the two applications with their applicants")


@pytest.mark.parametrize("each", [*questions().values(), *views().values()], ids=lambda each: each.name)
def test_what_questions_say_of_themselves_names_no_register(each: Question) -> None:
    for texts in (each.title, each.description, *(parameter.description for parameter in each.parameters)):
        assert not SHIPPED.search(" ".join(texts.values()))


@pytest.mark.anyio
@pytest.mark.slow
@pytest.mark.no_cover
async def test_the_site_of_a_register_speaks_of_that_register_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    monkeypatch.setattr(sys, "argv", ["sandbox-atlas", "init", str(folder), "--title", "Ice Atlas: who tests what"])
    with pytest.raises(SystemExit):
        main()
    asked = [f"/lookups/{name}" for name in [*questions()][::8]]
    pages = ["/", "/about", "/about/limits", "/lookups", "/explore", "/compare", "/sparql", "/sources", "/analysis",
             "/ontology", "/search?q=harvest", "/search?q=beijing", "/id/application/harvest-loans",
             "/id/batch/example-1", "/suggest?thing=example-bank", "/nowhere", *asked]  # fmt: skip
    data = [
        "/openapi.json",
        "/.well-known/sparql-examples",
        "/.well-known/void",
        "/sitemap.xml",
        "/reconcile",
        "/lookups",
    ]
    async with (
        await Atlas.open(Settings(data=(folder,), workers=1, cache=tmp_path / "cache")) as atlas,
        in_process(create_app(atlas=atlas)) as client,
    ):
        for path in pages:
            for lang in ("en", "zh"):
                if path in asked and lang == "zh":
                    continue
                answer = await client.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
                assert "Ice Atlas" in answer.text, path
                found = [text for text in SHIPPED.findall(answer.text) if text.lower() not in path]
                assert path == "/ontology" or found == [], path
        for path in data:
            assert SHIPPED.findall((await client.get(path)).text) == [], path
        home = re.sub(r"<[^>]+>", " ", (await client.get("/", headers={"Accept": "text/html"})).text)
        assert re.search(r"2\s+applications\s+2\s+institutions\s+1\s+technology", home)
        assert (await client.get("/reconcile")).json()["name"] == "Ice Atlas"
        assert (await client.get("/openapi.json")).json()["info"]["title"] == "Ice Atlas"
        agents = server_of(atlas).create_initialization_options()
        assert (agents.title, str(agents.instructions).split(" is ")[0]) == ("Ice Atlas", "Ice Atlas")
