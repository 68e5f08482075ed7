"""Commands for curators: check and compare data, find a sentence in its document, keep a copy of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox_atlas.api.cli.commands import CURATING, Base, Check, Data, Lang, Profile, app

if TYPE_CHECKING:
    from rich.console import Console

    from sandbox_atlas.graph.errors import Finding
    from sandbox_atlas.graph.loading.copies import Selector
    from sandbox_atlas.graph.loading.dataset import Dataset
    from sandbox_atlas.graph.settings import Settings


@app.command(rich_help_panel=CURATING)
def check(
    data: Data = None,
    base: Base = None,
    profile: Profile = None,
    mode: Check = None,
    format: Annotated[str, typer.Option(help="text, json, or github for its annotations.")] = "text",  # noqa: A002
    sources: Annotated[
        Path | None, typer.Option(help="Folder of your copies of documents: compare positions and printed names.")
    ] = None,
) -> None:
    """Check data: syntax, shapes and rules. Findings name file, line, rule and what to do.

    Ends with 1 if the data would be refused: with --check warn only for what cannot be read, with off nothing else
    is looked for.
    """
    from rich.console import Console

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.cli.reports import REPORTS, summary
    from sandbox_atlas.graph.errors import BadParameterError, refused
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.loading.syntax import syntax_findings
    from sandbox_atlas.graph.settings import Settings

    if format not in REPORTS:
        raise BadParameterError(f"--format is one of {', '.join(REPORTS)}, not '{format}'.")
    if sources and not sources.is_dir():
        raise BadParameterError(f"--sources: {sources} is no folder.", "Name the folder that holds your copies.")
    settings = configured(Settings, data, base=base, profile=profile, check=mode)
    dataset = read(settings.data, settings.base, settings.profile)
    console = Console(stderr=True)
    findings = syntax_findings(dataset.data) if settings.check == "off" else _found(dataset, console)
    if sources:
        findings += _compared(dataset, sources, console)
    report = REPORTS[format](findings)
    if report:
        print(report)
    console.print(summary(len(dataset.data), findings), highlight=False)
    raise typer.Exit(1 if refused(findings, settings.check or dataset.usual_check) else 0)


def _found(dataset: Dataset, console: Console) -> list[Finding]:
    """What the checks find, with a progress bar."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from sandbox_atlas.graph.loading.validation import check as find
    from sandbox_atlas.graph.loading.validation import steps

    columns = (SpinnerColumn(), *Progress.get_default_columns()[1:3], TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=len(steps()))
        return find(dataset, lambda step: bar.update(task, advance=1, description=step))


def _compared(dataset: Dataset, folder: Path, console: Console) -> list[Finding]:
    """What does not fit the copies in a folder."""
    from sandbox_atlas.graph.errors import UnreadableFileError
    from sandbox_atlas.graph.loading.source_check import compare

    try:
        compared = compare(dataset.data, folder)
    except OSError as error:
        raise UnreadableFileError(f"{error.filename} cannot be read: {(error.strerror or '').lower()}.") from error
    console.print(str(compared), highlight=False)
    return compared.findings


