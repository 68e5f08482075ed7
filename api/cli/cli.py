"""Command line: runs the atlas from a terminal. Slow imports wait until a command needs them."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.errors import Finding
    from sandbox_atlas.graph.loading.dataset import Dataset

app = typer.Typer(
    help="Sandbox Atlas: a knowledge graph of financial regulatory sandboxes, where every answer names its sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Data = Annotated[
    list[Path] | None,
    typer.Option("--data", help="RDF files or folders instead of the shipped data; may be given several times."),
]
Base = Annotated[
    str | None, typer.Option("--base", help="IRI that relative IRIs in files are resolved against.", metavar="IRI")
]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels: en or zh.")]

T = TypeVar("T")


def main() -> None:
    """Run the command line; an error of the atlas is one message and exit code 1, never a traceback."""
    from sandbox_atlas.graph.errors import AtlasError

    try:
        app()
    except AtlasError as error:
        from sandbox_atlas.api.cli.console import print_error

        print_error(error)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _with_atlas(data: list[Path] | None, base: str | None, work: Callable[[Atlas], Awaitable[T]]) -> T:
    """Open an atlas with one worker, do the work, and close it."""
    import asyncio

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.settings import Settings

    async def run() -> T:
        async with await Atlas.open(configured(Settings, data, base=base, workers=1)) as atlas:
            return await work(atlas)

    return asyncio.run(run())


@app.command()
def serve(
    data: Data = None,
    base: Base = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    root_path: Annotated[
        str | None, typer.Option(help="Path that a proxy serves the atlas under.", metavar="PATH")
    ] = None,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a query is stopped.")] = None,
    workers: Annotated[int | None, typer.Option(help="Query worker processes.")] = None,
    pool: Annotated[str | None, typer.Option(help="How workers are started: auto, fork or portable.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder made by `sandbox-atlas build`, in place of files.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="Address of a SPARQL 1.1 endpoint, in place of files.")] = None,
    watch: Annotated[bool | None, typer.Option("--watch", help="Take up changed data while serving.")] = None,
    log: Annotated[str | None, typer.Option(help="Least level of what is logged: debug, info, warning, off.")] = None,
) -> None:
    """Serve the atlas: pages, lookups and SPARQL."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.server.server import run
    from sandbox_atlas.api.settings import ServerSettings

    given: dict[str, object] = {
        "base": base,
        "host": host,
        "port": port,
        "deadline": deadline,
        "workers": workers,
        "log": log,
    }
    given |= {"root_path": root_path, "store": store, "endpoint": endpoint, "watch": watch, "pool": pool}
    run(configured(ServerSettings, data, **given))


@app.command()
def mcp(
    data: Data = None,
    base: Base = None,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP, not over standard input and output.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a query is stopped.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder made by `sandbox-atlas build`, in place of files.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="Address of a SPARQL 1.1 endpoint, in place of files.")] = None,
) -> None:
    """Serve the atlas to agents, over the Model Context Protocol."""
    from sandbox_atlas.api.agents.transports import run
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.settings import ServerSettings

    given: dict[str, object] = {"base": base, "host": host, "port": port, "deadline": deadline}
    run(configured(ServerSettings, data, **given, store=store, endpoint=endpoint), over_http=http)


