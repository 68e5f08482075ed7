"""Commands that publish: the data set as files with their description, ready for any web host."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sandbox_atlas.api.cli.commands import PUBLISHING, Base, Data, Lang, app

if TYPE_CHECKING:
    from sandbox_atlas.graph.downloads.release import Outcome, Writers
    from sandbox_atlas.graph.loading.dataset import Dataset

T = TypeVar("T")

_PATIENCE = 3600
"""Seconds that a query of a site may take: nobody waits for it."""


@app.command(rich_help_panel=PUBLISHING)
def release(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the release; made, or replaced when it holds one.")
    ],
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Write the data set as files to publish: dumps, tables, description, checksums, and what has changed."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.downloads.release import write
    from sandbox_atlas.graph.errors import InvalidDataError
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.loading.validation import cached_errors
    from sandbox_atlas.graph.settings import Settings

    settings = configured(Settings, data, base=base, store=None)

    def work(progress: Callable[[str], None]) -> Outcome:
        progress("reading")
        dataset = read(settings.data, settings.base)
        findings = cached_errors(dataset, dataset.digest(), settings.cache, progress)
        if findings:
            raise InvalidDataError(findings)
        return write(dataset, folder, _writers(dataset, lang), lang, progress)

    _report(folder, _with_steps(work))


def _with_steps(work: Callable[[Callable[[str], None]], T]) -> T:
    """Do something, and show the name of each step on a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        return work(lambda step: bar.update(task, description=step))


def _writers(dataset: Dataset, lang: str) -> Writers:
    """How the workbook and the change log of a release are written."""
    from sandbox_atlas.api.cli import differences
    from sandbox_atlas.api.web.desk.register_view import RegisterView
    from sandbox_atlas.graph.curation.sheets import workbooks
    from sandbox_atlas.graph.curation.sheets.exporting import Export, select
    from sandbox_atlas.graph.downloads.release import Writers
    from sandbox_atlas.graph.rdf.vocabulary import ID
    from sandbox_atlas.graph.rdf.workbooks import harmless_text, without_time

    def workbook(path: Path) -> None:
        view = RegisterView(dataset)
        selection = select(view.quads, view.values, frozenset())
        tables = Export(view.values, ID, lambda iri: view.label(iri, lang)).tables(selection)
        workbooks.write_xlsx(path, tables, lang, harmless_text)
        path.write_bytes(without_time(path.read_bytes()))

    return Writers(workbook, lambda difference, form: differences.written(difference, form, lang))


def _report(folder: Path, outcome: Outcome) -> None:
    """Say what was written."""
    from rich.console import Console

    console = Console(stderr=True)
    total = sum(outcome.files.values())
    if outcome.written:
        said = f"{folder}: {len(outcome.files) + 1} files, {total / 1e6:.1f} MB."
        if outcome.changes is not None:
            said += f" Changes since the release before: {outcome.changes}; CHANGES.txt lists them."
    else:
        said = f"{folder} was up to date: it holds the release of these very data."
    console.print(said, highlight=False, soft_wrap=True)
    if outcome.lacking:
        console.print(f"There is no workbook: {outcome.lacking}", highlight=False, soft_wrap=True)


@app.command(rich_help_panel=PUBLISHING)
def site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the site; made, or replaced when it holds one.")
    ],
    data: Data = None,
    base: Base = None,
    address: Annotated[
        str, typer.Option(help="Where the site will be, for search engines; its links need none.", metavar="URL")
    ] = "",
    values: Annotated[
        int, typer.Option(help="Answer questions for each value of a parameter that has at most so many.")
    ] = 60,
    jobs: Annotated[
        int,
        typer.Option(min=1, max=64, help="Processes that write pages; by default one a processor, at most 8."),
    ] = min(8, os.cpu_count() or 1),
) -> None:
    """Write the atlas as a static site, which any web host serves under any path, without a server of ours."""
    import asyncio

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.cli.site.application import planned
    from sandbox_atlas.api.cli.site.building import Built, build
    from sandbox_atlas.api.settings import ServerSettings
    from sandbox_atlas.graph.atlas import Atlas

    settings = configured(ServerSettings, data, base=base, store=None, log="off", deadline=_PATIENCE)

    async def run(progress: Callable[[str, int, int], None]) -> Built:
        async with await Atlas.open(settings) as atlas:
            return await build(atlas, folder, planned(atlas, values, address), progress, jobs)

    built = _with_bar(lambda progress: asyncio.run(run(progress)))
    print(f"{folder}: {built.files} files, {built.size / 1e6:.1f} MB.")
    print(f"Any web server shows it: python -m http.server -d {folder}")


def _with_bar(work: Callable[[Callable[[str, int, int], None]], T]) -> T:
    """Do something, and show on a terminal how much of it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("opening", total=None)
        return work(lambda what, done, of: bar.update(task, description=what, completed=done, total=of))
