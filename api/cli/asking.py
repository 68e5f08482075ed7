"""Commands that answer: questions, analyses, SPARQL, and what the atlas holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox_atlas.api.cli.commands import LOOKING, Base, Data, Lang, app, given_pairs, with_atlas

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas


def _check_format(name: str, *formats: str) -> None:
    """Refuse a format that answers do not come in, and a workbook on a terminal."""
    from sandbox_atlas.graph.errors import BadParameterError

    if name not in formats:
        raise BadParameterError(f"--format is {', '.join(formats[:-1])} or {formats[-1]}, not '{name}'.")
    if name == "xlsx" and sys.stdout.isatty():
        raise BadParameterError("A workbook cannot be shown.", "Write it to a file: … --format xlsx > answer.xlsx")


def _write(name: str, as_csv: Callable[[], str], as_json: Callable[[], object]) -> None:
    """Write an answer to standard output as CSV, its lines ended as on this system, or as JSON."""
    if name == "csv":
        sys.stdout.write(as_csv().replace("\r\n", "\n"))
    else:
        print(json.dumps(as_json(), ensure_ascii=False, indent=2))


@app.command(rich_help_panel=LOOKING)
def ask(
    question: Annotated[str, typer.Argument(help="Name of a question; --list shows them.")] = "",
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="A parameter as name=value.")] = None,
    format: Annotated[str, typer.Option(help="table, json, csv or xlsx.")] = "table",  # noqa: A002 - the option's name
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
    from sandbox_atlas.api.web.links import Links
    from sandbox_atlas.api.web.serialisation import as_csv, as_json, as_xlsx
    from sandbox_atlas.graph.questions.terms import check_language

    _check_format(format, "table", "json", "csv", "xlsx")
    given = given_pairs(param or [])

    async def work(atlas: Atlas) -> None:
        check_language(atlas.names, lang)
        lookup = await atlas.ask(question, given, lang)
        if format == "xlsx":
            sys.stdout.buffer.write(as_xlsx(lookup, atlas, lang))
        elif format == "table":
            from sandbox_atlas.api.cli.console import print_table

            print_table(lookup, atlas, lang)
        else:
            _write(format, lambda: as_csv(lookup, atlas.names, lang), lambda: as_json(lookup, atlas, Links(), lang))

    with_atlas(data, base, work)


@app.command(rich_help_panel=LOOKING)
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
    from sandbox_atlas.api.web.links import Links
    from sandbox_atlas.graph.questions.terms import check_language

    _check_format(format, "table", "json", "csv")
    if not name:
        print_analyses(lang)
        return
    given = given_pairs(param or [])

    async def work(atlas: Atlas) -> None:
        check_language(atlas.names, lang)
        found = await atlas.analyse(name, given)
        if format == "table":
            print_analysis(found, atlas, lang)
        else:
            _write(format, lambda: as_csv(found, atlas.names, lang), lambda: as_json(found, atlas, Links(), lang))

    with_atlas(data, base, work)


@app.command(rich_help_panel=LOOKING)
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

    sparql = _given() if text == "-" else text
    offered = RESULT_TYPES if query_form(sparql) in ("SELECT", "ASK") else GRAPH_TYPES
    by_suffix = {suffix: media_type for media_type, suffix in offered.items()}
    media_type = by_suffix.get(accept, accept) or ("text/csv" if offered is RESULT_TYPES else "text/turtle")
    if media_type not in offered:
        raise BadParameterError(f"--accept is one of {', '.join(by_suffix)} for this query, not '{accept}'.")

    async def work(atlas: Atlas) -> bytes:
        return (await atlas.sparql(sparql, media_type)).body

    print(with_atlas(data, base, work).decode().rstrip("\n").replace("\r\n", "\n"))


def _given() -> str:
    """The query in standard input."""
    from sandbox_atlas.graph.errors import MalformedQueryError

    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        place = f"see byte {error.start + 1:,}"
        raise MalformedQueryError(f"Standard input is not UTF-8: {place}.", "Save the query as UTF-8.") from error


@app.command(rich_help_panel=LOOKING)
def info(data: Data = None, base: Base = None, lang: Lang = "en") -> None:
    """Say what the atlas holds: counts by class, snapshot, questions and views."""
    from rich.console import Console
    from rich.table import Table

    from sandbox_atlas.api.cli.reports import counted
    from sandbox_atlas.graph.questions.catalogue import questions, views
    from sandbox_atlas.graph.questions.terms import check_language
    from sandbox_atlas.graph.rdf.vocabulary import REGISTER

    async def work(atlas: Atlas) -> None:
        check_language(atlas.names, lang)
        console = Console()
        console.print(f"Snapshot {atlas.snapshot}", highlight=False, soft_wrap=True)
        console.print(f"{atlas.statements} statements", highlight=False)
        for iri, count in await atlas.counts():
            console.print(f"{count:>8}  {atlas.style.look(iri).counted(count, lang)}", highlight=False)
        if atlas.profile == REGISTER:
            covered = await atlas.coverage()
            console.print(
                f"Coverage: sources report {counted(covered.reported, 'application')} "
                f"in {counted(covered.batches - covered.unreported, 'batch', 'batches')}; "
                f"named there: {covered.named}. Batches known only in part: {covered.partial}; "
                f"for which no source gives a number: {covered.unreported}. "
                f"Applications named elsewhere: {covered.uncounted}; described without a name: {covered.described}.",
                highlight=False,
            )
        table = Table("Question or view", "What it says", show_edge=False, pad_edge=False)
        for each in [*questions(atlas.profile).values(), *views(atlas.profile).values()]:
            table.add_row(each.name, each.title[lang])
        console.print(table)

    with_atlas(data, base, work)
