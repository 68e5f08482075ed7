"""Console output: prints errors and answers. It is imported when there is something to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sandbox_atlas.graph.errors import AtlasError, InvalidDataError
from sandbox_atlas.graph.network.analysis.catalogue import analyses

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.naming.names import Names
    from sandbox_atlas.graph.questions.lookups import Lookup
    from sandbox_atlas.graph.rdf.results import Row
    from sandbox_atlas.graph.register.analyses import Analysed


def print_error(error: Exception) -> None:
    """Print an error and what to do about it on standard error."""
    console = Console(stderr=True)
    if isinstance(error, InvalidDataError):
        for finding in error.findings[:20]:
            console.print(Text(str(finding)), soft_wrap=True)
    message = error.message if isinstance(error, AtlasError) else str(error)
    console.print(Text.assemble(("error: ", "bold red"), message), soft_wrap=True)
    hint = getattr(error, "hint", "")
    if hint:
        console.print(Text(hint), soft_wrap=True)


def print_questions(lang: str) -> None:
    """Print the names and titles of all questions by group."""
    from sandbox_atlas.graph.questions.groups import grouped
    from sandbox_atlas.graph.questions.presentation import GROUPS

    console = Console()
    for group, members in grouped().items():
        console.print(Text(GROUPS[group][lang], style="bold"))
        for each in members:
            console.print(Text(f"  {each.name:<36}{each.title[lang]}"), soft_wrap=True)


def print_table(lookup: Lookup, atlas: Atlas, lang: str) -> None:
    """Print an answer as a table."""
    table = Table(title=lookup.question.title[lang], title_justify="left")
    for label in lookup.question.columns.values():
        table.add_column(label[lang], overflow="fold")
    for row in lookup.rows:
        table.add_row(*(Text(_cell(lookup, row, name, atlas.names, lang)) for name in lookup.question.columns))
    console = Console()
    console.print(table)
    console.print(f"{len(lookup.rows)} row{'s' if len(lookup.rows) != 1 else ''}", highlight=False)


def print_analyses(lang: str) -> None:
    """Print the name and title of every analysis."""
    for each in analyses().values():
        print(f"{each.name:<20}{each.title[lang]}")


def print_analysis(found: Analysed, atlas: Atlas, lang: str) -> None:
    """Print the result of an analysis as a table, with what its numbers mean."""
    asked = found.analysis
    table = Table(title=asked.title[lang], title_justify="left")
    for label in asked.columns.values():
        table.add_column(label[lang], overflow="fold")

    def cell(value: object) -> str:
        if isinstance(value, list):
            return "\n".join(map(cell, value))
        if isinstance(value, str):
            return atlas.names.get(value).label(lang)
        return "–" if value is None else str(value)

    for row in found.result["rows"]:
        table.add_row(*(Text(cell(row[name])) for name in asked.columns))
    console = Console()
    console.print(table)
    for name, label in asked.numbers.items():
        if found.result["numbers"].get(name) is not None:
            console.print(Text(f"{label[lang]}: {found.result['numbers'][name]}"))
    console.print(Text(f"{asked.meaning[lang]} {asked.limits[lang]}"), soft_wrap=True)


def _cell(lookup: Lookup, row: Row, name: str, names: Names, lang: str) -> str:
    term = row[name]
    if name in lookup.question.lists:
        return "\n".join(names.get(member).label(lang) for member in lookup.members(row, name))
    if isinstance(term, ox.NamedNode):
        return names.get(term.value).label(lang)
    return term.value if term is not None else ""
