"""Prose: sentences with applicants and quoted names, lists of institutions, or the approval of one firm."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sandbox_atlas.graph.curation.drafting.bare import read_bare
from sandbox_atlas.graph.curation.drafting.belonging import is_about_leaving
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.admitted import read_admitted, read_approval, read_tested_by_admitted
from sandbox_atlas.graph.curation.drafting.grammar.alliances import read_alliances
from sandbox_atlas.graph.curation.drafting.grammar.described_en import read_whose
from sandbox_atlas.graph.curation.drafting.grammar.firms_en import read_firms_en
from sandbox_atlas.graph.curation.drafting.grammar.granted_en import read_granted_en, read_issued_en, read_let_in_en
from sandbox_atlas.graph.curation.drafting.grammar.labelled_en import read_labelled_en
from sandbox_atlas.graph.curation.drafting.grammar.owned_zh import read_owned_zh
from sandbox_atlas.graph.curation.drafting.grammar.pairs import read_pairs
from sandbox_atlas.graph.curation.drafting.grammar.participants import read_participants, sure_of
from sandbox_atlas.graph.curation.drafting.grammar.placed import read_placed
from sandbox_atlas.graph.curation.drafting.grammar.respective import join_respectively
from sandbox_atlas.graph.curation.drafting.grammar.segments import read_segments
from sandbox_atlas.graph.curation.drafting.grammar.shorts import is_short_of
from sandbox_atlas.graph.curation.drafting.grammar.told_items import read_told_items
from sandbox_atlas.graph.curation.drafting.grammar.turns import read_turns, turns_from
from sandbox_atlas.graph.curation.drafting.inline import INTRODUCES, read_run
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.items import read_item
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import Applied, applied
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import read_runs, runs_of
from sandbox_atlas.graph.curation.drafting.structure import mark_end, quotations, sentences_of, top_level
from sandbox_atlas.graph.curation.drafting.telling import read_telling
from sandbox_atlas.graph.curation.drafting.telling_zh import read_telling_zh

_AND: Final = re.compile(r"\s*(?:(?:and|as well as)\b\s*|以及|和)?", re.I)
_BESIDE: Final = " \t\n:,"
_GOES_ON: Final = re.compile(r"等[^、,;。]{0,10}(?=,)")
"""The end of a list of names that a further clause follows."""
_LISTED: Final = re.compile(
    r"(?P<noun>(?:试点|参与|入选|申报|申请|合作|测试|首批|入围|获批)(?:的)?(?:机构|企业|公司|单位|银行|主体))(?:名单)?(?:\([^()]{1,14}\))?(?:分别|依次)?(?:有|为|是|包括|包含|涵盖|:)(?P<who>[^。;]+)"
    r"|(?:参与|参加|加入)[^,。;]{0,10}的(?:机构|单位|企业)?(?:还有|包括|有|是|为)(?P<who5>[^。;]+)"
    r"|(?:^|(?<=[,。;]))(?P<who3>[^,。;:“”]{2,120}?)(?:也|均|都|亦)?(?:在|列入|属于|位列|跻身)(?:[^,。;]{0,4})"
    r"(?:申报|申请|试点|参与|测试)(?:机构|单位|企业|公司)(?:之列|名单|之一)"
    r"|\b(?:[Aa]nother|[Aa]|[Tt]he)\s+(?:\w+\s+){0,2}(?:participant|firm|company|bank|applicant|entrant|tester),\s*"
    r"(?P<who4>[A-Z][^,.;]{2,60}),",
    re.I,
)
_SAID_OF_ALL: Final = re.compile(r",(?:均|全部|主要|共)*(?:涉及|涵盖|覆盖|聚焦|围绕)[^“”;]*$")
"""What is said of all after the last item."""
_THEM: Final = re.compile(r"\s*(?:Among (?:them|these)|They|These|其中|它们|分别)", re.I)
"""How a list begins that the sentence before it speaks of."""
_TYPED: Final = re.compile(
    r"\s*(?:alone|jointly)?[,;]?\s*(?:and\s+)?(?:(?:the|its|whose)?\s*(?:application\s+)?type\s*(?:is|:)?|is)\s[^,;.]{0,12}?"
    r"(?:financial services?|technology products?)",
    re.I,
)
"""The type of an application after who applies with it."""
_TYPED_ZH: Final = re.compile(
    r"(?:申请|申报|提交|推出)的(?:一[项个款])?(?P<type>金融服务|(?:金融)?科技产品|技术产品)类?(?:创新)?(?:应用|项目|产品)?"
)
_FAR: Final = 24
_MEANS: Final = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|;\s*|\s)(?:(?:which|that|it|and|where)\s+\w|(?:will\s+)?[a-z]+s\s|to\s|using\b|based\b|built\b)"
)
"""How the words on what an application does begin."""
_PAST: Final = re.compile(
    r"\b(?:[Pp]ast|[Pp]revious|[Ff]ormer|[Ee]arlier)\s+(?:participants|firms|companies|entrants|cohorts)\b"
    r"|此前|早前|上一[批期轮届]"
)


def read_prose(reading: Reading) -> None:
    """Read all sentences of lines that are not done."""
    for number, line in enumerate(reading.lines):
        if number not in reading.done:
            begin = mark_end(reading.text.plain, line)
            for start, end in sentences_of(reading.text.plain, (begin, line[1])):
                turns = turns_from(reading.text.plain, (start, end))
                for part in ((start, turns), (turns, end)):
                    if part[0] < part[1]:
                        _read_sentence(reading, part)


def _read_sentence(reading: Reading, sentence: Span) -> None:
    if is_about_leaving(reading.text.plain_of(sentence)):
        reading.exits.append(sentence)
    any(form(reading, sentence) for form in _FORMS)  # each says whether it has understood the sentence


def _read_run(reading: Reading, sentence: Span) -> bool:
    """Read a list of names with brackets, and the quoted names without one after it; return whether there was one."""
    before = len(reading.applications)
    if not read_run(reading, sentence):
        return False
    end = max((each.position[1] for each in reading.applications[before:]), default=sentence[1])
    if end < sentence[1]:
        read_quotations(reading, (end, sentence[1]))
    return True


def _read_semicolons(reading: Reading, sentence: Span) -> bool:
    """Read a list of the form "…: item; item; item"; return whether most of its items were understood."""
    plain = reading.text.plain
    begins = _last_before_list(plain, sentence)
    if not begins:
        return False
    first = quotations(plain, sentence)[:1]
    at = sentence[0] if first and first[0][0] < begins.start() else begins.end()
    parts = top_level(plain, (at, sentence[1]), ";")
    if len(parts) < 2:
        return False
    if said := _SAID_OF_ALL.search(plain, *parts[-1]):
        parts[-1] = (parts[-1][0], said.start())
    items = [trimmed(plain, (start.end(), part[1]), _BESIDE) for part in parts if (start := _AND.match(plain, *part))]
    if any(len(runs_of(plain, item)) > 1 for item in items):
        return False  # each part names several, each with its own
    expected = expectation(reading, (sentence[0], begins.end()))
    if not expected.kind and _THEM.match(plain, *sentence):
        expected = expectation(reading, reading.sentence_at(sentence[0] - 1))
    trial = reading.trial()
    if 2 * sum(read_item(trial, item, expected) for item in items) <= len(items):
        return False
    for item in items:
        if not read_item(reading, item, expected):
            reading.find("uncertain", "This part of a list was not understood.", item)
    reading.used.append(sentence)
    return True


def _last_before_list(plain: str, sentence: Span) -> re.Match[str] | None:
    """The words that introduce a list: the last colon before its first semicolon, else the first of such words."""
    found = list(INTRODUCES.finditer(plain, sentence[0], top_level(plain, sentence, ";")[0][1]))
    colons = [each for each in found if each.group() == ":" and not quotations(plain, (sentence[0], each.start()))]
    return colons[-1] if colons else found[0] if found else None


def read_quotations(reading: Reading, sentence: Span) -> bool:
    """Read the quoted names of a sentence with their applicants; return whether there were any."""
    left, found = sentence[0], False
    marks = quotations(reading.text.plain, sentence)
    for number, quotation in enumerate(marks):
        right = marks[number + 1][0] if number + 1 < len(marks) else sentence[1]
        words = reading.text.plain_of(quotation).strip("“”《》\"' ,")
        if len(words) < 2 or reading.is_taken(quotation):
            continue
        who = applied(reading, quotation, left, right)
        if who:
            if not _add_mention(reading, who.span, quotation, who):
                made = named(reading, (quotation[0], who.tail), who.span)
                made.institutions = who.involvements(reading)
                _say_more(reading, made, quotation[1], who.span[1], right)
                reading.add(made)
            left, found = max(who.tail, who.span[1] if who.span[1] <= right else who.tail), True
    return found


def _say_more(reading: Reading, made: DraftedApplication, name_end: int, start: int, end: int) -> None:
    """Take the type that stands between an English name and who applies, or right after, and the words on its means."""
    plain = reading.text.plain
    if start > name_end and (typed := _TYPED_ZH.search(plain, name_end, min(end, start + _FAR))):
        made.type = made.type or reading.type_in(typed.span("type"))
    if start <= name_end or HAN.search(plain, name_end, start):
        return
    typed = _TYPED.match(plain, start, end)
    words = (name_end, made.institutions[0].name.position[0]) if made.institutions else (name_end, name_end)
    made.type = made.type or reading.type_in(words) or (reading.type_in(typed.span()) if typed else None)
    if _MEANS.match(plain, start, end):
        made.details = (start, end)


def _spell_out(reading: Reading, application: DraftedApplication, who: Applied) -> None:
    """Take the full names of institutions where another mention has them, and the first, as in a title, is in short."""
    fuller = [(member, role) for group, role in who.groups for member in group.members]
    if len(fuller) != len(application.institutions):
        return
    for number, ((member, role), old) in enumerate(zip(fuller, application.institutions, strict=True)):
        long, short = reading.text.plain_of(member.span), reading.text.plain_of(old.name.position)
        if role == old.role and len(long) > len(short) and is_short_of(short, long) and not member.regulator:
            application.institutions[number] = reading.involved(Group((member,)), role)[0]


def _add_mention(reading: Reading, span: Span, quotation: Span, who: Applied | None = None) -> bool:
    """Whether a quoted name is that of an application which is already there: another mention of it."""
    before = reading.named(reading.text.of(quotation))
    if before:
        reading.used.append(span)
        if who:
            _spell_out(reading, before, who)
    return before is not None


def _read_institutions(reading: Reading, sentence: Span) -> bool:
    """Read a sentence that lists institutions, and does not join them to applications."""
    match = _LISTED.search(reading.text.plain_of(sentence))
    if not match:
        return False
    if _PAST.search(reading.text.plain, sentence[0], sentence[0] + match.end()) and not match["who3"]:
        return False
    name = next(each for each in ("who", "who3", "who4", "who5") if match[each])
    span = trimmed(reading.text.plain, (sentence[0] + match.start(name), sentence[0] + match.end(name)), " \n.。")
    goes_on = _GOES_ON.search(reading.text.plain, *span)
    span = (span[0], goes_on.end()) if goes_on else span
    group = sure_of(reading, reading.institutions.group(span))
    alone = group.best < LIKELY and len(group.members) < 3 and name != "who4"
    if len(group.members) < 1 or group.certainty < POSSIBLE or alone:
        return False
    if group.best < LIKELY:
        reading.find("unknown-institution", "Nothing but its place says that this is an institution.", span, "note")
    if re.search(r"\b(?:some of|such as|included?|including)\b", reading.text.plain_of((sentence[0], span[0])), re.I):
        reading.find("open-list", "The sentence names some of the institutions, perhaps not all.", sentence, "note")
    role = expectation(reading, (sentence[0] + match.start(), span[0])).role
    if role == APPLICANT and join_respectively(reading, group, sentence):
        return True
    plural = re.search(
        r"\bbanks\b|\bnames\b|\btech(?:nology)? (?:firms|companies)\b",
        reading.text.plain_of((sentence[0], span[0])),
        re.I,
    )
    reading.loose.extend(reading.involved(group, "participant" if plural else role))
    reading.used.append(sentence)
    return True


def _read_bare(reading: Reading, sentence: Span) -> bool:
    """Read a list of names alone, and the institutions that the same sentence lists; whether there were names."""
    is_bare = read_bare(reading, sentence)
    if is_bare:
        _read_institutions(reading, sentence)
    return is_bare


def _read_parts(reading: Reading, sentence: Span) -> bool:
    """Read what parts of a sentence say, each by itself; whether any says something."""
    found = [form(reading, sentence) for form in (read_runs, read_quotations, read_telling_zh)]
    return any(found)


_FORMS: Final[tuple[Callable[[Reading, Span], bool], ...]] = (
    read_labelled_en,
    read_placed,
    read_turns,
    read_tested_by_admitted,
    read_let_in_en,
    read_alliances,
    read_segments,
    read_told_items,
    read_owned_zh,
    read_whose,
    read_pairs,
    read_issued_en,
    _read_run,
    read_telling,
    _read_bare,
    _read_semicolons,
    _read_parts,
    read_participants,
    read_firms_en,
    _read_institutions,
    read_approval,
    read_granted_en,
    read_admitted,
)
"""The forms of sentences, the surest first: what one has understood, the others leave alone."""
