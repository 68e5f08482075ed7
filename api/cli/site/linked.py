"""Linked: the network of the whole register, in which a site finds neighbours and paths in the browser."""

from __future__ import annotations

import asyncio
import json
from typing import Final

from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.packing import packed, packed_more
from sandbox_atlas.graph.network.projection import Network
from sandbox_atlas.graph.questions.catalogue import view

FILE: Final = "explore/register.json"
"""Where it lies below the folder of a language."""
_PLACED: Final = ("x", "y", "size", "degree")


async def linked(atlas: Atlas, plan: Plan, lang: str) -> str:
    """The things of the register that are linked, and their links, packed as JSON.

    Addresses of things are files below the folder of the language. Nothing has a place or a size: that follows from
    what is drawn.
    """
    register = await atlas.indexes.register()

    def page(iri: str) -> str:
        return plan.page_of(iri).file("") if iri in plan.names else ""

    def made() -> str:
        network = Network(view("neighbourhood", atlas.profile), {}, "", register)
        drawn = drawing.picture(network, atlas.names, atlas.style, page, is_placed=False)
        columns, more = packed(drawn, lang), packed_more(drawn, lang, len(drawn["nodes"]))
        for name in _PLACED:
            columns["nodes"].pop(name, None)
        return json.dumps({"packed": columns, "more": more}, ensure_ascii=False, separators=(",", ":"))

    return await asyncio.to_thread(made)
