"""The surface of the program: its addresses, options and settings are those of fixtures/surface.json.

A new address, option or setting is added to that file too; one that goes or is renamed breaks links, scripts and
deployments of users.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest
import typer.main

from sandbox_atlas.api import routes
from sandbox_atlas.api.cli.cli import app as commands
from sandbox_atlas.api.settings import ServerSettings
from tests.support.description import description

SURFACE: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "surface.json").read_text(encoding="utf-8"))


def operations() -> dict[str, Any]:
    """What the OpenAPI description offers, by method and path."""
    paths = description()["paths"]
    return {
        f"{method.upper()} {path}": {
            "operation": operation["operationId"],
            "parameters": sorted(each["name"] for each in operation.get("parameters", ())),
            "statuses": sorted(operation["responses"]),
        }
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def addresses() -> dict[str, str]:
    """The methods that the modules of routes answer, by path."""
    names = [module.name for module in pkgutil.iter_modules(routes.__path__, f"{routes.__name__}.")]
    routers = [module.router for module in map(importlib.import_module, names) if hasattr(module, "router")]
    found: dict[str, set[str]] = {}
    for router in routers:
        for route in router.routes:
            found.setdefault(route.path, set()).update(getattr(route, "methods", None) or ())
    return {path: " ".join(sorted(methods)) for path, methods in found.items()}


def options() -> dict[str, list[str]]:
    """The arguments and options of each command."""
    group: Any = typer.main.get_command(commands)
    return {
        name: sorted(option for parameter in command.params for option in parameter.opts)
        for name, command in group.commands.items()
    }


def settings() -> dict[str, str]:
    """The defaults of the settings; one that depends on the machine has none."""
    return {
        name: "" if field.default_factory else str(field.default) for name, field in ServerSettings.model_fields.items()
    }


@pytest.mark.parametrize("part", [operations, addresses, options, settings], ids=lambda part: part.__name__)
def test_the_program_offers_what_is_written_down_and_nothing_else(part: Any) -> None:  # noqa: ANN401 - one of these
    assert part() == SURFACE[part.__name__]
