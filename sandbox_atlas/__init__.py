"""Sandbox Atlas: a knowledge graph of financial regulatory sandboxes, where every answer names its sources.

The public names are here and are imported when first used, so that `import sandbox_atlas` costs next to nothing:

    from sandbox_atlas import Atlas

    async with await Atlas.open() as atlas:
        lookup = await atlas.ask("institutions-in-multiple-batches", {"place": ["beijing"]})
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.engine.base import Answer, Engine
    from sandbox_atlas.graph.errors import AtlasError, Finding
    from sandbox_atlas.graph.questions.lookups import Lookup
    from sandbox_atlas.graph.settings import Settings

__all__ = ["Answer", "Atlas", "AtlasError", "Engine", "Finding", "Lookup", "Settings"]

_HOMES = {
    "Answer": "graph.engine.base",
    "Atlas": "graph.atlas",
    "AtlasError": "graph.errors",
    "Engine": "graph.engine.base",
    "Finding": "graph.findings",
    "Lookup": "graph.questions.lookups",
    "Settings": "graph.settings",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562).

    Raises:
        AttributeError: The package has no such name.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
