"""Described tests in English: sentences on what one institution offers or builds, where no verb of testing says so."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.agents import builders_in
from sandbox_atlas.graph.curation.drafting.grammar.english import NAME, apposed_names, subject_of
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import who_at_end
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import mark_end, top_level
from sandbox_atlas.graph.curation.drafting.telling import is_common, without_partners
from sandbox_atlas.graph.curation.drafting.telling_words import any_of

_AUXILIARY: Final = any_of(
    """will | would | is | are | has | have | plans? to | intends? to | aims? to | hopes? to | wants? to
    seeks? to | proposes? to
    is set to | is due to | also | now | meanwhile | been | jointly"""
)
_DOES: Final = any_of(
    """uses? | using | offer(?:s|ed|ing)? | launch(?:es|ed|ing)? | issu(?:es?|ed|ing) | buil(?:ds?|t|ding)
    develop(?:s|ed|ing)? | provid(?:es?|ed|ing) | brings? | roll(?:s|ed|ing)? out | introduc(?:es?|ed|ing)
    deploy(?:s|ed|ing)? | investigat(?:es?|ed|ing) | examin(?:es?|ed|ing) | stud(?:y|ies|ied|ying)
    explor(?:es?|ed|ing) | work(?:s|ed|ing)? on | creat(?:es?|ed|ing) | demonstrat(?:es?|ed|ing)
    appl(?:y|ies|ied)
    come up with | keep | sell(?:s|ing)? | put(?:s|ting)? forward | enter(?:s|ed)? with | join(?:s|ed)? with
    showcas(?:es?|ing) | enables? | lets? | helps? | connects? | teach(?:es)?"""
)
_TELLS: Final = re.compile(rf"\s+(?:{_AUXILIARY}\s+)*(?P<verb>{_DOES})\s+(?!cases?\b|on\b)(?=[a-zA-Z“\"])")
_JOINTLY: Final = re.compile(
    r"\s+(?:has|have|is|are|will)?\s*"
    + any_of(
        """teamed up | partnered | joined forces | working | work | cooperating | teaming up | partnering
        partners | works"""
    )
    + r"\s+with\s+(?P<partner>[^.;]+?)\s+(?:to|on)\s+"
    rf"(?P<verb>(?:{_DOES}|test|trial|pilot|try out)\s+|an?\s+)(?=[a-zA-Z“\"])"
)
_ENDS: Final = re.compile(r",\s+(?:rounds|rounded|completes|completed|is the|are the|makes up|joins)\b")
_FUTURE: Final = re.compile(r"(?:tests?|pilots?|trials?|sandbox|will|plans?|intends?|aims?)\b")
_SAYS: Final = re.compile(
    r"\b"
    + any_of(
        """said | says | told | according to | announc\\w+ | noted | added | spokes\\w+ | received | approved
        admitted | selected | regulator\\w* | last year | next year | previously | earlier | so far | guidance
        workshops? | seminars? | applications? (?:for|open) | apply for | apply to | applied for | applied to"""
    )
    + r"\b|\?$"
)
"""What sentences say that tell of the announcement, of another time, or what somebody says."""
_AND_THEN: Final = re.compile(r"\s*(?:and\s+)?(?=[A-Z]|[a-z]{1,3}[A-Z])")
_WHOSE: Final = re.compile(
    r"(?:Among\s+[^,]*?\s+(?:is|are|was|were)\s+)?(?P<who>[A-Z][^,]*?),\s+(?:whose|with\s+its)\s+(?:[a-z-]+\s+){0,3}?"
    + any_of(
        "product|service|app|application|platform|solution|tool|pilot|test|project|scheme|wallet|card|policy|model"
    )
    + rf",?\s+(?:is\s+|called\s+|named\s+)*(?P<name>{NAME})(?P<rest>\W.*)",
    re.S,
)
_OWNED: Final = re.compile(
    rf"(?P<who>[A-Z][^,;“”\"]*?)(?:'s|(?<=s)')\s+(?:new\s+)?(?P<name>{NAME})(?P<rest>,?\s+(?:which\s+|will\s+)?"
    r"(?:lets?|helps?|allows?|enables?|offers?|gives?|pays?|uses?|checks?|provides?|turns?|is\s+an?|matches|predicts"
    r"|detects?|tracks?|scores?|insures?|issues?|moves?|settles?|shares?)\s.*)",
    re.S,
)
TESTS: Final = re.compile(r"\b(?:sandbox|pilots?|trials?|cohort|test(?:s|ed|ing)?)\b", re.I)


def read_whose(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "Among them is X, whose product, Y, …" or "X's Y lets …": whether it was one."""
    plain, least = reading.text.plain, POSSIBLE
    match = _WHOSE.fullmatch(plain, *trimmed(plain, sentence))
    if match is None and reading.text.holds(TESTS):
        match, least = _OWNED.fullmatch(plain, *trimmed(plain, sentence)), LIKELY
    group = reading.institutions.group(match.span("who")) if match else None
    if match is None or group is None or not group.members or group.certainty < least:
        return False
    if reading.institutions.one(match.span("name")).certainty == KNOWN:
        return False
    if any(is_common(reading, each) for each in group.members):
        return False
    made = named(reading, match.span("name"), match.span("name"))
    made.institutions = reading.involved(group)
    reading.add(made).details = match.span("rest")
    return True


