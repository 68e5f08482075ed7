"""Where statements stand in files: every feature of Turtle and TriG, and what fits best when a finding asks."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator, Position, positions
from sandbox_atlas.graph.rdf.vocabulary import RDF, XSD

START = "@prefix e: <urn:e:> . "


def found(text: str, suffix: str = ".trig") -> list[Position]:
    return positions(Document(f"file{suffix}", suffix, text.encode()))


def shown(text: str, suffix: str = ".trig") -> list[tuple[str, ...]]:
    """Graph, subject, predicate and object of each position, short; and the rest of the text from where it stands."""
    return [
        (
            *(part.replace("urn:e:", "") for part in (at.graph, at.subject, at.predicate, at.object)),
            text[at.offset :].split()[0],
        )
        for at in found(text, suffix)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e:s e:p e:o .", [("", "s", "p", "o", "e:o")]),
        ("<urn:e:s> <urn:e:p> <urn:e:o>.", [("", "s", "p", "o", "<urn:e:o>.")]),
        ("e:s a e:C .", [("", "s", f"{RDF}type", "C", "e:C")]),
        ("e:s e:p 1 ; e:q 2 ; .", [("", "s", "p", "1", "1"), ("", "s", "q", "2", "2")]),
        ("e:s e:p 1 , 2 ; ; e:q 3.", [("", "s", "p", "1", "1"), ("", "s", "p", "2", "2"), ("", "s", "q", "3", "3.")]),
        ("e:s e:p 1. e:t e:q 2.", [("", "s", "p", "1", "1."), ("", "t", "q", "2", "2.")]),
        ("e:s e:p -1 , +2.5 , 1.5e3 .", [("", "s", "p", n, n) for n in ("-1", "+2.5", "1.5e3")]),
        ("e:s e:p true , false .", [("", "s", "p", "true", "true"), ("", "s", "p", "false", "false")]),
        ("e:s e:p 'a'@en-GB , \"b\"^^e:d , 'c'^^<urn:d> .", [("", "s", "p", x, y) for x, y in (
            ("a", "'a'@en-GB"), ("b", '"b"^^e:d'), ("c", "'c'^^<urn:d>"))]),
        ("e:s e:p 'é中😀' , e:中 .", [("", "s", "p", "é中😀", "'é中😀'"), ("", "s", "p", "中", "e:中")]),
        (r"e:s e:p 'a\'\"\t\\n' .", [("", "s", "p", "a'\"\t\\n", r"'a\'\"\t\\n'")]),
        (r"e:s e:p '\u4e2d\U0001F600é' .", [("", "s", "p", "中😀é", r"'\u4e2d\U0001F600é'")]),
        ('e:s e:p """a"b\n.c""" ; e:q 1 .', [("", "s", "p", 'a"b\n.c', '"""a"b'), ("", "s", "q", "1", "1")]),
        ("e:s # ' \" <\ne:p # .\n e:o # }\n.", [("", "s", "p", "o", "e:o")]),
        ("e:s <urn:e:p#a'b> <urn:e:#> .", [("", "s", "p#a'b", "#", "<urn:e:#>")]),
        (r"e:s\-t e:p e:a\,b .", [("", "s-t", "p", "a,b", r"e:a\,b")]),
        ("_:b e:p _:c . e:s e:p _:c.", [("", "", "p", "", "_:c"), ("", "s", "p", "", "_:c.")]),
        ("[] e:p 1 . e:s e:p [] , 2 .", [("", "", "p", "1", "1"), ("", "s", "p", "", "[]"), ("", "s", "p", "2", "2")]),
        ("[ e:p 1 ; e:q 2 ] e:r 3 .", [("", "", "p", "1", "1"), ("", "", "q", "2", "2"), ("", "", "r", "3", "3")]),
        ("[ e:p 1 ] . e:s e:p 2 .", [("", "", "p", "1", "1"), ("", "s", "p", "2", "2")]),
        ("e:s e:p [ e:q [ e:r 1 ] ; e:t 2 ] ; e:u 3 .", [("", "s", "p", "", "["), ("", "", "q", "", "["),
            ("", "", "r", "1", "1"), ("", "", "t", "2", "2"), ("", "s", "u", "3", "3")]),
        ("e:s e:p ( e:a ( 1 ) [ e:q 2 ] ) , 3 .", [("", "s", "p", "", "("), ("", "", f"{RDF}first", "a", "e:a"),
            ("", "", f"{RDF}first", "", "("), ("", "", f"{RDF}first", "1", "1"), ("", "", f"{RDF}first", "", "["),
            ("", "", "q", "2", "2"), ("", "s", "p", "3", "3")]),
        ("( e:a ) e:p 1 .", [("", "", f"{RDF}first", "a", "e:a"), ("", "", "p", "1", "1")]),
        ("e:g { e:s e:p 1 } e:s e:p 2 .", [("g", "s", "p", "1", "1"), ("", "s", "p", "2", "2")]),
        ("GRAPH e:g { e:s e:p 1 . e:t e:p 2 . } graph <urn:e:h> {e:s e:p 3}", [("g", "s", "p", "1", "1"),
            ("g", "t", "p", "2", "2"), ("h", "s", "p", "3", "3}")]),
        ("{ e:s e:p 1 } e:g { e:s e:p 2 }", [("", "s", "p", "1", "1"), ("g", "s", "p", "2", "2")]),
        ("_:g { e:s e:p 1 } [] { e:s e:p 2 } e:s e:p 3 .", [("", "s", "p", str(n), str(n)) for n in (1, 2, 3)]),
        ("e:g { } e:h { e:s e:p [ e:q 1 ] }", [("h", "s", "p", "", "["), ("h", "", "q", "1", "1")]),
        ("PREFIX f: <urn:e:f> prefix : <urn:e:> f:s :p f: .", [("", "fs", "p", "f", "f:")]),
        ("@base <urn:e:> . BASE <urn:e:> e:s e:p 1 .", [("", "s", "p", "1", "1")]),
        ("@prefix e: <urn:f:> . e:s e:p 1 .", [("", "urn:f:s", "urn:f:p", "1", "1")]),
    ],
)  # fmt: skip
def test_every_object_is_found_where_it_stands(text: str, expected: list[tuple[str, ...]]) -> None:
    list(ox.parse(START + text, ox.RdfFormat.TRIG, base_iri="urn:b"))  # the example itself is TriG
    assert shown(START + text) == expected


