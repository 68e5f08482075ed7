"""The command `draft` with a sheet: writes what an announcement says as rows that `import` reads."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.api.web.desk.placing import placed
from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.drafting.document import Document
from sandbox_atlas.graph.curation.drafting.draft import Draft
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.languages import language_of
from sandbox_atlas.graph.curation.drafting.report import as_json, findings_as_text, place
from sandbox_atlas.graph.curation.review.drafted import Drafted
from sandbox_atlas.graph.curation.review.drafted_rows import drafted_rows
from sandbox_atlas.graph.curation.sheets import workbooks
from sandbox_atlas.graph.rdf.vocabulary import ID
from sandbox_atlas.graph.rdf.workbooks import harmless_text

_WITHOUT_COLUMN: Final = {"received": "applications received", "institutions": "institutions"}
"""Totals that sheets have no column for, and what they count."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that a draft is written to.

    Attributes:
        path: The file.
        lang: Language of its headings.
        source: Slug of the source that the announcement is; empty where nobody has said.
        batch: Slug of the batch; empty where the text decides.
        data: Options of the command line that name the data.
    """

    path: Path
    lang: str
    source: str
    batch: str
    data: tuple[str, ...]


def write_draft(document: Document, name: str, names: list[KnownName], view: RegisterView, sheet: Sheet) -> bool:
    """Write the draft of an announcement as rows for an import; return whether there was a text to read.

    What is unsure is left empty, and printed with the findings of the draft.
    """
    made = draft(document, KnownNames(names))
    findings = findings_as_text(made, name)
    if any(finding.rule == "no-text" for finding in made.findings):
        print("\n".join(findings))
        return False
    drafted = Drafted(made)
    placing = _placed(made, view, sheet.batch) | {"regulator": _heading(made.text, names)}
    lang = language_of(made.text, view.values.tongue.languages)
    review = drafted.review(name, sheet.source, placing, lang)
    is_known = f"{ID}source/{sheet.source}" in view.register("editors").known
    issued = made.date.value if made.date and not is_known else ""
    rows = drafted_rows(review, view.digests, view.values.tongue, issued)
    workbooks.template(sheet.path, sheet.lang, view.offered(sheet.lang), rows.tables, harmless_text)
    print(f"{sheet.path}: {', '.join(f'{each.kind}: {len(each.rows)}' for each in rows.tables) or 'no rows'}")
    for each in drafted.left_out:
        print(f"{name}{place(made, each.claim.position)}: left empty: “{each.claim.value}” [{each.rule}]")
    for what, total in made.totals.items():
        if what in _WITHOUT_COLUMN:
            print(f"{name}{place(made, total.position)}: in no cell: {total.value} {_WITHOUT_COLUMN[what]} [no-column]")
    print("\n".join([*findings, _next(sheet, is_placed=rows.is_placed)]))
    return True


def _heading(text: str, names: list[KnownName]) -> str:
    """Slug of the only regulator whose name is a line of a text, as in a letterhead; empty where there is none."""
    lines = {" ".join(line.split()).casefold() for line in text.splitlines()}
    found = {each.iri for each in names if each.kind == "regulator" and each.name.casefold() in lines}
    return found.pop().rpartition("/")[2] if len(found) == 1 else ""


def _placed(made: Draft, view: RegisterView, batch: str) -> dict[str, Any]:
    """The sandbox and the batch that a draft speaks of, or the batch that was named."""
    found = placed(as_json(made, claims=True), view)
    if not batch:
        return found
    is_known = f"{ID}batch/{batch}" in view.register("editors").known
    return found | {"batch": batch if is_known else "", "entry": "" if is_known else batch}


def _next(sheet: Sheet, *, is_placed: bool) -> str:
    """What to do with the sheet."""
    lacking = {"source": not sheet.source, "batch": not is_placed}
    given = [*sheet.data, *(part for name, lacks in lacking.items() if lacks for part in (f"--{name}", "SLUG"))]
    command = shlex.join(["sandbox-atlas", "import", str(sheet.path), *given])
    return f"Look at each row and fill in what is empty. `{command}` reads the sheet."
