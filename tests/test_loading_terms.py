"""Literals without a value, and what JSON-LD drops: findings with their places; the store holds what was checked."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.literals import term_findings
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import RDF, XSD

HEAD = f"@prefix xsd: <{XSD}> .\n@prefix : <u:> .\n"
BASE = "http://base.example/file"


def findings(text: str, suffix: str = ".ttl") -> list[Finding]:
    return list(term_findings([Document("file", suffix, text.encode(), BASE)]))


@pytest.mark.parametrize(
    ("suffix", "text", "place", "says"),
    [
        (".ttl", f'{HEAD}:a :b "2023-04-14T00:00:00"^^xsd:date .', (3, 7), "'2023-04-14T00:00:00' is no xsd:date."),
        (".ttl", f'{HEAD}:a :b 1 ;\n  :b "1_1"^^xsd:integer .', (4, 6), "'1_1' is no xsd:integer."),
        (".ttl", f'{HEAD}[] :b [ :c\n"maybe"^^xsd:boolean ] .', (4, 1), "'maybe' is no xsd:boolean."),
        (".ttl", f'{HEAD}:a :b "１１"^^xsd:int , 5 .', (3, 7), "'１１' is no xsd:int."),
        (".trig", f'{HEAD}:g {{ :a :b\n " 11 "^^xsd:integer }}', (4, 2), "' 11 ' is no xsd:integer."),
        (".nt", f'<u:a> <u:b> "x" .\n<u:a> <u:b> "x"^^<{XSD}gYear> .', (1, 13), "'x' is no xsd:gYear."),
        (".nq", f'<u:a> <u:b> "24"^^<{XSD}gYear> <u:g> .', (1, 13), "'24' is no xsd:gYear."),
        (".ttl", f'{HEAD}:a :b "2023-04-14"^^xsd:Date .', (3, 7), "xsd:Date is no datatype of XML Schema."),
        (
            ".rdf",
            f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="u:">\n<rdf:Description rdf:about="u:a">\n'
            f'<e:p rdf:datatype="{XSD}duration">1 day</e:p></rdf:Description></rdf:RDF>',
            (3, 63),
            "'1 day' is no xsd:duration.",
        ),
        (
            ".jsonld",
            f'{{"@id":"u:a",\n"u:p":{{"@type":"{XSD}date","@value":\n"14.4.2023"}}}}',
            (3, 2),
            "'14.4.2023' is no xsd:date.",
        ),
    ],
)
def test_a_literal_without_a_value_is_an_error_at_its_place(
    suffix: str, text: str, place: tuple[int, int], says: str
) -> None:
    (found,) = findings(text, suffix)
    assert (found.message, found.severity) == (says, "error")
    assert (found.line, found.column) == place
    assert found.hint


def test_an_address_with_a_space_is_a_warning() -> None:
    (found,) = findings(f'{HEAD}:a :b "http://e.example/a b"^^xsd:anyURI .')
    assert (found.severity, found.line) == ("warning", 3)


@pytest.mark.parametrize("text", ['"x\\u0001"', '"x\\uFFFE"@en', '"x\\u0000"^^xsd:string', '"x\\u0092"@en'])
def test_a_control_character_in_a_text_is_a_warning(text: str) -> None:
    (found,) = findings(f"{HEAD}:a :b {text} , 'tab\\t, line\\n' .")
    assert (found.rule, found.severity, found.line) == ("control-character", "warning", 3)


def test_dates_of_any_year_and_literals_of_other_datatypes_pass(tiny_dataset: Dataset) -> None:
    assert (
        findings(f'{HEAD}:a :b "-0044-03-15"^^xsd:date , "12345-01-01"^^xsd:date , "x"^^:mine , "x"@en , 007 .') == []
    )
    text = tiny_dataset.data[0].content.decode()
    for old, new in (("2030-05-01", "-0044-05-01"), ("2030-07-01", "12030-07-01")):
        text = text.replace(old, new)
    ancient = Document("ancient.trig", ".trig", text.encode())
    assert check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (ancient,))) == []


@pytest.mark.parametrize(
    "form", ["2030-05-01T00:00:00", "2030-W18-3", "2030-02-30", "30-05-01", " 2030-05-01", "２０30-05-01"]
)
def test_a_wrong_date_of_the_register_is_one_finding(tiny_dataset: Dataset, form: str) -> None:
    text = tiny_dataset.data[0].content.decode().replace('"2030-05-01"', f'"{form}"')
    wrong = Document("wrong.trig", ".trig", text.encode())
    (found,) = check(Dataset(tiny_dataset.ontology, tiny_dataset.shapes, (wrong,)))
    assert (found.rule, found.line) == ("lexical-form", text[: text.index(form)].count("\n") + 1)


# ── What JSON-LD drops ───────────────────────────────────────────────────────

LABEL = '"label":"http://www.w3.org/2000/01/rdf-schema#label"'


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (
            f'{{"@context":{{{LABEL}}},"@id":"u:s",\n"label":"x",\n"comment":"y"}}',
            (3, 1),
            "The key 'comment' stands for no IRI",
        ),
        ('{"@id":"u:s",\n "_:b":"y"}', (2, 2), "The key '_:b' stands for no IRI"),
        (
            '{"@context":{"e":"http://e/"},"@id":"u:s",\n"e:a b":"y"}',
            (2, 1),
            "The key 'http://e/a b' stands for no IRI",
        ),
        ('{"@id":\n"http://e/a b","u:p":"x"}', (1, 2), "'http://e/a b' is no IRI"),
        ('{"@id":"u:s",\n"u:p":{"@id":"b c"}}', (2, 8), "'http://base.example/b c' is no IRI"),
        ('{"@id":"u:s","u:p":\n{"@value":"x","@language":"en_US"}}', (2, 15), "'en_US' is no language tag"),
        ('{"@id":"u:s","u:p":\n{"@value":"x","@direction":"rtl"}}', (2, 15), "The base direction of a text is dropped"),
        ('{"@id":"u:s","u:p":1,\n"@foo":2}', (2, 1), "'@foo' is no keyword and is dropped"),
    ],
)
def test_what_json_ld_drops_is_a_warning_at_its_place(text: str, place: tuple[int, int], says: str) -> None:
    (found,) = findings(text, ".jsonld")
    assert says in found.message
    assert (found.line, found.column, found.severity) == (*place, "warning")
    assert found.hint


def test_statements_are_counted_for_the_term_that_is_to_blame() -> None:
    (found,) = findings('{"@id":"a b","u:p":["x","y",{"u:q":"z"}]}', ".jsonld")
    assert "3 statements with it are dropped" in found.message


def test_what_is_ignored_on_purpose_and_blank_nodes_are_no_findings() -> None:
    text = '{"@context":{"note":null},"note":"n","u:p":[{"u:q":"x"},{"@id":"_:b"}],"@index":"i","u:r":null}'
    assert findings(text, ".jsonld") == []


@pytest.mark.parametrize(
    "text",
    [
        f'{{"@context":{{{LABEL}}},"@id":"u:s","label":"x","comment":"y"}}',
        '{"@id":"http://e/a b","u:p":"x"}',
        '{"@id":"u:s","u:p":{"@value":"x","@language":"en_US"},"u:q":"kept"}',
        '{"@id":"thing","u:p":{"@id":"b c"},"u:q":{"@id":"other"}}',
    ],
)
def test_the_store_holds_what_was_checked_and_nothing_else(text: str) -> None:
    document = Document("file", ".jsonld", text.encode(), BASE)
    check(Dataset((), (), (document,)))
    store = ox.Store()
    fill(store, [document])
    assert {str(quad) for quad in store} == {str(quad) for quad in document.quads()}
    for quad in store:
        ox.NamedNode(str(quad.subject)[1:-1])  # valid and absolute


@pytest.mark.parametrize("name", ["jsonld", "rdf", "ttl"])
def test_no_data_end_the_checks(name: str, tmp_path: Path) -> None:
    """What rdflib, which validates the shapes, takes badly: numbers and dates of any size, years, spaces, signs."""
    forms = [
        "9" * 6000,
        "-" + "9" * 6000,
        "1e999999999",
        "P9999999999Y",
        "99999-01-01",
        "-0000-01-01",
        "",
        "\ud7ff",
        "INF",
    ]
    types = ["integer", "decimal", "double", "duration", "date", "dateTime", "gYear", "boolean", "time", "hexBinary"]
    store = ox.Store()
    for number, form in enumerate(forms):
        for kind in types:
            literal = ox.Literal(form, datatype=ox.NamedNode(XSD + kind))
            store.add(ox.Quad(ox.NamedNode(f"u:{number}"), ox.NamedNode("u:p"), literal))
    formats = {"jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML, "ttl": ox.RdfFormat.TURTLE}
    content = store.dump(format=formats[name], from_graph=ox.DefaultGraph())
    assert content is not None
    found = check(Dataset((), (), (Document("file", f".{name}", content, BASE),)))
    assert {finding.rule for finding in found} == {"lexical-form", "no-register"}
    assert all(finding.line for finding in found if finding.rule == "lexical-form")
