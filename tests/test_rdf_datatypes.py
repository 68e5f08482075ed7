"""Lexical forms of XML Schema 1.1 Part 2: what is a value of a datatype, and what only looks like one."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.rdf.datatypes import example, is_known, is_valid
from sandbox_atlas.graph.rdf.vocabulary import RDF, XSD

VALID = {
    "date": "2023-04-14 2024-02-29 2000-02-29 0000-02-29 -0044-03-15 -0004-02-29 12345-06-07 2023-04-14Z "
    "2023-04-14+14:00",
    "dateTime": "2023-04-14T00:00:00 2023-04-14T24:00:00 2023-04-14T09:30:00.25Z -12345-01-01T00:00:00-05:30",
    "dateTimeStamp": "2023-04-14T09:30:00Z",
    "time": "09:30:00 23:59:59.999 24:00:00.0 09:30:00+08:00",
    "gYear": "2023 0000 -0044 12345 2023Z",
    "gYearMonth": "2023-04 -0044-03 2023-04+08:00",
    "gMonth": "--04 --12Z",
    "gDay": "---31 ---01Z",
    "gMonthDay": "--02-29 --12-31",
    "integer": "1 -1 +1 007 123456789012345678901234567890",
    "nonNegativeInteger": "0 -0 12",
    "positiveInteger": "1",
    "negativeInteger": "-1",
    "nonPositiveInteger": "0 -1",
    "byte": "-128 127",
    "short": "-32768 32767",
    "int": "-2147483648 2147483647",
    "long": "9223372036854775807",
    "unsignedByte": "0 255",
    "unsignedLong": "18446744073709551615",
    "decimal": "1 1.50 .5 5. -0.1 +3",
    "double": "1 1.5E0 -1e-400 INF +INF -INF NaN",
    "float": "1e5",
    "boolean": "true false 1 0",
    "duration": "P1Y P2M3D PT4H -P1Y2M3DT4H5M6.7S P0D PT0.5S",
    "yearMonthDuration": "P1Y2M -P3M",
    "dayTimeDuration": "P3DT4H -PT5M",
    "anyURI": "https://e.example/ä ../x #y",
    "hexBinary": "0FB7 0fb7",
    "base64Binary": "D7c= AAAA",
    "language": "en zh-Hans",
    "NCName": "a-b _x é",
    "NMTOKEN": "1a:b",
}
"""Forms that have a value, by datatype, separated by spaces."""

INVALID = {
    "date": "2023-04-14T00:00:00 2023-W15-5 20230414 2023-4-14 23-04-14 2023-02-29 1900-02-29 2023-04-31 2023-13-01 "
    "2023-00-10 2023-01-00 +2023-04-14 02023-04-14 2023-04-14+15:00 2023-04-14z ２０２３-04-14 2023/04/14 2023-04",
    "dateTime": "2023-04-14 2023-04-14T25:00:00 2023-04-14T24:00:01 2023-04-14T09:60:00 2023-04-14T09:30 "
    "2023-02-30T00:00:00 2023-04-14T09:30:60 2023-04-14t09:30:00 2023-04-14T09:30:00.",
    "dateTimeStamp": "2023-04-14T09:30:00",
    "time": "9:30:00 24:00:01 09:30",
    "gYear": "23 023 2023-04 +2023 02023",
    "gYearMonth": "2023 2023-4 2023-13 2023-04-01",
    "gMonth": "04 --13 --4",
    "gDay": "31 ---32",
    "gMonthDay": "--02-30 --04-31 02-29",
    "integer": "1_1 １１ 1.0 1e3 0x1F 1,000 ٣ - +",
    "nonNegativeInteger": "-1",
    "positiveInteger": "0",
    "negativeInteger": "0",
    "nonPositiveInteger": "1",
    "byte": "128 -129",
    "int": "2147483648",
    "unsignedByte": "-1 256",
    "decimal": "1e3 . 1,5 INF 1_0.5",
    "double": "1.5e inf nan -NaN Infinity 1_1 0x1p3",
    "boolean": "yes True TRUE maybe 2 是",
    "duration": "P PT P1YT 1Y P1M2Y P1.5Y PT1.S P-1D",
    "yearMonthDuration": "P1Y2D P",
    "dayTimeDuration": "P1Y PT",
    "hexBinary": "0F7 0G",
    "base64Binary": "D7c A=== D7c=D",
    "language": "en_US toolonglanguage",
    "NCName": "a:b 1a",
}


@pytest.mark.parametrize(("name", "forms"), VALID.items(), ids=VALID)
def test_a_form_of_the_lexical_space_has_a_value(name: str, forms: str) -> None:
    assert [form for form in forms.split(" ") if not is_valid(form, XSD + name)] == []


@pytest.mark.parametrize(("name", "forms"), INVALID.items(), ids=INVALID)
def test_any_other_form_has_none(name: str, forms: str) -> None:
    assert [form for form in forms.split(" ") if is_valid(form, XSD + name)] == []


@pytest.mark.parametrize("name", sorted({*VALID} - {"string"}))
@pytest.mark.parametrize("around", [" {}", "{} ", "\t{}", "{}\n", "{}\u00a0", "\u200b{}"])
def test_white_space_is_part_of_a_form(name: str, around: str) -> None:
    form = around.format(VALID[name].split(" ")[0])
    assert not is_valid(form, XSD + name) or (name in ("anyURI", "NCName", "NMTOKEN") and not form.isascii())


def test_an_empty_form_is_a_text_and_an_address_only() -> None:
    empty = {name for name in VALID if is_valid("", XSD + name)}
    assert empty == {"anyURI", "hexBinary", "base64Binary"}
    assert is_valid("", f"{XSD}string")


def test_other_datatypes_are_not_judged_and_misspelt_ones_are_unknown() -> None:
    assert is_valid("<", f"{RDF}HTML")
    assert is_known(f"{RDF}HTML")
    assert is_known(f"{XSD}QName")
    assert not is_known(f"{XSD}Date")
    assert not is_known(f"{XSD}datetime")


@pytest.mark.parametrize("name", VALID)
def test_what_is_shown_as_an_example_is_valid(name: str) -> None:
    assert not example(XSD + name) or is_valid(example(XSD + name), XSD + name)


def test_a_number_of_any_length_is_read_at_once() -> None:
    assert is_valid("9" * 1_000_000, f"{XSD}nonNegativeInteger")
    assert not is_valid("9" * 1_000_000, f"{XSD}long")
    assert not is_valid("P" + "1" * 100_000, f"{XSD}duration")
    assert is_valid("a" * 100_000, f"{XSD}anyURI")
