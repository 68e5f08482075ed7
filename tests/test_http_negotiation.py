"""Content negotiation holds for any header (RFC 9110, section 12.5), found by Hypothesis."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.api.http.negotiation import NEGOTIATED, best_language, best_type, preferences, takes_gzip
from sandbox_atlas.api.http.paths import SPARQL
from tests.support.description import description

OFFERED = ["application/sparql-results+json", "application/xml", "text/csv", "text/turtle", "text/html"]
TYPES = st.sampled_from(OFFERED)
WEIGHTS = st.integers(1, 1000).map(lambda number: f"{number / 1000:g}")


@given(st.text(), st.text())
def test_no_header_text_breaks_it(accept: str, language: str) -> None:
    assert best_type(accept, OFFERED) in {*OFFERED, None}
    assert best_language(language, ["en", "zh"]) in ("en", "zh")
    assert takes_gzip(accept.encode("latin-1", "replace")) in (True, False)


@given(st.lists(st.tuples(TYPES, WEIGHTS), min_size=1, max_size=6))
def test_the_answer_is_always_acceptable(wanted: list[tuple[str, str]]) -> None:
    accept = ", ".join(f"{name};q={weight}" for name, weight in wanted)
    found = best_type(accept, OFFERED)
    best: dict[str, float] = {}
    for name, weight in wanted:
        best[name] = max(best.get(name, 0.0), float(weight))
    assert found is not None
    assert best[found] == max(best.values())


@given(TYPES, st.sampled_from(["0", "0.0", "0.000"]))
def test_a_weight_of_zero_excludes(refused: str, zero: str) -> None:
    assert best_type(f"{refused};q={zero}, */*", [refused]) is None
    assert best_type(f"*/*, {refused};q={zero}", OFFERED) != refused
    assert best_type(f"{refused.partition('/')[0]}/*;q={zero}", [refused]) is None


@given(st.permutations(OFFERED), WEIGHTS)
def test_between_equals_the_order_of_the_server_decides(offered: list[str], weight: str) -> None:
    accept = ", ".join(f"{name};q={weight}" for name in sorted(offered))
    assert best_type(accept, offered) == offered[0]
    assert best_type("*/*", offered) == best_type("", offered) == best_type(None, offered) == offered[0]


@given(st.permutations(OFFERED), TYPES, st.sampled_from(["*/*", "{}/*"]))
def test_between_equals_a_type_that_is_named_comes_before_one_that_a_wildcard_fits(
    offered: list[str], name: str, wildcard: str
) -> None:
    wildcard = wildcard.format(name.partition("/")[0])
    assert best_type(f"{name}, {wildcard}", offered) == best_type(f"{wildcard}, {name}", offered) == name
    assert best_type(f"*/*, {name};q=0.9", [name, "image/png"]) == "image/png"


@given(TYPES, st.data())
def test_letter_case_spaces_and_parameters_do_not_matter(name: str, data: st.DataObject) -> None:
    written = "".join(data.draw(st.sampled_from([letter.lower(), letter.upper()])) for letter in name)
    parameters = data.draw(st.sampled_from(["", ";charset=utf-8", " ; charset=UTF-8 ; q=0.5", ";Q=0.5", ";v=b3"]))
    assert best_type(f" {written}{parameters} ", OFFERED) == name


def test_gzip_is_taken_only_with_a_weight() -> None:
    assert takes_gzip(b"gzip, deflate, br")
    assert takes_gzip(b"GZIP;q=0.1")
    assert not takes_gzip(b"gzip;q=0, identity")
    assert not takes_gzip(b"identity")


@given(st.lists(st.tuples(st.sampled_from([*NEGOTIATED, "*/*", "text/*"]), WEIGHTS), max_size=5), st.data())
def test_headers_of_equal_preferences_get_the_same_type(wanted: list[tuple[str, str]], data: st.DataObject) -> None:
    """So that a cache may tell requests apart by the preferences alone."""
    offered = data.draw(st.lists(st.sampled_from(NEGOTIATED), min_size=1, unique=True))
    accept = ", ".join(f"{name};q={weight}" for name, weight in wanted)
    ranks = dict(zip(NEGOTIATED, preferences(accept), strict=True))
    best = max(offered, key=lambda name: (ranks[name], -offered.index(name)))
    assert best_type(accept, offered) == (best if ranks[best] else None)


def test_every_media_type_of_a_page_is_told_apart_by_preferences() -> None:
    """What an address offers must be in `NEGOTIATED`, or two headers might share a cached page."""
    addresses = {path: item for path, item in description()["paths"].items() if path not in SPARQL}
    operations = [operation for item in addresses.values() for operation in item.values()]
    negotiated = [answer["content"] for each in operations if len(answer := each["responses"]["200"]) > 1]
    assert {name for content in negotiated if len(content) > 1 for name in content} <= set(NEGOTIATED)
