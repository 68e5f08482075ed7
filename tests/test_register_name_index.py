"""The index of names: unfinished names, slips and other writings, the best finds first."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_atlas.graph.naming.folding import words_of
from sandbox_atlas.graph.naming.hits import EXACT, FAR, LIKE, PREFIX, WORD, Hits
from sandbox_atlas.graph.naming.index import NameIndex
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.rdf.vocabulary import SBX, entity_iri

pytestmark = pytest.mark.anyio


def named(slug: str, *labels: str, kind: str = "institution") -> Name:
    return Name(entity_iri(kind, slug), dict(zip(("en", "zh"), labels, strict=False)))


BANKS = NameIndex(
    [
        named("icbc", "Industrial and Commercial Bank of China", "中国工商银行"),
        named("cmb", "China Merchants Bank", "招商银行"),
        named("bob", "Bank of Beijing", "北京银行"),
        named("pratt", "Pratt & Whitney Finance", "普惠金融"),
        named("cafe", "Café Crédit"),
        named("bank", "Bank", "银行", kind="institution-kind"),
        named("beijing", "Beijing", "北京", kind="place"),
    ]
)


def slugs(text: str, index: NameIndex = BANKS, kinds: tuple[str, ...] = (), limit: int = 10) -> list[str]:
    return [hit.name.iri.rsplit("/", 1)[-1] for hit in index.find(text, kinds, limit).best]


@pytest.mark.parametrize(
    ("text", "first", "fit"),
    [
        ("China Merchants Bank", "cmb", EXACT),
        ("chinamerchants  BANK", "cmb", EXACT),
        ("招商银行", "cmb", EXACT),
        ("ICBC", "icbc", EXACT),
        ("cafe credit", "cafe", EXACT),
        ("Ｃａｆｅ Ｃｒｅｄｉｔ", "cafe", EXACT),
        ("pratt whitney finance", "pratt", EXACT),
        ("China Mer", "cmb", PREFIX),
        ("招商", "cmb", PREFIX),
        ("b", "bank", PREFIX),
        ("merchants ch", "cmb", WORD),
        ("工商", "icbc", WORD),
        ("商", "cmb", WORD),
        ("工商银", "icbc", WORD),
        ("whit", "pratt", WORD),
        ("China Merchents Bank", "cmb", LIKE),
        ("merchnats", "cmb", LIKE),
        ("中國工商銀行", "icbc", EXACT),
        ("招商银银行", "cmb", LIKE),
        ("中国工尚银行", "icbc", LIKE),
        ("Comerical", "icbc", FAR),
    ],
)
def test_a_name_is_found_as_it_is_typed(text: str, first: str, fit: int) -> None:
    found = BANKS.find(text).best
    assert (found[0].name.iri.rsplit("/", 1)[-1], found[0].fit) == (first, fit)


def test_exact_comes_before_beginning_before_word() -> None:
    assert slugs("bank") == ["bank", "bob", "cmb", "icbc"]
    assert slugs("北京") == ["beijing", "bob"]


def test_among_equal_finds_the_weightier_comes_first() -> None:
    weights = {"a": 3, "b": 1, "c": 2}
    names = [named(slug, f"Harbour {slug}") for slug in weights]
    index = NameIndex(names, lambda name: (weights[name.iri[-1]],))
    assert slugs("harbour", index) == ["b", "c", "a"]


def test_with_a_slip_a_whole_name_comes_before_a_longer_one() -> None:
    index = NameIndex([named("a", "ICBC Robot"), named("b", "ICBC")])
    assert slugs("icbcc", index)[0] == "b"


def test_a_find_says_which_name_fits() -> None:
    name = named("x", "Long Official Name", "长名")
    name.others.append("Shorty")
    index = NameIndex([name])
    assert [hit.matched for text in ("short", "长名", "long") for hit in index.find(text).found] == [
        *("Shorty", "长名", "Long Official Name"),
    ]


def test_characters_that_only_stand_apart_are_not_found() -> None:
    index = NameIndex([named("x", "X", "银行北京银"), named("y", "Y", "京银行")])
    assert slugs("京银行", index) == ["y"]
    assert [hit.fit for hit in NameIndex([named("z", "", "甲乙 乙丙")]).find("甲乙丙").best] == []


def test_only_the_kinds_asked_for_are_found_and_no_terms_of_the_ontology() -> None:
    assert slugs("beijing", kinds=("place",)) == ["beijing"]
    assert slugs("beijing", kinds=("batch",)) == []
    assert NameIndex([Name(f"{SBX}Bank", {"en": "Bank"})]).find("Bank").best == []


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "!?*", '"', "zzzzqqqq", "\x00", "\ud800", "🏦", "AND OR NOT", "+-&&||"]
)
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert BANKS.find(text) == Hits([], 0, [])


@pytest.mark.parametrize("text", ["key:*", "number:[0 TO *]", "kind:institution", "/.*/", "(((", "bank^9", '"bank"~3'])
def test_the_query_language_of_the_index_is_out_of_reach(text: str) -> None:
    plain = " ".join(words_of(text))
    assert slugs(text) == slugs(plain)
    assert len(slugs(text)) < len({"icbc", "cmb", "bob", "pratt", "cafe", "bank", "beijing"})


@settings(max_examples=150)
@given(st.text(max_size=300), st.integers(1, 20))
def test_any_text_gives_a_list_within_its_limit(text: str, limit: int) -> None:
    hits = BANKS.find(text, limit=limit)
    assert not (hits.found and hits.guesses)
    assert len(hits.found) == min(limit, hits.total)
    found = hits.best
    assert len(found) <= limit
    assert len({hit.name.iri for hit in found}) == len(found)
    assert [hit.fit for hit in found] == sorted(hit.fit for hit in found)


LATIN = st.text(string.ascii_lowercase, min_size=1, max_size=9)
HAN = st.text("甲乙丙丁戊己", min_size=1, max_size=6)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.lists(LATIN, min_size=1, max_size=3), HAN), min_size=1, max_size=25), st.data())
def test_beginnings_and_parts_are_found_as_a_scan_finds_them(
    texts: list[tuple[list[str], str]], data: st.DataObject
) -> None:
    names = [Name(f"urn:{number}", {"en": " ".join(words), "zh": han}) for number, (words, han) in enumerate(texts)]
    index = NameIndex(names)
    words, han = data.draw(st.sampled_from(texts))
    whole = "".join(words)
    typed = whole[: data.draw(st.integers(1, len(whole)))]
    begin = data.draw(st.integers(0, len(han) - 1))
    part = han[begin : data.draw(st.integers(begin + 1, len(han)))]
    found = {hit.name.iri for hit in index.find(typed, limit=100).found if hit.fit <= PREFIX}
    assert found == {name.iri for name in names if name.labels["en"].replace(" ", "").startswith(typed)}
    found = {hit.name.iri for hit in index.find(part, limit=100).found if hit.fit <= WORD}
    assert found == {name.iri for name in names if part in name.labels["zh"]}


def test_names_that_start_alike_are_counted_up_to_a_number_and_said_to_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        named(f"n{number}", f"Alike Bank {number}", f"相似银行第{number}号", f"Alike Bank No {number}")
        for number in range(9)
    ]
    index = NameIndex(names)
    for text in ("alike", "相似银行第", "bank", "相"):
        monkeypatch.setattr("sandbox_atlas.graph.naming.index.MOST_COUNTED", 4)
        cut = index.find(text, (), 3, 2)
        assert (cut.total, cut.is_cut, [hit.name.iri[-2:] for hit in cut.found]) == (4, True, ["n2", "n3"])
        monkeypatch.setattr("sandbox_atlas.graph.naming.index.MOST_COUNTED", 9)
        whole = index.find(text, (), 3)
        assert (whole.total, whole.is_cut, len(whole.found)) == (9, False, 3)
    assert index.find("alyke bank", (), 3).guesses[0].fit == LIKE


@settings(max_examples=60)
@given(st.lists(st.text("abcdef", min_size=6, max_size=9), min_size=1, max_size=9, unique=True), st.data())
def test_one_letter_wrong_is_found(words: list[str], data: st.DataObject) -> None:
    index = NameIndex([Name(f"urn:{word}", {"en": word}) for word in words])
    word = data.draw(st.sampled_from(words))
    place = data.draw(st.integers(0, len(word) - 1))
    typed = f"{word[:place]}x{word[place + 1 :]}"
    assert f"urn:{word}" in {hit.name.iri for hit in index.find(typed, limit=100).guesses if hit.fit == LIKE}


def test_the_end_of_an_iri_is_found_whole_and_not_by_a_word_in_it() -> None:
    index = NameIndex(
        [named("bank-of-the-lake-loans", "Loans at the lake", kind="application"), named("b", "Lake Bank")]
    )
    assert slugs("bank", index) == ["b"]
    assert slugs("bank-of-the-lake-loans", index) == ["bank-of-the-lake-loans"]
    assert slugs("bank-of-the-lake-lons", index)[0] == "bank-of-the-lake-loans"


def test_a_short_chinese_name_is_not_guessed_where_signs_are_missing_swapped_or_two_things_are_as_near() -> None:
    index = NameIndex(
        [named("a", "A", "农业银行"), named("b", "B", "兴业银行"), named("c", "C", "云计算"), named("d", "D", "云")]
    )
    assert slugs("云计蒜", index) == ["c"]
    for text in ("建业银行", "云算计", "云算", "云云计算", "云记蒜", "纭"):
        assert slugs(text, index) == [], text
