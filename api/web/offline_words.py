"""Words of the offline page: what `graph.network.standalone` writes around a picture, in the reader's language."""

from __future__ import annotations

from sandbox_atlas.api.web.languages import Language


def offline_words(reader: Language) -> dict[str, str]:
    """The words that every offline page has; title, foot and address are those of the picture."""
    say = reader.gettext
    return {
        "help": say("Click anything to see what it is. Drag to move, scroll to zoom."),
        "table": say("Table view"),
        "from": say("From"),
        "relation": say("Relation"),
        "to": say("To"),
        "links": say("links: {count}"),
    }
