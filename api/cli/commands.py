"""Commands: the application, the options that several commands share, and how a command opens an atlas."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

app = typer.Typer(
    help="Sandbox Atlas: a knowledge graph of financial regulatory sandboxes, where every answer names its sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

LOOKING: Final = "Look and ask"
CURATING: Final = "Curate"
PUBLISHING: Final = "Publish"

Data = Annotated[
    list[Path] | None,
    typer.Option("--data", help="RDF files or folders instead of the shipped data; may be given several times."),
]
Base = Annotated[
    str | None, typer.Option("--base", help="IRI that relative IRIs in files are resolved against.", metavar="IRI")
]
Check = Annotated[
    str | None,
    typer.Option("--check", help="What errors of the data do: strict refuses, warn serves with a notice, off ignores."),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", help="How files are read: auto, register, or derived from what they hold, for any other RDF."
    ),
]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels: any that the data have names in.")]

T = TypeVar("T")


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        print(f"sandbox-atlas {version('sandbox-atlas')}")
        raise typer.Exit


@app.callback()
def atlas(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that come before a command."""


def with_atlas(data: list[Path] | None, base: str | None, work: Callable[[Atlas], Awaitable[T]]) -> T:
    """Open an atlas with one worker, do the work, and close it."""
    import asyncio

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.settings import Settings

    async def run() -> T:
        async with await Atlas.open(configured(Settings, data, base=base, workers=1)) as atlas:
            return await work(atlas)

    return asyncio.run(run())


def given_pairs(pairs: list[str]) -> dict[str, list[str]]:
    """The values of each parameter that was given as name=value.

    Raises:
        BadParameterError: One is not written so.
    """
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