def test_n_quads_are_read_with_their_graphs() -> None:
    text = '<urn:e:s> <urn:e:p> <urn:e:o> <urn:e:g> .\n_:a <urn:e:p> "x"@en _:g .\n<urn:e:s> <urn:e:p> "y" .'
    expected = [("g", "s", "p", "o", "<urn:e:o>"), ("", "", "p", "x", '"x"@en'), ("", "s", "p", "y", '"y"')]
    assert shown(text, ".nq") == expected


def test_n_triples_are_read() -> None:
    assert shown('<urn:e:s> <urn:e:p> "1"^^<urn:e:d> .', ".nt") == [("", "s", "p", "1", '"1"^^<urn:e:d>')]


@pytest.mark.parametrize(
    "namespace", ["http://e.example/a#", "urn:e:#", "#", "b#", "b?", "../c/./d", "http://e.example/a/../b"]
)
def test_a_namespace_under_a_base_is_read_as_the_parser_reads_it(namespace: str) -> None:
    text = f"@base <http://e.example/> . @prefix n: <{namespace}> . n:s n:p <{namespace}> ."
    quad = next(iter(ox.parse(text, ox.RdfFormat.TRIG)))
    (at,) = found(text)
    assert (at.subject, at.object) == (quad.subject.value, quad.object.value)  # type: ignore[union-attr]


def test_relative_iris_are_resolved_against_the_base() -> None:
    assert shown("@base <http://e.example/a/> . <b> <../c> <#d> .")[0][1:4] == (
        "http://e.example/a/b",
        "http://e.example/c",
        "http://e.example/a/#d",
    )


def test_the_subject_of_a_list_of_objects_is_where_it_was_written() -> None:
    text = f"{START}\n e:s e:p 1 ,\n 2 ."
    assert [text[at.subject_offset :].split()[0] for at in found(text)] == ["e:s", "e:s"]


@pytest.mark.parametrize("suffix", [".rdf", ".jsonld", ".xml"])
def test_other_formats_have_no_positions(suffix: str) -> None:
    assert found("<urn:s> <urn:p> 1 .", suffix) == []


# ── The set of positions is the set of statements ────────────────────────────

