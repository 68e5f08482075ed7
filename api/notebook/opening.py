"""Opening: the settings for the source of data that a caller names, whatever the environment says."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_atlas.graph.errors import BadParameterError

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings

Source = str | PathLike[str] | Iterable[str | PathLike[str]] | None
"""Files or folders of RDF, a folder that `sandbox-atlas build` made, the address of an endpoint; None for the usual."""


def settings(source: Source, **limits: object) -> Settings:
    """The settings of an atlas over a source, with one worker besides the one for the atlas's own queries.

    Args:
        source: Where the data are.
        limits: Other settings by name; those that are None are left to the environment.

    Raises:
        BadParameterError: A value is wrong.
    """
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


def _place(source: Source) -> dict[str, Any]:
    """The one setting that names the data; the others are emptied, as the environment may name other data."""
    if source is None:
        return {}
    nothing: dict[str, Any] = {"data": (), "store": None, "endpoint": ""}
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return {**nothing, "endpoint": source}
    paths = [source] if isinstance(source, str | PathLike) else list(source)
    files = tuple(Path(fspath(path)).expanduser() for path in paths)
    if not files:
        raise BadParameterError("No file is named.", "Atlas.load() without a source opens the shipped data.")
    if len(files) == 1 and (files[0] / "atlas.json").is_file():
        return {**nothing, "store": files[0]}
    return {**nothing, "data": files}
