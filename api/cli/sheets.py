"""Commands for sheets: a template, their import as TriG, and the register as a sheet."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from sandbox_atlas.api.cli.commands import CURATING, Base, Data, Lang, app

Format = Annotated[str, typer.Option("--format", help="xlsx or csv; else as the file is called, or xlsx.")]
Accept = Annotated[
    list[str] | None, typer.Option("--accept", help="NAME=SLUG takes a name for an entry, NAME=new for a new one.")
]
AcceptFrom = Annotated[
    float, typer.Option(help="Take the best match from this score on without a question; 101 takes none.")
]
By = Annotated[
    str, typer.Option("--by", help="Who imports: the file then says who, when and from which sheets (PROV).")
]


@app.command(rich_help_panel=CURATING)
def template(
    format: Format = "",  # noqa: A002 - the option's name
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; else template.xlsx or .csv.")] = None,
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Write an empty sheet to fill in, with drop-downs from the register and explanations."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.web.desk.register_view import RegisterView
    from sandbox_atlas.graph.curation.sheets import workbooks
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings

    path = sheet_file(output, format, "template")
    settings = configured(Settings, data, base=base)
    workbooks.template(path, lang, RegisterView(read(settings.data, settings.base)).offered(lang))
    given = [*(text for each in data or () for text in ("--data", str(each))), *(("--base", base) if base else ())]
    command = shlex.join(["sandbox-atlas", "import", str(path), *given])
    print(f"{path}: one row for each entry, such as an application. `{command}` reads it.")


@app.command("import", rich_help_panel=CURATING)
def import_(
    files: Annotated[list[Path], typer.Argument(help="Sheets: .csv, .xlsx or .ods, with headings of the template.")],
    batch: Annotated[str, typer.Option(help="Batch of rows that name none.")] = "",
    sandbox: Annotated[str, typer.Option(help="Sandbox of rows that name neither batch nor sandbox.")] = "",
    source: Annotated[str, typer.Option(help="Source of rows that name none.")] = "",
    editors: Annotated[str, typer.Option(help="Source of what the editors add.")] = "editors",
    accept: Accept = None,
    accept_from: AcceptFrom = 101.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The TriG file that is written.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write the file anew if it exists.")] = False,
    format: Annotated[str, typer.Option(help="Of the report: text, or json for programs.")] = "text",  # noqa: A002
    by: By = "",
    data: Data = None,
    base: Base = None,
) -> None:
    """Import sheets as TriG: names are matched, doubts asked about, and nothing is written that would not pass."""
    from rich.console import Console

    from sandbox_atlas.api.cli import imported, importing
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.curation.sheets.statements import Defaults
    from sandbox_atlas.graph.errors import BadParameterError
    from sandbox_atlas.graph.settings import Settings

    if format not in ("text", "json"):
        raise BadParameterError(f"--format is text or json, not '{format}'.")
    settings = configured(Settings, data, base=base, workers=1)
    folder = next((path for path in settings.data if path.is_dir()), None)
    target = output or (folder or files[0].parent) / f"{files[0].stem}.trig"
    who, accepted = " ".join(by.split()), tuple(accept or ())
    request = importing.Request(
        tuple(files), target, replace, Defaults(batch, sandbox), source, editors, accepted, accept_from, who
    )
    report, proposed = importing.run(request, settings, Console(stderr=True))
    print((imported.as_json if format == "json" else imported.as_text)(report, target, proposed))
    raise typer.Exit(1 if report.has_errors or not report.statements else 0)


@app.command(rich_help_panel=CURATING)
def export(
    format: Format = "",  # noqa: A002 - the option's name
    batch: Annotated[list[str] | None, typer.Option(help="Only what passages say of these batches.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; else register.xlsx or .csv.")] = None,
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Write the register, or batches of it, as a sheet that `import` reads back as the same statements."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.web.desk.register_view import RegisterView
    from sandbox_atlas.graph.curation.sheets import workbooks
    from sandbox_atlas.graph.curation.sheets.exporting import Export, select
    from sandbox_atlas.graph.errors import BadParameterError
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.rdf.csv_files import harmless
    from sandbox_atlas.graph.rdf.vocabulary import ID
    from sandbox_atlas.graph.rdf.workbooks import harmless_text
    from sandbox_atlas.graph.settings import Settings

    path = sheet_file(output, format, "register")
    settings = configured(Settings, data, base=base)
    view = RegisterView(read(settings.data, settings.base))
    register = view.register("editors")
    batches = frozenset(ID + (each if "/" in each else f"batch/{each}") for each in batch or ())
    unknown = sorted(each.rpartition("/")[2] for each in batches if each not in register.known)
    if unknown:
        raise BadParameterError(f"There is no batch {', '.join(unknown)}.", "`sandbox-atlas ask coverage` lists them.")
    tables = Export(view.values, ID, lambda iri: view.label(iri, lang)).tables(select(view.quads, view.values, batches))
    if path.suffix.lower() == ".csv":
        workbooks.write_csv(path, tables, lang, harmless)
    else:
        workbooks.write_xlsx(path, tables, lang, harmless_text)
    print(f"{path}: {sum(len(table.rows) for table in tables)} rows.")


def sheet_file(output: Path | None, format: str, stem: str) -> Path:  # noqa: A002 - the name of the option
    """The new file that is to be written, whose suffix says its format."""
    from sandbox_atlas.graph.curation.sheets.workbooks import FORMATS
    from sandbox_atlas.graph.errors import BadParameterError

    if format and format not in FORMATS:
        raise BadParameterError(f"--format is {' or '.join(FORMATS)}, not '{format}'.")
    path = output or Path(f"{stem}.{format or 'xlsx'}")
    suffixes = [f".{each}" for each in FORMATS if format in ("", each)]
    if path.suffix.lower() not in suffixes:
        raise BadParameterError(f"{path} does not end in {' or '.join(suffixes)}.", "Name the file so with --output.")
    if path.exists():
        raise BadParameterError(f"{path} exists.", "Name another file with --output.")
    return path


@app.command(rich_help_panel=CURATING)
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
    title: Annotated[str, typer.Option(help="Name of the register; else “Register in” and the folder.")] = "",
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="Language of its names, such as fr; may be repeated.")
    ] = None,
) -> None:
    """Make a register of one's own: an example sandbox, its sources, and a README that says how to go on."""
    from sandbox_atlas.graph.curation.starter.starter import start

    name = title or f"Register in {folder.resolve().name}"
    for path in start(folder, name, list(dict.fromkeys(language or ["en"]))):
        print(path)
    if not title:
        print(f"It is called “{name}”: change that in {folder / 'dataset.ttl'}, which all pages show.")
    print(f"Next: read {folder / 'README.md'}, or look at it: sandbox-atlas serve --data {folder}")
