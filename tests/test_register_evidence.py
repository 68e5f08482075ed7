"""Coverage of batches adds up."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import SBX

pytestmark = pytest.mark.anyio


async def test_coverage_adds_up_over_batches(atlas: Atlas) -> None:
    covered = await atlas.coverage()
    assert covered.batches == covered.complete + covered.partial + covered.unreported == 2
    batch = atlas.names.of_class(f"{SBX}Batch")[0].iri
    assert (covered.named + covered.uncounted) == len(atlas.names.of_class(f"{SBX}Application"))
    narrowed = await atlas.coverage({"minimum": ["2"], "batch": [batch]})
    assert narrowed.batches == 1
