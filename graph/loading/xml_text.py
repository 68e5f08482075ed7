"""XML of RDF/XML documents: whether it is well-formed and whole, and uses nothing that the parser reads wrongly.

The parser of the engine's library takes what is cut off for whole, expands entities when they are declared, and passes
over attributes that a document type gives a value and over properties of an unknown `rdf:parseType`.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.rdf.vocabulary import RDF

_HINT: Final = "Mend the syntax here or just before."
_MAX_ENTITY: Final = 1_000_000
"""Characters that an entity may stand for; entities of entities grow with each level by a factor."""
_REFERENCE = re.compile(r"&(\w[\w.\-]*);")
_PARSE_TYPES: Final = frozenset({"Resource", "Literal", "Collection", "Triple"})
"""Those of RDF/XML, and that of RDF 1.2, which is told elsewhere."""
_CUT: Final = ("no element found", "unclosed token", "unclosed CDATA section")


class _RefusedError(Exception):
    """A construct that is not read."""

    def __init__(self, message: str, hint: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.hint, self.line, self.column = message, hint, line, column


def xml_finding(name: str, source: bytes) -> Finding | None:
    """Why a document is not read as XML (XML 1.0, section 2.1), or a construct in it that would be read wrongly.

    Args:
        name: The name of the document.
        source: Its content as UTF-8.
    """
    parser = expat.ParserCreate()
    _Constructs(parser).watch(elements=b"parseType" in source)
    try:
        parser.Parse(source, True)
    except _RefusedError as error:
        return Finding(name, error.line, error.column, "syntax", error.message, error.hint)
    except expat.ExpatError as error:
        message = expat.ErrorString(error.code)
        text = "The XML ends before its root element is closed" if message in _CUT else f"XML: {message}"
        text = text if source.strip() else "The file is empty, which is no XML"
        return Finding(name, error.lineno, error.offset + 1, "syntax", f"{text}.", _HINT)
    return None


def refuse_large_entities(source: bytes) -> None:
    """Refuse XML whose entities would fill the memory; what else is wrong with it is for others to find.

    Raises:
        SyntaxError: An entity stands for too much.
    """
    if b"<!ENTITY" not in source:
        return
    parser = expat.ParserCreate()
    _Constructs(parser).watch_entities()
    try:
        parser.Parse(source, True)
    except _RefusedError as error:
        raise SyntaxError(error.message) from None
    except expat.ExpatError:
        return


class _Constructs:
    """The declarations and attributes that are refused, as a parser reads them."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._sizes: dict[str, int] = {}
        self._prefixes: set[str] = set()

    def watch_entities(self) -> None:
        """Have the parser hand over declarations of entities."""
        self._parser.EntityDeclHandler = self._entity

    def watch(self, *, elements: bool) -> None:
        """Have the parser hand over declarations, and elements if asked for."""
        self.watch_entities()
        self._parser.AttlistDeclHandler = self._attribute
        if elements:
            self._parser.StartElementHandler = self._element

    def _refused(self, message: str, hint: str) -> _RefusedError:
        return _RefusedError(message, hint, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        """Read the declaration of an entity."""
        if is_parameter or value is None:
            return
        size = len(value) + sum(self._sizes.get(inner, 0) for inner in _REFERENCE.findall(value))
        if size > _MAX_ENTITY:
            raise self._refused(
                f"The entity {name} stands for more than {_MAX_ENTITY:,} characters.", "Write out what it stands for."
            )
        self._sizes.setdefault(name, size)  # of two declarations the first counts (XML 1.0, section 4.2)

    def _attribute(self, element: str, name: str, _: str, default: str | None, __: bool) -> None:
        """Read the declaration of an attribute."""
        if default is not None:
            raise self._refused(
                f"The document type gives {name} of {element} a value where it is not written, which is not read.",
                "Write the attribute into each element.",
            )

    def _element(self, _: str, attributes: dict[str, str]) -> None:
        """Read the attributes of an element (RDF/XML, section 7.2.20: any other parse type means Literal)."""
        for name, value in attributes.items():
            prefix, _, local = name.partition(":")
            if prefix == "xmlns" and value == RDF:
                self._prefixes.add(local)
        for name, value in attributes.items():
            prefix, _, local = name.partition(":")
            if local == "parseType" and prefix in self._prefixes and value not in _PARSE_TYPES:
                raise self._refused(f"The parse type {value} is not read.", 'Write rdf:parseType="Literal".')
