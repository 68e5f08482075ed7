"""Kinds: numbers of institutions by kind, such as "5 banks and 3 technology firms", compared with what was found.

Names tell the kind: there is a comparison only where those of all institutions do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.numbers import NUMBER, number_of
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading

_FIRMS: Final = "(?:firms?|companies|company|providers?|institutions?)"
_KINDS: Final = {
    "banks": (r"银行", r"banks?\b", r"银行|\bbank\b"),
    "technology firms": (
        r"(?:金融)?(?:科技|技术)(?:类)?(?:公司|企业|机构)",
        rf"(?:tech|technology|fintech) {_FIRMS}\b|fintechs\b",
        r"科技|技术|\btech(?:nolog(?:y|ies))?\b",
    ),
    "insurers": (r"保险(?:公司|机构|企业)", rf"insurers?\b|insurance {_FIRMS}\b", r"保险|人寿|财险|\binsur"),
    "securities firms": (r"证券(?:公司|机构)|券商", rf"securities {_FIRMS}\b", r"证券|\bsecurities\b"),
    "payment firms": (r"支付(?:公司|机构|企业)", rf"payments? {_FIRMS}\b", r"支付|\bpay(?:ments?)?\b"),
}
"""By kind: how it is counted in Chinese and in English, and what names say of it."""
_NO_KIND: Final = re.compile(r"人民银行|中央银行|\b(?:central|reserve) bank\b", re.I)
"""Names of institutions that are of none of these kinds, though they sound so."""
_ANY_ZH: Final = "|".join(each for each, _, _ in _KINDS.values())
_ANY_EN: Final = "|".join(each for _, each, _ in _KINDS.values())
_HAN_NUMBER: Final = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_COUNTED: Final = re.compile(
    rf"(?P<n1>{_HAN_NUMBER})家(?:商业|国有|大型|中小)?(?P<k1>{_ANY_ZH})"
    rf"|(?P<k2>{_ANY_ZH})(?:共|有|计|为)?(?P<n2>{_HAN_NUMBER})家"
    rf"|\b(?P<n3>{NUMBER}) +(?:(?:commercial|local|large|small|state) +)?(?P<k3>{_ANY_EN})",
    re.I,
)
_BETWEEN: Final = re.compile(r"\s*(?:[、,;]|和|与|及|以及|\band\b|\s)*", re.I)


@dataclass(frozen=True)
class OfKind:
    """A number of institutions of a kind.

    Attributes:
        kind: The kind.
        value: The number.
        position: Where it stands.
    """

    kind: str
    value: int
    position: Span


def counted_kinds(plain: str) -> list[list[OfKind]]:
    """The numbers of institutions that a text states side by side, at least two kinds of them."""
    runs: list[list[OfKind]] = []
    for match in _COUNTED.finditer(plain):
        words = match["k1"] or match["k2"] or match["k3"]
        value = number_of(match["n1"] or match["n2"] or match["n3"])
        kind = next(kind for kind, (zh, en, _) in _KINDS.items() if re.fullmatch(f"{zh}|{en}", words, re.I))
        if not value:
            continue
        if not runs or not _BETWEEN.fullmatch(plain, runs[-1][-1].position[1], match.start()):
            runs.append([])
        runs[-1].append(OfKind(kind, value, match.span()))
    return [run for run in runs if len({each.kind for each in run}) == len(run) > 1]


def kinds_of(names: Iterable[str]) -> Counter[str] | None:
    """How many institutions there are of each kind, by their names; None where one of them does not tell its own."""
    found = [
        [kind for kind, (_, _, said) in _KINDS.items() if re.search(said, name, re.I) and not _NO_KIND.search(name)]
        for name in names
    ]
    return Counter(kind for kinds in found for kind in kinds) if all(len(kinds) == 1 for kinds in found) else None


def compare_kinds(reading: Reading, runs: list[list[OfKind]]) -> None:
    """Compare what the text states of this batch by kind with what was found."""
    involved = [each for application in reading.applications for each in application.institutions]
    names = {each.name.value for each in (*involved, *reading.loose)}
    found = kinds_of(names)
    for each in (each for run in runs for each in run):
        reading.used.append(each.position)
        if found is None or not names:
            continue
        agrees = each.value == found[each.kind]
        advice = "" if agrees else " Look at what was not read, and at the source."
        reading.find(
            "total-agrees" if agrees else "total-differs",
            f"{each.value} {each.kind} announced, {found[each.kind]} found.{advice}",
            each.position,
            "note" if agrees else "warning",
        )
