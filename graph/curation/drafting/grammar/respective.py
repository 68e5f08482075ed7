"""Respective lists: names in one sentence, who applies with each in the next: 申请机构分别为A、B和C."""

from __future__ import annotations

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import Group
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import RESPECTIVELY


def join_respectively(reading: Reading, group: Group, sentence: Span) -> bool:
    """Join institutions one to one to the names before them; whether the sentence says so and the numbers fit."""
    if not RESPECTIVELY.search(reading.text.plain, *sentence) or group.open:
        return False
    waiting: list[DraftedApplication] = []
    for each in sorted(reading.applications, key=lambda each: each.position)[::-1]:
        if each.position[0] > sentence[0]:
            continue
        if each.institutions or each.name is None:
            break
        waiting.insert(0, each)
    parts = _parts(reading, group)
    if len(waiting) < 2 or len(waiting) != len(parts):
        return False
    for application, part in zip(waiting, parts, strict=True):
        application.institutions = reading.involved(part, APPLICANT)
    return True


def _parts(reading: Reading, group: Group) -> list[Group]:
    """The institutions of a list; those with a slash between them belong together."""
    found: list[Group] = []
    for member in group.members:
        before = found[-1].members if found else ()
        if before and "/" in reading.text.plain[before[-1].span[1] : member.span[0]]:
            found[-1] = Group((*before, member))
        else:
            found.append(Group((member,)))
    return found
