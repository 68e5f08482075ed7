"""Places of the whole register: computed once, kept beside the store, taken over by views with most of its things."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.network import layout
from sandbox_atlas.graph.network.layout import positions
from sandbox_atlas.graph.network.whole import LEAST, taken_over
from sandbox_atlas.graph.register.keeping import keep
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build

pytestmark = pytest.mark.anyio


def test_a_view_with_most_of_the_things_takes_over_their_places() -> None:
    whole = nx.MultiDiGraph((f"n{n:03}", f"n{n // 2:03}") for n in range(1, 800))
    places = dict.fromkeys(whole, (1.0, 2.0))
    most, few, more = (whole.subgraph(sorted(whole)[:count]) for count in (400, 399, 800))
    other = nx.MultiDiGraph(most)
    other.add_node("another")
    assert taken_over(most, places) == dict.fromkeys(most, (1.0, 2.0))
    assert taken_over(more, places) == places
    assert taken_over(few, places) is None
    assert taken_over(other, places) is None
    assert taken_over(most.subgraph(sorted(most)[: LEAST - 1]), dict.fromkeys(most, (0.0, 0.0))) is None


@pytest.mark.engines
async def test_a_build_keeps_the_places_of_its_network(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(read([tiny]), tmp_path / "atlas", tmp_path, beside=keep)
    async with await Atlas.open(Settings(store=tmp_path / "atlas", cache=tmp_path / "cache")) as atlas:
        network = (await atlas.explore({}, whole=True)).network.graph
        expected = positions(network)
        monkeypatch.setattr(layout, "positions", None)  # nothing is laid out any more
        assert await atlas.places() == expected
    assert not (tmp_path / "cache" / "places").exists()


async def test_the_cache_folder_keeps_the_places_of_files(tiny: Path, tmp_path: Path) -> None:
    settings = Settings(data=(tiny,), cache=tmp_path)
    async with await Atlas.open(settings, check=False) as atlas:
        found = await atlas.places()
        [kept] = (tmp_path / "places").iterdir()
        kept.write_text(json.dumps([[x + 1000, y] for x, y in found.values()]))
    async with await Atlas.open(settings, check=False) as atlas:
        again = await atlas.places()
    assert again == {iri: (x + 1000, y) for iri, (x, y) in found.items()}
    kept.write_text("damaged")
    async with await Atlas.open(settings, check=False) as atlas:
        assert await atlas.places() == found
