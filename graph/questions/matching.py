"""Matching: finds questions of the catalogue by words of either language."""

from __future__ import annotations

import re

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import REGISTER

_WORD = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def matching(words: str, profile: str = REGISTER) -> list[Question]:
    """The lookups of a profile that have some of the words in name, title, description or keywords; most first.

    Chinese is compared by pairs of characters; an English plural finds the singular. Without words: all lookups.
    """
    known = questions(profile)
    wanted = {part.removesuffix("s") for part in _WORD.findall(words.casefold())}
    wanted |= {run[start : start + 2] for run in _HAN.findall(words) for start in range(max(1, len(run) - 1))}
    if not wanted:
        return list(known.values()) if not words.strip() else []
    found = {each.name: sum(part in _searched(each) for part in wanted) for each in known.values()}
    return [known[name] for name in sorted(found, key=lambda name: -found[name]) if found[name]]


def _searched(asked: Question) -> str:
    texts = (asked.name, *asked.keywords, *asked.title.values(), *asked.description.values())
    return " ".join(texts).casefold()
