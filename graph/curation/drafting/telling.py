"""Telling: English sentences that say who tests what and with whom, or what is tested by whom."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.english import (
    TITLE,
    apposed_names,
    one_each,
    subject_of,
    with_partner,
)
from sandbox_atlas.graph.curation.drafting.grammar.place_names import without_place
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group, Institution
from sandbox_atlas.graph.curation.drafting.names import is_name, named, unmarked
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import who_at_end
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import RESPECTIVELY, paired, runs_of
from sandbox_atlas.graph.curation.drafting.structure import in_quotation, quotations, top_level
from sandbox_atlas.graph.curation.drafting.telling_words import (
    BESIDE,
    BESIDE_FIRST,
    BY,
    COUNTED,
    DATELINE,
    GAPPED,
    LISTED,
    NO_SUBJECT,
    OFFICE,
    SAID_IT,
    STOP,
    VERB,
    WITH,
)
from sandbox_atlas.graph.curation.drafting.words import NOTHING

_CAMEL: Final = re.compile(r"[\w'.+-]*[a-z0-9][A-Z][\w'.+-]*|[A-Z]\w+\d+|[“\"].+[”\"]")  # surely one name
_JOIN_AT_END: Final = re.compile(r"[\s,;]*\b(?:and|while|whereas|but)[\s,;]*$")
_JOINS: Final = re.compile(r",?\s+(?:while|whereas|but)\s+|;\s+(?:and\s+)?")  # a clause with its own subject
_AND: Final = re.compile(r"\s*(?:[,;]|\band\b)")
_ONLY: Final = re.compile(r"\bthe\s+(?P<which>latter|former)\s+(?:together\s+|in\s+partnership\s+)?(?=with\b)")
_JOINED: Final = re.compile(r"\s*,\s*(?:and\s+)?(?=[A-Z“\"])|\s+and\s+(?=[A-Z“\"])")


def read_telling(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "X is testing Y with Z" or "Y is tested by X"; return whether it was one."""
    plain = reading.text.plain
    quoted = {at for each in quotations(plain, sentence) for at in range(*each)}
    verbs = [match for match in VERB.finditer(plain, *sentence) if match.start() not in quoted]
    if not verbs:
        return _read_passive(reading, sentence)
    found, subjects = False, []
    for number, verb in enumerate(verbs):
        told = _subject(reading, (verbs[number - 1].end() if number else sentence[0], verb.start()))
        subjects.append((by_number(reading, told[0], verb.group()), told[1]) if told else None)
    for number, (verb, subject) in enumerate(zip(verbs, subjects, strict=True)):
        following = subjects[number + 1] if number + 1 < len(verbs) else None
        end = following[0].members[0].span[0] if following else sentence[1]
        found = bool(subject and _read_object(reading, subject, (verb.end(), end))) or found
    if found:
        reading.used.append(sentence)
    return found


def _subject(reading: Reading, span: Span) -> tuple[Group, Group] | None:
    """The institutions that a verb follows, and those with which they do it; none where they are no institutions."""
    plain = reading.text.plain
    start = dated.end() if (dated := DATELINE.match(plain, *span)) else span[0]
    span = (without_place(reading, *trimmed(plain, (start, span[1]))), trimmed(plain, span, " \t\n,")[1])
    said = SAID_IT.search(plain, *span)
    span = (span[0], said.start()) if said else span
    joins = list(_JOINS.finditer(plain, *span))
    if joins and (told := _subject(reading, (joins[-1].end(), span[1]))):
        return told
    if (both := with_partner(reading, span)) and not any(is_common(reading, each) for each in both[0].members):
        return both
    apposed = subject_of(reading, span)
    if apposed and not any(is_common(reading, each) for each in apposed.members):
        return apposed, Group(())
    group, partners = who_at_end(reading, span, POSSIBLE), Group(())
    beside = BESIDE.search(plain, span[0], group.members[0].span[0]) if group else None
    if group and beside:
        first = trimmed(plain, (span[0], beside.start()), " \t\n,")
        partners, group = group, who_at_end(reading, first, LIKELY)
        alone = reading.institutions.group(first)
        group = group or (alone if alone.certainty >= POSSIBLE and partners.best >= LIKELY else None)
    if not group or any(is_common(reading, each) for each in group.members):
        return None
    return group, partners


def is_common(reading: Reading, member: Institution) -> bool:
    """Whether words are a regulator, or a common noun at the beginning of a sentence."""
    words = reading.text.plain_of(member.span)
    return member.regulator or NO_SUBJECT.match(words) is not None or OFFICE.search(words) is not None


def _say_unknown(reading: Reading, certainty: int, span: Span) -> None:
    if certainty == POSSIBLE:
        reading.find("unknown-institution", "Nothing but its place says that this is an institution.", span, "note")


