"""Configuration: the settings of a command, from its options and the environment; wrong ones are one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import SettingsError

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.settings import PREFIX, Settings

S = TypeVar("S", bound=Settings)

_OF_TESTS = frozenset({"W3C_TESTS", "JSONLD_TESTS"})
"""Variables that the tests read, without their prefix."""


def configured(kind: type[S], data: list[Path] | None, **values: Any) -> S:  # noqa: ANN401 - the settings check types
    """The settings of the environment and the command line; data that an option names replace the environment's.

    Variables of the environment that look like settings and are none are named on standard error.

    Raises:
        BadParameterError: A value is wrong.
    """
    for warning in unknown_variables(os.environ):
        print(f"warning: {warning}", file=sys.stderr)
    chosen = {name: value for name, value in {**values, "data": tuple(data or ())}.items() if value not in (None, ())}
    places: dict[str, Any] = {"data": (), "store": None, "endpoint": ""}
    if places.keys() & chosen.keys():
        chosen = places | chosen
    try:
        return kind(**chosen)
    except (ValidationError, SettingsError) as error:
        wrong = "; ".join(map(_sentence, error.errors())) if isinstance(error, ValidationError) else str(error)
        raise BadParameterError(f"A setting is wrong: {wrong}.", "docs/settings.md lists them.") from None


def unknown_variables(names: Iterable[str]) -> list[str]:
    """A sentence for each variable of the environment with the prefix of settings that no setting has."""
    known = [name.upper() for name in ServerSettings.model_fields]
    found = []
    for variable in sorted(names):
        name = variable.upper().removeprefix(PREFIX)
        if name != variable.upper() and name not in (*known, *_OF_TESTS):
            close = get_close_matches(name, known, 1)
            found.append(f"{variable} is no setting." + (f" Did you mean {PREFIX}{close[0]}?" if close else ""))
    return found


def _sentence(error: Any) -> str:  # noqa: ANN401 - pydantic's description of an error
    message = error["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, error['loc']))}: {message[:1].lower()}{message[1:]}"
