"""Differences: writes what changed between two data sets as text, JSON or an RDF Patch."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.loading.difference import Change, Difference, Value, described
from sandbox_atlas.graph.rdf.vocabulary import compact

FORMATS = ("text", "json", "patch")
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "evidence": "e"}


def written(difference: Difference, form: str, lang: str) -> str:
    """A difference in one of `FORMATS`; empty text where nothing differs."""
    if form == "patch":
        return difference.patch()
    if form == "json":
        return json.dumps(_as_json(difference, lang), ensure_ascii=False, indent=2)
    lines = []
    for thing, changes in groupby(difference.changes, lambda change: change.thing):
        lines.append(f"{difference.label(thing, lang) or compact(thing)} ({compact(thing)})")
        lines += [_line(difference, change, lang) for change in changes]
    return "\n".join(lines)


def _line(difference: Difference, change: Change, lang: str) -> str:
    """One change: its sign, its property, its values, and the passages that say so."""
    before = ", ".join(_shown(difference, each, lang) for each in change.before)
    after = ", ".join(_shown(difference, each, lang) for each in change.after)
    values = {"added": after, "removed": before, "changed": f"{before} → {after}"}
    passages = " ".join(map(compact, change.passages))
    shown = values.get(change.kind, f"{after} (other passages)")
    return f"  {_SIGNS[change.kind]} {compact(change.property)}  {shown}" + (f"  [{passages}]" if passages else "")


def _shown(difference: Difference, value: Value, lang: str) -> str:
    if isinstance(value, ox.NamedNode):
        return difference.label(value.value, lang) or compact(value.value)
    return value.value if isinstance(value, ox.Literal) else str(value)


def _as_json(difference: Difference, lang: str) -> dict[str, Any]:
    things = []
    for thing, changes in groupby(difference.changes, lambda change: change.thing):
        listed = [
            {
                "property": compact(change.property),
                "kind": change.kind,
                "before": [described(each) for each in change.before],
                "after": [described(each) for each in change.after],
                "passages": list(change.passages),
                "sources": (difference.new if change.kind != "removed" else difference.old).sources(change.passages),
            }
            for change in changes
        ]
        things.append({"iri": thing, "label": difference.label(thing, lang), "changes": listed})
    return {
        "old": difference.old.dataset.digest(),
        "new": difference.new.dataset.digest(),
        "count": len(difference.changes),
        "things": things,
    }
