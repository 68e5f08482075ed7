"""Version: the version of the program, on which entity tags of answers depend."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

VERSION: Final = version("sandbox-atlas")
