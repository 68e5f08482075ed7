"""Lists of lines: numbered, with bullets, or an institution and a description each; headings give the type."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.details import read_details
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.expectation import OF_CONTENTS, expectation
from sandbox_atlas.graph.curation.drafting.grammar.alliances import read_lines_of_alliances
from sandbox_atlas.graph.curation.drafting.grammar.shared import read_shared
from sandbox_atlas.graph.curation.drafting.inline import read_reversed_item
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.items import Expected, read_item
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.roles import is_of_role
from sandbox_atlas.graph.curation.drafting.structure import BULLET, MARK, kind_of, mark_end
from sandbox_atlas.graph.curation.drafting.words import OFFICE, REFERS, TYPES

_HEADING: Final = re.compile(
    r"(?:类|应用|项目|产品|服务|名单|applications?|products?|services?)?\s*(?:\(?(?:共|合计)?\s*[\d一二两三四五六七八九十]+\s*[个项款件家]?\)?)?\s*[:。]?\s*$",
    re.I,
)
_NOUN: Final = re.compile(
    r"(?:创新|试点|测试|入选|拟测试|本批|首批|新增)*(?:应用|项目|产品)(?:名称|名单|清单|列表)?(?:\s*\(.{1,8}\))?:?"
    r"|(?:申请|申报|参与|试点|合作|入选|测试|牵头)+(?:机构|单位|企业|公司)(?:名单|清单)?(?:\s*\(.{1,8}\))?:?"
    r"|(?:innovative |accepted |selected )?(?:applications|projects|products|applicants|firms|participants"
    r"|institutions):?",
    re.I,
)
"""The heading of a section that says only what it lists."""
_SHORT_NAME: Final = re.compile("[\u4e00-\u9fffA-Za-z0-9“”–]{4,20}")
_TYPE: Final = re.compile("|".join(pattern.pattern for pattern in TYPES.values()), re.I)
_PAIR: Final = re.compile(
    r"[A-Z0-9][^–:\n]{1,70}?(?:\s+-+\s+|\s*–+\s*|:\s+)\S|[\u4e00-\u9fff][^–:,。;“\n]{2,30}"
    r"(?:(?::|–+)\s*“|:\s*[^,。;:“]{4,40}(?:服务|产品|平台|系统)\s*$)"
)
_TITLE: Final = re.compile(
    r"(?:^|[–:-]\s+)(?:List\s+of\s|Participants?\b(?!\s+[a-z]+s?\s+(?:will|can|are))|[Pp]ress\s+[Rr]elease|Media\s+[Rr]elease)"
    r"[^.]*(?:[Ss]andbox|[Cc]ohort|[Pp]articipants|[Rr]elease)[^.]{0,20}$"
)
"""A heading of the text that has a dash or a colon."""
_TELLS_LIST: Final = re.compile(r"[^:\n]*\b(?:are|is|were|include[sd]?|follows?)\s*:")
"""A sentence that introduces a list after its colon."""
_DASHED: Final = re.compile(r"\w[^–:\n]{1,70}?(?:\s+-+\s+|\s*–+\s*|:\s+)\S")
"""The same, whatever letter it begins with."""
_INTRODUCES: Final = re.compile(
    r"(?::|如下|名单|包括|分别(?:为|是)|\bare|\bfollows|\blist(?:ed)?(?: below)?)\s*[:：。.]?\s*$", re.I
)
_GENERAL: Final = re.compile(
    r"\s*(?:截至|截止|此前|据|本次|此次|本批|目前|下一步|附件|联系|意见|公示|电话|邮箱|业内|以上|上述|特此"
    r"|中国人民银行|As of|To date|Earlier"
    r"|For (?:more|further)|About|Notes?\b|The (?:sandbox|authority|regulator|cohort|bank))",
    re.I,
)
"""How lines begin that speak of the announcement, not of one application."""
_LONGEST, _LONGEST_ITEM = 400, 700
_FEW: Final = 3
"""Fewest items of a list of which most tell what the others are."""
_EXPLAINS: Final = re.compile(
    "(?:在于|有以下|优势|差异|好处|方面|步骤|重点|考量|考虑|因素|理由|原因|目的|挑战|特征|要求|条件)[^,。;]{0,6}:\\s*$"
)
"""What introduces a list that explains, and names no applications or institutions."""
_SOME: Final = re.compile(r"\b(?:includ(?:e|es|ing)|such as|among them)\b", re.I)
_HEADING_LENGTH: Final = 40
_TAIL: Final = 60
"""Characters at the end of a paragraph that may introduce a list."""
_LONGEST_BARE: Final = 160
_GENERIC: Final = re.compile(
    r"\b(?:banks|firms|partners|services|products|companies|institutions|participants)\s*$"
    r"|(?:试点|参与|申[请报]|入[选围盒]|获[批准]|测试|[首本此]批|以下|合作|持牌|牵头|类)[^,、;]{0,6}(?:机构|单位|企业|公司|银行)\s*$"
    r"|(?:应用|项目|产品|服务|名单)\s*$",
    re.I,
)
"""How a heading ends that says what a list holds, although it looks like the name of an institution."""
_DATELINE: Final = re.compile(r"\s*(?:[\u4e00-\u9fff]{2,6}:[ \t]*)?(?:19|20)\d\d[年/.–-][ \t]*\d{1,2}[^,。;:]{0,40}$")
"""A line that says when and by whom a text was published, and nothing of the list under it."""
_BY: Final = re.compile(r"[A-Z][^.:;]{2,60}?\s(?:by|from)\s+[A-Z]")
"""How a sentence begins that is an item of a list: a name, and who applies with it."""


def read_lines(reading: Reading) -> None:
    """Read all lists of lines; the lines that were understood are done."""
    expected, number = Expected(), 0
    while number < len(reading.lines):
        if number in reading.done:
            number += 1
            continue
        line = reading.lines[number]
        if _is_item(reading, line) and _is_heading(reading, number):
            expected = expectation(reading, line)
            reading.done.add(number)
            reading.used.append(line)
            number += 1
            continue
        block = _block(reading, number)
        if block:
            _read_block(reading, block, expected)
            if block[-1] not in reading.done:
                expected = _next_expected(reading, reading.lines[block[-1]], expected)
            number = block[-1] + 1
            continue
        expected = _next_expected(reading, line, expected)
        number += 1


def read_under_headings(reading: Reading) -> None:
    """Read the paragraphs under each item that is the heading of one application."""
    open_ = [number + 1 for number, application in reading.headings.items() if not application.institutions]
    are_followed = len(open_) > 1 and all(number < len(reading.lines) and _goes_on(reading, number) for number in open_)
    for number, application in reading.headings.items():
        last = number
        while last + 1 < len(reading.lines) and _goes_on(reading, last + 1):
            last += 1
        first = reading.lines[min(number + 1, last)]
        about = not application.institutions or REFERS.match(reading.text.plain, *first)
        if last > number and about:
            span = (first[0], reading.lines[last][1])
            read_details(reading, application, span, may_stand_alone=are_followed)


def _goes_on(reading: Reading, number: int) -> bool:
    """Whether a line still speaks of the application above it: no item, and no word on the announcement as a whole."""
    line = reading.lines[number]
    return number not in reading.done and not _is_item(reading, line) and not _GENERAL.match(reading.text.plain, *line)


def _next_expected(reading: Reading, line: Span, before: Expected) -> Expected:
    """What a line that is no item says of the list after it."""
    words = reading.text.plain_of(line)
    if OF_CONTENTS.search(words):
        return Expected()
    if _INTRODUCES.search(words):
        if _SOME.search(words):
            reading.find("open-list", "The list names some of them, perhaps not all.", line, "note")
        last = reading.sentence_at(line[1] - 1)
        return expectation(reading, last if _EXPLAINS.search(reading.text.plain, *last) else line)
    if _DATELINE.match(words) or reading.institutions.one(line).regulator:
        return before
    group = reading.institutions.group(line)
    if group.certainty >= POSSIBLE and group.best >= LIKELY and not _GENERIC.search(words):
        return before
    found = expectation(reading, (max(line[0], line[1] - _TAIL), line[1]))
    is_heading = len(words) <= _HEADING_LENGTH and not re.search("[。,;!?]", words)
    if is_heading and (found.kind or HAN.search(words)):
        return found if found.kind else Expected()
    return before if before.kind else found


def _is_item(reading: Reading, line: Span) -> bool:
    return MARK.match(reading.text.plain, *line) is not None and line[1] - line[0] <= _LONGEST_ITEM


def _is_heading(reading: Reading, number: int) -> bool:
    """Whether a numbered line is the heading of a section: a type and a number, or an introduction of further items."""
    line = reading.lines[number]
    words = reading.text.plain_of(line)
    mark = MARK.match(words)
    rest = words[mark.end() if mark else 0 :]
    type_ = _TYPE.match(rest.lstrip('“"').strip())
    if _NOUN.fullmatch(rest.strip('“”" ')) and number + 1 < len(reading.lines) and mark:
        following = MARK.match(reading.text.plain, *reading.lines[number + 1])
        return following is not None and kind_of(following.group()) != kind_of(mark.group())
    if type_ and _HEADING.fullmatch(rest.strip('“”" ')[type_.end() :]):
        return True
    return (
        bool(re.search(r":\s*$", rest))
        and number + 1 < len(reading.lines)
        and _is_item(reading, reading.lines[number + 1])
    )


def _block(reading: Reading, number: int) -> list[int]:
    """The numbers of the lines of a list that begins here."""
    introduced = number > 0 and _INTRODUCES.search(reading.text.plain_of(reading.lines[number - 1])) is not None
    for test in (_is_item, _is_pair, _is_bare) if introduced else (_is_item, _is_pair):
        found: list[int] = []
        for at in range(number, len(reading.lines)):
            heading = (
                bool(found) and test is _is_item and (_is_heading(reading, at) or _is_above(reading, found[0], at))
            )
            if at in reading.done or heading or not test(reading, reading.lines[at]):
                break
            found.append(at)
        if len(found) >= (1 if test is _is_item else 2):
            return found
    return []


def _is_above(reading: Reading, first: int, number: int) -> bool:
    """Whether a line is numbered 一、 like a section, and the first of its block is not."""
    marks = (MARK.match(reading.text.plain, *reading.lines[each]) for each in (first, number))
    kinds = [kind_of(mark.group()) if mark else None for mark in marks]
    return kinds[1] == 0 and kinds[0] not in (0, None)


def _is_pair(reading: Reading, line: Span) -> bool:
    """Whether a line is a name, a dash, and a description."""
    words = reading.text.plain_of(line)
    pair = _PAIR.match(words) or (_DASHED.match(words) and _begins_known(reading, line))
    return (
        pair is not None
        and bool(pair)
        and len(words) <= _LONGEST
        and not is_of_role(reading.text, line)
        and not re.match(
            r"(?:Date|Published|Source|Contact|Tel|Email|Note|About|Categor(?:y|ies)|Tags?|Author|Topics?|Editor|Reporter|Keywords|Photo|Posted|Filed)\b",
            words,
        )
        and not (_TITLE.search(words) or _TELLS_LIST.match(words))
    )


def _begins_known(reading: Reading, line: Span) -> bool:
    first = reading.institutions.known_in(line)[:1]
    return bool(first) and first[0].span[0] == line[0]


def _is_bare(reading: Reading, line: Span) -> bool:
    words = reading.text.plain_of(line)
    if len(words) > _LONGEST_BARE or _INTRODUCES.search(words):
        return False
    return (
        not re.search(r"[。!?]|[a-z](?<!\bLtd)(?<!\bInc)(?<!\bCo)(?<!\bCorp)\.\s*$", words)
        or _BY.match(words) is not None
    )


def _read_block(reading: Reading, block: list[int], expected: Expected) -> None:
    """Read a list where what introduces it says what it is, or where at least half of its lines say so."""
    lines = [reading.lines[number] for number in block]
    if read_lines_of_alliances(reading, lines):
        reading.done.update(block)
        return
    if not expected.kind:
        trial = reading.trial()
        understood = sum(read_item(trial, line, expected) for line in lines)
        if 2 * understood < len(lines) or (len(lines) == 1 and not trial.applications):
            return
    if not expected.kind and any(BULLET.match(reading.text.plain, *line) for line in lines):
        expected = Expected("", expected.type, expected.role)
    if _tells_firms(reading, lines, expected):
        expected = Expected("institutions", expected.type, expected.role)
    first = len(reading.applications)
    for number, line in zip(block, lines, strict=True):
        before = len(reading.applications)
        if read_reversed_item(reading, line, expected) or read_item(reading, line, expected):
            reading.done.add(number)
        elif expected.kind == "applications" and all(not each.institutions for each in reading.applications[first:]):
            _read_short_name(reading, number, of=len(lines), found=before - first)
        if len(reading.applications) > before and reading.applications[-1].name:
            reading.headings[number] = reading.applications[-1]
    read_shared(reading, block, first)
    _describe_alike(reading, reading.applications[first:])


def _tells_firms(reading: Reading, lines: list[Span], expected: Expected) -> bool:
    """Whether most items of a list are a firm and what it does, so that the others are so too."""
    if expected.kind == "institutions" or len(lines) < _FEW:
        return False
    if not all(_is_pair(reading, (mark_end(reading.text.plain, line), line[1])) for line in lines):
        return False
    trial = reading.trial()
    understood = [read_item(trial, line, expected) for line in lines]
    unclear = sum(finding.rule == "order-unclear" for finding in trial.findings)
    firms = [a for a in trial.applications if a.name is None and a.institutions and a.description]
    some = unclear > 0 or understood.count(False) > 0
    return some and 2 * len(firms) >= len(lines) and len(firms) + unclear == len(trial.applications)


def _read_short_name(reading: Reading, number: int, *, of: int, found: int) -> None:
    """Take a short Chinese line that does not end like a name for one, where most of its list are names alone."""
    line = reading.lines[number]
    mark = MARK.match(reading.text.plain, *line)
    span = trimmed(reading.text.plain, (mark.end() if mark else line[0], line[1]), " \t。;")
    short = _SHORT_NAME.fullmatch(reading.text.plain, *span)
    looks = mark is not None and short is not None and not OFFICE.fullmatch(short.group())
    if looks and 2 * (found + 1) > of and reading.institutions.one(span).certainty < LIKELY:
        reading.add(named(reading, span, span))
        reading.done.add(number)


def _describe_alike(reading: Reading, applications: list[DraftedApplication]) -> None:
    """Take for descriptions the words after institutions in a list in which most are, though they end like a name."""
    described = [each for each in applications if each.name is None and each.description]
    if 2 * len(described) <= len(applications):
        return
    for each in applications:
        first = min((i.name.position[0] for i in each.institutions), default=None)
        if each.name and first is not None and first < each.name.position[0] and not each.description:
            quoted = reading.text.plain[each.name.position[0] - 1 : each.name.position[0]] in ("“", "《", '"', "'")
            if not quoted and HAN.search(each.name.value):
                each.name, each.description = None, each.name
