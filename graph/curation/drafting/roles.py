"""Roles: what a label before a name, or in a bracket after it, says of who does what."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import Span, Text, trimmed
from sandbox_atlas.graph.curation.drafting.words import LABELLED, ROLE_LABELS, label_of

_ROLED: Final = re.compile(r"\(([^():]{2,24}?)\s*[:]\s*([^()]+)\)$")


def role_inside(text: Text, span: Span) -> tuple[Span, str, Span] | None:
    """A name followed by a bracket that gives another institution and its role: the name, the role, the other."""
    match = _ROLED.search(text.plain_of(span))
    role = label_of(match[1]) if match else None
    if match is None or role not in ROLE_LABELS:
        return None
    role = "technology provider" if role == "provider" else role
    return (span[0], span[0] + match.start()), role, (span[0] + match.start(2), span[0] + match.end(2))


def labelled(text: Text, span: Span) -> tuple[str, Span] | None:
    """What a line with a label holds, and where its value stands."""
    match = LABELLED.match(text.plain, *span)
    name = label_of(match[1]) if match else None
    return (name, trimmed(text.plain, (match.end(), span[1]))) if match and name else None


def is_of_role(text: Text, span: Span) -> bool:
    """Whether a line says by its label who does what."""
    found = labelled(text, span)
    return found is not None and found[0] in ROLE_LABELS
