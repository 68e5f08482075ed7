"""Questions at size: what one thing is linked to a thousand times is read once, not squared."""

from __future__ import annotations

import time

import pyoxigraph as ox

from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import views
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES

_PARTICIPANTS = 2_000
_SECONDS = 3
"""Of processor time; each pair of participants takes nine, each participant a hundredth of one."""


def test_an_application_with_thousands_of_participants_is_explored_in_time_that_grows_with_them() -> None:
    lines = ["<urn:b> a sbx:Batch ; sbx:inSandbox <urn:s> . <urn:a> a sbx:Application ; sbx:inBatch <urn:b> ."]
    lines += [
        f"<urn:a> sbx:participant <urn:i{number}> ; sbx:involves <urn:i{number}> . "
        f"<urn:i{number}> sbx:institutionKind <{ID}institution-kind/bank> ."
        for number in range(_PARTICIPANTS)
    ]
    store = ox.Store()
    store.update(
        "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        + f"INSERT DATA {{ {' '.join(lines)} }}"
    )
    asked = views()["explore"]
    text = bind(asked.query, {**{each.name: [] for each in asked.parameters}, "batch": ["<urn:b>"]})
    began = time.process_time()
    drawn = store.query(text, prefixes=PREFIXES)
    assert isinstance(drawn, ox.QueryTriples)
    assert len({str(triple) for triple in drawn}) == _PARTICIPANTS + 2
    assert time.process_time() - began < _SECONDS
