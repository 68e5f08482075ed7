"""Where a thing is defined: the file and line of the data that are served, and none where no files are served."""

from __future__ import annotations

from pathlib import Path

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.downloads.definition import definitions, places
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import entity_iri
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.client import in_process
from tests.support.engines import dumped
from tests.support.oxigraph import Oxigraph

pytestmark = pytest.mark.anyio

LAKE = entity_iri("batch", "lake-1")


def lines(document: Document) -> dict[str, int]:
    return {iri.rsplit("/", 1)[-1]: line for iri, line, _ in definitions(document)}


async def test_an_edit_goes_to_the_file_and_line_that_give_the_thing_its_class(tiny: Path) -> None:
    found = (await places(read([tiny]).served))[LAKE]
    assert found.file.endswith("tiny.trig")
    assert "batch:lake-1 a " in tiny.read_text().splitlines()[found.line - 1]


async def test_shipped_files_have_their_paths_below_the_package() -> None:
    found = await places(read().served)
    assert found[entity_iri("institution", "icbc")].file.startswith("data/")
    assert found["https://w3id.org/sandbox-atlas/ontology#Batch"].file == "ontology/atlas.ttl"
    assert entity_iri("batch", "nowhere-at-all") not in found


def test_the_class_counts_before_an_earlier_mention() -> None:
    content = b"@prefix b: <https://w3id.org/sandbox-atlas/id/batch/> .\nb:one b:p 1 .\nb:two a b:C .\nb:one a b:C .\n"
    assert lines(Document("a.ttl", ".ttl", content)) == {"one": 4, "two": 3}


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_format_without_positions_has_the_line_of_the_first_mention(newline: bytes) -> None:
    content = newline.join((b"<rdf>", f'<x about="{LAKE}"/>'.encode(), f'<y resource="{LAKE}"/>'.encode()))
    assert lines(Document("a.rdf", ".rdf", content)) == {"lake-1": 2}


async def test_the_place_is_that_of_the_data_that_are_served_when_files_change(tiny: Path, tmp_path: Path) -> None:
    data = tmp_path / "mine.trig"
    data.write_text(tiny.read_text())
    async with await Atlas.open(Settings(data=(data,), workers=1, cache=tmp_path)) as atlas:
        before = await atlas.place(LAKE)
        data.write_text("# changed\n" * 50)
        assert before is not None
        assert await atlas.place(LAKE) is before
        data.unlink()
        async with in_process(create_app(atlas=atlas)) as client:
            page = (await client.get("/suggest?thing=batch/lake-1")).text
            assert f"mine.trig:{before.line}" in page


async def test_with_a_store_no_file_is_named(tiny: Path, tmp_path: Path) -> None:
    build(read([tiny]), tmp_path / "atlas", tmp_path)
    settings = Settings(store=tmp_path / "atlas", workers=1, cache=tmp_path)
    async with await Atlas.open(settings) as atlas, in_process(create_app(atlas=atlas)) as client:
        page = (await client.get("/suggest?thing=batch/lake-1")).text
        assert await atlas.place(LAKE) is None
    assert "lake-1" in page
    assert ".trig" not in page
    assert "beijing" not in page


@pytest.mark.engines
async def test_with_an_endpoint_no_file_is_named(tiny: Path, tmp_path: Path) -> None:
    with Oxigraph(dumped((tiny,), tmp_path)) as server:
        settings = Settings(endpoint=server.address, cache=tmp_path)
        async with await Atlas.open(settings) as atlas, in_process(create_app(atlas=atlas)) as client:
            assert await atlas.place(LAKE) is None
            assert ".trig" not in (await client.get("/suggest?thing=batch/lake-1")).text


def test_the_page_names_the_file_of_the_shipped_data(client: httpx.Client) -> None:
    assert "data/" in client.get("/suggest?thing=institution/icbc").text
