"""Answers of the desk: what a page needs of an examined review, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox_atlas.api.web.changes import things_as_json, things_of
from sandbox_atlas.api.web.desk.desk import AnswerChange, Desk, Examined
from sandbox_atlas.api.web.desk.register_view import RegisterView, slug_of
from sandbox_atlas.api.web.desk.telling import told
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.review.review import Review
from sandbox_atlas.graph.curation.sheets.columns import column, columns, in_languages, name_heading, our_heading
from sandbox_atlas.graph.curation.sheets.matching import Decision, Match
from sandbox_atlas.graph.loading.languages import required
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.rdf.vocabulary import ID, expanded

_MOST_CANDIDATES = 5


def findings(examined: Examined, reader: Language) -> list[dict[str, str]]:
    """What is wrong, by its place in the review, in words for curators; `place` is a JSON Pointer, or file and line."""
    return [
        {
            "place": f"{each.file}:{each.line}" if each.line else each.file,
            "rule": each.rule,
            "message": each.message,
            "hint": each.hint,
            "severity": each.severity,
        }
        for each in (told(each, reader) for each in examined.findings)
    ]


def decisions(examined: Examined, lang: str) -> list[dict[str, Any]]:
    """What each name was taken for, with what else it may mean and a slug for what is new."""
    view = examined.proposal.ground.view

    def candidate(match: Match) -> dict[str, Any]:
        label = view.label(match.iri, lang)
        return {"entity": match.iri.removeprefix(ID), "label": label, "name": match.name, "score": match.score}

    def decision(kinds: tuple[str, ...], each: Decision) -> dict[str, Any]:
        return {
            "kinds": list(kinds),
            "name": each.name,
            "verdict": each.verdict,
            "entity": each.iri.removeprefix(ID),
            "label": view.label(each.iri, lang) if each.iri else "",
            "score": each.score,
            "candidates": [candidate(match) for match in each.candidates[:_MOST_CANDIDATES]],
            "slug": "" if each.iri else slug_of(each.name)[:60].strip("-"),
            "lang": view.values.tongue.of(each.name),
        }

    return [decision(kinds, each) for (kinds, _), each in examined.proposal.composition.decisions.items()]


def checked(examined: Examined, reader: Language) -> dict[str, Any]:
    """The answer to a check."""
    report = examined.proposal.composition.report
    return {
        "etag": examined.before,
        "findings": findings(examined, reader),
        "decisions": decisions(examined, reader.labels),
        "made": [{"entity": iri.removeprefix(ID), "name": name} for iri, name in report.made.items()],
        "statements": report.statements,
    }


async def changed(desk: Desk, examined: Examined, atlas: Atlas, link: Links, reader: Language) -> dict[str, Any]:
    """The answer to what changes: facts by thing, numbers of things by class, and answers to questions."""
    record = await desk.changes(atlas, examined)
    counted, answers = ([], []) if examined.has_errors else await desk.answers(atlas, examined)
    lang = reader.labels
    return {
        **checked(examined, reader),
        "count": record["count"],
        "things": things_as_json(things_of(record, atlas, link, reader)),
        "counts": [
            {"label": atlas.style.look(expanded(name)).label(lang), "before": before, "after": after}
            for name, before, after in counted
        ],
        "answers": [_answer(each, lang) for each in answers],
        "text": examined.proposal.composition.text,
    }


def page_of(review: Review, link: Links) -> str:
    """The page of the batch that a review is about, or of the sandbox where it has no batch; empty without both."""
    named = f"batch/{review.batch.entry}" if review.batch.entry else review.sandbox and f"sandbox/{review.sandbox}"
    return link.thing(f"{ID}{named}") if named else ""


def _answer(change: AnswerChange, lang: str) -> dict[str, Any]:
    title: Mapping[str, str] = question(change.name).title
    return {"title": title[lang], "before": change.before, "added": change.added, "removed": change.removed}


def choices(view: RegisterView, lang: str) -> dict[str, Any]:
    """What a page offers to choose from: entries with their slugs by heading, roles, and the languages of names."""
    offered = view.choices(lang)
    names = ("Sandbox", "Batch", "Place", "Source", "Publisher", "Published by", "Kind of institution", "Technologies")
    own = ("Type", "Field of finance", "Basis")
    found = {view.label(iri, "en"): view.label(iri, lang) for iri, _ in view.labels if iri.startswith(f"{ID}role/")}
    languages = list(required(view.quads))
    named = in_languages([column(name_heading("en")), column(our_heading("en"))], languages)
    return {
        **{name: offered.get(name, []) for name in (*names, *own)},
        "roles": sorted([name, shown] for name, shown in found.items() if name),
        "editors": view.register("editors").editors.removeprefix(f"{ID}source/"),
        "languages": languages,
        "names": {each: name_heading(each) for each in languages},
        "ours": {each: our_heading(each) for each in languages},
        "headings": {each.heading: each.titled(lang) for each in (*columns(), *named)},
    }
