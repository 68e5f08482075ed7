"""Terms: literals that have no value in their datatype, and what the processing of JSON-LD drops, with their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding, Severity
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.json_text import Value, parsed, values
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.loading.syntax import line_and_column
from sandbox_atlas.graph.rdf.datatypes import example, is_known, is_valid
from sandbox_atlas.graph.rdf.spans import EDTF, span
from sandbox_atlas.graph.rdf.vocabulary import XSD, compact, shortened
from sandbox_atlas.graph.rdf.void import DATA
from sandbox_atlas.graph.rdf.xml_limits import forbidden_character

_KEYWORDS = frozenset(
    {
        *("@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included", "@index", "@json"),
        *("@language", "@list", "@nest", "@none", "@prefix", "@propagate", "@protected", "@reverse", "@set", "@type"),
        *("@value", "@version", "@vocab"),
    }
)
"""Keywords of JSON-LD 1.1 (section 1.7)."""

_PERIOD = 'Write a period as "2021-02-22/2021-03-19"^^edtf:EDTF, its end not before its beginning.'

_STRING = f"{XSD}string"
_UNSEEN = re.compile("[\x7f-\x9f]")
"""Control characters that XML allows and discourages (XML 1.0, 2.2)."""
_DOUBTFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Those, and the characters that XML forbids: hardly any text has one."""
_BLAME = {
    "key": ("The key {} stands for no IRI", "Give the @context an IRI for it, or null to ignore it."),
    "language": ("{} is no language tag", "Write a tag of BCP 47, whose parts hyphens join, such as en or zh-Hans."),
    "iri": ("{} is no IRI", "Write a whole IRI, with %20 for a space."),
    "statement": ("A statement here cannot be RDF", "Check its terms."),
}
"""Message and hint for each kind of term for which JSON-LD drops a statement."""


def term_findings(documents: Iterable[Document]) -> Iterator[Finding]:
    """Findings on the terms of documents that have passed `graph.loading.syntax.syntax_findings`."""
    for document in documents:
        locator = Locator([document])
        yield from _base_note(document)
        for quad in document.quads():
            if isinstance(quad.object, ox.Literal) and (wrong := _what_is_wrong(quad.object)):
                place = locator.find(_iri(quad.subject), quad.predicate.value, quad.object.value, _iri(quad.graph_name))
                rule, message, hint, severity = wrong
                yield Finding(*place, rule, message, hint, severity)
        if document.is_json and (root := parsed(document.text)):
            yield from _dropped_statements(document, root)
            yield from _dropped_keywords(document, root)


def _base_note(document: Document) -> Iterator[Finding]:
    """A note on relative IRIs that nothing but the default base makes whole."""
    own = f"<{DATA}/"
    if document.may_be_relative and document.base.startswith(own[1:]) and any(own in str(q) for q in document.quads()):
        message = f"Relative IRIs in this file are resolved against its address, {document.base}."
        yield Finding(
            document.name, 0, 0, "base", message, "State a base in the file, or give one with --base.", "note"
        )


def _what_is_wrong(literal: ox.Literal) -> tuple[str, str, str, Severity] | None:
    """Rule, message, hint and severity of a finding on a literal, if there is one."""
    text = literal.value
    if literal.language:
        return _placeholder(literal) or _control_character(text)
    datatype = literal.datatype.value
    if datatype == EDTF and not span(text, datatype):
        return "lexical-form", f"{shortened(text)!r} is no date or period.", _PERIOD, "error"
    if not datatype.startswith(XSD) or datatype == _STRING:
        return _control_character(text)
    if not is_known(datatype):
        return (
            "datatype",
            f"{compact(datatype)} is no datatype of XML Schema.",
            "Check the spelling, capitals too.",
            "error",
        )
    if not is_valid(text, datatype):
        shown, name = example(datatype), compact(datatype)
        hint = f'Write it like "{shown}"^^{name}.' if shown else "Correct the text or its datatype."
        return "lexical-form", f"{shortened(text)!r} is no {name}.", hint, "error"
    if datatype == f"{XSD}anyURI" and " " in text:
        return "lexical-form", f"{shortened(text)!r} is an address with a space.", "Write %20 for a space.", "warning"
    return None


