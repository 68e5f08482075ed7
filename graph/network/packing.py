"""Packing: a picture as columns, which a page reads in a fraction of the time that one object for each thing takes.

A column is a list with a value for each thing, or, where values repeat, the values and for each thing the number of its
own. IRIs are without their common beginning, links name their ends and things their batches by number, places are whole
pixels, radii stand there only where they do not follow from the number of links, and labels are in one language. What
only some readers ask for is apart: other names, labels in other languages, measures. Short forms and labels come last:
a page is smallest when they are near to what repeats them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os.path import commonprefix
from typing import Any

from sandbox_atlas.graph.network.picture import Picture

Columns = dict[str, Any]
"""Columns by name."""

_CODED = ("class", "beside", "side", "kind", "group")
_PLAIN = ("degree", "members")
_MEASURES = ("community", "betweenness", "pagerank")
_OF_EDGES = ("relation", "side", "certainty")
_MOST_NAMED = 500
"""Things up to which a page has their other names; in a larger network the field to find things asks for them."""
_LEGENDS = ("classes", "relations", "timeline", "kinds", "sources")
_LONG_LEGENDS = ("timeline", "sources")
"""Parts of the legend that are columns too."""


def packed(picture: Picture, lang: str) -> Columns:
    """A picture as columns, with labels in one language and without what `packed_more` has.

    Args:
        picture: The picture.
        lang: Language of the labels.
    """
    nodes, edges = picture["nodes"], picture["edges"]
    start = _start(node["id"] for node in nodes)
    ids = [node["id"][len(start) :] for node in nodes]
    numbers = {node["id"]: number for number, node in enumerate(nodes)}
    links: Columns = {"from": [numbers[each["from"]] for each in edges], "to": [numbers[each["to"]] for each in edges]}
    batches = [[numbers.get(batch, batch) for batch in node.get("batches", ())] for node in nodes]
    things: Columns = {
        "href": addresses(ids, [node["href"] for node in nodes]),
        **{axis: [round(node[axis]) for node in nodes] for axis in ("x", "y")},
        "size": _sizes(picture),
        "batches": _coded_lists(batches),
    }
    things |= {name: _coded([node.get(name) for node in nodes]) for name in _CODED}
    things |= {name: [node.get(name) for node in nodes] for name in _PLAIN}
    things |= {"id": ids, "label": [node["label"].get(lang, "") for node in nodes]}
    links |= {name: _coded([edge.get(name) for edge in edges]) for name in _OF_EDGES}
    links |= {"weight": [edge.get("weight") for edge in edges]}
    links |= {
        "origins": _coded_lists([edge.get("origins", ()) for edge in edges]),
        "through": _coded_lists([edge.get("through", ()) for edge in edges]),
    }
    return {
        "start": start,
        "lang": lang,
        "legend": _legend(picture, lang),
        "edges": _kept(links),
        "nodes": _kept(things),
    }


def packed_more(picture: Picture, lang: str, most_named: int = _MOST_NAMED) -> Columns:
    """What a page asks for later: other names, labels in other languages, measures of centrality.

    Args:
        picture: The picture.
        lang: Language of the labels that `packed` has.
        most_named: Things up to which their other names are there.
    """
    nodes = picture["nodes"]
    others = sorted({other for node in nodes for other in node["label"]} - {lang})
    more: Columns = {name: [node.get(name) for node in nodes] for name in _MEASURES}
    more["names"] = [node["names"] or None for node in nodes] if len(nodes) <= most_named else None
    labels = {other: [node["label"].get(other) for node in nodes] for other in others}
    return {"nodes": _kept(more), "labels": _kept(labels)}


def addresses(ids: Sequence[str], given: Sequence[str]) -> Columns | list[str]:
    """What stands before and after the short form of each thing in its address, or all addresses where they differ."""
    before, found, after = given[0].rpartition(ids[0]) if ids and ids[0] else ("", "", "")
    if found and all(address == before + name + after for name, address in zip(ids, given, strict=True)):
        return {"before": before, "after": after}
    return list(given)


def each_address(ids: Sequence[str], column: Columns | list[str]) -> list[str]:
    """The address of each thing, as `addresses` was given them."""
    return column if isinstance(column, list) else [column["before"] + name + column["after"] for name in ids]


def _start(iris: Iterable[str]) -> str:
    before, slash, _ = commonprefix(list(iris)).rpartition("/")  # noqa: RUF071 - sign by sign, up to a slash
    return before + slash


def _sizes(picture: Picture) -> list[float] | None:
    """The radius of each thing; none where all follow from the number of links."""
    from sandbox_atlas.graph.network.layout import radius

    nodes = picture["nodes"]
    if all(node["size"] == radius(node["degree"]) for node in nodes):
        return None
    return [round(node["size"], 1) for node in nodes]


def _coded(values: Sequence[Any]) -> Columns | None:
    """The values that occur, and for each thing the number of its own; -1 where it has none."""
    known = list(dict.fromkeys(value for value in values if value is not None))
    if not known:
        return None
    numbers = {value: number for number, value in enumerate(known)}
    return {"values": known, "at": [-1 if value is None else numbers[value] for value in values]}


def _coded_lists(lists: Sequence[Sequence[Any]]) -> Columns | None:
    """The lists that occur, and for each thing the number of its own."""
    return _coded([tuple(each) if each else None for each in lists])


def _kept(columns: Columns) -> Columns:
    """The columns in which anything stands."""
    return {
        name: column
        for name, column in columns.items()
        if column is not None and (isinstance(column, dict) or any(value is not None for value in column))
    }


def _legend(picture: Picture, lang: str) -> Columns:
    """Everything but things and links, with labels in one language."""
    legend: Columns = {name: value for name, value in picture.items() if name not in ("nodes", "edges")}
    for name in _LEGENDS:
        if name in legend:
            legend[name] = [_in(each, lang) for each in legend[name]]
    if "known" in legend:
        known: Mapping[str, Any] = legend["known"]
        used = {entry["id"] for name in ("classes", "relations") for entry in legend[name]}
        legend["known"] = {
            name: [_in(entry, lang) for entry in entries if entry["id"] not in used] for name, entries in known.items()
        }
    for name in ("areas", "through"):
        if name in legend:
            legend[name] = {iri: _label(labels, lang) for iri, labels in legend[name].items()}
    for name in _LONG_LEGENDS:
        if name in legend:
            legend[name] = _columns(legend[name])
    return legend


def _columns(entries: Sequence[Mapping[str, Any]]) -> Columns:
    """Entries as columns, by each name that any of them has."""
    names = dict.fromkeys(name for entry in entries for name in entry)
    return {name: [entry.get(name) for entry in entries] for name in names}


def _in(entry: Mapping[str, Any], lang: str) -> Columns:
    return {name: _label(value, lang) if name in ("label", "inverse") else value for name, value in entry.items()}


def _label(labels: Mapping[str, str], lang: str) -> dict[str, str]:
    return {lang: labels[lang]} if labels.get(lang) else dict(labels)
