"""What keeps a file from being read as RDF 1.1: cut or foreign XML, remote contexts, RDF 1.2, missing bases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import Finding, InvalidDataError
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.json_text import CONTEXTS, parsed
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, SBX
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build

pytestmark = pytest.mark.anyio

HEAD = f'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/">\n'
WHOLE = f'{HEAD}<rdf:Description rdf:about="http://e/a"><e:p>é</e:p></rdf:Description>\n</rdf:RDF>'
BASE = "http://base.example/folder/file"


BOMB = '<!ENTITY e0 "ten chars.">' + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(30))


def _typed(declarations: str) -> str:
    """The whole document with a document type."""
    return WHOLE.replace("\n", f"\n<!DOCTYPE r [ {declarations}]>\n", 1)


def finding(suffix: str, content: str | bytes, base: str = BASE) -> Finding:
    data = content if isinstance(content, bytes) else content.encode()
    (found,) = syntax_findings([Document("file", suffix, data, base)])
    assert found.severity == "error"
    assert found.hint
    return found


def statements(suffix: str, content: str | bytes, base: str = BASE) -> list[str]:
    document = Document("file", suffix, content if isinstance(content, bytes) else content.encode(), base)
    assert syntax_findings([document]) == []
    return sorted(str(quad.triple) for quad in document.quads())


# ── RDF/XML ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        ("", (1, 1), "empty"),
        (" \n ", (2, 2), "empty"),
        ('<?xml version="1.0"?>\n<!-- nothing -->\n', (3, 1), "ends before its root element is closed"),
        (HEAD, (3, 1), "ends before its root element is closed"),
        (WHOLE.removesuffix("</rdf:RDF>"), (4, 1), "ends before its root element is closed"),
        (WHOLE[:-5], (4, 1), "ends before its root element is closed"),
        (f"{HEAD}<!-- cut", (3, 1), "XML"),
        (f"{WHOLE}\n<x/>", (5, 1), "junk after document element"),
        (f"{WHOLE} x", (4, 12), "junk after document element"),
        (f"{HEAD}<e:A>&lost;</e:A></rdf:RDF>", (3, 6), "undefined entity"),
        (f"{HEAD}\n<rdf:li/>\n</rdf:RDF>", (4, 9), "Invalid property element tag name"),
        (f'{HEAD}<e:A rdf:about="http://e/a b"/>\n</rdf:RDF>', (3, 31), "Invalid IRI code point"),
        (
            f'{HEAD}<e:A>\n<e:p xml:lang="en_US">x</e:p></e:A>\n</rdf:RDF>',
            (4, 22),
            "“en_US” is no language tag: hyphens join",
        ),
        (f'{HEAD}<e:A rdf:ID="a"/>\n<e:A rdf:ID="a"/>\n</rdf:RDF>', (4, 17), "already been used"),
        ("<a>\n<body/></a>", (1, 3), "XML namespaces are required"),
        (WHOLE.replace('"1.0"', '"1.0" encoding="shift_jis"'), (1, 1), "encoding shift_jis is not read"),
        (WHOLE.encode("utf-16")[:-1], (4, 1), "not UTF-16"),
        (
            f'{HEAD}<e:A><e:p rdf:parseType="daml:collection"><e:B/></e:p></e:A></rdf:RDF>',
            (3, 6),
            "The parse type daml:collection is not read",
        ),
        (_typed('<!ATTLIST e:A e:x CDATA "y">'), (2, 39), "gives e:x of e:A a value where it is not written"),
        (_typed(BOMB), (2, 272), "The entity e5 stands for more than 1,000,000 characters"),
    ],
)
def test_rdf_xml_that_cannot_be_read_has_a_line(content: str | bytes, place: tuple[int, int], says: str) -> None:
    found = finding(".rdf", content)
    assert says in found.message
    assert found.line == place[0]
    assert found.column == place[1] or isinstance(content, bytes)


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry><id/></entry></feed>', (1, 1),
         "<feed> of http://www.w3.org/2005/Atom: this is an Atom feed"),
        (f'<?xml version="1.0"?>\n <a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:r="{RDF}"/>', (2, 2), "<feed>"),
        ('<rss version="2.0"><channel><title>T</title></channel></rss>', (1, 1),
         "<rss>, which has no namespace: this is an RSS feed"),
        ('<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><p>x</html>', (2, 1), "an HTML page, not RDF/XML"),
        (f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{WHOLE[21:]}</metadata></svg>', (1, 1), "an SVG picture"),
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>', (1, 1), "a GraphML network"),
        (f'<Ontology xmlns="{OWL}" ontologyIRI="http://e/o"><Declaration/></Ontology>', (1, 1), "this is OWL/XML"),
    ],
)  # fmt: skip
def test_other_xml_is_named_by_its_root_element_and_never_read_as_rdf(
    content: str, place: tuple[int, int], says: str
) -> None:
    for suffix in (".rdf", ".xml", ".owl"):
        found = finding(suffix, content)
        assert says in found.message
        assert (found.line, found.column) == place
        assert "rdf:RDF" in found.hint or "RDF/XML or Turtle" in found.hint


def test_one_element_about_a_thing_is_a_root_of_rdf_xml(tmp_path: Path) -> None:
    ontology = f'<Ontology xmlns="{OWL}" xmlns:rdf="{RDF}" rdf:about="http://e/o"/>'
    assert statements(".owl", ontology) == [f"<http://e/o> <{RDF}type> <{OWL}Ontology>"]
    assert len(statements(".rdf", '<e:A xmlns:e="http://e/"><e:p>x</e:p></e:A>')) == 2
    (tmp_path / "list.xml").write_text('<e:A xmlns:e="http://e/"><e:p>x</e:p></e:A>')
    (doubt,) = (each for each in check(read([tmp_path])) if each.rule == "doubtful-xml")
    assert (doubt.severity, doubt.line, doubt.column) == ("warning", 1, 1)
    assert doubt.message.startswith("The root element is <A> of http://e/, and nothing here is of")


@pytest.mark.parametrize(
    ("suffix", "content", "place", "tag", "hint"),
    [
        (".ttl", '<u:a> <u:b>\n  "x"@en_US, "y" .', (2, 9), "en_US", "Write en-US."),
        (".trig", '<u:g> { <u:a> <u:b> """x"""@zh_Hans_CN }', (1, 31), "zh_Hans_CN", "Write zh-Hans-CN."),
        (".nt", '<u:a> <u:b> "x@y_z" .\n<u:a> <u:b> "x"@pt_BR .\n', (2, 19), "pt_BR", "Write pt-BR."),
        (".ttl", '<u:a> <u:b> "x"@portuguese .', (1, 17), "portuguese", "Write a tag such as en or zh-Hans."),
    ],
)
def test_a_wrong_language_tag_is_named(suffix: str, content: str, place: tuple[int, int], tag: str, hint: str) -> None:
    found = finding(suffix, content)
    assert found.message.startswith(f"“{tag}” is no language tag: hyphens join its parts")
    assert "BCP 47" in found.message
    assert (found.line, found.column, found.hint) == (*place, hint)


def test_entities_that_would_fill_the_memory_are_read_nowhere() -> None:
    with pytest.raises(SyntaxError, match="stands for more than"):
        next(Document("file", ".rdf", _typed(BOMB).encode()).quads())
    small = _typed('<!ENTITY a "x"><!ENTITY b "&a;&a;">').replace("é", "&b;")
    assert statements(".rdf", small) == ['<http://e/a> <http://e/p> "xx"']


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_xml_are_line_feeds_in_texts(end: str) -> None:
    text = WHOLE.replace("\n", end).replace("é", f"a{end}b&#13;{end}c")
    assert statements(".rdf", text) == ['<http://e/a> <http://e/p> "a\\nb\\r\\nc"']


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-8", "iso-8859-1"])
def test_xml_is_read_in_the_encodings_that_it_declares(encoding: str) -> None:
    declared = {"utf-16-le": "utf-16", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = WHOLE.replace('"1.0"', f'"1.0" encoding="{declared}"')
    content = (f"\ufeff{text}" if encoding == "utf-16-le" else text).encode(encoding)
    assert statements(".rdf", content) == ['<http://e/a> <http://e/p> "é"']
    assert statements(".xml", "\ufeff" + WHOLE) == ['<http://e/a> <http://e/p> "é"']


@given(st.integers(0, len(WHOLE) - 1))
def test_xml_that_is_cut_anywhere_is_never_taken_for_whole(length: int) -> None:
    assert syntax_findings([Document("file", ".rdf", WHOLE[:length].encode())])


# ── JSON-LD ──────────────────────────────────────────────────────────────────

DEEP = '[{"@id":"u:1","u:p":"x"},\n{"@id":"u:2",\n"u:p":[{"u:q":"y"},{"u:r":\n{"@value":"x","@id":"u:3"}}]}\n]'


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (DEEP, (4, 2), "@value and @id are incompatible"),
        ('{"@id":"u:s",\n"@id":"u:t","u:p":1}', (1, 2), "@id is defined twice"),
        ('{"@context":{"a":\n{"@id":"u:a","@container":"@foo"}},\n"u:p":1}', (2, 2), "@container"),
        ('{"@context":\n"https://schema.org/","name":"N"}', (2, 1), "The context https://schema.org/ is not fetched"),
        ('[{"@context":{"e":"u:"}},{"@context":["x.json"],"e:p":1}]', (1, 39), "The context x.json is not fetched"),
        ('{"@context":{"@import":\n"https://c.example/"},"u:p":1}', (2, 1), "https://c.example/ is not fetched"),
        (
            '{"@context":{"e":{"@id":"u:e",\n"@context":"http://c/"}},"e":{"u:p":1}}',
            (2, 12),
            "http://c/ is not fetched",
        ),
        (
            '{"@context":{"p":{"@id":"u:p","@container":"@type"}},\n"@id":"u:s","p":{"u:T":{"@id":"u:o","u:q":1}}}',
            (2, 25),
            "Type maps",
        ),
        ('"text"', (1, 1), "an object or an array"),
        ("17", (1, 1), "an object or an array"),
        ("", (1, 1), "Unexpected end of file"),
        ('{"@id":"u:s"', (1, 13), "Object"),
        ("[1,\r\r", (3, 1), "Unexpected end of file"),
    ],
)
def test_json_ld_that_cannot_be_read_has_a_line(content: str, place: tuple[int, int], says: str) -> None:
    found = finding(".jsonld", content)
    assert says in found.message
    assert (found.line, found.column) == place
    assert "LoadDocumentCallback" not in str(found)


@pytest.mark.parametrize("address", sorted(CONTEXTS))
def test_the_context_of_the_ontology_is_read_from_the_package(address: str) -> None:
    text = f'{{"@context": ["{address}", {{"e": "u:"}}],\n"id": "u:s", "type": "sbx:Batch", "ordinal": 2, "e:p": "x"}}'
    assert f'<u:s> <{SBX}ordinal> "2"^^<http://www.w3.org/2001/XMLSchema#integer>' in statements(".jsonld", text)
    assert '<u:s> <u:p> "x"' in statements(".jsonld", text)
    broken = finding(".jsonld", text.replace('"x"', "x"))
    assert (broken.line, broken.column) == (2, text.index('"x"') - text.index("\n"))


SCALARS = st.none() | st.text() | st.floats(allow_nan=False)
JSON = st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each))


@given(JSON)
def test_the_reader_of_json_finds_each_member_where_it_stands(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    root = parsed(text)
    assert root is not None
    waiting = [(root, value)]
    while waiting:
        found, expected = waiting.pop()
        assert json.loads(text[found.text_start : found.end]) == expected
        keys = (
            list(expected)
            if isinstance(expected, dict)
            else [None] * len(expected)
            if isinstance(expected, list)
            else []
        )
        inner = expected.values() if isinstance(expected, dict) else expected if isinstance(expected, list) else []
        assert [each.key for each in found.members] == keys
        waiting.extend(zip(found.members, inner, strict=True))


def test_json_of_any_depth_is_read() -> None:
    assert parsed("[" * 100_000 + "]" * 100_000)
    assert parsed("]") is None
    assert parsed("{} {}") is None


# ── RDF 1.2 ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("suffix", "content", "place"),
    [
        (".ttl", "@prefix : <u:> .\n<< :a :b :c >> :since 2018 .", (2, 1)),
        (".ttl", "@prefix : <u:> .\n:a :b :c {| :since 2018 |} .", (2, 10)),
        (".ttl", "@prefix : <u:> .\n:a :b :c ~ :r .", (2, 10)),
        (".ttl", '# << in a comment\n<u:a> <u:b> "<<" , "x"@en--ltr .', (2, 23)),
        (".ttl", "<u:a> <u:b>\n<<( <u:c> <u:d> <u:e> )>> .", (2, 1)),
        (".trig", "<u:g> {\n<u:a> <u:b> <<( <u:c> <u:d> <u:e> )>> . }", (2, 13)),
        (".nt", '<u:a> <u:b> <u:c> .\n<u:a> <u:b> "x"@ar--rtl .', (2, 16)),
        (".nq", "\n<u:a> <u:b> <<( <u:c> <u:d> <u:e> )>> <u:g> .", (2, 13)),
        (
            ".rdf",
            f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/" rdf:version="1.2">\n<rdf:Description rdf:about="http://e/a">'
            '\n<e:p rdf:parseType="Triple"><rdf:Description rdf:about="u:c"><e:d rdf:resource="u:e"/></rdf:Description>'
            "</e:p>\n</rdf:Description></rdf:RDF>",
            (3, 0),
        ),
    ],
)
def test_rdf_1_2_is_named_with_its_line(suffix: str, content: str, place: tuple[int, int]) -> None:
    found = finding(suffix, content)
    assert (found.rule, found.line, found.column) == ("rdf-version", *place)
    assert "RDF 1.2" in found.message
    document = Document("file", suffix, content.encode(), BASE)
    assert check(Dataset((), (), (document,))) == [found]


def test_a_version_that_is_stated_does_no_harm() -> None:
    assert statements(".ttl", 'VERSION "1.2"\n<u:a> <u:b> <u:c> .') == ["<u:a> <u:b> <u:c>"]


# ── Bases ────────────────────────────────────────────────────────────────────

RELATIVE = {
    ".ttl": "@prefix : <#> .\n<> :p <other> .",
    ".trig": "@prefix : <#> .\n<> :p <other> .",
    ".rdf": f'{HEAD}<e:A rdf:about=""><p xmlns="{BASE}#" rdf:resource="other"/></e:A></rdf:RDF>'.replace(
        "e:A", "rdf:Description"
    ),
    ".jsonld": '{"@id": "", "' + BASE + '#p": {"@id": "other"}}',
}


@pytest.mark.parametrize("suffix", RELATIVE)
def test_relative_iris_are_resolved_against_the_base(suffix: str) -> None:
    assert statements(suffix, RELATIVE[suffix]) == [f"<{BASE}> <{BASE}#p> <http://base.example/folder/other>"]


@pytest.mark.parametrize(("suffix", "line"), [(".ttl", 1), (".trig", 1), (".rdf", 3)])
def test_a_missing_base_is_named(suffix: str, line: int) -> None:
    found = finding(suffix, RELATIVE[suffix], base="")
    assert found.line == line
    assert "relative" in found.message
    assert "--base" in found.hint


@pytest.mark.parametrize("suffix", [".nt", ".nq"])
def test_formats_of_whole_iris_say_so(suffix: str) -> None:
    found = finding(suffix, "<u:a> <u:b> <u:c> .\n<u:a> <b> <u:c> .")
    assert (found.line, found.column) == (2, 7)
    assert "relative" in found.message


REFUSED = {
    "cut.rdf": WHOLE[:-20],
    "empty.rdf": "",
    "star.ttl": "<< <u:a> <u:b> <u:c> >> <u:d> 1 .",
    "annotation.ttl": "<u:a> <u:b> <u:c> {| <u:d> 1 |} .",
    "direction.ttl": '<u:a> <u:b> "x"@en--ltr .',
    "remote.jsonld": '{"@context":"https://schema.org/","name":"N"}',
    "relative.nt": "<a> <u:b> <u:c> .",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_data_that_cannot_be_served_are_findings_wherever_they_are_read(name: str, tmp_path: Path) -> None:
    """In a build, and in the process that checks for a server; both say file and line."""
    path = tmp_path / name
    path.write_text(REFUSED[name], encoding="utf-8")
    with pytest.raises(InvalidDataError) as caught:
        build(read([path]), tmp_path / "atlas", tmp_path)
    assert [(each.file, each.line > 0) for each in caught.value.findings] == [(str(path), True)]
    with pytest.raises(InvalidDataError) as again:
        await Atlas.open(Settings(data=(path,), cache=tmp_path))
    assert again.value.findings == caught.value.findings


async def test_an_ill_typed_literal_is_a_finding_and_refused_where_checks_are_strict(tmp_path: Path) -> None:
    path = tmp_path / "date.ttl"
    path.write_text('<u:a> <u:b> "2023-W15-5"^^<http://www.w3.org/2001/XMLSchema#date> .', encoding="utf-8")
    with pytest.raises(InvalidDataError) as caught:
        await Atlas.open(Settings(data=(path,), cache=tmp_path, check="strict"))
    assert [(each.file, each.line) for each in caught.value.findings] == [(str(path), 1)]
    async with await Atlas.open(Settings(data=(path,), cache=tmp_path, workers=1)) as atlas:
        assert [(each.file, each.line) for each in atlas.engine.findings] == [(str(path), 1)]


def test_a_byte_order_mark_is_passed_over() -> None:
    line = "<u:a> <u:b> <u:c> ."
    texts = dict.fromkeys((".ttl", ".trig", ".nt", ".nq"), line) | {".jsonld": '{"@id":"u:a","u:b":{"@id":"u:c"}}'}
    for suffix, content in texts.items():
        assert statements(suffix, "\ufeff" + content) == ["<u:a> <u:b> <u:c>"]