def _placeholder(literal: ox.Literal) -> tuple[str, str, str, Severity] | None:
    """A text of a new register that nobody has translated yet: it ends in the code of its language."""
    if not literal.value.endswith("]") or not literal.value.endswith(f" [{literal.language}]"):
        return None
    message = f"{shortened(literal.value)!r} is not translated yet."
    return "placeholder", message, f"Write it in the language “{literal.language}”, without the code.", "warning"


def _control_character(text: str) -> tuple[str, str, str, Severity] | None:
    """What is wrong with a text that holds control characters; a string has those of XML only (XML Schema 2, 3.3.1)."""
    if not _DOUBTFUL.search(text):
        return None
    if character := forbidden_character(text):
        consequence = "so that it cannot be written as XML"
    elif found := _UNSEEN.search(text):
        character, consequence = f"U+{ord(found[0]):04X}", "a control character that nobody sees"
    else:
        return None
    message = f"{shortened(text)!r} holds {character}, {consequence}."
    return "control-character", message, "Take the character out.", "warning"


def _dropped_statements(document: Document, root: Value) -> Iterator[Finding]:
    """What a lenient reader takes from JSON-LD and a strict one leaves out, one finding for each term to blame."""
    strict = Counter(map(_unlabelled, document.parse(document.source)))
    blamed: Counter[tuple[str, str]] = Counter()
    text = document.text
    for quad in document.parse(document.source, lenient=True):
        key = _unlabelled(quad)
        if strict[key]:
            strict[key] -= 1
        else:
            blamed[_blamed(quad)] += 1
    for (kind, term), number in blamed.items():
        number_of = f"{number} statement{'s' if number != 1 else ''} with it {'are' if number != 1 else 'is'} dropped"
        place = line_and_column(text, _mention(root, term, kind == "key"))
        message, hint = _BLAME[kind]
        message = message.format(repr(shortened(term)))
        yield Finding(document.name, *place, "dropped", f"{message}: {number_of}.", hint, "warning")


def _blamed(quad: ox.Quad) -> tuple[str, str]:
    """Kind and text of the term for which a statement is dropped."""
    if not _is_iri(quad.predicate.value):
        return "key", quad.predicate.value
    for term in (quad.subject, quad.object, quad.graph_name):
        if isinstance(term, ox.NamedNode) and not _is_iri(term.value):
            return "iri", term.value
        if isinstance(term, ox.Literal):
            if term.language and not _is_language(term.language):
                return "language", term.language
            if not _is_iri(term.datatype.value):
                return "iri", term.datatype.value
    return "statement", ""


def _dropped_keywords(document: Document, root: Value) -> Iterator[Finding]:
    """Keys that look like keywords and are none, and base directions: JSON-LD passes over both."""
    text = document.text
    for value in values(root):
        if value.key is None or not value.key.startswith("@"):
            continue
        if value.key == "@direction" and value.string is not None:
            message, hint = "The base direction of a text is dropped: it is RDF 1.2.", "Leave @direction out."
        elif value.key[1:].isalpha() and value.key not in _KEYWORDS:
            message, hint = f"{shortened(value.key)!r} is no keyword and is dropped.", "Check its spelling."
        else:
            continue
        yield Finding(document.name, *line_and_column(text, value.start), "dropped", message, hint, "warning")


def _mention(root: Value, term: str, as_key: bool) -> int:
    """Where a key or string first stands for a term, as it is or as the end of its IRI; the beginning if nowhere."""
    near = 0
    for value in values(root):
        text = value.key if as_key else value.string
        if text is None and not as_key:
            continue
        if text == term:
            return value.start
        if not near and text and term.endswith(text.rpartition(":")[2] or text):
            near = value.start
    return near


def _unlabelled(quad: ox.Quad) -> str:
    """A statement without the labels of blank nodes, which differ from reading to reading."""
    parts = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return " ".join("_:" if isinstance(part, ox.BlankNode) else str(part) for part in parts)


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _is_language(text: str) -> bool:
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
