"""An item of a list in the grammar of forms: a name, and who does what with it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading


@dataclass(frozen=True)
class Item:
    """What one item says.

    Attributes:
        name: The name of the application.
        groups: Who does what.
        type: The words that give its type.
        sure: Whether it says so by a word of applying, or quotes the name.
        details: The words that say more of it.
    """

    name: Span
    groups: tuple[tuple[Group, str], ...]
    type: Span | None = None
    sure: bool = True
    details: Span | None = None


def application_of(reading: Reading, item: Item, span: Span) -> DraftedApplication:
    """The application of an item, not yet added.

    Args:
        reading: The reading.
        item: The item.
        span: All its words.
    """
    made = named(reading, item.name, span)
    made.institutions = [each for group, role in item.groups for each in reading.involved(group, role)]
    made.type = made.type or (reading.type_in(item.type) if item.type else None)
    made.details = item.details if item.details and item.details[0] < item.details[1] else None
    return made