@app.command(rich_help_panel=CURATING)
def quote(
    passage: Annotated[str, typer.Argument(help="A passage, such as seed-batch-2-item-04.")],
    document: Annotated[Path, typer.Argument(help="Your copy of the document that the passage is in.")],
    data: Data = None,
    base: Base = None,
) -> None:
    """Show the very sentence of a passage in your own copy of its document."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.errors import UnknownNameError, UnreadableFileError, reason_of
    from sandbox_atlas.graph.loading.copies import excerpt
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings

    try:
        content = document.read_bytes()
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFileError(f"{document} cannot be read: {reason}.") from error

    settings = configured(Settings, data, base=base)
    try:
        print(excerpt(read(settings.data, settings.base).data, passage, content))
    except UnknownNameError as error:
        if not settings.data:
            error.hint = f"{error.hint} A register of your own is named by --data.".strip()
        raise


sources_app = typer.Typer(help="Your own copies of documents, kept beside the data.", no_args_is_help=True)
app.add_typer(sources_app, name="sources", rich_help_panel=CURATING)


@sources_app.command()
def attach(
    document: Annotated[Path, typer.Argument(help="Your copy of a document: text, HTML, or a PDF that holds text.")],
    source: Annotated[str, typer.Option(help="Its source; else the one whose digest or quotes it fits.")] = "",
    data: Data = None,
    base: Base = None,
    store: Annotated[
        Path | None, typer.Option(help="Folder made by `sandbox-atlas build`, instead of the data files.")
    ] = None,
) -> None:
    """Keep your copy of a document, so that pages on this machine show the very words of its passages."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.settings import ServerSettings
    from sandbox_atlas.graph.errors import UnreadableFileError, reason_of
    from sandbox_atlas.graph.loading import attached

    settings = configured(ServerSettings, data, base=base, store=store, workers=1)
    try:
        with document.open("rb") as file:
            content = file.read(attached.LARGEST + 1)
    except OSError as error:
        raise UnreadableFileError(f"{document} cannot be read: {reason_of(error)}.") from error
    content, name = _as_kept(content, document.name)
    path, fit = attached.attach(settings.copies, content, name, _selectors(settings), source)
    how = "digest" if fit.by_digest else "quotes"
    print(f"{path}: source {fit.source.rpartition('/')[2]} by its {how}; {fit.found} of {fit.passages} passages found.")
    print("`sandbox-atlas serve` shows their words on this machine, also one that is running.")


def _as_kept(content: bytes, name: str) -> tuple[bytes, str]:
    """A document as it is kept, and its name: of a PDF the text, in which passages count and are looked for."""
    from sandbox_atlas.graph.curation.drafting.document import is_pdf, read
    from sandbox_atlas.graph.errors import UnreadableFileError
    from sandbox_atlas.graph.loading.attached import LARGEST

    if not is_pdf(content) or len(content) > LARGEST:
        return content, name
    text = read(content, name)
    if text.findings:
        raise UnreadableFileError(f"{name} cannot be attached: {text.findings[0].message}")
    return text.text.encode(), f"{name}.txt"


def _selectors(settings: Settings) -> Mapping[str, Selector]:
    """The selectors of the passages: of data files from these, of a store or an endpoint by a query."""
    import asyncio

    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.loading.copies import SELECTORS, selected, selectors
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.rdf.results import rows

    if not settings.store and not settings.endpoint:
        return selectors(read(settings.data, settings.base).data)

    async def run() -> Mapping[str, Selector]:
        async with await Atlas.open(settings) as atlas:
            return await atlas.engine.read(SELECTORS, lambda body: selected(rows(body)))

    return asyncio.run(run())


@app.command(rich_help_panel=CURATING)
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier data: a file or folder of RDF.")],
    new: Annotated[Path, typer.Argument(help="The later data.")],
    format: Annotated[str, typer.Option(help="text, json, or patch for an RDF Patch.")] = "text",  # noqa: A002
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Compare two data sets: what was added, removed and changed, by thing. Ends with 1 if they differ."""
    from sandbox_atlas.api.cli import differences
    from sandbox_atlas.graph.errors import BadParameterError, InvalidDataError
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.loading.difference import Difference
    from sandbox_atlas.graph.loading.syntax import syntax_findings

    if format not in differences.FORMATS:
        raise BadParameterError(f"--format is one of {', '.join(differences.FORMATS)}, not '{format}'.")
    sides = [read([path], base or "") for path in (old, new)]
    broken = [finding for side in sides for finding in syntax_findings(side.data)]
    if broken:
        raise InvalidDataError(sorted(broken))
    difference = Difference.of(*sides)
    text = differences.written(difference, format, lang)
    if text:
        print(text.rstrip("\n"))
    raise typer.Exit(1 if difference.changes else 0)
