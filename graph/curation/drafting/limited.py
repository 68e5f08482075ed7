"""Limited companies: what they offer may end as names of institutions do, such as a fund or an insurance."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, Group
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading

_LIMITED: Final = re.compile(r"有限(?:责任)?公司\s*$")
_OFFER: Final = re.compile("[\u4e00-\u9fff]{4}(?:基金|保险|支付|信用|担保|租赁|保理|信托|证券|投资|征信)$")
"""Ends of names of institutions that are also what institutions offer."""


def is_offer_of_limited(reading: Reading, left: tuple[Span, Group], right: tuple[Span, Group]) -> bool:
    """Whether one limited company stands before words that only end as names of institutions do.

    Args:
        reading: The reading.
        left: The words before a dash or colon, and the institutions that they may be.
        right: The same of the words after it.
    """
    if len(left[1].members) != 1 or len(right[1].members) != 1 or right[1].best >= KNOWN:
        return False
    limited = _LIMITED.search(reading.text.plain_of(left[0]))
    return limited is not None and _OFFER.search(reading.text.plain_of(right[0])) is not None
