"""Runs: several quoted names side by side, with one institution for all of them or one for each."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.institutions import Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.quoted import Applied, applied
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB

BETWEEN: Final = re.compile(r"\s*(?:、|,|和|与|及|以及|\band\b|&|\s)*\s*", re.I)
"""What stands between the names of a run."""
RESPECTIVELY: Final = re.compile(r"分别|各自|依次|\brespectively\b", re.I)

_LISTS: Final = re.compile("[,;:。]|包括|涵盖|涉及|即|如|include|namely|are")
_APPLIES: Final = re.compile(ANY_VERB, re.I)


def runs_of(plain: str, span: Span) -> list[list[Span]]:
    """The quotations of a part of a text, those together that follow each other without other words."""
    found: list[list[Span]] = []
    for each in quotations(plain, span):
        if found and BETWEEN.fullmatch(plain, found[-1][-1][1], each[0]):
            found[-1].append(each)
        else:
            found.append([each])
    return found


def read_runs(reading: Reading, sentence: Span) -> bool:
    """Read the runs of at least two names in a sentence; return whether there were any with institutions."""
    plain, runs, found = reading.text.plain, runs_of(reading.text.plain, sentence), False
    left = sentence[0]
    for number, run in enumerate(runs):
        right = runs[number + 1][0][0] if number + 1 < len(runs) else sentence[1]
        if len(run) > 1 and not any(reading.is_taken(each) for each in run):
            whole = (run[0][0], run[-1][1])
            before = applied(reading, (whole[0], run[0][1]), left, run[0][1])
            after = applied(reading, run[-1], run[-1][0], right)
            who = before if before and before.groups else after
            if who is None or (before and after and before.groups != after.groups):
                left = whole[0]
                continue
            if who is before and _are_apart(reading, before, whole[0]):
                _keep_apart(reading, run, before)
                left, found = run[-1][1], True
                continue
            start, end = (left, whole[0]) if who is before else (whole[1], right)
            shared = RESPECTIVELY.search(plain, start, end) or re.compile(r"\s*,?\s*\brespectively\b").match(
                plain, whole[1], right
            )
            _add(reading, run, list(who.groups), each_has_own=shared is not None)
            reading.used.append((min(who.span[0], whole[0]), max(who.span[1], whole[1])))
            found = True
        left = run[-1][1]
    return found


def _are_apart(reading: Reading, who: Applied, start: int) -> bool:
    """Whether several institutions before several names only take part: nothing between says that they apply."""
    members = [member for group, _ in who.groups for member in group.members]
    between = reading.text.plain[members[-1].span[1] : start]
    several = len(members) > 1 and _LISTS.search(between) is not None
    return several and not _APPLIES.search(between) and not RESPECTIVELY.search(between)


def _keep_apart(reading: Reading, run: list[Span], who: Applied) -> None:
    """Add names without institutions, and institutions without a name."""
    reading.loose += who.involvements(reading)
    for name in run:
        if reading.named(reading.text.of(name)) is None:
            reading.add(named(reading, name, name))


def _add(reading: Reading, run: list[Span], groups: list[tuple[Group, str]], *, each_has_own: bool) -> None:
    """Add an application for each name, with all institutions or with its own."""
    pairs = paired(reading, run, groups) if each_has_own else [groups] * len(run)
    for name, own in zip(run, pairs, strict=True):
        if reading.named(reading.text.of(name)) is None:
            made = named(reading, name, name)
            made.institutions = [each for group, role in own for each in reading.involved(group, role)]
            reading.add(made)


def paired(reading: Reading, names: list[Span], groups: list[tuple[Group, str]]) -> list[list[tuple[Group, str]]]:
    """The institutions of each of several names, where each has its own, in the same order.

    Where there are not as many as names, no name has any: they are kept apart, with a finding.
    """
    members = [member for group, role in groups if "applicant" in role for member in group.members]
    if len(members) == len(names):
        return [[(Group((member,)), APPLICANT)] for member in members]
    message = f"{len(members)} institutions and {len(names)} names are joined one to one: join them by hand."
    reading.find("uncertain", message, (names[0][0], names[-1][1]))
    reading.loose += [each for group, role in groups for each in reading.involved(group, role)]
    return [[] for _ in names]
