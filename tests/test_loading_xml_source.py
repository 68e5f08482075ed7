"""RDF/XML with what the parser of the library refuses is read as it is meant, and its lines keep their numbers."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.loading.xml_source import readable

ROOT = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e/"{}>'
PIECES = {
    "a": "a", "&lt;": "<", "北京": "北京", "\n": "\n", " ": " ", "<!-- b -->": "", "<!--\n<e:q>'\"\n-->": "",
    "<?p b?>": "", "<![CDATA[<c> & ]]>": "<c> & ", "<![CDATA[]]>": "", "<![CDATA[\n]]>": "\n", "<!---->": "",
}  # fmt: skip
"""Pieces of the content of an element, and the text that they are."""


def document(inner: str, root: str = "", before: str = '<?xml version="1.0"?>\n') -> Document:
    content = f"{before}{ROOT.format(root)}<rdf:Description rdf:about='urn:s'>{inner}</rdf:Description></rdf:RDF>"
    return Document("a.rdf", ".rdf", content.encode())


def objects(read: Document) -> list[object]:
    assert syntax_findings([read]) == []
    return [quad.object for quad in read.quads()]


@given(
    st.lists(st.sampled_from([*PIECES])),
    st.sampled_from(["", "<!-- of all -->\n", "<!DOCTYPE rdf:RDF [\n<!-- d -->\n]>"]),
)
def test_a_text_is_what_is_left_without_comments_and_instructions_and_with_the_text_of_cdata(
    pieces: list[str], before: str
) -> None:
    found = objects(document(f"<e:p>{''.join(pieces)}</e:p>", before=before))
    assert found == [ox.Literal("".join(PIECES[piece] for piece in pieces))]


@pytest.mark.parametrize(
    ("inner", "root", "expected"),
    [
        ('<e:p xml:lang="">a</e:p>', "", ox.Literal("a")),
        ("<e:p xml:lang=''>a<!-- b --></e:p>", "", ox.Literal("a")),
        ('<e:p xml:lang = "" >a</e:p>', ' xml:lang=""', ox.Literal("a")),
        ('<e:p xml:lang="zh">a<!-- b -->c</e:p>', ' xml:lang=""', ox.Literal("ac", language="zh")),
        ("<e:p>a<!-- b -->c</e:p>", ' xml:lang="zh"', ox.Literal("ac", language="zh")),
        ("<e:p e:q='!-- > --'/><!-- > -->", "", ox.Literal("!-- > --")),
        ('<e:p rdf:resource="urn:&amp;o"/><!-- > -->', "", ox.NamedNode("urn:&o")),
    ],
)
def test_languages_and_attributes_stay_what_they_are(
    inner: str, root: str, expected: ox.Literal | ox.NamedNode
) -> None:
    assert expected in objects(document(inner, root))


def test_an_empty_language_inside_another_is_refused_as_it_cannot_be_read() -> None:
    [finding] = syntax_findings([document('<e:p xml:lang="">a</e:p>', ' xml:lang="zh"')])
    assert (finding.file, finding.line, finding.rule) == ("a.rdf", 2, "syntax")


def test_what_follows_a_comment_of_several_lines_is_told_with_its_line() -> None:
    [finding] = syntax_findings(
        [document("\n<!--\n\n\n--><e:p>a<!-- \n -->b</e:p>\n<e:p rdf:nonsense='c'>\n<e:q/></e:p>\n")]
    )
    assert finding.line in (8, 9)


@pytest.mark.parametrize("text", ["<a><!--", "<a <!-- -->", "</a><!-- b -->", "<a><![CDATA[<!-- ", "<a b='<!-- -->"])
def test_what_is_not_well_formed_stays_as_it_is(text: str) -> None:
    assert readable(text) == text
