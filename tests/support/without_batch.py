"""A register without one of its batches, as before its announcement: with nothing else that speaks of the batch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX

_ABOUT = tuple(f"{ID}{kind}/" for kind in ("disagreement", "milestone", "total", "funnel"))


def write_without(batch: str, paths: Iterable[Path], file: Path) -> None:
    """Write the data of some files without a batch, its applications, what is about these, and passages left empty."""
    quads = [quad for document in read(paths).data for quad in document.quads()]
    gone: set[object] = {ox.NamedNode(f"{ID}batch/{batch}")}
    gone |= {quad.subject for quad in quads if quad.predicate.value == f"{SBX}inBatch" and quad.object in gone}
    gone |= {quad.subject for quad in quads if quad.object in gone and str(quad.subject).lstrip("<").startswith(_ABOUT)}
    gone |= {quad.object for quad in quads if quad.subject in gone and quad.predicate.value == f"{SBX}participation"}
    left = [quad for quad in quads if not gone & {quad.subject, quad.object}]
    emptied: set[object] = {quad.graph_name for quad in quads} - {quad.graph_name for quad in left}
    emptied |= {quad.object for quad in left if quad.subject in emptied and isinstance(quad.object, ox.BlankNode)}
    ox.serialize((q for q in left if not emptied & {q.subject, q.object}), file, format=ox.RdfFormat.TRIG)
