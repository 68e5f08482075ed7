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
    if len(waiting) < 2 or len(waiting) != len(group.members):
        return False
    for application, member in zip(waiting, group.members, strict=True):
        application.institutions = reading.involved(Group((member,)), APPLICANT)
    return True
