"""File names of answers: the question, and of which things it was asked, so that two files tell themselves apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sandbox_atlas.graph.questions.lookups import Lookup

_LONGEST = 80
"""Characters of a name without its ending."""


def stem(name: str, things: Iterable[str]) -> str:
    """A file name without its ending, in ASCII letters and digits.

    Args:
        name: What is answered.
        things: The IRIs of what it is asked of; the last part of each is in the name.
    """
    words = [name, *(iri.rstrip("/").rpartition("/")[2] for iri in things)]
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(words)).strip("-")[:_LONGEST].rstrip("-")


def stem_of(lookup: Lookup) -> str:
    """The same for an answer: who-works-with-whom-icbc."""
    of_things = [each.name for each in lookup.question.parameters if each.type == "entity"]
    return stem(lookup.question.name, (term.strip("<>") for name in of_things for term in lookup.terms.get(name, ())))
