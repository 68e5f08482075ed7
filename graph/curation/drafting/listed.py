"""Listed technologies: what a text itself calls technologies, known to the register or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading

_LISTED: Final = re.compile(
    r"(?:运用|采用|利用|使用|应用|基于|依托|借助|融合|结合|综合|引入|通过)+了?(?P<list>[^,。;:“”\n的]{2,80}?)等?"
    r"(?:多种|多项|各类|前沿|先进|新兴|新一代|信息|数字|新)*(?P<end>技术)(?=的|[,。;、)]|等|和|来|手段|对|为|实现|进行|提升|\s|$)"
)
_PART: Final = re.compile(r"(?:[^、,和与及(]|\([^()]*\))+")
_LONGEST: Final = 16
_NO_NAME: Final = re.compile(
    "提升|提高|实现|进行|解决|提供|构建|打造|建立|支持|帮助|完成|将|对|为|了|在|把|使|由|其|该|这|相关|上述"
)
"""What the name of a technology does not have."""
_AFTER_NAME: Final = re.compile("(?:等|算法|模型|手段|能力|平台|系统|工具|方法|框架|应用|类|化)*")
"""What may follow the name of a known technology without being part of another name."""


def listed_technologies(reading: Reading, span: Span) -> Iterator[Span]:
    """Where the names of technologies stand that a part of a text lists: "uses A, B and C technology".

    A name that goes on before or after that of a known technology is another one: dialect speech recognition.
    """
    plain = reading.text.plain
    for match in _LISTED.finditer(plain, *span):
        for part in _PART.finditer(plain, *match.span("list")):
            start, end = trimmed(plain, part.span(), " \t等")
            words = plain[start:end]
            if not 2 <= end - start <= _LONGEST or _NO_NAME.search(words):
                continue
            inside = reading.technologies.inside((start, end))
            if len(inside) == 1 and inside[0].span[0] == start and _AFTER_NAME.fullmatch(plain, inside[0].span[1], end):
                start, end = inside[0].span
            elif len(inside) > 1:
                yield from (each.span for each in inside)
                continue
            yield start, end


def technologies_in(reading: Reading, span: Span) -> list[Claim]:
    """The technologies of a list of technologies, known or not."""
    found = []
    plain = reading.text.plain
    for match in re.compile(r"(?:[^,、;/\n\t和及]|(?<=[A-Za-z])/(?=[A-Za-z]))+").finditer(plain, *span):
        part = trimmed(plain, match.span(), " \t,、;。.")
        ended = re.search("等(?:技术)?$", plain[slice(*part)])
        part = (part[0], part[1] - len(ended.group())) if ended else part
        if part[0] < part[1]:
            mention = reading.known.of(plain[slice(*part)], "technology")
            found.append(reading.claim(part, (iri for _, iri in mention.things) if mention else ()))
    return found


def technologies_among(reading: Reading, span: Span) -> list[Claim]:
    """The technologies of the register that stand among institutions, or in a bracket after one."""
    found = []
    for part in re.compile(r"[^,;、/|()]+").finditer(reading.text.plain, *span):
        mention = reading.known.of(part.group().strip(), "technology")
        if mention:
            found.append(reading.claim(part.span(), (iri for _, iri in mention.things)))
    return found
