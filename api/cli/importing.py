"""The command `import`: matches names in sheets, checks what these state with the register, writes it as TriG."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_atlas.api.web.desk.register_view import MOST_APPLICATIONS, RegisterView, folded, matched, slug_of
from sandbox_atlas.graph.curation.sheets.importing import Report, Sheets, proposals
from sandbox_atlas.graph.curation.sheets.matching import Key, Match, Matching
from sandbox_atlas.graph.curation.sheets.provenance import Save, saves, stated
from sandbox_atlas.graph.curation.sheets.reading import SheetFile
from sandbox_atlas.graph.curation.sheets.statements import Block, Defaults
from sandbox_atlas.graph.curation.sheets.subjects import Survey
from sandbox_atlas.graph.curation.sheets.trig import Writer, replacing
from sandbox_atlas.graph.curation.sheets.wording import in_words_of_sheets, lacking
from sandbox_atlas.graph.errors import BadParameterError, Finding
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.files import listing
from sandbox_atlas.graph.rdf.csv_files import csv_file
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, expanded

if TYPE_CHECKING:
    from rich.console import Console

    from sandbox_atlas.graph.settings import Settings


class _RefusedError(Exception):
    """What the sheets state does not pass: nothing is written."""


@dataclass(frozen=True)
class Request:
    """What is to be imported, as the command line has it.

    Attributes:
        files: The sheets.
        output: The file that is written.
        replace: Whether it may be there already.
        defaults: Batch and sandbox of rows that name none.
        source: Source of rows that name none.
        editors: Source of what the editors add.
        accepted: "name=reference" of names that the curator decided on.
        accept_from: Least score that is accepted without a look.
        by: Name of who imports; where it is empty, nothing is said of who did, when and from which sheets.
    """

    files: tuple[Path, ...]
    output: Path
    replace: bool
    defaults: Defaults
    source: str
    editors: str
    accepted: tuple[str, ...]
    accept_from: float
    by: str = ""


def run(request: Request, settings: Settings, console: Console) -> tuple[Report, Path | None]:
    """Import sheets; the report, and the file of proposals where there is one.

    Raises:
        UnreadableFileError: A file cannot be read or written.
        BadParameterError: The output exists and may not be replaced.
    """
    if request.output.exists() and not request.replace:
        raise BadParameterError(
            f"{request.output} exists.", "Use --replace to write it anew, or name another file with --output."
        )
    dataset = _without(read(settings.data, settings.base), request.output)
    view = RegisterView(dataset)
    files = tuple(map(SheetFile, request.files))
    stem = slug_of(request.files[0].stem) or "sheet"
    sheets = Sheets(files, view.register(request.editors), request.defaults, request.source, stem)
    with _bar(console, "Reading names"):
        survey = sheets.survey()
    matches = asyncio.run(_matches(_other_files(settings, request.output), survey.wanted, console))
    matching = Matching(sheets.register, matches, _accepted(request.accepted), request.accept_from)
    report = Report()
    try:
        with replacing(request.output) as (file, temporary):
            writer = Writer(file, dict(PREFIXES), f"From {', '.join(path.name for path in request.files)}.")
            with _bar(console, "Reading rows", survey.count) as advance:
                report = _written(sheets, survey, matching, writer, request, advance)
            report.add(_not_looked_for(request, survey.wanted))
            file.flush()
            if not report.has_errors:
                report.add(_checked(dataset, temporary, writer, console))
            if report.has_errors or not report.statements:
                raise _RefusedError
    except _RefusedError:
        pass
    return report, _propose(request, *proposals(matching))


def _written(
    sheets: Sheets, survey: Survey, matching: Matching, writer: Writer, request: Request, advance: Callable[[], None]
) -> Report:
    """Write what the rows state, and after it who imported it."""
    passages: dict[str, None] = {}

    def write(block: Block) -> None:
        if request.by:
            passages.update(dict.fromkeys(block.graphs))
        writer.write(block)

    report = sheets.imported(survey, matching, write, advance)
    if request.by:
        earlier = saves(request.output.read_bytes()) if request.output.exists() else []
        writer.state(stated([*earlier, Save.of_sheets(datetime.now(UTC), request.by, request.files)], passages))
    return report


def _not_looked_for(request: Request, wanted: set[Key]) -> list[Finding]:
    """A note where there are too many names of applications to look for those that are only alike."""
    number = sum(kinds == ("application",) for kinds, _ in wanted)
    if number <= MOST_APPLICATIONS:
        return []
    message = f"Of {number} names of applications only the same were looked for, not those that are alike."
    hint = f"Split the sheet into parts with at most {MOST_APPLICATIONS} names to have them looked for."
    return [Finding(str(request.files[0]), 0, 0, "near-not-looked-for", message, hint, "note")]


def _without(dataset: Dataset, output: Path) -> Dataset:
    """The data set without the file that is about to be replaced."""
    kept = tuple(document for document in dataset.data if Path(document.name).resolve() != output.resolve())
    return replace(dataset, data=kept)


def _other_files(settings: Settings, output: Path) -> Settings | None:
    """Settings with the data files but the one that is about to be replaced; None where no other is left."""
    if not output.exists():
        return settings
    members = [member.path for path in settings.data for member in listing(path).members]
    kept = [path for path in members if path.resolve() != output.resolve()]
    return settings.model_copy(update={"data": tuple(kept)}) if kept or not settings.data else None


async def _matches(settings: Settings | None, wanted: set[Key], console: Console) -> Mapping[Key, Sequence[Match]]:
    """What the names mean in the register."""
    from sandbox_atlas.graph.atlas import Atlas

    if settings is None:
        return {}
    async with await Atlas.open(settings, check=False) as atlas:
        with _bar(console, "Matching names", len(wanted)) as advance:
            return await matched(atlas, wanted, advance)


def _accepted(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, reference = pair.rpartition("=")
        if not equals or not name or not reference:
            raise BadParameterError(f"--accept takes NAME=SLUG or NAME=new, not '{pair}'.")
        found[folded(name)] = reference.strip()
    return found


def _checked(dataset: Dataset, written: Path, writer: Writer, console: Console) -> list[Finding]:
    """What the checks find in the register with what was written; places in it are rows of the sheets."""
    from sandbox_atlas.graph.loading.validation import check, steps

    added = read([written]).data
    whole = replace(dataset, data=(*dataset.data, *added), notes=())
    with _bar(console, "Checking", len(steps())) as advance:
        found = check(whole, lambda _: advance())
    names = {document.name for document in added}
    return [_at_row(each, writer) if each.file in names else each for each in found if each.severity == "error"]


def _at_row(finding: Finding, writer: Writer) -> Finding:
    def row_at(line: int) -> tuple[str, int]:
        return writer.row_of(line) or (finding.file, 0)

    file, row = writer.described.get(expanded(lacking(finding)), row_at(finding.line))
    message = re.sub(
        rf"{re.escape(finding.file)}:(\d+)", lambda match: ":".join(map(str, row_at(int(match[1])))), finding.message
    )
    at_row = replace(finding, file=file, line=row, column=0, message=message)
    return in_words_of_sheets(at_row, writer.headings.get(file, ()))


def _propose(request: Request, headings: list[str], rows: list[list[str]]) -> Path | None:
    """Write the rows that would describe what is new, beside the first sheet, over no file that somebody filled in."""
    if not rows:
        return None
    content = csv_file(headings, rows, bom=True)
    stem = f"{request.files[0].stem}-new"
    path = next(each for number in count(1) if _is_free(each := _numbered(request.files[0], stem, number), content))
    with replacing(path) as (file, _):
        file.write(content)
    return path


def _numbered(beside: Path, stem: str, number: int) -> Path:
    return beside.with_name(f"{stem}.csv" if number == 1 else f"{stem}-{number}.csv")


def _is_free(path: Path, content: str) -> bool:
    """Whether a file may be written: it is not there, or holds the very content."""
    return not path.exists() or path.read_bytes() == content.encode()


@contextmanager
def _bar(console: Console, title: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A progress bar; what it gives is called after each step."""
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.update(task, advance=1)
