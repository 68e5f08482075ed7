"""RDF/XML: what passes the check is well-formed and reads back as it was, what XML cannot name is refused."""

from __future__ import annotations

from xml.parsers import expat

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, RDF, SBX
from sandbox_atlas.graph.rdf.xml_limits import UnwritableError, refuse_forbidden_characters, writable_as_rdf_xml

NAMESPACES = st.sampled_from(["http://e/", "http://e/#", "urn:", SBX, RDF, "http://www.w3.org/2000/xmlns/", "x:"])
IRIS = st.builds(
    lambda namespace, local: ox.NamedNode(namespace + local),
    NAMESPACES,
    st.text("ab1_-.:/20é值·𐀀?=", max_size=6)
    | st.sampled_from(["li", "Description", "type", "about", "ID", "bagID", "aboutEachPrefix", "Bag", "_1", "RDF"]),
).filter(lambda iri: iri.value not in ("urn:", "x:"))
LABELS = st.from_regex(r"[A-Za-z0-9_n][A-Za-z0-9_]{0,4}", fullmatch=True).map(ox.BlankNode)
LITERALS = st.text("a<&>\"' \t\n\r\x00\x0b\x1f\x7f\x85\ufffe\uffff\ufdd0值", max_size=5).map(ox.Literal)
TYPE = ox.NamedNode(f"{RDF}type")


@given(
    st.lists(
        st.builds(ox.Triple, IRIS | LABELS, IRIS | st.just(TYPE), IRIS | LABELS | LITERALS), min_size=1, max_size=4
    )
)
def test_what_is_written_reads_back_as_it_was(triples: list[ox.Triple]) -> None:
    ordered = sorted(set(triples), key=str)
    try:
        content = ox.serialize(writable_as_rdf_xml(ordered), format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
        assert content is not None
        refuse_forbidden_characters(content)
    except (OSError, UnwritableError):
        return
    expat.ParserCreate(namespace_separator=" ").Parse(content, True)
    read = {quad.triple for quad in ox.parse(content.replace(b"\r", b"&#13;"), format=ox.RdfFormat.RDF_XML)}
    as_turtle = [ox.serialize(each, format=ox.RdfFormat.N_TRIPLES) or b"" for each in (ordered, read)]
    first, second = (Graph().parse(data=each, format="nt") for each in as_turtle)
    assert isomorphic(first, second)


@pytest.mark.parametrize("name", ["http://e/1", "http://e/", "http://e/ns#1", f"{SBX}", f"{RDF}li", f"{RDF}ID"])
def test_a_property_without_a_name_in_xml_is_refused(name: str) -> None:
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode(name), ox.Literal("x"))
    with pytest.raises(UnwritableError, match="as the name of a property"):
        list(writable_as_rdf_xml([triple]))


def test_a_class_is_no_name_where_it_is_not_the_first() -> None:
    subject, odd = ox.NamedNode("urn:s"), ox.NamedNode("http://e/1")
    triples = [ox.Triple(subject, ox.NamedNode("urn:a"), odd), ox.Triple(subject, TYPE, odd)]
    assert list(writable_as_rdf_xml(triples)) == triples
    with pytest.raises(UnwritableError, match="as the name of a class"):
        list(writable_as_rdf_xml(reversed(triples)))


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_forbids_is_refused(character: str) -> None:
    with pytest.raises(UnwritableError, match=rf"U\+{ord(character):04X}"):
        refuse_forbidden_characters(f"<a>{character}</a>".encode())


def test_other_characters_pass() -> None:
    refuse_forbidden_characters("\t\n\r\x7f\x85\u2028\ufdd0\ufffd\U0001fffe".encode())
