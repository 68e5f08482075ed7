"""Casts: exact constructor functions of XML Schema, in place of the engine's own (SPARQL 1.1, section 17.5).

The engine converts doubles to integers and decimals through a lossy scaling, so that `xsd:integer(1e5)` is 99999, and
writes every double without an exponent. A function here returns None for what is an error in XPath.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, Context, Decimal
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Functions = dict[ox.NamedNode, Callable[..., Term | None]]

_WHITE_SPACE = " \t\r\n"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_FRACTION_DIGITS = 18
"""Fractional digits of the engine's decimals."""
_MAX_INTEGER, _MAX_DECIMAL = 2**63, Decimal(2**127).scaleb(-_FRACTION_DIGITS, Context(prec=60))
"""The engine's integers have 64 bits, and its decimals 128, of which 18 digits are a fraction."""
_EXACT = Context(prec=1_200)
"""Enough digits for the exact value of any double."""
_PLAIN_RANGE = (1e-6, 1e6)
"""Absolute values that are written without an exponent (XPath and XQuery Functions and Operators, 17.1.2)."""
_STRING, _BOOLEAN = f"{XSD}string", f"{XSD}boolean"
_FLOATS: Final = {f"{XSD}float", f"{XSD}double"}
_NUMBERS: Final = {f"{XSD}integer", f"{XSD}decimal", *_FLOATS}


def integer(term: Term) -> ox.Literal | None:
    """`xsd:integer` of a term (Functions and Operators, 19.1.2.3): numbers are truncated towards zero."""
    text, datatype = _source(term)
    if datatype in _NUMBERS:
        number = _number(text, datatype)
        value = int(number) if number is not None and abs(number) < _MAX_INTEGER else None
    elif datatype == _BOOLEAN:
        value = int(text in ("true", "1"))
    else:
        value = int(text) if datatype == _STRING and _INTEGER.fullmatch(text) and len(text) <= 40 else None
    if value is None or not -_MAX_INTEGER <= value < _MAX_INTEGER:
        return None
    return _literal(str(value), "integer")


def decimal(term: Term) -> ox.Literal | None:
    """`xsd:decimal` of a term (19.1.2.2): the closest decimal that the engine can hold, of two the one nearer zero."""
    text, datatype = _source(term)
    if datatype in _NUMBERS:
        number = _number(text, datatype)
    elif datatype == _BOOLEAN:
        number = Decimal(text in ("true", "1"))
    else:
        number = Decimal(text) if datatype == _STRING and _DECIMAL.fullmatch(text) and len(text) <= 80 else None
    if number is None or abs(number) >= _MAX_DECIMAL:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-_FRACTION_DIGITS), ROUND_HALF_DOWN, _EXACT)
    if datatype == _STRING and rounded != number:
        return None  # digits that the engine cannot hold are not dropped
    plain = f"{rounded:f}".rstrip("0").rstrip(".")
    return _literal("0" if plain in ("-0", "") else plain, "decimal")


def double(term: Term) -> ox.Literal | None:
    """`xsd:double` of a term (19.1.2.1)."""
    text = _floating(term)
    return None if text is None else _literal(text, "double")


def single(term: Term) -> ox.Literal | None:
    """`xsd:float` of a term (19.1.2.1): the nearest value of 32 bits."""
    text = _floating(term)
    return None if text is None else _literal(text, "float")


def string(term: Term) -> ox.Literal | None:
    """`xsd:string` of a term (19.1.2.4): large and small doubles and floats have an exponent, as in `1.0E21`."""
    if isinstance(term, ox.NamedNode):
        return ox.Literal(term.value)
    if not isinstance(term, ox.Literal):
        return None
    datatype = term.datatype.value
    if datatype in _FLOATS:
        return ox.Literal(_canonical(term.value, single=datatype == f"{XSD}float"))
    return ox.Literal(term.value)


def boolean(term: Term) -> ox.Literal | None:
    """`xsd:boolean` of a term (19.1.2.5)."""
    text, datatype = _source(term)
    if datatype in _NUMBERS:
        value = text != "NaN" and _number(text, datatype) != 0
    elif datatype in (_BOOLEAN, _STRING) and text in ("true", "1", "false", "0"):
        value = text in ("true", "1")
    else:
        return None
    return _literal(str(value).lower(), "boolean")


FUNCTIONS: Final[Functions] = {
    ox.NamedNode(f"{XSD}{name}"): function
    for name, function in {
        "integer": integer,
        "decimal": decimal,
        "double": double,
        "float": single,
        "string": string,
        "boolean": boolean,
    }.items()
}
"""The functions by their IRI."""


def _source(term: Term) -> tuple[str, str]:
    """The lexical form without white space around it, and the datatype; both are empty for a term without a cast."""
    if not isinstance(term, ox.Literal) or term.language:
        return "", ""
    return term.value.strip(_WHITE_SPACE), term.datatype.value


def _number(text: str, datatype: str) -> Decimal | None:
    """The exact value of a number as the engine writes it; None for INF and NaN."""
    if text.endswith(("INF", "NaN")):
        return None
    if datatype == f"{XSD}double":
        return Decimal(float(text))
    return Decimal(_single(float(text))) if datatype == f"{XSD}float" else Decimal(text)


def _floating(term: Term) -> str | None:
    """The lexical form of a double or float that a term is cast to, with every digit, for the engine to round once."""
    text, datatype = _source(term)
    if datatype in _NUMBERS:
        number = _number(text, datatype)
        return text if number is None else f"{number:f}"
    if datatype == _BOOLEAN:
        return "1" if text in ("true", "1") else "0"
    return text if datatype == _STRING and _DOUBLE.fullmatch(text) else None


def _single(value: float) -> float:
    """The nearest value of 32 bits."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _canonical(text: str, *, single: bool) -> str:
    """A double or float as XPath writes it in a string (17.1.2)."""
    if text.endswith(("INF", "NaN")):
        return text.removeprefix("+")
    shortest = Decimal(text).normalize(_EXACT)
    magnitude = abs(_single(float(text)) if single else float(text))
    if magnitude == 0:
        return "-0" if text.startswith("-") else "0"
    if _PLAIN_RANGE[0] <= magnitude < _PLAIN_RANGE[1]:
        return f"{shortest:f}"
    sign, digits, exponent = shortest.as_tuple()
    mantissa = "".join(map(str, digits))
    return f"{'-' if sign else ''}{mantissa[0]}.{mantissa[1:] or '0'}E{int(exponent) + len(mantissa) - 1}"


def _literal(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{name}"))
