"""Dates: those of a text, and which of them is the day of publication. What is missing is not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.numbers import number_of
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import around

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<m{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_HAN_YEAR: Final = "[〇零○一二三四五六七八九]{4}|(?<=民国)[〇零○一二三四五六七八九十百]{2,5}"
_HAN_DAY: Final = "[一二三四五六七八九十]{1,3}"
_FORMS: Final = re.compile(
    r"(?<!\d)(?:民国\s*)?(?P<y1>\d{2,4})\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)[-–/.](?P<m2>\d{1,2})[-–/.](?P<d2>\d{1,2})(?!\d)"
    rf"|\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format(3)}(?:,?\s+(?P<y3>(?:19|20)\d\d))?\b"
    rf"|\b{_MONTH.format(4)}\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y4>(?:19|20)\d\d)\b)?"
    rf"|(?P<y7>{_HAN_YEAR})年(?P<m7>{_HAN_DAY})月(?P<d7>{_HAN_DAY})日"
    r"|(?<!\d)(?P<m5>\d{1,2})\s*月\s*(?P<d5>\d{1,2})\s*日"
    r"|(?<![\d/.])(?P<a6>\d{1,2})[/.](?P<b6>\d{1,2})[/.](?P<y6>(?:19|20)\d\d)(?!\d)",
    re.I,
)
_PUBLISHES: Final = re.compile(
    r"公示|公布|发布|公告|征求意见|揭晓|揭榜|表示|同意|批准|披露|发文|核准|宣布|出炉"
    r"|\b(?:announc\w*|publish\w*|releas\w*|unveil\w*|publici[sz]\w*|today|issued"
    r"|approved|admitted|statement|green light)\b",
    re.I,
)
_LABEL: Final = re.compile(
    r"(?:公示|公布|发布|发文|更新|刊登)?(?:日期|时间)\s*:?\s*(?:为)?\s*$|(?:资料|网页|页面|最后|本页)更新\s*:?\s*$"
    r"|\b(?:date(?: of publication)?|published|posted|(?:last )?updated)(?: on)?\s*:?\s*$",
    re.I,
)
_PERIOD: Final = re.compile(
    r"(?:公示期|公示时间|实验期间|期限|截止(?:日期|时间|日)?|截至|至|到|之前|前|未来|自|从|until|through|till|by|between|since|from|before|deadline)\s*[:为]?\s*$"
    r"|(?:\d日|\d{4}([-/.])\d{1,2}\1\d{1,2})\s*[-–~]{1,2}\s*$",
    re.I,
)
_DATELINE: Final = re.compile(r",\s*$|^[A-Z][A-Za-z]+(?: [A-Z][a-z]+)*(?:, [A-Z][A-Za-z .]+)?:\s*$|\b[A-Z][a-z]+,\s*$")
_BYLINE: Final = re.compile(r"[^.。\d]{0,80}[|·]\s*")
"""What stands before a date in the line of the author."""
_LABEL_LENGTH: Final = 24
_OF_BATCH: Final = re.compile(r"批|期|应用|项目|cohort|batch|applications|projects|firms|sandbox", re.I)
_RANGE: Final = re.compile(rf"\s*(?:至|到|[-–~]{{1,2}}|/|to\b|until\b)\s*(?:\d|{_MONTH.format(9)}\s+\d)", re.I)
_EARLIER: Final = re.compile(r"此前|早前|曾|earlier|previous|last year", re.I)


@dataclass(frozen=True)
class Dated:
    """A date in a text.

    Attributes:
        span: Where it stands.
        year: Its year; None where the text does not give it.
        month: Its month.
        day: Its day.
        ambiguous: Whether day and month may be the other way round.
    """

    span: Span
    year: int | None
    month: int
    day: int
    ambiguous: bool = False

    @property
    def iso(self) -> str:
        """YYYY-MM-DD; only of a date with a year."""
        return date(self.year or 1, self.month, self.day).isoformat()


def dates(reading: Reading) -> list[Dated]:
    """The days that a text names."""
    found = (_dated(match) for match in _FORMS.finditer(reading.text.plain))
    return [each for each in found if each]


def _dated(match: re.Match[str]) -> Dated | None:
    given = {name: value for name, value in match.groupdict().items() if value}
    by_kind = {name[0]: value for name, value in given.items()}
    year = _figure(by_kind["y"]) if "y" in by_kind else None
    if year is not None and year < 1000:
        year = year + 1911 if 90 <= year <= 150 else None  # the calendar of Taiwan counts from 1912
        if year is None:
            return None
    ambiguous = False
    if "a" in by_kind:
        one, other = int(by_kind["a"]), int(by_kind["b"])
        day, month = (other, one) if other > 12 else (one, other)
        ambiguous = one <= 12 and other <= 12 and one != other
    else:
        spelled = by_kind["m"][:3].lower()
        month = 1 + _MONTHS.index(spelled) if spelled in _MONTHS else _figure(by_kind["m"])
        day = _figure(by_kind["d"])
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    return Dated(match.span(), year, month, day, ambiguous)


def _figure(words: str) -> int:
    """A number in figures or Chinese; 0 where it is none."""
    return int(words) if words.isdecimal() else number_of(words.replace("○", "〇")) or 0


def publication(reading: Reading, batch: int | None) -> Claim | None:
    """The day of publication: the date that the text labels as such, or joins to the announcement."""
    found = dates(reading)
    scored = [(_score(reading, each, batch), -each.span[0], each) for each in found]
    best = max(scored, key=lambda item: item[:2], default=None)
    if best is None or best[0] <= 0:
        return None
    chosen = best[2]
    if chosen.ambiguous:
        message = f"“{reading.text.of(chosen.span)}” may be day and month or month and day: it is not guessed."
        reading.find("date-ambiguous", message, chosen.span)
        return None
    if chosen.year is None:
        same = [each for each in found if each.year and (each.month, each.day) == (chosen.month, chosen.day)]
        if len({each.year for each in same}) != 1:
            message = (
                f"“{reading.text.of(chosen.span)}” has no year, and the text gives none for it: add it from elsewhere."
            )
            reading.find("date-without-year", message, chosen.span)
            reading.used.append(chosen.span)
            return None
        chosen = same[0]
    return reading.claim(chosen.span, (), chosen.iso)


def _score(reading: Reading, dated: Dated, batch: int | None) -> int:
    """How likely a date is the day of publication."""
    plain, (start, end) = reading.text.plain, dated.span
    line = around(plain, dated.span, "\n")
    before, after = plain[line[0] : start], plain[end : line[1]]
    if _RANGE.match(after) or _PERIOD.search(before) or re.match(r"\s*(?:前|之前|截止|公示期?满|期满)", after):
        return -1
    score = 0
    if not re.sub(r"[\W_]", "", before + after):
        score += 6 if dated.year else 2
    if _LABEL.search(before) and len(before) < _LABEL_LENGTH:
        return 7 + (dated.year is not None)
    if _DATELINE.search(before) and len(before) < _LABEL_LENGTH:
        score += 5
    sentence = plain[slice(*around(plain, dated.span, "。\n;!"))]
    score += 4 if _PUBLISHES.search(sentence) else 0
    score += 4 if _OF_BATCH.search(sentence) and _PUBLISHES.search(sentence) and _is_of(sentence, batch) else 0
    score += 1 if not re.sub(r"[\W_]", "", before) else 0
    score += 4 if _BYLINE.fullmatch(before) and not re.sub(r"[\W_]", "", after) else 0
    in_title = dated.year is not None and line[0] == reading.lines[0][0] and not re.sub(r"[\W_]", "", after)
    score += 4 if in_title else 0
    score -= 20 if _EARLIER.search(plain[max(0, start - 12) : start]) else 0
    return score + (1 if dated.year and score > 0 else 0)


def _is_of(sentence: str, batch: int | None) -> bool:
    """Whether a sentence speaks of a batch, or of none."""
    numbers = batch_numbers(sentence)
    return not numbers or batch is None or batch in numbers
