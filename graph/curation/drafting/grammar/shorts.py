"""Short names: what institutions are called after their first mention."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import HAN

SHORTEST: Final = 2
"""Signs with which a short name begins like the long one."""
_SHORTEST_SPELLED: Final = 4
_KIND: Final = re.compile("(?:银行|公司|集团|保险|人寿|产险|证券|支付)$")


def are_initials(short: str, name: str) -> bool:
    """Whether words in capitals are the initials of the capitals before them: Example Payments Authority, EPA."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z][\w'&-]*", name) if word[0].isupper())
    return len(short) >= SHORTEST and short.isalpha() and short.isupper() and initials.endswith(short)


def is_short_of(short: str, name: str) -> bool:
    """Whether words are a name in short: they begin like it, and their other signs stand in it in the same order."""
    if not HAN.search(short):
        return len(short) >= _SHORTEST_SPELLED and (name == short or name.startswith(f"{short} "))
    kind = _KIND.search(short)
    stem = short[: kind.start()] if kind else short
    if len(stem) < SHORTEST or not name.startswith(stem[:SHORTEST]) or (kind and kind.group() not in name):
        return False
    rest = iter(name)
    return all(sign in rest for sign in stem)
