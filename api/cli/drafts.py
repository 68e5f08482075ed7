"""The command `draft`: what an announcement says, printed or as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox_atlas.api.cli.commands import CURATING, Base, Data, Lang, app, with_atlas

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

Announcement = Annotated[str, typer.Argument(help="Text, HTML, or a PDF that holds text; '-' reads standard input.")]
Format = Annotated[str, typer.Option(help="text, json for programs, or csv or xlsx: a sheet that `import` reads.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="The sheet; else it is called as the announcement.")
]
Source = Annotated[str, typer.Option(help="In a sheet, slug of the source that the announcement is.")]
Batch = Annotated[str, typer.Option(help="In a sheet, slug of the batch, where the text does not tell it.")]
Claims = Annotated[bool, typer.Option("--claims", help="In JSON, add the position and entity of every value.")]
Extract = Annotated[bool, typer.Option("--extract", help="Print only the text, in which positions count.")]


@app.command(rich_help_panel=CURATING)
def draft(
    announcement: Announcement,
    format: Format = "",  # noqa: A002 - the option's name
    output: Output = None,
    source: Source = "",
    batch: Batch = "",
    claims: Claims = False,
    extract: Extract = False,
    data: Data = None,
    base: Base = None,
    lang: Lang = "en",
) -> None:
    """Draft what an announcement says: applications, institutions, technologies, and what is uncertain."""
    from sandbox_atlas.api.cli import draft_sheets, drafting
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.cli.sheets import sheet_file
    from sandbox_atlas.api.web.desk.drafting import names_of
    from sandbox_atlas.api.web.desk.register_view import RegisterView
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.settings import Settings

    is_sheet = _is_sheet(format, output, source, batch)
    document = drafting.announcement(announcement)
    if extract:
        print(document.text, end="")
        return
    name = "standard input" if announcement == "-" else announcement

    async def work(atlas: Atlas) -> bool:
        names = names_of(atlas.names)
        if not is_sheet:
            return drafting.print_draft(document, name, names, format or "text", claims=claims)
        path = sheet_file(output, format, "draft" if announcement == "-" else Path(announcement).stem)
        settings = configured(Settings, data, base=base)
        view = RegisterView(read(settings.data, settings.base))
        sheet = draft_sheets.Sheet(path, lang, source, batch, _options(data or (), base))
        return draft_sheets.write_draft(document, name, names, view, sheet)

    raise typer.Exit(0 if with_atlas(data, base, work) else 1)


def _is_sheet(format: str, output: Path | None, source: str, batch: str) -> bool:  # noqa: A002
    """Whether a sheet is wanted.

    Raises:
        BadParameterError: The format is unknown, or an option of sheets is given without one.
    """
    from sandbox_atlas.api.cli import drafting
    from sandbox_atlas.graph.curation.sheets.workbooks import FORMATS
    from sandbox_atlas.graph.errors import BadParameterError

    offered = (*drafting.FORMATS, *FORMATS)
    if format and format not in offered:
        raise BadParameterError(f"--format is one of {', '.join(offered)}, not '{format}'.")
    is_sheet = format in FORMATS or (not format and output is not None)
    if not is_sheet and (output or source or batch):
        raise BadParameterError("--output, --source and --batch are for sheets.", "Add --format csv or --format xlsx.")
    return is_sheet


def _options(data: Sequence[Path], base: str | None) -> tuple[str, ...]:
    """The options that name the same data in another command."""
    return (*(text for each in data for text in ("--data", str(each))), *(("--base", base) if base else ()))
