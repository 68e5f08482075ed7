"""From a passage to its words: in the reader's own copy of the document, and by a link that opens the source there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sandbox_atlas.api.cli.curating import attach as attach_command
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError, UnreadableFileError
from sandbox_atlas.graph.loading.attached import attach, quoted
from sandbox_atlas.graph.loading.copies import OtherDocumentError, Selector, excerpt, occurrences, sentence, text_of
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.source_check import compare
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import ID
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.pdf import pdf

TEXT = "Erste Zeile. 第二行：湖畔银行。 Last line of Reed  Tech, 3.5 million. End."
PASSAGE = "passage:gazette-batch-1"
SENTENCE = "第二行：湖畔银行。"


def prefixes(tiny: Path) -> str:
    lines = [line for line in tiny.read_text().splitlines() if line.startswith("@prefix")]
    return "\n".join([*lines, "@prefix oa: <http://www.w3.org/ns/oa#> .", "@prefix schema: <http://schema.org/> .\n"])


def position(start: int, end: int) -> str:
    return f"{PASSAGE} oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ] .\n"


def quote(exact: str) -> str:
    return f"{PASSAGE} oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact {exact} ] .\n"


def digest(text: str) -> str:
    return f'source:lake-gazette schema:sha256 "{hashlib.sha256(text.encode()).hexdigest()}" .\n'


@pytest.fixture
def documents(tiny: Path, tmp_path: Path) -> tuple[Document, ...]:
    start = TEXT.index(SENTENCE)
    extra = tmp_path / "positions.trig"
    extra.write_text(
        prefixes(tiny) + position(start, start + len(SENTENCE)) + digest(TEXT) + quote('"Reed Tech"@en'),
        encoding="utf-8",
    )
    return read([tiny, extra]).data


def test_the_sentence_is_at_its_position_in_the_very_document(documents: tuple[Document, ...]) -> None:
    for name in (PASSAGE, "gazette-batch-1", "https://w3id.org/sandbox-atlas/id/passage/gazette-batch-1"):
        assert excerpt(documents, name, TEXT.encode()) == SENTENCE


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (b"One. Two by Reed Tech! Three.", "Two by Reed Tech!"),
        ("前句。湖畔与Reed Tech合作。后句。".encode("gb18030"), "湖畔与Reed Tech合作。"),
        ("前句。湖畔与Reed Tech合作。".encode("utf-16"), "湖畔与Reed Tech合作。"),
        (b"\xef\xbb\xbfReed\nTech", "Reed\nTech"),
        (b"Reed Tech, with 3.5 percent. No.", "Reed Tech, with 3.5 percent."),
        (b"Reed Tech a. Reed Tech b. Reed Tech a.", "Reed Tech a.\nReed Tech b."),
        (
            b"<!DOCTYPE html><html><style>p{}</style><script>'Reed Tech'</script><p>No</p>"
            b"<p>By <b>Reed</b> Tech &amp; Co</p>",
            "By Reed Tech & Co",
        ),
    ],
)
def test_another_copy_shows_the_sentences_with_the_printed_name(
    documents: tuple[Document, ...], copy: bytes, expected: str
) -> None:
    assert excerpt(documents, PASSAGE, copy) == expected


def test_a_copy_without_the_words_is_refused(documents: tuple[Document, ...]) -> None:
    with pytest.raises(OtherDocumentError, match="not the one") as caught:
        excerpt(documents, PASSAGE, b"another text")
    assert "Reed Tech" in caught.value.hint
    assert "SHA-256" in caught.value.hint
    with pytest.raises(UnknownNameError, match="gazette-batch-1"):
        excerpt(documents, "gazette-batch-9", TEXT.encode())


def test_sentences_end_at_marks_and_lines() -> None:
    text = "甲。乙！\n丙 b. Ver. 1.5 c"
    assert [sentence(text, *span) for span in occurrences(text, "乙")] == ["乙！"]
    assert [sentence(text, *span) for span in occurrences(text, "1.5")] == ["1.5 c"]
    assert occurrences(text, " ") == []
    assert text_of(b"<p>no page") == "<p>no page"


def test_copies_are_compared_with_positions_and_names(documents: tuple[Document, ...], tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    assert compare(documents, copies).without_copy == {"https://w3id.org/sandbox-atlas/id/source/lake-gazette"}
    (copies / "any name.txt").write_text(TEXT, encoding="utf-8")
    same = compare(documents, copies)
    assert (same.compared, same.findings) == (1, [])
    (copies / "any name.txt").unlink()
    (copies / "lake-gazette.html").write_text("<html><p>Another edition.</p>", encoding="utf-8")
    edition, missing = compare(documents, copies).findings
    assert "another edition" in edition.message
    assert "“Reed Tech” is not in lake-gazette.html" in missing.message
    assert (missing.file.rsplit("/", 1)[-1], missing.line > 0, missing.severity) == ("positions.trig", True, "warning")


def test_a_position_outside_of_its_document_is_found(tiny: Path, tmp_path: Path) -> None:
    extra = tmp_path / "positions.trig"
    extra.write_text(prefixes(tiny) + position(5, 9999) + digest(TEXT), encoding="utf-8")
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "copy.txt").write_text(TEXT, encoding="utf-8")
    (finding,) = compare(read([tiny, extra]).data, copies).findings
    assert "outside" in finding.message


@pytest.mark.parametrize(
    ("selector", "says"),
    [
        (quote('"one two three four five six seven eight"'), ""),
        (quote('"one two three four five six seven eight nine"'), "at most eight words"),
        (quote(f'"{"湖" * 81}"'), "at most eight words"),
        (quote('""'), "at most eight words"),
        (quote('"a" , "b"'), "has one oa:exact"),
        (f"{PASSAGE} oa:hasSelector [ a oa:TextQuoteSelector ] .\n", "has one oa:exact"),
        ('[] a oa:TextQuoteSelector ; oa:exact "a" .\n', "belongs to a passage"),
    ],
)
def test_a_sentence_in_place_of_a_name_is_a_finding(tiny: Path, tmp_path: Path, selector: str, says: str) -> None:
    extra = tmp_path / "quotes.trig"
    extra.write_text(prefixes(tiny) + selector, encoding="utf-8")
    findings = [each for each in check(read([tiny, extra])) if each.file.endswith("quotes.trig")]
    assert [says in each.hint for each in findings] == ([True] if says else [])


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("address", "exact", "expected"),
    [
        ("https://e.example/a", '"京东数科"@zh', "https://e.example/a#:~:text=%E4%BA%AC%E4%B8%9C%E6%95%B0%E7%A7%91"),
        ("https://e.example/a#top", '"Bank-Fin, a&b"', "https://e.example/a#top:~:text=Bank%2DFin%2C%20a%26b"),
        ("https://e.example/a?b=c", '"1,100 firms"@en', "https://e.example/a?b=c#:~:text=1%2C100%20firms"),
    ],
)
async def test_a_link_opens_the_source_at_the_words(
    tiny: Path, tmp_path: Path, address: str, exact: str, expected: str
) -> None:
    """URL Fragment Text Directives, section 3.4: hyphen, comma and ampersand are escaped too."""
    data = tmp_path / "register.trig"
    text = tiny.read_text(encoding="utf-8").replace("https://lake.example/gazette", address)
    data.write_text(text + prefixes(tiny) + quote(exact), encoding="utf-8")
    async with await Atlas.open(Settings(data=(data,), workers=1, cache=tmp_path / "cache")) as atlas:
        (row,) = (await atlas.ask("passages", {"passage": [PASSAGE]})).rows
        assert (row["address"].value, row["words"].value) == (address, expected)


def test_a_copy_is_attached_by_its_digest_or_its_quotes_and_shows_the_words(tmp_path: Path) -> None:
    content = b"Before. The Lake Authority admits Reed Pay. After."
    source, passage = f"{ID}source/lake-gazette", f"{ID}passage/one"
    by_digest = Selector(passage, source, hashlib.sha256(content).hexdigest(), 8, 43)
    by_quote = Selector(passage, source, "", exact="Reed Pay")
    path, fit = attach(tmp_path, content, "Notice.TXT", {passage: by_digest})
    assert (path.name, fit.by_digest, fit.found) == ("lake-gazette.txt", True, 1)
    assert quoted(tmp_path, [by_digest])[passage]["words"] == "The Lake Authority admits Reed Pay."
    page = b"<html><body><p>Before.</p><p>Now  Reed Pay is admitted.</p></body></html>"
    path, fit = attach(tmp_path, page, "other.html", {passage: by_quote})
    assert (path.name, fit.by_digest) == ("lake-gazette.html", False)
    assert [each.name for each in tmp_path.iterdir()] == ["lake-gazette.html"]  # the earlier copy gave way
    words = quoted(tmp_path, [by_quote])[passage]
    assert (words["before"], words["words"], words["after"]) == ("Now  ", "Reed Pay", " is admitted.")
    with pytest.raises(BadParameterError, match="fits no source"):
        attach(tmp_path, b"Nothing of it.", "x.txt", {passage: by_digest})
    with pytest.raises(BadParameterError, match=r"does not fit source lake.*Did you mean lake-gazette"):
        attach(tmp_path, content, "x.txt", {passage: by_digest}, "lake-gazete")
    several = {
        passage: by_quote,
        f"{ID}passage/two": Selector(f"{ID}passage/two", f"{ID}source/news", exact="Reed Pay"),
    }
    with pytest.raises(BadParameterError, match="several sources: lake-gazette, news"):
        attach(tmp_path, content, "x.txt", several)


def test_of_a_pdf_its_text_is_kept_and_one_without_text_is_refused(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_ATLAS_COPIES", str(tmp_path / "copies"))
    quotes, notice = tmp_path / "quotes.trig", tmp_path / "notice.pdf"
    quotes.write_text(prefixes(tiny) + quote('"渡轮贷款"'), encoding="utf-8")
    notice.write_bytes(pdf(["北京第二批应用公示", "1. 渡轮贷款（甲银行）"]))
    attach_command(notice, "", [tiny, quotes])
    kept = tmp_path / "copies/lake-gazette.txt"
    assert "渡轮贷款（甲银行）" in kept.read_text(encoding="utf-8")
    kept.unlink()
    build(read([tiny, quotes]), tmp_path / "store", tmp_path / "cache")
    attach_command(notice, "", store=tmp_path / "store")  # the quotes are those of a store on disk
    assert "渡轮贷款（甲银行）" in kept.read_text(encoding="utf-8")
    notice.write_bytes(pdf([" "]))
    with pytest.raises(UnreadableFileError, match="cannot be attached: The PDF has no text"):
        attach_command(notice, "", [tiny, quotes])
