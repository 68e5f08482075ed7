"""Imported: the report of an import, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.api.cli.reports import counted
from sandbox_atlas.graph.curation.sheets.importing import Report
from sandbox_atlas.graph.curation.sheets.matching import Decision
from sandbox_atlas.graph.rdf.vocabulary import kind_and_slug

_SHOWN: Final = 20


def as_text(report: Report, output: Path, proposed: Path | None) -> str:
    """A report for people."""
    lines = [str(each) for each in report.findings]
    if report.left_out:
        lines.append(f"… and {report.left_out} findings more.")
    lines += _taken(report)
    counts = Counter(each.severity for each in report.findings)
    made = counted(len(report.made), "new entry", "new entries")
    parts = [counted(report.rows, "row"), made, *(counted(counts[each], each) for each in ("error", "warning"))]
    lines.append(f"{', '.join(parts)}.")
    if report.has_errors or not report.statements:
        lines.append(
            "Nothing was written."
            + (
                f" What is new can be described in {proposed}: complete it and import it too, without the rows of what "
                "you have named by [slug] instead."
                if proposed
                else ""
            )
        )
    else:
        lines.append(f"{report.statements} statements were written to {output}.")
    return "\n".join(lines)


def _taken(report: Report) -> list[str]:
    """What names were taken for: a line for each verdict and kind; what is new stands once."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    decided = [(each.verdict, each.iri, each.name, each.score) for each in report.decisions]
    kept = [each for each in decided if each[1] not in report.made]
    for verdict, iri, name, score in (*kept, *(("new", iri, name, 100.0) for iri, name in report.made.items())):
        own = kind_and_slug(iri)
        if own and (verdict == "new" or name != own[1]):  # a slug says itself what it means
            found[verdict, own[0]].append(f"{name} [{own[1]}]" + (f" ({score:g})" if score < 100 else ""))
    return [
        f"{verdict:<9} {kind}: {'; '.join(texts[:_SHOWN])}"
        + (f" … and {len(texts) - _SHOWN} more; --format json has them all" if len(texts) > _SHOWN else "")
        for (verdict, kind), texts in found.items()
    ]


def as_json(report: Report, output: Path, proposed: Path | None) -> str:
    """A report for programs."""
    is_written = bool(report.statements) and not report.has_errors
    return json.dumps(
        {
            "output": str(output) if is_written else None,
            "proposals": str(proposed) if proposed else None,
            "rows": report.rows,
            "statements": report.statements if is_written else 0,
            "new": [{"iri": iri, "name": name} for iri, name in report.made.items()],
            "matches": [_decision_json(each) for each in report.decisions],
            "findings": [asdict(each) for each in report.findings],
            "findings_left_out": report.left_out,
        },
        ensure_ascii=False,
        indent=2,
    )


def _decision_json(decision: Decision) -> dict[str, Any]:
    return {
        "name": decision.name,
        "verdict": decision.verdict,
        "iri": decision.iri or None,
        "score": decision.score,
        "candidates": [{"iri": each.iri, "name": each.name, "score": each.score} for each in decision.candidates[:3]],
    }
