"""Batches: which batch a text announces, among all that it mentions."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.numbers import HAN_NUMBER, ORDINAL, number_of
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import around

_BATCH: Final = re.compile(
    rf"第(?P<zh>\d{{1,2}}|{HAN_NUMBER})(?:批次?|期)|(?P<first>首)(?:批次?|期)"
    rf"|(?P<ordinal>{ORDINAL})[ \t]+(?:(?!of\b)[a-z-]+[ \t]+)?(?:batch|cohort|round|phase|tranche|group|window)\b"
    r"|\b(?:cohort|batch|tranche|phase)[ \t]+(?P<number>\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six"
    r"|seven|eight|nine|ten)\b",
    re.I,
)
_ANNOUNCED: Final = re.compile(
    r"公示|公布|公告|发布|披露|推出|出炉|新增|announc|releas|publish|unveil|publici[sz]|reveal|select|accept|admit",
    re.I,
)
_EARLIER: Final = re.compile(
    r"此前|早前|继|截至|至此|随着|已(?!合计)|曾|earlier|previous|following|after|with the|so far|will|将"
    r"|启动|applications? (?:open|for)",
    re.I,
)
_LEAVES: Final = re.compile(r"退出|出盒|完成测试|\bexit", re.I)
_OFTEN: Final = 0.4
"""What each further mention of a batch counts."""
_NEAR: Final = 200
"""Characters before the list within which a batch is that of the list."""
_EXPANSION: Final = re.compile(r"试点(?:城市|地区)|城市|cities", re.I)


def batch_numbers(words: str) -> set[int]:
    """The numbers of the batches that words mention."""
    return {number for match in _BATCH.finditer(words) if (number := _number(match)) is not None}


def _number(match: re.Match[str]) -> int | None:
    if match["first"]:
        return 1
    return number_of(match["zh"] or match["ordinal"] or match["number"] or "")


def announced(reading: Reading) -> tuple[Claim | None, int | None]:
    """The batch that a text announces, and its number.

    It is the one that the title names, or that stands with the announcement or just before the list.
    """
    start = min((a.position[0] for a in reading.applications), default=None)
    scored: dict[int | str, list[tuple[float, int, re.Match[str]]]] = {}
    found = list(_BATCH.finditer(reading.text.plain))
    last = max((match.start() for match in found if start is not None and match.start() <= start), default=-1)
    for match in found:
        key = _number(match) or match.group().lower()
        scored.setdefault(key, []).append((_score(reading, match, start, last), -match.start(), match))
    if not scored:
        return None, None
    totals = {key: (max(each)[0] + _OFTEN * (len(each) - 1), max(each)[1]) for key, each in scored.items()}
    key = max(totals, key=lambda each: totals[each])
    if totals[key][0] <= 0:
        return None, None
    match = max(scored[key])[2]
    return reading.claim(match.span()), _number(match)


def _score(reading: Reading, match: re.Match[str], start: int | None, last: int) -> float:
    """How likely a batch is the one that is announced, by what stands around it."""
    plain, lines = reading.text.plain, reading.lines
    before = plain[around(plain, match.span(), "。\n;", 30)[0] : match.start()]
    near_words = plain[max(0, match.start() - 30) : match.end() + 30]
    score = 1.0 + 2 * bool(_ANNOUNCED.search(near_words)) + 4 * bool(lines and match.start() < lines[0][1])
    score -= 3 * bool(_EARLIER.search(before)) + 3 * bool(_EXPANSION.search(plain[match.end() : match.end() + 12]))
    score += bool(re.search("batch|cohort|批", match.group(), re.I))
    score -= 2 * bool(_LEAVES.search(plain[slice(*around(plain, match.span(), "。\n;"))]))
    score -= 3 * bool(re.search("[我全]国$|nationwide$", before))
    if start is not None:
        near = 2.0 if start - match.start() < _NEAR else 0.5
        score += near if match.start() <= start else -1
        score += match.start() == last
    return score
