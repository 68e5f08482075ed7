"""Commands that serve data: over HTTP, to agents, and as a store on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox_atlas.api.cli.commands import LOOKING, PUBLISHING, Base, Check, Data, Profile, app

if TYPE_CHECKING:
    from sandbox_atlas.graph.loading.dataset import Dataset


@app.command(rich_help_panel=LOOKING)
def serve(
    data: Data = None,
    base: Base = None,
    profile: Profile = None,
    check: Check = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    root_path: Annotated[
        str | None, typer.Option(help="Path that a proxy serves the atlas under.", metavar="PATH")
    ] = None,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a query is stopped.")] = None,
    workers: Annotated[int | None, typer.Option(help="Query worker processes.")] = None,
    processes: Annotated[
        int | None, typer.Option(help="Processes that take connections, for more than one core (Linux).")
    ] = None,
    pool: Annotated[str | None, typer.Option(help="How workers are started: auto, fork or portable.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder made by `sandbox-atlas build`, in place of files.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="Address of a SPARQL 1.1 endpoint, in place of files.")] = None,
    watch: Annotated[bool | None, typer.Option("--watch", help="Take up changed data while serving.")] = None,
    archive: Annotated[
        Path | None, typer.Option(help="Folder that keeps each published snapshot and what it changed.")
    ] = None,
    edit: Annotated[
        bool | None, typer.Option("--edit", help="Let curators review announcements and save them, on the page /edit.")
    ] = None,
    log: Annotated[str | None, typer.Option(help="Least level of what is logged: debug, info, warning, off.")] = None,
) -> None:
    """Serve the atlas: pages, lookups and SPARQL."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.settings import ServerSettings

    given: dict[str, object] = {"base": base, "profile": profile, "check": check, "host": host, "port": port}
    given |= {"root_path": root_path, "deadline": deadline, "workers": workers, "processes": processes, "pool": pool}
    given |= {"store": store, "endpoint": endpoint, "watch": watch, "archive": archive, "edit": edit, "log": log}
    settings = configured(ServerSettings, data, **given)
    from sandbox_atlas.api.server.server import run  # takes a second, which a mistake in a setting need not

    run(settings)


@app.command(rich_help_panel=LOOKING)
def mcp(
    data: Data = None,
    base: Base = None,
    profile: Profile = None,
    check: Check = None,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP, not over standard input and output.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a query is stopped.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder made by `sandbox-atlas build`, in place of files.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="Address of a SPARQL 1.1 endpoint, in place of files.")] = None,
) -> None:
    """Serve the atlas to agents, over the Model Context Protocol."""
    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.api.settings import ServerSettings

    given: dict[str, object] = {"base": base, "profile": profile, "check": check, "host": host, "port": port}
    given |= {"deadline": deadline, "store": store, "endpoint": endpoint}
    settings = configured(ServerSettings, data, **given)
    from sandbox_atlas.api.agents.transports import run

    run(settings, over_http=http)


@app.command(rich_help_panel=PUBLISHING)
def build(
    folder: Annotated[
        Path, typer.Argument(help="Folder for `serve --store`; made, or taken up when it was built before.")
    ],
    data: Data = None,
    base: Base = None,
    profile: Profile = None,
    check: Check = None,
    archive: Annotated[
        Path | None, typer.Option(help="Folder that keeps the snapshot and what it changed, for `serve --archive`.")
    ] = None,
) -> None:
    """Check data and build a store on disk, which opens at once at any size. Servers go on meanwhile."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from sandbox_atlas.api.cli.configuration import configured
    from sandbox_atlas.graph.loading.dataset import read
    from sandbox_atlas.graph.register.keeping import keep
    from sandbox_atlas.graph.settings import Settings
    from sandbox_atlas.graph.store.build import build as made

    settings = configured(Settings, data, base=base, profile=profile, check=check, store=None)
    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("reading")

        def progress(step: str) -> None:
            bar.update(task, description=step)

        dataset = read(settings.data, settings.base, settings.profile)
        manifest, built = made(dataset, folder, settings.cache, progress, settings.check, keep)
    if archive:
        _keep(dataset, archive)
    what = "now holds" if built else "was up to date:"
    console.print(
        f"{folder} {what} {manifest.statements} statements, snapshot {manifest.digest[:12]}",
        highlight=False,
        soft_wrap=True,
    )


def _keep(dataset: Dataset, archive: Path) -> None:
    """Keep a data set that has been built in an archive, within the bounds that the settings of the server name."""
    from datetime import UTC, datetime

    from sandbox_atlas.api.settings import ServerSettings
    from sandbox_atlas.graph.loading.archive import Bounds, keep, prepare

    bounds = ServerSettings()
    prepare(archive)
    keep(archive, dataset, datetime.now(UTC), Bounds(bounds.archive_snapshots, bounds.archive_size * 2**20))