def _read_object(reading: Reading, who: tuple[Group, Group], span: Span) -> bool:
    """Add the applications that institutions test with others, by the words after the verb."""
    plain, subject = reading.text.plain, who[0]
    respectively = RESPECTIVELY.search(plain, subject.members[-1].span[1], span[1]) is not None
    what, partners = without_partners(reading, (span[0], _end_of_first(plain, span)))
    if len(apposed_names(plain, trimmed(plain, span, " \t\n."))) > 1:
        what, partners = trimmed(plain, span, " \t\n."), []
    partners = [*reading.involved(who[1], "partner"), *partners]
    stop = next((each for each in STOP.finditer(plain, *what) if not in_quotation(plain, what, each.start())), None)
    counted = COUNTED.match(plain, *what)
    what = trimmed(plain, (counted.end() if counted else what[0], stop.start() if stop else what[1]), " \t\n,.;")
    joined = _JOIN_AT_END.search(plain, *what)
    what = (what[0], joined.start() if joined else what[1])
    told = _told_names(reading, what, several=respectively or counted is not None)
    names = [name for name, _ in told]
    if what[0] >= what[1] or NOTHING.fullmatch(plain, *what):
        return False
    if not names and not _describes(reading, what):
        return False
    for each in subject.members:
        _say_unknown(reading, each.certainty, each.span)
    if not names and respectively and (parts := one_each(plain, what, len(subject.members))):
        for member, part in zip(subject.members, parts, strict=True):
            _add_described(reading, part, reading.involved(Group((member,))))
        return True
    if not names:
        what = _read_gapped(reading, what)
        return _add_described(reading, what, [*reading.involved(subject), *partners], span[1])
    whole, only, said_of = [(subject, APPLICANT)], _ONLY.search(plain, *span), dict(told)
    for name, own in zip(names, paired(reading, names, whole) if respectively else [whole] * len(names), strict=True):
        made = named(reading, name, name)
        made.institutions = [each for group, role in own for each in reading.involved(group, role)]
        if not only or name == names[-1 if only["which"] == "latter" else 0]:
            made.institutions += partners
        said = said_of[name]
        made.description = reading.claim(said) if said else None
        if len(names) == 1:
            made.details = (said[0] if said else what[1], span[1])
            made.position = (subject.members[0].span[0], what[1])
        _add(reading, made)
    _read_further(reading, (what[0], span[1]), subject)
    return True


def _end_of_first(plain: str, span: Span) -> int:
    """Where the words on what is tested end, before a further run of names that has institutions of its own."""
    runs = runs_of(plain, span)
    if not runs[1:]:
        return span[1]
    between = (runs[0][-1][1], runs[1][0][0])
    joins = list(_AND.finditer(plain, *between))
    return joins[0].start() if joins else between[0]


def _read_further(reading: Reading, span: Span, subject: Group) -> None:
    """Read what follows without a verb of its own: is testing “X”, B “Y” and, with C, “Z”."""
    runs = runs_of(reading.text.plain, span)
    for before, run in pairwise(runs):
        between = (before[-1][1], run[0][0])
        beside = BESIDE_FIRST.match(reading.text.plain, *between)
        group = reading.institutions.group((beside.end() if beside else between[0], between[1]))
        if not group.members or group.certainty < LIKELY:
            reading.find("uncertain", "Who applies with this was not understood.", (run[0][0], run[-1][1]))
            continue
        for name in run:
            made = named(reading, name, name)
            made.institutions = [*reading.involved(subject), *reading.involved(group, "partner")] if beside else []
            made.institutions = made.institutions or reading.involved(group)
            _add(reading, made)


def _add(reading: Reading, made: DraftedApplication) -> None:
    """Add an application, or its institutions to the one of that name that lacks them."""
    before = reading.named(made.name.value) if made.name else None
    if before is None:
        reading.add(made)
    elif not before.institutions:
        before.institutions = made.institutions


def _describes(reading: Reading, span: Span) -> bool:
    """Whether words describe what is tested: more than one, and nothing that was named before."""
    words = reading.text.plain_of(span)
    if re.match(r"the\s+\w+(?:ing|tion|ance|ment|use|issue|sale|transfer)\s+of\s", words):
        return True
    refers = re.match(r"(?:it|them|this|that|whether|how|the|these|those|(?:its|their)(?!(?: [\w-]+){3}))\b", words)
    return len(words.split()) > 1 and not refers


def _add_described(reading: Reading, span: Span, institutions: list[Involvement], end: int = 0) -> bool:
    """Add an application that words describe; up to an end the sentence goes on with it."""
    made = DraftedApplication(span, description=reading.claim(span), institutions=institutions)
    made.details = (span[1], end) if span[1] < end else None
    _add(reading, made)
    return True


