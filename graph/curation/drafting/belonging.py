"""Belonging: applications that are not of the batch that a text announces: they leave, or are of another one."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.curation.drafting.circumstances import places_by_pattern
from sandbox_atlas.graph.curation.drafting.draft import Claim, DraftedApplication
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import Mentions, Places

EXITS: Final = re.compile(
    r"退出|出盒|出沙盒|出箱|终止|结束[^,。;]{0,16}测试|完成(?:全部)?测试|测试结束|(?:试验|实验|测试)期满"
    r"|停止测试|撤回申[请报]|撤出|转为正式"
    r"|\b(?:discontinued|ha(?:s|ve) (?:now )?(?:ended|concluded)|launched to (?:all|the (?:general )?public)"
    r"|exit(?:ed|s|ing)?|withdr[ae]wn?|withdrew"
    r"|graduated|left the|ha(?:s|ve|d) left|leaves the|removed from|completed (?:their|its|the) test)",
    re.I,
)
REFUSED: Final = re.compile(
    r"驳回|不予(?:核准|批准|通过|同意)|否决|未(?:获|予)(?:核准|批准|通过)"
    r"|\b(?:refused|rejected|turned down|declined|denied)\b",
    re.I,
)
"""What says that an application was not admitted."""
_APPROVED: Final = re.compile(
    r"(?<!不予)(?<!未获)(?<!未予)(?:核准|批准|同意)|\b(?:approved|admitted|accepted|selected)\b", re.I
)
_ADMITS: Final = re.compile(
    r"新增|入盒|入选|纳入|拟测试|登记|获批|核准|申报|\b(?:admi(?:t|ss)\w*|accept\w*|approv\w*|join\w*|new)\b", re.I
)
"""What a heading says that is not only about leaving."""
_JOINS: Final = re.compile(r"新加入|新入[盒选]|\b(?:joined|joins|new entrants?|newly admitted)\b", re.I)
"""What a sentence says of one that comes, whatever the heading above it."""
_ANNOUNCED: Final = re.compile("公示|公布|发布|公告|推出|announc|releas|publish|unveil|publici[sz]", re.I)
_EARLIER: Final = re.compile(r"\s*(?:Earlier|Previously|Before|Last|此前|早前|之前|上月|去年|去岁)")
_SEAT: Final = re.compile(r"[- ](?:based|headquartered)\b")
"""What follows the place from which a firm comes, not that of a batch."""
_LONGEST_HEADING: Final = 60
_MOST_LINES: Final = 40
"""Most lines from an application up to the words that introduce it."""


def is_about_leaving(words: str) -> bool:
    """Whether a sentence speaks of what leaves, or of what was refused and nothing else."""
    return EXITS.search(words) is not None or (REFUSED.search(words) is not None and not _APPROVED.search(words))


def set_exits_apart(reading: Reading) -> None:
    """Keep apart applications that leave: they are no admissions, unless the whole announcement is about leaving."""
    exits, listed = Places(len(reading.text), reading.exits), _Lists(reading)

    def own(application: DraftedApplication) -> Span:
        return reading.sentence_at(application.position[0])

    leaving = [
        each
        for each in reading.applications
        if exits.hold(each.position)
        or (_leaves(listed.heading_of(each.position[0])) and not _JOINS.search(reading.text.plain_of(own(each))))
    ]
    _set_institutions_apart(reading, exits, listed, others=len(leaving) < len(reading.applications))
    if not leaving:
        return
    span = (leaving[0].position[0], leaving[-1].position[1])
    if len(leaving) == len(reading.applications):
        reading.find("exits", "These applications leave the sandbox; this is no admission.", span)
        return
    message = "leaves the sandbox, or was not admitted: it is not taken as an application of this batch."
    _drop(reading, leaving, "exits", message)


def _set_institutions_apart(reading: Reading, exits: Places, listed: _Lists, *, others: bool) -> None:
    """Keep apart institutions without an application that leave."""
    leaving = [
        each
        for each in reading.loose
        if exits.hold(each.name.position) or _leaves(listed.heading_of(each.name.position[0]))
    ]
    for each in leaving:
        reading.find("exits", f"“{each.name.value}” leaves the sandbox; this is no admission.", each.name.position)
    if others or len(leaving) < len(reading.loose):
        reading.loose[:] = [each for each in reading.loose if each not in leaving]


def set_others_apart(reading: Reading, batch: int | None, place: Claim | None) -> None:
    """Keep apart applications that the text joins to another batch, or to that of another place.

    Args:
        reading: The reading.
        batch: The number of the batch that the text announces; None if unknown.
        place: The place of that batch; None if unknown.
    """
    where, listed = _Where(reading, place), _Lists(reading)
    others = []
    for each in reading.applications:
        own = reading.sentence_at(each.position[0])
        words = (own[0], max(own[0], _beginning(each)))
        if _is_other(reading, where, words, batch) or _is_other(
            reading, where, listed.introduction_of(each.position[0]), batch
        ):
            others.append(each)
    if len(others) < len(reading.applications):
        message = "stands with another batch or another place: it is not taken as an application of this batch."
        _drop(reading, others, "other-batch", message)


def _drop(reading: Reading, applications: list[DraftedApplication], rule: str, message: str) -> None:
    """Take applications out of the draft, with a finding that says which and why."""
    dropped = {id(each) for each in applications}
    reading.applications[:] = [each for each in reading.applications if id(each) not in dropped]
    for each in applications:
        named = each.name.value if each.name else reading.text.of(each.position)
        reading.find(rule, f"“{named}” {message}", each.position)


def _beginning(application: DraftedApplication) -> int:
    """Where an application begins that may cover words before its claims."""
    claims = [application.name, application.description, *(each.name for each in application.institutions)]
    return min((claim.position[0] for claim in claims if claim), default=application.position[0])


def _leaves(words: str) -> bool:
    """Whether a heading says that what it heads leaves the sandbox."""
    return EXITS.search(words) is not None and not _ADMITS.search(words)


def _is_other(reading: Reading, where: _Where, span: Span, batch: int | None) -> bool:
    """Whether words announce another batch than that of the text, or the one of another place."""
    numbers = batch_numbers(reading.text.plain_of(span))
    if numbers and batch is not None:
        return batch not in numbers or where.differs(span)
    announced = numbers or _EARLIER.match(reading.text.plain, *span) or _ANNOUNCED.search(reading.text.plain_of(span))
    return bool(announced) and where.differs(span)


class _Where:
    """The places that a text names outside of other names, compared with that of its batch."""

    def __init__(self, reading: Reading, place: Claim | None) -> None:
        self._reading, self._place = reading, place
        names = [m.span for m in reading.mentioned]
        names += [c.position for a in reading.applications for c in (a.name, *(i.name for i in a.institutions)) if c]
        inside = Places(len(reading.text), names)
        found = reading.known.find(reading.text, "place")
        seats = {m.span[1] for m in found if _SEAT.match(reading.text.plain, m.span[1])}
        self._mentions = Mentions([m for m in found if not inside.overlap(m.span) and m.span[1] not in seats])
        self._usual = [span for span in places_by_pattern(reading) if not inside.overlap(span) and span[1] not in seats]

    def differs(self, span: Span) -> bool:
        """Whether words name a place, and not that of the batch."""
        if self._place is None:
            return False
        entities, words, others = set(self._place.entities), self._reading.text.plain_of(self._place.position), False
        for mention in self._mentions.inside(span):
            same = entities & {iri for _, iri in mention.things}
            if same or _alike(words, self._reading.text.plain_of(mention.span)):
                return False
            others = True
        usual = [each for each in self._usual if span[0] <= each[0] and each[1] <= span[1]]
        if any(_alike(words, self._reading.text.plain_of(each)) for each in usual):
            return False
        return others or bool(usual)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


class _Lists:
    """The lists of applications on lines, with the words over them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._covered = Places(len(reading.text), (each.position for each in reading.applications))

    def heading_of(self, place: int) -> str:
        """The words that say what the list is in which a place is: over it, else those of the title."""
        span = self.introduction_of(place)
        lines = self._reading.lines
        title = lines[0] if lines and lines[0][1] <= place else (0, 0)
        return self._reading.text.plain_of(span) if span[0] < span[1] else self._reading.text.plain_of(title)

    def introduction_of(self, place: int) -> Span:
        """The last sentence over the list of lines in which a place is; nothing where it has none."""
        lines, number = self._reading.lines, self._reading.line_at(place)
        first = self._reading.text.plain[lines[number][0] : place] if lines else ""
        if not lines or any(sign.isalpha() for sign in first):
            return (0, 0)
        for at in range(number - 1, max(-1, number - _MOST_LINES), -1):
            words = self._reading.text.plain_of(lines[at]).strip()
            if "\t" in words or self._covered.overlap(lines[at]):
                continue
            introduces = words.endswith(":") or (len(words) <= _LONGEST_HEADING and not words.endswith("。"))
            return self._reading.sentence_at(lines[at][1] - 1) if introduces else (0, 0)
        return (0, 0)
