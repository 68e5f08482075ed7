"""Results: the rows of each analysis. IRIs stand for things; `Analysis.columns` says what each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

from sandbox_atlas.graph.network.analysis.involvement import Involvement
from sandbox_atlas.graph.network.analysis.measures import (
    EXACT,
    SAMPLE,
    Adjacency,
    assortativity,
    betweenness,
    communities,
    components,
    cores,
    mixing,
    pagerank,
)
from sandbox_atlas.graph.network.analysis.projection import Projection, project
from sandbox_atlas.graph.network.analysis.variety import evenness, growth, shannon, similar

Row = dict[str, Any]
"""A row by column: IRIs, lists of IRIs, numbers, or None where a number is not defined."""


class Result(TypedDict):
    """What an analysis found.

    Attributes:
        rows: Its rows in their order.
        numbers: Numbers about the whole network, by name.
    """

    rows: list[Row]
    numbers: dict[str, float | int | None]


@dataclass(frozen=True)
class Networks:
    """What several analyses share."""

    involvement: Involvement

    @cached_property
    def partners(self) -> Projection:
        """The institutions, linked by the applications that they share."""
        return project(self.involvement.institutions)

    @cached_property
    def communities(self) -> list[list[str]]:
        """The communities of institutions, the largest first."""
        return communities(self.partners)


def _partners(networks: Networks) -> Result:
    members = networks.involvement.institutions
    return _central(networks.partners, members, networks.communities, "institution")


def _technology_network(networks: Networks) -> Result:
    technologies = networks.involvement.technologies
    network = project(technologies)
    return _central(network, technologies, communities(network), "technology")


def _central(network: Projection, groups: Mapping[str, list[str]], parts: list[list[str]], what: str) -> Result:
    """The measures of each node, the one with most links first; `parts` are the communities."""
    links = Adjacency.of(network)
    sampled = links.count > EXACT
    among = {name: number for number, group in enumerate(parts, start=1) for name in group}
    applications = Counter(name for group in groups.values() for name in set(group))
    columns: dict[str, list[Any]] = {
        what: network.names,
        "applications": [applications[name] for name in network.names],
        "links": links.links().tolist(),
        "betweenness": [round(value, 6) for value in betweenness(links, SAMPLE if sampled else None).tolist()],
        "pagerank": [round(value, 6) for value in pagerank(links).tolist()],
        "core": cores(network),
        "community": [among[name] for name in network.names],
    }
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    rows.sort(key=lambda row: (-row["links"], -row["applications"], row[what]))
    return {
        "rows": rows,
        "numbers": {
            "nodes": links.count,
            "links": len(network.first),
            "alone": int((links.links() == 0).sum()),
            "sources": SAMPLE if sampled else None,
        },
    }


def _groups(found: list[list[str]], kinds: Mapping[str, str]) -> Result:
    rows: list[Row] = []
    for number, group in enumerate(found, start=1):
        common = Counter(kinds[name] for name in group if name in kinds).most_common()
        most = [kind for kind, count in common if count == common[0][1]]
        rows.append({"number": number, "institutions": len(group), "kinds": sorted(most), "members": group})
    return {
        "rows": rows,
        "numbers": {"groups": len(rows), "largest": len(found[0]) if found else 0, "alone": _alone(found)},
    }


def _alone(groups: list[list[str]]) -> int:
    return sum(len(group) == 1 for group in groups)


def _communities(networks: Networks) -> Result:
    found = networks.communities
    shown = _groups([group for group in found if len(group) > 1], networks.involvement.kinds)
    return {**shown, "numbers": {**shown["numbers"], "alone": _alone(found)}}


def _components(networks: Networks) -> Result:
    found = components(networks.partners)
    shown = _groups([group for group in found if len(group) > 1], networks.involvement.kinds)
    return {**shown, "numbers": {**shown["numbers"], "alone": _alone(found)}}


def _mixing(networks: Networks) -> Result:
    network, involvement = networks.partners, networks.involvement
    counts = mixing(network, involvement.kinds)
    total = sum(counts.values())
    ends: Counter[str] = Counter()
    for (one, other), number in counts.items():
        ends[one] += number
        ends[other] += number
    rows: list[Row] = []
    for (one, other), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        expected = ends[one] * ends[other] / (4 * total) * (1 if one == other else 2)
        rows.append(
            {"first": one, "second": other, "links": number, "expected": round(expected, 1)}
            | {"ratio": round(number / expected, 2)}
        )
    value = assortativity(network, involvement.kinds)
    unknown = len(network.first) - total
    return {
        "rows": rows,
        "numbers": {"assortativity": None if value is None else round(value, 4), "links": total, "unknown": unknown},
    }


def _similarity(networks: Networks) -> Result:
    involvement = networks.involvement
    sets = involvement.technologies_by_institution()
    rows: list[Row] = [
        {"first": one, "second": other, "shared": shared, "either": either, "jaccard": round(value, 4)}
        for one, other, shared, either, value in similar(sets)
    ]
    return {"rows": rows, "numbers": {"institutions": len(sets), "pairs": len(rows)}}


def _diversity(networks: Networks) -> Result:
    involvement = networks.involvement
    applications = Counter(involvement.batches.values())
    described = Counter(batch for name, batch in involvement.batches.items() if name in involvement.technologies)
    rows: list[Row] = []
    for batch, found in involvement.by_batch(involvement.technologies).items():
        counts = Counter(found).values()
        even = evenness(counts)
        rows.append(
            {
                "batch": batch,
                "applications": applications[batch],
                "described": described[batch],
                "technologies": len(counts),
                "entropy": round(shannon(counts), 3) if counts else None,
                "evenness": None if even is None else round(even, 3),
            }
        )
    rows.sort(key=lambda row: (-(row["entropy"] or 0), -row["technologies"], row["batch"]))
    return {"rows": rows, "numbers": {"batches": len(rows), "undescribed": sum(not row["described"] for row in rows)}}


def _growth(networks: Networks) -> Result:
    involvement = networks.involvement
    members = involvement.by_batch(involvement.institutions)
    for batch, institutions in involvement.named.items():
        members.setdefault(batch, []).extend(institutions)
    order = involvement.order
    joined, used = growth(order, members), growth(order, involvement.by_batch(involvement.technologies))
    rows: list[Row] = [
        {"batch": one.batch, "institutions": one.things, "newInstitutions": one.new, "allInstitutions": one.total}
        | {"technologies": other.things, "newTechnologies": other.new, "allTechnologies": other.total}
        for one, other in zip(joined, used, strict=True)
    ]
    undated = len({*involvement.batches.values(), *involvement.named} - set(order))
    return {"rows": rows, "numbers": {"batches": len(rows), "undated": undated}}


RESULTS: Mapping[str, Callable[[Networks], Result]] = {
    "partners": _partners,
    "technology-network": _technology_network,
    "communities": _communities,
    "components": _components,
    "mixing": _mixing,
    "similarity": _similarity,
    "diversity": _diversity,
    "growth": _growth,
}
"""What computes each analysis, by its name."""