def _read_gapped(reading: Reading, what: Span) -> Span:
    """A description without "and B a card for children" at its end, which is read as what B tests."""
    plain = reading.text.plain
    match = GAPPED.search(plain, *what)
    group = subject_of(reading, match.span("who")) or reading.institutions.group(match.span("who")) if match else None
    if match is None or group is None or group.certainty < (POSSIBLE if match["join"] else LIKELY):
        return what
    _add_described(reading, _read_gapped(reading, match.span("what")), reading.involved(group))
    return (what[0], match.start())


def without_partners(reading: Reading, span: Span) -> tuple[Span, list[Involvement]]:
    """What is tested, without "with Z", and Z as partner: only where the words after "with" name institutions."""
    plain = reading.text.plain
    for word in WITH.finditer(plain, *span):
        if in_quotation(plain, span, word.start()):
            continue
        stop = STOP.search(plain, word.end(), span[1])
        ends = [stop.start() if stop else span[1]]
        ends += [m.start() for m in re.compile(r"\s+(?:to|for|in|at|on)\s+").finditer(plain, word.end(), ends[0])]
        for end in sorted(ends, reverse=True):
            part = trimmed(plain, (word.end(), end), " \t\n,;.")
            group = reading.institutions.group(part)
            group = group if group.certainty >= POSSIBLE else subject_of(reading, part) or group
            technology = reading.known.of(reading.text.plain_of(part), "technology")
            if group.members and group.certainty >= POSSIBLE and not technology:
                for each in group.members:
                    _say_unknown(reading, each.certainty, each.span)
                return (span[0], word.start()), reading.involved(group, "partner")
    return span, []


def _told_names(reading: Reading, span: Span, *, several: bool) -> list[tuple[Span, Span | None]]:
    """The names in the words on what is tested, each with what these words say of it."""
    apposed = [] if runs_of(reading.text.plain, span) else apposed_names(reading.text.plain, span)
    are_names = not any(reading.known.of(reading.text.plain_of(name), "technology") for name, _ in apposed)
    if are_names and any(said for _, said in apposed):
        return apposed
    return [(name, None) for name in _names(reading, span, several=several)]


def _names(reading: Reading, span: Span, *, several: bool) -> list[Span]:
    """The names in the words on what is tested; none where they describe it."""
    plain = reading.text.plain
    if runs := runs_of(plain, span):
        return runs[0]
    parts = [part for part in _parts(plain, span) if part[0] < part[1]]
    sure = several or len(parts) > 2 or all(_CAMEL.fullmatch(plain, *part) for part in parts)
    if len(parts) > 1 and sure and all(TITLE.fullmatch(plain, *part) for part in parts):
        return parts
    words = reading.text.plain_of(span)
    title = TITLE.fullmatch(words)
    return [unmarked(plain, span)] if title and is_name(words) else []


def _parts(plain: str, span: Span) -> list[Span]:
    found, start = [], span[0]
    for match in _JOINED.finditer(plain, *span):
        found.append((start, match.start()))
        start = match.end()
    return [*found, (start, span[1])]


def _read_passive(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "Y is tested by X"."""
    plain = reading.text.plain
    match = BY.search(plain, *sentence)
    if not match or len(runs_of(plain, sentence)) > 1:
        return False
    who, partners = without_partners(reading, (match.end(), sentence[1]))
    stop = STOP.search(plain, *who)
    group = reading.institutions.group(trimmed(plain, (who[0], stop.start() if stop else who[1]), " \t\n,.;"))
    what = trimmed(plain, top_level(plain, (sentence[0], match.start()), ",;")[-1], " \t\n,;")
    lead = LISTED.match(plain, *what)
    what = (lead.end() if lead else what[0], what[1])
    runs = runs_of(plain, (sentence[0], match.start()))
    if runs and not plain[runs[-1][-1][1] : match.start()].strip():
        what = (runs[-1][0][0], match.start())
    names = _names(reading, what, several=" and " in plain[slice(*what)])
    if not group.members or group.certainty < POSSIBLE or group.best < (POSSIBLE if names else LIKELY):
        return False
    describes = re.match(r"(?:An?|The)\s+[a-z]", reading.text.plain_of(what)) is not None
    if (not names and not describes) or any(NO_SUBJECT.match(plain, *each) for each in names):
        return False
    if not names:
        what = _read_gapped(reading, what)
        return _add_described(reading, what, [*reading.involved(group), *partners])
    respectively = RESPECTIVELY.search(plain, match.end(), sentence[1]) and len(names) > 1
    whole = [(group, APPLICANT)]
    for name, own in zip(names, paired(reading, names, whole) if respectively else [whole] * len(names), strict=True):
        made = named(reading, name, name)
        made.institutions = [each for members, role in own for each in reading.involved(members, role)] + partners
        _add(reading, made)
    reading.used.append(sentence)
    return True