def clauses_en(plain: str, sentence: Span) -> list[Span]:
    """The clauses between semicolons where each begins with a name; else the sentence."""
    parts = top_level(plain, sentence, ";")
    starts = [_AND_THEN.match(plain, *part) for part in parts]
    if not all(starts):
        return [sentence]
    return [(start.end(), part[1]) for start, part in zip(starts, parts, strict=True) if start]


def read_described_en(reading: Reading, sentence: Span, applied: set[str], *, listed: bool = False) -> None:
    """Read a sentence that says what one institution offers, unless the institution applies with something else.

    Of a clause that is listed with others, the subject may be a name of which nothing else tells what it is.
    """
    plain = reading.text.plain
    said = trimmed(plain, (mark_end(plain, sentence), sentence[1]), " \t\n.")
    verb = _JOINTLY.search(plain, *said) or _TELLS.search(plain, *said)
    if verb is None or _SAYS.search(plain, *said):
        return
    who = _subject(reading, (said[0], verb.start()), plain[slice(*verb.span())], listed=listed)
    if who is None or any(is_common(reading, each) for each in who.members):
        return
    names = {reading.text.of(each.span) for each in who.members}
    if names & applied or any(reading.named(each) for each in names):
        return
    who = by_number(reading, who, verb.group())
    what, partners = without_partners(reading, (verb.end(), said[1]))
    partners += builders_in(reading, what)
    ends = _ENDS.search(plain, *what)
    what = (what[0], ends.start()) if ends else what
    if beside := verb.groupdict().get("partner"):
        group = reading.institutions.group(verb.span("partner"))
        group = group if group.certainty >= POSSIBLE else subject_of(reading, verb.span("partner")) or group
        partners += reading.involved(group, "partner") if beside and group.certainty >= POSSIBLE else []
    found = apposed_names(plain, what)
    if len(found) == 1:
        made = named(reading, found[0][0], said)
        made.description = reading.claim(found[0][1]) if found[0][1] else None
    elif len(reading.text.plain_of(what).split()) > 2:
        built = re.match("[a-z]+(?:es|s|ed|t|ing)$", verb["verb"].split()[0]) or verb["verb"].startswith(
            ("offer", "build")
        )
        what = (what[0] if built else verb.start("verb"), what[1])
        made = DraftedApplication(said, description=reading.claim(what))
    else:
        return
    made.institutions = [*reading.involved(who), *partners]
    reading.add(made).details = what


def _subject(reading: Reading, span: Span, verb: str, *, listed: bool) -> Group | None:
    """The institutions before a verb: surely ones, or the subject of what is to come."""
    least = POSSIBLE if listed or _FUTURE.search(verb) or " " in reading.text.plain_of(span).strip() else LIKELY
    return who_at_end(reading, span, least) or subject_of(reading, span)
