"""Wording: says what the checks find in imported rows with the columns of sheets, not with properties of RDF."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import Column, columns, worksheets
from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.rdf.vocabulary import RDF, RDFS, SBX

_TERM: Final = re.compile(r"(?<![\w:/#])(?:a |an )?((?:sbx|rdfs|skos|dcterms|org|oa):[A-Za-z]\w*)(?![\w:])")
_SHAPE: Final = re.compile(r"(?P<thing>\S+)(?: \S+)?(?: (?P<value>(['\"]).*\3))? does not fit\.", re.S)
_GUESS: Final = re.compile(r"Did you mean \S+\? ")
_WRITTEN: Final = re.compile(r" \"…\"(?:@\S+|\^\^\S+)?| with a slug of ontology/\w+\.ttl")


def in_words_of_sheets(finding: Finding, headings: Container[str]) -> Finding:
    """A finding on a row that names columns to fill in or to correct.

    Args:
        finding: What the checks say, in words for files of RDF.
        headings: The headings of the table that the row is in, as `Column.heading` has them.
    """
    shape = _SHAPE.fullmatch(finding.message)
    guess = _GUESS.match(finding.hint)
    rule, _, advice = finding.hint.removeprefix(guess[0] if guess else "").partition(": ")
    named = _columns(advice) or _columns(finding.message) or _columns(rule)
    if not shape or not named:
        return replace(finding, message=_plain(finding.message), hint=_plain(finding.hint))
    value = shape["value"]
    message = f"{_plain(rule).rstrip('.')}: " + (f"{value} does not fit." if value else "the row says nothing of it.")
    hint = _advice(named, headings, is_filled=bool(value))
    return replace(finding, message=message, hint=f"{guess[0] if guess else ''}{hint}")


def lacking(finding: Finding) -> str:
    """The prefixed name of the thing of which a finding says that something is missing; empty for other findings."""
    shape = _SHAPE.fullmatch(finding.message)
    return shape["thing"] if shape and not shape["value"] else ""


def _advice(named: list[Column], headings: Container[str], *, is_filled: bool) -> str:
    """What to do about columns."""
    there = [each for each in named if each.heading in headings]
    kinds = [worksheets()[kind].name["en"] for each in named[:1] for kind in each.kinds if kind in worksheets()]
    of = f" with an entry of the register or of the worksheet {' or '.join(kinds)}" if kinds else ""
    listed = " or ".join(f"“{each.heading}”" for each in there or named)
    if is_filled:
        return f"Correct the column {listed}{': take' + of.removeprefix(' with') if of else ''}."
    return f"Fill in the column {listed}{of}." if there else f"Add a column {listed} and fill it in{of}."


def _columns(text: str) -> list[Column]:
    """The columns of the properties that a text names."""
    found = (_column(match[1]) for match in _TERM.finditer(text))
    return [*dict.fromkeys(each for each in found if each)]


def _column(name: str) -> Column | None:
    """The column of a property, the English one of texts; dates are found by either of their properties."""
    for each in columns():
        names = (f"{each.property}On", f"{each.property}In") if each.is_date else (each.property,)
        if name in names and each.lang != "zh":
            return each
    return None


def _plain(text: str) -> str:
    """A text with headings in place of properties and words in place of classes."""
    return _TERM.sub(_words, _WRITTEN.sub("", text))


def _words(match: re.Match[str]) -> str:
    known = _column(match[1])
    article = match[0].removesuffix(match[1])
    if known:
        return f"{article}“{known.heading}”"
    if match[1] in _offered():
        return f"{article}“{_offered()[match[1]]}”"
    local = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[1].partition(":")[2]).lower()
    vowel = "an " if local[0] in "aeiou" else "a "
    return (vowel if article else "") + local


@cache
def _offered() -> Mapping[str, str]:
    """What drop-downs call the individuals of the ontology, by prefixed name."""
    content = files("sandbox_atlas.ontology").joinpath("atlas.ttl").read_bytes()
    quads = [*ox.parse(content, format=ox.RdfFormat.TURTLE)]
    individual = ox.NamedNode("http://www.w3.org/2002/07/owl#NamedIndividual")
    found = {quad.subject for quad in quads if quad.predicate.value == f"{RDF}type" and quad.object == individual}
    return {
        str(quad.subject.value).replace(SBX, "sbx:"): quad.object.value
        for quad in quads
        if quad.subject in found and quad.predicate.value == f"{RDFS}label"
        if isinstance(quad.object, ox.Literal)
        and quad.object.language == "en"
        and isinstance(quad.subject, ox.NamedNode)
    }
