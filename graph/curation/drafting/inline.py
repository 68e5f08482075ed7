"""Lists inside sentences: names with institutions in brackets, one after the other."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from sandbox_atlas.graph.curation.drafting.brackets import Bracketed, bracketed
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.shorts import are_initials, is_short_of
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, NONE, POSSIBLE
from sandbox_atlas.graph.curation.drafting.items import Expected
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations, top_level
from sandbox_atlas.graph.curation.drafting.windows import REACH
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END

INTRODUCES: Final = re.compile(
    r":|(?<=应用|项目|产品)–+|分别为|分别是|包括|包含|涵盖|如下|即(?=基于|[“《])|(?:应用|项目|产品|服务|名单|机构|试点)(?:名称)?(?:为|是|有)"
    r"|\b(?:are|includes?|included|including|namely|such as)\b(?: as follows)?",
    re.I,
)
"""Words after which a list begins."""
_SAID: Final = re.compile("(?:公示|公布|发布|推出|批准|核准|同意)了?(?=[“《])")
"""A verb right before the first quoted name."""
_NOT_LISTED: Final = re.compile(
    r"以下简称|下称|简称|又称|即|详见|见|附件|注|[pP]\.|[\d.%:–/ ]+$|see |hereafter|hereinafter|the “|“"
)
_FEW: Final = 2
_NO_NAME: Final = re.compile(r"等|以及|其中|\d+[个项款]|[一二两三四五六七八九十]+[个项款]")
_COUNT: Final = re.compile(r"[共有]?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个项款](?:创新)?(?:应用|项目|产品|服务)?")
_TYPED: Final = re.compile(r"\s*,\s*(?:应用|项目)?(?:的)?类型(?:均|都)?(?:为|是|属)")
_REMARK: Final = re.compile(
    r"\s*(?:since|from|until|as of|as from|in|on|admitted|joined|started|approved|registered|licensed|formerly|founded"
    r"|based|also|see|now|both|not)\b",
    re.I,
)
"""How a bracket begins that says something of a firm, and not what it tests."""
_OPEN: Final = re.compile(
    r"等(?:[\d一二两三四五六七八九十]*[个项款])?|\band others\b|\band so on\b|\betc\b|\bsuch as\b"
    r"|\binclud(?:e|es|ing)\b",
    re.I,
)

_OWNED: Final = re.compile(
    r"由?(?P<who>[^,;。“”《》的]{3,60}?)(?:共同|联合|合作|独立|单独)*(?:申报|申请|提交)的(?P<name>[^,;。:、]{4,40})"
)
_LABELLED: Final = re.compile(r"(?P<label>[^:()]{2,40}):\s*")
_SHORTEST_QUOTED: Final = 5
"""Characters of a quoted name, its marks included; what is shorter is rather what a firm is called in short."""


def read_run(reading: Reading, sentence: Span) -> bool:
    """Read the list in a sentence; return whether there was one."""
    found = bracketed(reading, sentence)
    if len(found) > 1 and _read_reversed(reading, *_introduced(reading, found)):
        _open_end(reading, (found[-1].end, sentence[1]), sentence)
        return True
    if len(found) > 1 and _read_remarked(reading, *_introduced(reading, found)):
        return True
    items = [each for each in found if not _says_no_more(reading, each)]
    if not items:
        return False
    items, introductions = _introduced(reading, items)
    likely = [each for each in items if reading.institutions.group(each.content).best >= LIKELY]
    expects = any(introduction.kind == "applications" for introduction in introductions)
    enough = len(likely) >= 2 and 2 * len(likely) >= len(items)
    may_be = all(reading.institutions.group(each.content).certainty >= POSSIBLE for each in items)
    enough = enough or (bool(likely) and may_be and len(items) > _FEW)
    if not (enough or (expects and likely)):
        return False
    type_, before = None, len(reading.applications)
    for item, introduction in zip(items, introductions, strict=True):
        type_ = introduction.type if introduction.kind or introduction.type else type_
        _read(reading, item, Expected("applications", type_))
    rest = (items[-1].end, sentence[1])
    if _TYPED.match(reading.text.plain, *rest):
        for application in reading.applications[before:]:
            application.type = application.type or reading.type_in(rest)
    _open_end(reading, rest, sentence)
    return True


def _says_no_more(reading: Reading, item: Bracketed) -> bool:
    """Whether a bracket says what was named before it is called in short, or where more is said."""
    short, name = reading.text.plain_of(item.content).strip(), reading.text.plain_of(item.before)
    return _NOT_LISTED.match(reading.text.plain, *item.content) is not None or are_initials(short, name)


def _read_reversed(reading: Reading, items: list[Bracketed], introductions: list[Expected], least: int = 2) -> bool:
    """Read a list of institutions each with its application in a bracket; return whether it is one."""
    says_firms = bool(introductions) and introductions[0].kind == "institutions"
    if len(items) < least or not all(_is_reversed(reading, item, says_firms) for item in items):
        return False
    for item, introduction in zip(items, introductions, strict=True):
        whole, words = (item.before[0], item.end), reading.text.plain_of(item.content)
        if is_name(words) and (not says_firms or not words[:1].islower()):
            made = named(reading, item.content, whole)
        else:
            made = DraftedApplication(whole, description=reading.claim(item.content))
        made.type = made.type or introduction.type
        made.institutions = reading.involved(reading.institutions.group(item.before))
        reading.add(made)
    return True


def _read_remarked(reading: Reading, items: list[Bracketed], introductions: list[Expected]) -> bool:
    """Read a list of firms each with a remark in a bracket, such as since when; return whether it is one."""
    if not introductions or introductions[0].kind != "institutions":
        return False
    groups = [reading.institutions.group(trimmed(reading.text.plain, each.before, " \t,;")) for each in items]
    remarked = all(_REMARK.match(reading.text.plain, *each.content) for each in items)
    if not remarked or any(not group.members or group.certainty < POSSIBLE for group in groups):
        return False
    reading.loose += [each for group in groups for each in reading.involved(group, introductions[0].role)]
    reading.used += [(each.before[0], each.end) for each in items]
    return True


def read_reversed_item(reading: Reading, span: Span, expected: Expected) -> bool:
    """Read an item of a list of firms that is such a list itself, perhaps after a label: Insurance: A (x); B (y)."""
    found = bracketed(reading, span) if expected.kind == "institutions" else []
    if not found or reading.text.plain[found[-1].end : span[1]].strip(" .;。"):
        return False
    label = _LABELLED.match(reading.text.plain, *found[0].before)
    if label and reading.institutions.group(label.span("label")).certainty < LIKELY:
        found[0] = replace(found[0], before=(label.end(), found[0].before[1]))
    elif label or len(found) < 2:
        return False
    items = [replace(each, before=trimmed(reading.text.plain, each.before, " \t,;")) for each in found]
    return _read_reversed(reading, items, [expected] * len(items), least=1)


def _is_reversed(reading: Reading, item: Bracketed, says_firms: bool) -> bool:
    """Whether institutions stand before a bracket and a name in it, or a description where firms are listed."""
    words, before = reading.text.plain_of(item.content), reading.institutions.group(item.before)
    quoted = quotations(reading.text.plain, item.content)[:1] == [trimmed(reading.text.plain, item.content)]
    quoted = quoted and len(words) >= _SHORTEST_QUOTED
    tells = says_firms and re.search(r"(?:^|\s)[a-z]{3,}", words) and not reading.known.of(words, "place")
    tells = tells and not _REMARK.match(words)
    looks = quoted or tells or (is_name(words) and (PRODUCT_END.search(words) or NAME_BEGIN.match(words)))
    inside = reading.institutions.group(item.content)
    least = POSSIBLE if says_firms else LIKELY
    alias = any(is_short_of(words.strip("“”《》\"' "), reading.text.plain_of(each.span)) for each in before.members)
    return bool(looks) and not alias and before.certainty >= least and (quoted or inside.certainty < LIKELY)


def _introduced(reading: Reading, items: list[Bracketed]) -> tuple[list[Bracketed], list[Expected]]:
    """The items without the words that introduce them, and what these words say."""
    plain = reading.text.plain
    found, said = [], []
    for number, item in enumerate(items):
        before = (max(item.before[0], item.before[1] - REACH), item.before[1])
        start = _end_of_introduction(plain, before, first=not number)
        mark = MARK.match(plain, start, before[1])
        start = mark.end() if mark else start
        introduced = expectation(reading, (before[0], start)) if start > before[0] else Expected()
        if not number and not introduced.kind and plain[start - 1 : start] == ":":
            line = reading.lines[reading.line_at(start)]
            introduced = expectation(reading, (max(line[0], start - REACH), start))
        said.append(introduced)
        found.append(Bracketed(trimmed(plain, (start, item.before[1])), item.content, item.end, item.closed))
    return [item for item in found if item.before[0] < item.before[1]], [
        each for each, item in zip(said, found, strict=True) if item.before[0] < item.before[1]
    ]


def _end_of_introduction(plain: str, before: Span, *, first: bool) -> int:
    """Where the words before a bracket begin to be a name."""
    quoted = {at for each in quotations(plain, before) for at in range(*each)}
    matches = [m for m in INTRODUCES.finditer(plain, *before) if m.start() not in quoted]
    if first and not matches and (said := _SAID.search(plain, *before)):
        return said.end()
    if not first:
        matches = [m for m in matches if m.group() == ":" or re.search("分别|机构|are|^即$", m.group())]
    if matches:
        return matches[-1].end()
    if not first:
        return before[0]
    commas = [at for at in range(*before) if plain[at] in ",;" and at not in quoted]
    return commas[-1] + 1 if commas else before[0]


def _read(reading: Reading, item: Bracketed, expected: Expected) -> None:
    plain = reading.text.plain
    *earlier, name = _names(reading, item.before)
    for each in earlier:
        if not _read_owned(reading, each, expected):
            _alone(reading, each, expected)
    if _is_reversed(reading, replace(item, before=name), says_firms=False):
        _read_reversed(reading, [replace(item, before=name)], [expected], least=1)
        return
    words = reading.text.plain_of(name)
    if re.search(r"[\[\];]", words) or _COUNT.fullmatch(words):
        reading.find("uncertain", "These words were not understood as names and institutions.", (name[0], item.end))
        return
    group = reading.institutions.group(item.content)
    if group.certainty == NONE or not group.members:
        whole = trimmed(plain, (name[0], item.end))
        if is_name(reading.text.plain_of(name)) or PRODUCT_END.search(reading.text.plain_of(name)):
            reading.find("uncertain", "The bracket was not understood as institutions.", item.content)
            _alone(reading, whole, expected)
        return
    made = named(reading, name, (name[0], item.end))
    made.type = made.type or expected.type
    made.institutions = reading.involved(group)
    if not item.closed:
        reading.find("bracket", "The bracket is never closed: check where the institutions end.", item.content)
    if group.certainty == POSSIBLE and group.best == POSSIBLE:
        reading.find(
            "unknown-institution", "Nothing but its place says that this is an institution.", item.content, "note"
        )
    reading.add(made)


def _read_owned(reading: Reading, span: Span, expected: Expected) -> bool:
    """Read an item of the form X申报的NAME, with or without marks, among others with brackets."""
    match = _OWNED.fullmatch(reading.text.plain, *trimmed(reading.text.plain, span, " \t\n,;、。"))
    group = reading.institutions.group(match.span("who")) if match else None
    if match is None or group is None or not group.members or group.certainty < LIKELY:
        return False
    made = named(reading, match.span("name"), match.span())
    made.type = made.type or expected.type
    made.institutions = reading.involved(group)
    reading.add(made)
    return True


def _alone(reading: Reading, span: Span, expected: Expected) -> None:
    span = trimmed(reading.text.plain, span, " \t\n,;、。.")
    if _NO_NAME.match(reading.text.plain, *span):
        if reading.text.plain.startswith("等", span[0]):
            reading.find("open-list", f"“{reading.text.of(span)}” says that there are more than are named.", span)
        return
    made = named(reading, span, span)
    made.type = made.type or expected.type
    reading.add(made)


def _names(reading: Reading, span: Span) -> list[Span]:
    """The names in the words before a bracket: usually one; several where items before it have no bracket."""
    plain = reading.text.plain
    parts = top_level(plain, span, ",;、")
    found: list[Span] = []
    start = span[0]
    for part, following in pairwise(parts):
        words, rest = plain[start : part[1]].strip(), plain[following[0] : following[1]].strip()
        whole = bool(PRODUCT_END.search(words)) and len(words) >= (6 if HAN.search(words) else 12)
        whole = whole or (_OWNED.fullmatch(words) is not None and plain[part[1]] != ",")
        if whole and (plain[part[1]] != "、" or NAME_BEGIN.match(rest) or _OWNED.match(words)):
            found.append(trimmed(plain, (start, part[1])))
            start = following[0]
    return [*found, trimmed(plain, (start, span[1]))]


def _open_end(reading: Reading, rest: Span, sentence: Span) -> None:
    """A finding where the list says that it goes on."""
    opened = _OPEN.match(reading.text.plain_of(rest).lstrip(" ,、)"))
    if opened and opened.group():
        start = rest[0] + reading.text.plain_of(rest).index(opened.group())
        span = (start, start + len(opened.group()))
        reading.find("open-list", f"“{reading.text.of(span)}” says that there are more than are named.", span)
    reading.used.append(sentence if rest[1] - rest[0] < 40 else (sentence[0], rest[0]))
