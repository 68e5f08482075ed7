"""Blank nodes: names them by what is said of and with them, so that they keep their names when other data change.

The names that RDFC-1.0 gives (RDF Dataset Canonicalization, section 4.4.3) are numbers: one more blank node anywhere
gives others a new one. They only tell apart here what is alike in everything.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count

import pyoxigraph as ox

_ROUNDS = 4
"""How far away a statement may be, in blank nodes, and still count for the name of one."""
_DIGITS = 16

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph


def named_by_content(quads: Sequence[ox.Quad]) -> Iterable[ox.Quad]:
    """The same statements, with names of blank nodes that depend only on statements near them.

    Args:
        quads: Statements whose blank nodes have the names of RDFC-1.0.
    """
    near: dict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        for term in {quad.subject, quad.object, quad.graph_name}:
            if isinstance(term, ox.BlankNode):
                near[term].append(quad)
    if not near:
        return quads
    names = dict.fromkeys(near, "")
    for _ in range(_ROUNDS):
        names = {node: _digest(node, said, names) for node, said in near.items()}
    renamed = {}
    seen: dict[str, count[int]] = defaultdict(lambda: count(1))
    for node in sorted(near, key=lambda each: (names[each], len(each.value), each.value)):
        number = next(seen[names[node]])
        renamed[node] = ox.BlankNode(names[node] if number == 1 else f"{names[node]}x{number}")
    return [_renamed(quad, renamed) for quad in quads]


def _digest(node: ox.BlankNode, said: Sequence[ox.Quad], names: dict[ox.BlankNode, str]) -> str:
    def written(term: _Term) -> str:
        if isinstance(term, ox.BlankNode):
            return "itself" if term == node else f"_:{names.get(term, '')}"
        return str(term)

    lines = sorted(
        " ".join(map(written, (quad.subject, quad.predicate, quad.object, quad.graph_name))) for quad in said
    )
    return "b" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]


def _renamed(quad: ox.Quad, names: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
    terms = (quad.subject, quad.object, quad.graph_name)
    if not any(isinstance(term, ox.BlankNode) for term in terms):
        return quad
    subject, value, graph = (names.get(term, term) if isinstance(term, ox.BlankNode) else term for term in terms)
    return ox.Quad(subject, quad.predicate, value, graph)  # type: ignore[arg-type] # a term stays of its kind
