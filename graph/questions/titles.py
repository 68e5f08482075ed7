"""Titles: the names of things that stand together, without what all of them say."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PART = re.compile(r"[:：]\s*([^:：,，(（]+)")


def without_shared(titles: Sequence[str]) -> list[str]:
    """The titles without the part behind a colon that each of them has; one alone stays as it is."""
    if len(titles) < 2:
        return list(titles)
    shared = set.intersection(*({part.strip() for part in _PART.findall(each)} for each in titles))
    for part in shared:
        titles = [re.sub(rf"[:：]\s*{re.escape(part)}(?=\s*(?:$|[:：,，(（]))", "", each) for each in titles]
    return list(titles)
