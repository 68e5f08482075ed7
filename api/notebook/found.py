"""Found: what a search found, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.table import Row, Table

if TYPE_CHECKING:
    from sandbox_atlas.api.notebook.asked import Tables
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.search import SearchResult, SearchResults

COLUMNS = tuple(Column(name, name) for name in ("iri", "label", "kind", "matched", "about", "links"))
"""Columns: the thing, its label, its class, the name that matched, what tells it from others, number of links."""


def found(results: SearchResults, text: str, atlas: Atlas, tables: Tables, lang: str) -> Table:
    """The things that a search found, or those with similar names where nothing is called so."""

    def row(result: SearchResult) -> Row:
        name = result.hit.name
        kind = atlas.style.class_label(name.class_iri, lang)
        about = ", ".join(each.label(lang) for each in result.about)
        values = {"iri": name.iri, "label": name.label(lang), "kind": kind, "matched": result.hit.matched}
        return Row({**values, "about": about, "links": result.degree})

    many = "more than " if results.is_cut else ""
    said = f"{many}{results.total} found" if results.total else "Nothing is called so; these have similar names"
    rows = [row(each) for each in results.results or results.guesses]
    return tables.of_values(COLUMNS, rows, title=text, sentence=lambda: said if rows else "Nothing is called so")