@app.command()
def build(
    folder: Annotated[
        Path, typer.Argument(help="Folder for `serve --store`; made, or taken up when it was built before.")
    ],
    data: Data = None,
    base: Base = None,
) -> None:
    """Check data and build a store on disk, which opens at once at any size. Servers go on meanwhile."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings
    from sandbox_atlas.graph.store.build import build as made

    settings = configured(Settings, data, base=base, store=None)
    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("reading")
        dataset = read(settings.data, settings.base)
        manifest, built = made(dataset, folder, settings.cache, lambda step: bar.update(task, description=step))
    what = "now holds" if built else "was up to date:"
    console.print(
        f"{folder} {what} {manifest.statements} statements, snapshot {manifest.digest[:12]}",
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def check(
    data: Data = None,
    base: Base = None,
    format: Annotated[str, typer.Option(help="text, json, or github for its annotations.")] = "text",  # noqa: A002
    sources: Annotated[
        Path | None, typer.Option(help="Folder of your copies of documents: compare positions and printed names.")
    ] = None,
) -> None:
    """Check data: syntax, shapes and rules. Findings name file, line, rule and what to do."""
    from rich.console import Console

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.cli.reports import REPORTS, summary
    from sandbox_atlas.graph.errors import BadParameterError
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings

    if format not in REPORTS:
        raise BadParameterError(f"--format is one of {', '.join(REPORTS)}, not '{format}'.")
    if sources and not sources.is_dir():
        raise BadParameterError(f"--sources: {sources} is no folder.", "Name the folder that holds your copies.")
    settings = configured(Settings, data, base=base)
    dataset = read(settings.data, settings.base)
    console = Console(stderr=True)
    findings = _found(dataset, console)
    if sources:
        findings += _compared(dataset, sources, console)
    report = REPORTS[format](findings)
    if report:
        print(report)
    console.print(summary(len(dataset.data), findings), highlight=False)
    raise typer.Exit(1 if any(finding.severity == "error" for finding in findings) else 0)


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


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Name of a question; --list shows them.")] = "",
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="A parameter as name=value.")] = None,
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",  # noqa: A002 - the option's name
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
    list_: Annotated[bool, typer.Option("--list", help="List the questions by group.")] = False,
) -> None:
    """Answer a question of the catalogue."""
    from sandbox_atlas.graph.errors import BadParameterError

    if list_:
        from sandbox_atlas.api.cli.console import print_questions

        print_questions(lang)
        return
    if not question:
        raise BadParameterError("No question is named.", "`sandbox-atlas ask --list` shows them.")
    from sandbox_atlas.api.web.serialisation import as_csv, as_json

    if format not in ("table", "json", "csv"):
        raise BadParameterError(f"--format is table, json or csv, not '{format}'.")
    given = _given(param or [])

    async def work(atlas: Atlas) -> None:
        lookup = await atlas.ask(question, given, lang)
        if format == "csv":
            sys.stdout.write(as_csv(lookup, atlas.names, lang).replace("\r\n", "\n"))
        elif format == "json":
            from sandbox_atlas.api.web.links import Links

            print(json.dumps(as_json(lookup, atlas, Links(), lang), ensure_ascii=False, indent=2))
        else:
            from sandbox_atlas.api.cli.console import print_table

            print_table(lookup, atlas, lang)

    _with_atlas(data, base, work)


@app.command()
def analyse(
    name: Annotated[str, typer.Argument(help="Name of an analysis; without one, all are listed.")] = "",
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="A parameter as name=value.")] = None,
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",  # noqa: A002 - the option's name
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Analyse the network of institutions, technologies and batches."""
    from sandbox_atlas.api.cli.console import print_analyses, print_analysis
    from sandbox_atlas.api.web.analyses import as_csv, as_json
    from sandbox_atlas.graph.errors import BadParameterError

    if format not in ("table", "json", "csv"):
        raise BadParameterError(f"--format is table, json or csv, not '{format}'.")
    if not name:
        print_analyses(lang)
        return
    given = _given(param or [])

    async def work(atlas: Atlas) -> None:
        found = await atlas.analyse(name, given)
        if format == "csv":
            sys.stdout.write(as_csv(found, atlas.names, lang).replace("\r\n", "\n"))
        elif format == "json":
            from sandbox_atlas.api.web.links import Links

            print(json.dumps(as_json(found, atlas, Links(), lang), ensure_ascii=False, indent=2))
        else:
            print_analysis(found, atlas, lang)

    _with_atlas(data, base, work)


