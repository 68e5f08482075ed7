"""Sandbox Atlas: a knowledge graph of financial regulatory sandboxes, where every answer names its sources.

The public names are here and are imported when first used, so that `import sandbox_atlas` costs next to nothing:

    from sandbox_atlas import Atlas

    atlas = Atlas.load()
    table = atlas.ask("institutions-in-multiple-batches", place="beijing")

`AtlasAsync` is the same for asynchronous code:

    async with await AtlasAsync.open() as atlas:
        lookup = await atlas.ask("institutions-in-multiple-batches", {"place": ["beijing"]})
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.api.notebook.atlas import Atlas
    from sandbox_atlas.api.notebook.table import Row, Table
    from sandbox_atlas.api.notebook.values import Thing
    from sandbox_atlas.graph.atlas import Atlas as AtlasAsync
    from sandbox_atlas.graph.engine.base import Answer, Engine
    from sandbox_atlas.graph.errors import AtlasError, Finding
    from sandbox_atlas.graph.questions.lookups import Lookup
    from sandbox_atlas.graph.settings import Settings

__all__ = [
    "Answer",
    "Atlas",
    "AtlasAsync",
    "AtlasError",
    "Engine",
    "Finding",
    "Lookup",
    "Row",
    "Settings",
    "Table",
    "Thing",
]

_HOMES = {
    "Answer": "graph.engine.base:Answer",
    "Atlas": "api.notebook.atlas:Atlas",
    "AtlasAsync": "graph.atlas:Atlas",
    "AtlasError": "graph.errors:AtlasError",
    "Engine": "graph.engine.base:Engine",
    "Finding": "graph.errors:Finding",
    "Lookup": "graph.questions.lookups:Lookup",
    "Row": "api.notebook.table:Row",
    "Settings": "graph.settings:Settings",
    "Table": "api.notebook.table:Table",
    "Thing": "api.notebook.values:Thing",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562).

    Raises:
        AttributeError: The package has no such name.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, member = _HOMES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), member)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
