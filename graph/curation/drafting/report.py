"""Reports: a draft as JSON for programs, and as text for readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sandbox_atlas.graph.curation.drafting.draft import Claim, Draft, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.plain import Span

_LONGEST: Final = 120
"""Most characters of a passage that a line of the report shows."""
_SPARED: Final = 30
"""Characters that are shown too, rather than said to be more."""


def as_json(draft: Draft, *, claims: bool = False) -> dict[str, Any]:
    """A draft as JSON values. Positions are [start, end] in characters of its text, from 0, the end not included.

    Args:
        draft: The draft.
        claims: Whether to add `claims`: for each value, by its JSON Pointer (RFC 6901), where the text says it and
            which things of the register have that name.
    """
    made: dict[str, Any] = {name: _value(claim) for name, claim in _circumstances(draft)}
    made["totals"] = {what: total.value for what, total in draft.totals.items()}
    made["applications"] = [_application(each) for each in draft.applications]
    made["institutions"] = [_involvement(each) for each in draft.institutions]
    made["unread"] = [list(span) for span in draft.unread]
    made["findings"] = [
        {
            "rule": each.rule,
            "severity": each.severity,
            "message": each.message,
            "position": list(each.position) if each.position else None,
        }
        for each in draft.findings
    ]
    if claims:
        made["claims"] = [
            {"claim": pointer, "value": claim.value, "position": list(claim.position), "entities": list(claim.entities)}
            for pointer, claim in claims_of(draft)
        ]
    return made


def claims_of(draft: Draft) -> Iterator[tuple[str, Claim]]:
    """All claims of a draft by the JSON Pointer of their value in `as_json`, in its order."""
    yield from ((f"/{name}", claim) for name, claim in _circumstances(draft) if claim)
    for what, total in draft.totals.items():
        yield f"/totals/{what}", Claim(str(total.value), total.position)
    for number, application in enumerate(draft.applications):
        start = f"/applications/{number}"
        parts = (("name", application.name), ("description", application.description), ("type", application.type))
        yield from ((f"{start}/{name}", claim) for name, claim in parts if claim)
        yield from ((f"{start}/institutions/{at}/name", i.name) for at, i in enumerate(application.institutions))
        yield from ((f"{start}/technologies/{at}", claim) for at, claim in enumerate(application.technologies))
    yield from ((f"/institutions/{at}/name", each.name) for at, each in enumerate(draft.institutions))


def _circumstances(draft: Draft) -> tuple[tuple[str, Claim | None], ...]:
    return (("sandbox", draft.sandbox), ("place", draft.place), ("batch", draft.batch), ("date", draft.date))


def _application(application: DraftedApplication) -> dict[str, Any]:
    return {
        "name": _value(application.name),
        "description": _value(application.description),
        "institutions": [_involvement(each) for each in application.institutions],
        "technologies": [each.value for each in application.technologies],
        "type": _value(application.type),
        "position": list(application.position),
    }


def _involvement(involvement: Involvement) -> dict[str, str]:
    return {"name": involvement.name.value, "role": involvement.role}


def _value(claim: Claim | None) -> str | None:
    return claim.value if claim else None


def as_text(draft: Draft, name: str) -> str:
    """A draft for readers: what it says, then findings and unread parts with line and column."""
    lines = [f"{label:9} {claim.value if claim else 'not found'}" for label, claim in _circumstances(draft)]
    lines += [f"total     {total.value} {what}" for what, total in draft.totals.items()]
    for number, each in enumerate(draft.applications, 1):
        lines.append(f"\n{number}. {each.name.value if each.name else f'without a name: {_value(each.description)}'}")
        lines += [f"   {i.role}: {i.name.value}{_mark(i.name)}" for i in each.institutions]
        lines += [f"   technology: {claim.value}{_mark(claim)}" for claim in each.technologies]
        lines += [f"   type: {each.type.value}"] if each.type else []
    if draft.institutions:
        lines.append("\nInstitutions without an application")
        lines += [f"   {i.role}: {i.name.value}{_mark(i.name)}" for i in draft.institutions]
    return "\n".join([*lines, "", *findings_as_text(draft, name)])


def findings_as_text(draft: Draft, name: str) -> list[str]:
    """The findings and the unread lines of a draft, a line for each, with its place, and how much was read and not."""
    lines = [
        f"{name}{place(draft, each.position)}: {each.severity}: {each.message} [{each.rule}]" for each in draft.findings
    ]
    unread = [line for span in draft.unread for line in _lines_of(draft, span)]
    lines += [f"{name}{place(draft, span)}: not read: {_beginning(draft.text[slice(*span)])}" for span in unread]
    claims, passages = sum(1 for _ in claims_of(draft)), len(unread)
    read = f"{claims} {'claim was' if claims == 1 else 'claims were'} read"
    return [*lines, "", f"{read}, and {passages} {'passage was' if passages == 1 else 'passages were'} not."]


def _lines_of(draft: Draft, span: Span) -> Iterator[Span]:
    """The lines of a part of the text, each as far as it lies in the part."""
    start = span[0]
    for line in draft.text[slice(*span)].split("\n"):
        if any(sign.isalnum() for sign in line):
            yield start + len(line) - len(line.lstrip()), start + len(line)
        start += len(line) + 1


def _beginning(words: str) -> str:
    """The first words of a passage, by which it is found; how much there is more of it."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST + _SPARED:
        return words
    space = words.rfind(" ", _LONGEST - _SPARED, _LONGEST)
    first = words[: space if space > 0 else _LONGEST]
    return f"{first} … ({len(words) - len(first)} more characters)"


def _mark(claim: Claim) -> str:
    """A mark after names that the register does not know."""
    return "" if claim.entities else "  (new)"


def place(draft: Draft, span: Span | None) -> str:
    """Line and column of a position, from 1, as editors count."""
    if span is None:
        return ""
    before = draft.text[: span[0]]
    return f":{before.count(chr(10)) + 1}:{span[0] - before.rfind(chr(10))}"
