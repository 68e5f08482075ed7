"""Opening: the settings for the source of data that a caller names, whatever the environment says.

Pydantic, which checks settings, takes a fifth of the time until the first answer: where there is nothing to check, the
usual settings do without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sandbox_atlas.graph.errors import BadParameterError

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings

Source = str | PathLike[str] | Iterable[str | PathLike[str]] | None
"""Files or folders of RDF, a folder made by `sandbox-atlas build`, the address of an atlas or endpoint; None: usual."""


_PREFIX = "SANDBOX_ATLAS_"


@dataclass(frozen=True)
class UsualSettings:
    """The settings of `graph.settings.Settings` where nobody sets any, for the shipped data, with one worker."""

    data: tuple[Path, ...] = ()
    base: str = ""
    store: Path | None = None
    endpoint: str = ""
    profile: str = "auto"
    check: str | None = None
    deadline: float = 10.0
    memory: int = 1024
    max_rows: int = 100_000
    max_bytes: int = 64_000_000
    workers: int = 1
    pool: str = "auto"
    trial: float = 0.05
    slow: int = 2
    queue: int = 256


def settings(source: Source, check: bool | None = None, **limits: object) -> Settings:
    """The settings of an atlas over a source, with one worker besides the one for the atlas's own queries.

    Args:
        source: Where the data are.
        check: Whether files are to be checked, which needs the folder of the settings.
        limits: Other settings by name; those that are None are left to the environment.

    Raises:
        BadParameterError: A value is wrong.
    """
    if source is None and not check and all(value is None for value in limits.values()) and not _in_environment():
        return cast("Settings", UsualSettings())
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from sandbox_atlas.graph.settings import Settings

    given = {name: value for name, value in limits.items() if value is not None}
    try:
        return Settings(**{"workers": 1, **_place(source), **given})
    except (ValidationError, SettingsError) as error:
        wrong = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        name = ".".join(map(str, wrong["loc"]))
        raise BadParameterError(f"'{name}': {wrong['msg']}.", "docs/settings.md lists the settings.") from None


def _in_environment() -> bool:
    """Whether a variable of the environment is a setting."""
    return any(name.upper().startswith(_PREFIX) for name in os.environ)


def _place(source: Source) -> dict[str, Any]:
    """The one setting that names the data; the others are emptied, as the environment may name other data."""
    if source is None:
        return {}
    nothing: dict[str, Any] = {"data": (), "store": None, "endpoint": ""}
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return {**nothing, "endpoint": _endpoint(source)}
    paths = [source] if isinstance(source, str | PathLike) else list(source)
    files = tuple(Path(fspath(path)).expanduser() for path in paths)
    if not files:
        raise BadParameterError("No file is named.", "Atlas.load() without a source opens the shipped data.")
    if len(files) == 1 and (files[0] / "atlas.json").is_file():
        return {**nothing, "store": files[0]}
    return {**nothing, "data": files}


def _endpoint(address: str) -> str:
    """The address of an endpoint; a site without a path is taken for an atlas, whose endpoint is at /sparql."""
    parts = urlsplit(address)
    return address if parts.path.strip("/") or parts.query else f"{address.rstrip('/')}/sparql"
