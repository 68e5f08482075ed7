"""Meant: whether a name that is that of a technology stands for the technology where it is found."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.known import Mention
from sandbox_atlas.graph.curation.drafting.plain import HAN
from sandbox_atlas.graph.curation.drafting.reading import Reading

_COMMON: Final = frozenset(
    {"cloud", "clouds", "token", "tokens", "visualisation", "se", "智能风控", "intelligent risk control"}
)
"""Names of technologies that are common words, or say what an application does and not with what."""
_FEW: Final = 2
"""Most Chinese characters of a name that is too short to tell."""
_GOES_ON: Final = {"数字人": "民才寿口文", "智能体": "系验检育制量"}
"""Signs after some names that make other words of them: 智能体 is an agent, and 智能体系 a smart system."""
_FIRM: Final = re.compile(
    "(?:科技|技术|发展|产业|管理|服务|信息){0,2}(?:股份)?(?:有限|公司|集团|局|研究院|研究所|交易所)"
)
"""What makes the name of a technology a part of the name of an institution."""


def is_meant(reading: Reading, mention: Mention) -> bool:
    """Whether a name is surely that of a technology: no common word such as "token", and no part of a firm's name."""
    words = reading.text.plain_of(mention.span)
    is_common = words.lower() in _COMMON or (len(words) <= _FEW and HAN.search(words) is not None)
    following = reading.text.plain[mention.span[1] : mention.span[1] + 1]
    if following and following in _GOES_ON.get(words, ""):
        return False
    return not is_common and not _FIRM.match(reading.text.plain, mention.span[1])
