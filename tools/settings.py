"""The page of settings: writes docs/settings.md from the classes that read them and the options of `serve`.

`make settings-doc` runs it.
"""

from __future__ import annotations

from pathlib import Path

import typer
from pydantic.fields import FieldInfo

from sandbox_atlas.api.cli.cli import app
from sandbox_atlas.api.settings import ServerSettings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"

_HEAD = """<!-- Written by tools/settings.py: `make settings-doc`. -->
# Settings

Each setting is an environment variable; those with an option can also be set on the command line of
`sandbox-atlas serve`.

| variable | option | default | meaning |
|---|---|---|---|
"""
_DEFAULTS = {
    "data": "the shipped data",
    "workers": "number of processors, at least 2",
    "cache": "`~/.cache/sandbox-atlas`",
    "copies": "`~/.local/share/sandbox-atlas/sources`",
    "proxies": "none",
}
"""Defaults that are not one value."""


def page() -> str:
    """The page as it should be: first what an atlas reads, then what its server does."""
    options = _options()
    rows = [_row(name, field, options.get(name, "")) for name, field in ServerSettings.model_fields.items()]
    return _HEAD + "".join(rows)


def _row(name: str, field: FieldInfo, option: str) -> str:
    cells = (f"`SANDBOX_ATLAS_{name.upper()}`", option and f"`{option}`", _default(name, field), field.description)
    return f"| {' | '.join(cell or '' for cell in cells)} |\n"


def _default(name: str, field: FieldInfo) -> str:
    """The default as the environment would give it; nothing for one that is empty."""
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    if isinstance(field.default, bool):
        return str(field.default).lower()
    if hasattr(field.default, "get_secret_value"):
        return ""
    return str(field.default) if field.default is not None else ""


def _options() -> dict[str, str]:
    """The options of `serve` by the setting that each sets."""
    command = typer.main.get_command(app).get_command(None, "serve")  # type: ignore[attr-defined]
    return {each.name: each.opts[0] for each in command.params}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
