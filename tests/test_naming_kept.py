"""Names that are kept beside a store: the same names, order and search as those in memory, read where needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.naming.kept import FILE, folder_name
from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.register.keeping import keep
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build

pytestmark = [pytest.mark.anyio, pytest.mark.engines]

TYPED = [
    "reed",
    "Reed Tech",
    "Reeds",
    "芦苇",
    "芦苇科技",
    "luwei",
    "Raed Tech",
    "a",
    "2",
    "bank",
    "银行",
    "的",
    "zzzz",
    "",
]


@pytest.fixture(scope="module")
def folder(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept")
    build(read([tiny]), place / "atlas", place, beside=keep)
    return place / "atlas"


@pytest.fixture(scope="module")
async def kept(anyio_backend: str, folder: Path) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(store=folder, workers=1)) as opened:
        assert opened.names.kept
        yield opened


@pytest.fixture(scope="module")
async def held(anyio_backend: str, tiny: Path) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(data=(tiny,), workers=1), check=False) as opened:
        assert opened.names.kept is None
        yield opened


async def test_names_classes_and_links_are_those_in_memory(kept: Atlas, held: Atlas) -> None:
    assert sorted(kept.names, key=lambda name: name.iri) == sorted(held.names, key=lambda name: name.iri)
    for name in held.names:
        assert kept.names.get(name.iri) == name
        for text in {*name.labels.values(), *name.others, name.reference.upper()}:
            assert kept.names.resolve(text) == held.names.resolve(text)
    for look in held.style.classes:
        assert kept.names.of_class(look.iri) == held.names.of_class(look.iri)
        assert kept.names.number_of(look.iri) == len(held.names.of_class(look.iri))
    assert sorted(kept.names.below(f"{SBX}in")) == sorted(held.names.below(f"{SBX}in"))
    links = await held.indexes.links()
    assert {
        name.iri: (await kept.indexes.links()).get(name.iri, 0) for name in held.names if name.iri in links
    } == links
    kinds = ("institution", "batch", "technology", "")
    assert await kept.names.foremost(kinds) == await held.names.foremost(kinds)
    assert "urn:x" not in kept.names


@pytest.mark.parametrize("kinds", [(), ("institution",)])
async def test_search_finds_the_same_in_the_same_order(kept: Atlas, held: Atlas, kinds: tuple[str, ...]) -> None:
    for text in TYPED:
        assert await kept.search(text, kinds, 20) == await held.search(text, kinds, 20)
    assert [each.iri for each in await kept.names.near("institution/reed-tec")] == [
        each.iri for each in await held.names.near("institution/reed-tec")
    ]
    texts = [name.label("zh") for name in held.names]
    assert sorted(texts, key=await kept.indexes.collation("zh")) == sorted(
        texts, key=await held.indexes.collation("zh")
    )


async def test_files_of_another_version_are_left_and_the_names_are_asked_for(folder: Path, held: Atlas) -> None:
    [found] = folder.glob(f"*/{folder_name()}")
    damaged = found / FILE
    content = damaged.read_bytes()
    damaged.write_bytes(b"no database")
    async with await Atlas.open(Settings(store=folder, workers=1)) as opened:
        assert opened.names.kept is None
        assert sorted(opened.names, key=lambda name: name.iri) == sorted(held.names, key=lambda name: name.iri)
    damaged.write_bytes(content)
    assert not list(found.glob("raw*"))
