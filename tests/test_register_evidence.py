"""From a passage to the sentence in the reader's own copy of the document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.register.excerpt import OtherDocumentError, excerpt
from sandbox_atlas.graph.settings import Settings

pytestmark = pytest.mark.anyio

TEXT = "Erste Zeile. 第二行：湖畔银行。 Last line."
PASSAGE = "passage:gazette-batch-1"
SENTENCE = "第二行：湖畔银行。"


@pytest.fixture
async def positioned(tiny: Path, tmp_path: Path) -> Atlas:
    start = TEXT.index(SENTENCE)
    extra = tmp_path / "positions.trig"
    prefixes = "\n".join(line for line in tiny.read_text().splitlines() if line.startswith("@prefix"))
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    extra.write_text(
        f"{prefixes}\n@prefix oa: <http://www.w3.org/ns/oa#> .\n@prefix schema: <http://schema.org/> .\n"
        f"{PASSAGE} oa:hasSelector [ a oa:TextPositionSelector ; "
        f"oa:start {start} ; oa:end {start + len(SENTENCE)} ] .\n"
        f'source:lake-gazette schema:sha256 "{digest}" .\n'
    )
    return await Atlas.open(Settings(data=(tiny, extra), workers=1, cache=tmp_path / "cache"))


async def test_the_sentence_is_shown_from_the_very_document_only(positioned: Atlas) -> None:
    try:
        assert await excerpt(positioned.engine, PASSAGE, TEXT.encode()) == SENTENCE
        with pytest.raises(OtherDocumentError, match="SHA-256"):
            await excerpt(positioned.engine, PASSAGE, b"another text")
        with pytest.raises(UnknownNameError):
            await excerpt(positioned.engine, "no-such-passage", TEXT.encode())
    finally:
        await positioned.close()


async def test_coverage_adds_up_over_batches(atlas: Atlas) -> None:
    covered = await atlas.coverage()
    assert covered.batches == covered.complete + covered.partial + covered.unreported == 2
    batch = atlas.things(f"{SBX}Batch")[0].iri
    narrowed = await atlas.coverage({"minimum": ["2"], "batch": [batch]})
    assert narrowed.batches == 1