NODES = st.builds(
    "urn:{}:{}{}".format, st.sampled_from("ab"), st.text("xyzé中'/", max_size=4), st.sampled_from(["", "#", "%41"])
).map(ox.NamedNode)
LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\\\"'"), max_size=12).map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="zh-hans"), st.text("a'\"\\é", max_size=4)),
    st.builds(lambda text, node: ox.Literal(text, datatype=node), st.text("1.e#", max_size=4), NODES),
    (st.integers(-9, 99) | st.booleans()).map(ox.Literal),
    st.decimals(-9, 9, places=2).map(lambda number: ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}decimal"))),
)
QUADS = st.lists(st.builds(ox.Quad, NODES, NODES, NODES | LITERALS, NODES | st.just(ox.DefaultGraph())), max_size=12)


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
@given(quads=QUADS, prefixed=st.booleans())
def test_positions_are_the_statements_that_the_parser_reads(
    suffix: str, quads: list[ox.Quad], *, prefixed: bool
) -> None:
    format_ = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}[suffix]
    prefixes = {"a": "urn:a:", "b": "urn:b:"} if prefixed else {}
    content = ox.serialize(quads, format=format_, prefixes=prefixes)
    read = {
        (str(getattr(quad.graph_name, "value", "")), quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(content, format_)
    }
    at = {(where.graph, where.subject, where.predicate, where.object) for where in found(content.decode(), suffix)}
    assert at == read


# ── What a finding asks ──────────────────────────────────────────────────────

FIRST = """@prefix e: <urn:e:> .
e:s e:p 1 ;
    e:q "two" , "zwei"@de .
e:g { e:s e:p 1 ; a e:C . }
e:h { e:t e:p e:s . }
"""
SECOND = """@prefix e: <urn:e:> .
# 中文
e:u e:名 'é' , 2 ; e:p 2 .
"""
DOCUMENTS = (Document("first.trig", ".trig", FIRST.encode()), Document("second.ttl", ".ttl", SECOND.encode()))


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (("s", "p", "1"), ("first.trig", 2, 9)),
        (("s", "p", "1", "g"), ("first.trig", 4, 15)),
        (("s", "q", "zwei"), ("first.trig", 3, 17)),
        (("s", "q"), ("first.trig", 3, 9)),
        (("s", "", "two"), ("first.trig", 3, 9)),
        (("s", "missing", "two"), ("first.trig", 3, 9)),
        (("s", "missing"), ("first.trig", 4, 7)),
        (("s",), ("first.trig", 4, 7)),
        (("t",), ("first.trig", 5, 7)),
        (("u", "名", "é"), ("second.ttl", 3, 9)),
        (("u", "p", "2"), ("second.ttl", 3, 23)),
        (("h",), ("first.trig", 5, 7)),
    ],
)
def test_a_finding_is_shown_at_the_statement_that_fits_best(
    asked: tuple[str, ...], place: tuple[str, int, int]
) -> None:
    subject, predicate, value, graph = (*asked, "", "", "")[:4]
    iris = [f"urn:e:{name}" if name else "" for name in (subject, predicate, graph)]
    assert Locator(DOCUMENTS).find(iris[0], iris[1], value, iris[2]) == place


@pytest.mark.parametrize(
    ("suffix", "content", "place"),
    [
        (".rdf", '<r xmlns="urn:x"\n  about="urn:e:thing"/>', (2, 10)),
        (".jsonld", '{\n "@id": "urn:e:thing"}', (2, 10)),
        (".jsonld", '{"@context": {"@base": "urn:e:"},\n  "@id": "x/thing"}', (0, 0)),
    ],
)
def test_other_formats_show_the_first_mention(suffix: str, content: str, place: tuple[int, int]) -> None:
    assert Locator([Document("file", suffix, content.encode())]).find("urn:e:thing")[1:] == place


def test_a_slug_is_found_where_the_whole_iri_is_not_written() -> None:
    document = Document("file", ".jsonld", b'{"@context": {"@base": "http://e.example/a/"},\n"@id": "thing"}')
    assert Locator([document]).find("http://e.example/a/thing") == ("file", 2, 9)


def test_what_is_nowhere_is_shown_at_the_first_file_without_a_line() -> None:
    assert Locator(DOCUMENTS).find("http://nowhere.example/nothing") == ("first.trig", 0, 0)
    assert Locator([]).find("urn:x") == ("", 0, 0)
