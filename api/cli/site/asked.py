"""Asked: the words of the questions, with which the search of a site finds those that a text asks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.api.cli.site.names import traditional
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.web.languages import Language, shipped
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import REGISTER
from sandbox_atlas.graph.register.interpretation import ENOUGH, MOST, titles, vocabulary, weight_of


async def asked(plan: Plan, lang: str) -> str:
    """The questions of a site in a language, as JSON, with their words and how telling each is.

    A question has its title, its folder below that of the language, the places of its words in the list of all, those
    of its title, and its parameters. The answers for single values of one are in folders named in `answers`.
    """
    reader = shipped()[lang]

    def made() -> str:
        own, in_titles = vocabulary(REGISTER), titles(REGISTER)
        words = sorted({word for name in plan.lookups for word in own[name]})
        place = {word: number for number, word in enumerate(words)}
        found = [
            _row(each, plan, reader)
            | {of: sorted(place[word] for word in some[name]) for of, some in (("words", own), ("titled", in_titles))}
            for name, each in plan.lookups.items()
        ]
        about = {
            "most": MOST,
            "enough": ENOUGH,
            "signs": traditional(words),
            "words": " ".join(words),
            "weights": [round(weight_of(word, REGISTER), 3) for word in words],
            "rare": round(weight_of("", REGISTER), 3),
            "answers": _answers(plan),
            "questions": found,
        }
        return json.dumps(about, ensure_ascii=False, separators=(",", ":"))

    return await asyncio.to_thread(made)


def _row(question: Question, plan: Plan, reader: Language) -> dict[str, Any]:
    return {
        "title": question.title[reader.labels],
        "folder": _folder(question.name),
        "last": question.presentation.group == "developers",
        "parameters": [
            {
                "name": each.name,
                "label": each.label[reader.labels] + reader.gettext(": "),
                "kinds": each.kinds,
                "required": each.required,
                "answered": bool(each.kinds and plan.choices(question, each)),
            }
            for each in question.parameters
        ],
    }


def _answers(plan: Plan) -> dict[str, dict[str, str]]:
    """The last folder of the answers for each value, by the name of the parameter: the same for every question."""
    found: dict[str, dict[str, str]] = {}
    for question in plan.lookups.values():
        for parameter in question.parameters:
            for value in plan.choices(question, parameter) if parameter.kinds else ():
                folder = _folder(question.name, (parameter.name, value)).rstrip("/").rpartition("/")[2]
                found.setdefault(parameter.name, {})[value] = folder
    return found


def _folder(question: str, *pairs: tuple[str, str]) -> str:
    """The folder of the answer to a question."""
    return Address(f"/lookups/{question}", pairs).file("").removesuffix("index.html")
