"""What counts when names are compared: not case, accents, width or the script of Chinese; and their order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox_atlas.graph.naming.collation import collation
from sandbox_atlas.graph.naming.folding import words_of
from sandbox_atlas.graph.naming.pronunciation import readings

FOLDED: dict[str, list[str]] = json.loads((Path(__file__).parent / "fixtures" / "folding.json").read_text("utf-8"))
"""The folding of scripts is held to the same cases: tests/scripts/folding.test.js."""


@pytest.mark.parametrize("text", FOLDED)
def test_names_are_compared_without_what_does_not_count(text: str) -> None:
    assert words_of(text) == FOLDED[text]


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("華為", "华为"),
        ("騰訊", "腾讯"),
        ("螞蟻", "蚂蚁"),
        ("臺灣", "台湾"),
        ("台灣", "台湾"),
        ("金融監督管理委員會", "金融监督管理委员会"),
        ("區塊鏈", "区块链"),
        ("網商銀行", "网商银行"),
        ("乾坤", "干坤"),
        ("匯豐", "汇丰"),
    ],
)
def test_traditional_characters_count_as_simplified_ones(traditional: str, simplified: str) -> None:
    assert words_of(traditional) == words_of(simplified) == [simplified]


def test_chinese_is_read_by_its_phrases() -> None:
    read = readings(["中国工商银行", "重慶", "3D打印 (Lab)", "Lakeside", "㐀银行"])
    assert read["中国工商银行"] == ["zhong1", "guo2", "gong1", "shang1", "yin2", "hang2"]
    assert read["重庆"] == ["chong2", "qing4"]
    assert read["打印"] == ["da3", "yin4"]
    assert all(len(part) == len(syllables) for part, syllables in read.items())
    assert readings(["Lakeside", ""]) == {}


def test_names_are_in_the_order_of_the_readers_dictionary() -> None:
    names = ["招商银行", "Zürich", "北京", "“…” of China", "zug", "重庆", "5G", "Apple", "äpfel", "中国"]
    read = readings(names)
    assert sorted(names, key=collation("en", read)) == [
        *("5G", "äpfel", "Apple", "“…” of China", "zug", "Zürich", "北京", "重庆", "招商银行", "中国"),
    ]
    assert sorted(names, key=collation("zh", read)) == [
        *("5G", "北京", "重庆", "招商银行", "中国", "äpfel", "Apple", "“…” of China", "zug", "Zürich"),
    ]
    assert sorted(["b", "B", "a b", "ab"], key=collation("en", {})) == ["a b", "ab", "B", "b"]


def test_numbers_go_by_their_value_in_digits_and_in_chinese_ordinals() -> None:
    batches = [f"北京第{each}批（2020年）" for each in ("一", "二", "三", "九", "十", "十一", "二十", "二十三")]
    read = readings(batches)
    assert sorted(sorted(batches), key=collation("zh", read)) == batches
    other = ["北京第三产业", "北京第一批"]
    assert sorted(other, key=collation("zh", readings(other))) == other[::-1]
    assert sorted(["Cohort 10", "Cohort 9", "5G", "Cohort 09b"], key=collation("en", {})) == [
        "5G", "Cohort 9", "Cohort 09b", "Cohort 10",
    ]  # fmt: skip
