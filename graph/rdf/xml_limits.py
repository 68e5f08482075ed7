"""XML limits: what RDF/XML and SPARQL XML results cannot express, and the engine writes all the same.

A property, and the class that a thing is first said to be of, is written as the name of an element, so that the IRI
must end in such a name (RDF/XML, section 5.1); some names are reserved (section 6.1.4). Control characters and the
last two code points of the first plane have no place in XML 1.0 (section 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar, cast
from xml.parsers import expat

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, RDF

Node = TypeVar("Node", bound=ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple)

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_FORBIDDEN_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TYPE = ox.NamedNode(f"{RDF}type")
_PROBE = ox.NamedNode("urn:x")


class UnwritableError(Exception):
    """Data that a format cannot express; the text says which."""


def refuse_forbidden_characters(content: bytes) -> None:
    """Refuse XML with a character that XML does not allow.

    Raises:
        UnwritableError: There is one.
    """
    found = _FORBIDDEN.search(content)
    if found:
        raise UnwritableError(f"XML has no way to write the character U+{ord(found[0].decode()):04X}, which is in it.")


def forbidden_character(text: str) -> str:
    """The first character of a text that XML does not allow, as `U+0001`; empty if there is none."""
    found = _FORBIDDEN_IN_TEXT.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def writable_as_rdf_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples in their order, with blank nodes whose labels XML allows (RDF/XML, section 5.1.4).

    Raises:
        UnwritableError: A property, or the first class of a thing, cannot be the name of an element.
    """
    subject = None
    for triple in triples:
        _refuse_name(triple.predicate.value, as_class=False)
        if triple.predicate == _TYPE and triple.subject != subject and isinstance(triple.object, ox.NamedNode):
            _refuse_name(triple.object.value, as_class=True)
        subject = triple.subject
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            triple = ox.Triple(_label(triple.subject), triple.predicate, _label(triple.object))
        yield triple


def _refuse_name(iri: str, *, as_class: bool) -> None:
    reason = _name_problem(iri, as_class=as_class)
    if reason:
        raise UnwritableError(reason)


@lru_cache(maxsize=4096)
def _name_problem(iri: str, *, as_class: bool) -> str:
    """Why RDF/XML cannot write an IRI as a property or class, or an empty string: it is written and read back."""
    triple = ox.Triple(_PROBE, *((_TYPE, ox.NamedNode(iri)) if as_class else (ox.NamedNode(iri), ox.Literal(""))))
    try:
        content = ox.serialize([triple], format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
        expat.ParserCreate(namespace_separator=" ").Parse(content, True)
        read = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.RDF_XML)]
    except (OSError, SyntaxError, ValueError, expat.ExpatError):  # OSError stands for reserved names
        read = []
    kind = "class" if as_class else "property"
    return "" if read == [triple] else f"XML has no way to write <{iri}> as the name of a {kind}."


def _label(term: Node) -> Node:
    """A blank node with a label that XML allows, which no other label is changed to; any other term as it is."""
    if not isinstance(term, ox.BlankNode) or (term.value[0].isalpha() and term.value[0] != "n"):
        return term
    return cast("Node", ox.BlankNode(f"n{term.value}"))