def _given(pairs: list[str]) -> dict[str, list[str]]:
    from sandbox_atlas.graph.errors import BadParameterError

    values: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadParameterError(
                f"--param takes name=value, not '{pair}'.",
                "Give both: --param NAME=VALUE",
            )
        values.setdefault(name, []).append(value)
    return values


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="A SPARQL query; '-' reads it from standard input.")],
    accept: Annotated[str, typer.Option(help="Media type of the answer, or its suffix, such as csv or ttl.")] = "",
    data: Data = None,
    base: Base = None,
) -> None:
    """Run a SPARQL query."""
    from sandbox_atlas.graph.engine.query import query_form
    from sandbox_atlas.graph.errors import BadParameterError
    from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES

    sparql = sys.stdin.read() if text == "-" else text
    offered = RESULT_TYPES if query_form(sparql) in ("SELECT", "ASK") else GRAPH_TYPES
    by_suffix = {suffix: media_type for media_type, suffix in offered.items()}
    media_type = by_suffix.get(accept, accept) or ("text/csv" if offered is RESULT_TYPES else "text/turtle")
    if media_type not in offered:
        raise BadParameterError(f"--accept is one of {', '.join(by_suffix)} for this query, not '{accept}'.")

    async def work(atlas: Atlas) -> bytes:
        return (await atlas.sparql(sparql, media_type)).body

    print(_with_atlas(data, base, work).decode().rstrip("\n").replace("\r\n", "\n"))


@app.command()
def quote(
    passage: Annotated[str, typer.Argument(help="A passage, such as seed-batch-2-item-04.")],
    document: Annotated[Path, typer.Argument(help="Your copy of the document that the passage is in.")],
    data: Data = None,
    base: Base = None,
) -> None:
    """Show the very sentence of a passage in your own copy of its document."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.errors import UnreadableFileError
    from sandbox_atlas.graph.loading.copies import excerpt
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings

    try:
        content = document.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"{document} cannot be read: {reason}.") from error

    settings = configured(Settings, data, base=base)
    print(excerpt(read(settings.data, settings.base).data, passage, content))


@app.command()
def draft(
    announcement: Annotated[
        str, typer.Argument(help="Text, HTML, or a PDF that holds text; '-' reads standard input.")
    ],
    format: Annotated[str, typer.Option(help="text, or json for programs.")] = "text",  # noqa: A002 - the option's name
    claims: Annotated[
        bool, typer.Option("--claims", help="In JSON, add the position and entity of every value.")
    ] = False,
    extract: Annotated[bool, typer.Option("--extract", help="Print only the text, in which positions count.")] = False,
    data: Data = None,
    base: Base = None,
) -> None:
    """Draft what an announcement says: applications, institutions, technologies, and what is uncertain."""
    from sandbox_atlas.api.cli import drafting
    from sandbox_atlas.graph.errors import BadParameterError

    if format not in drafting.FORMATS:
        raise BadParameterError(f"--format is one of {', '.join(drafting.FORMATS)}, not '{format}'.")
    document = drafting.announcement(announcement)
    if extract:
        print(document.text, end="")
        return

    async def work(atlas: Atlas) -> bool:
        return drafting.print_draft(document, announcement, drafting.names_of(atlas.names), format, claims=claims)

    raise typer.Exit(0 if _with_atlas(data, base, work) else 1)


@app.command()
def info(data: Data = None, base: Base = None, lang: Lang = "en") -> None:
    """Say what the atlas holds: counts by class, snapshot, questions and views."""
    from rich.console import Console
    from rich.table import Table

    from sandbox_atlas.graph.questions.catalogue import questions, views

    async def work(atlas: Atlas) -> None:
        console = Console()
        console.print(f"Snapshot {atlas.snapshot}", highlight=False, soft_wrap=True)
        console.print(f"{atlas.statements} statements", highlight=False)
        for iri, count in atlas.counts():
            console.print(f"{count:>8}  {atlas.style.look(iri).counted(count, lang)}", highlight=False)
        covered = await atlas.coverage()
        console.print(
            f"Coverage: sources report {covered.reported} applications "
            f"in {covered.batches - covered.unreported} batches, "
            f"{covered.named} are named there; {covered.partial} batches are known only in part, "
            f"for {covered.unreported} no source gives a number. {covered.uncounted} more are named elsewhere, "
            f"and {covered.described} are described without a name.",
            highlight=False,
        )
        table = Table("Question or view", "What it says", show_edge=False, pad_edge=False)
        for each in [*questions().values(), *views().values()]:
            table.add_row(each.name, each.title[lang])
        console.print(table)

    _with_atlas(data, base, work)
