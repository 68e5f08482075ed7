"""Downloads: a format that cannot hold the data is refused with a reason, and the other files are there."""

from __future__ import annotations

import zlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.downloads.files import Downloads
from sandbox_atlas.graph.errors import EngineError, NotWritableError
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES

pytestmark = pytest.mark.anyio

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize("suffix", GRAPH_TYPES.values())
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("<http://e/s> <http://e/123> 1 .", "<http://e/123> as the name of a property"),
        ("<http://e/s> a <http://e/2024/> .", "<http://e/2024/> as the name of a class"),
        (f"<http://e/s> <{RDF}li> 1 .", f"<{RDF}li> as the name of a property"),
        ('<http://e/s> <http://e/p> "\\u0001" .', "the character U\\+0001"),
    ],
)
@pytest.mark.slow
@pytest.mark.parametrize("stored", [False, True])
async def test_only_rdf_xml_is_refused(
    tmp_path: Path, suffix: str, statement: str, reason: str, *, stored: bool
) -> None:
    documents, folder = (Document("a", ".ttl", statement.encode()),), tmp_path / "store"
    if stored:
        store = ox.Store(folder)
        store.load(statement.encode(), format=ox.RdfFormat.TURTLE)
        store.flush()
        del store
    downloads = Downloads(store=folder) if stored else Downloads(documents)
    try:
        if suffix == "rdf":
            with pytest.raises(NotWritableError, match=reason) as caught:
                await downloads.get(suffix)
            assert "atlas.ttl" in caught.value.hint
        else:
            file = await downloads.get(suffix)
            content = zlib.decompress(b"".join([chunk async for chunk in file.compressed()]), wbits=31)
            assert any(
                quad.subject.value == "http://e/s" for quad in ox.parse(content, ox.RdfFormat.from_extension(suffix))
            )
    finally:
        await downloads.close()


async def test_files_that_could_not_be_written_are_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    downloads = Downloads((Document("a", ".ttl", b"<urn:a> <urn:b> 1 ."),))

    async def fails(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(downloads, "_run_process", fails)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(EngineError, match="could not be made"):
        await downloads.get("ttl")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    await downloads.close()


async def test_blank_nodes_of_a_store_have_labels_that_xml_allows(tmp_path: Path) -> None:
    store = ox.Store(tmp_path / "store")
    store.add(ox.Quad(ox.BlankNode("1x"), ox.NamedNode("urn:p"), ox.BlankNode("n1x")))
    store.flush()
    del store
    downloads = Downloads(store=tmp_path / "store")
    try:
        file = await downloads.get("rdf")
        content = zlib.decompress(b"".join([chunk async for chunk in file.compressed()]), wbits=31)
        (quad,) = ox.parse(content, ox.RdfFormat.RDF_XML)
        assert quad.subject != quad.object
    finally:
        await downloads.close()
