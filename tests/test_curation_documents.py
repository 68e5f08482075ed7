"""Documents: text, HTML and PDF become text; what holds none is refused or said."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from pypdf import PdfWriter

from sandbox_atlas.graph.curation.drafting.document import Document, read, unwrapped
from sandbox_atlas.graph.errors import UnreadableFileError

SIMPLIFIED = "深圳金融科技创新监管试点第三批应用公示：基于大数据的跨境电商融资服务（招商银行）。"
TRADITIONAL = "金管會核准凱基商業銀行申請之「行動身分識別線上開戶」創新實驗，並由中華電信提供技術支援。"


def pdf(lines: list[str]) -> bytes:
    """A PDF of one page with lines of text in any script, as a font that maps its codes to Unicode."""
    shown = b"".join(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj 0 -20 Td " for line in lines)
    content = zlib.compress(b"BT /F1 12 Tf 50 700 Td " + shown + b"ET")
    unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
        b"endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
        b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(unicode), unicode),
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 8\n0000000000 65535 f \n%strailer << /Size 8 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )
    return body + end


def empty_pdf(tmp_path: Path, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(tmp_path / "empty.pdf")
    return (tmp_path / "empty.pdf").read_bytes()


def rules(document: Document) -> set[str]:
    return {finding.rule for finding in document.findings}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le", "utf-16-be"])
def test_simplified_chinese_is_read_in_its_encodings(encoding: str) -> None:
    document = read(SIMPLIFIED.encode(encoding), "notice.txt")
    assert document.text == SIMPLIFIED
    assert rules(document) == set()


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_chinese_is_read_in_its_encodings(encoding: str) -> None:
    assert read(TRADITIONAL.encode(encoding), "notice.txt").text == TRADITIONAL


def test_an_uncertain_encoding_is_said() -> None:
    document = read("Société Générale: prêt innovant à Genève, café".encode("latin-1"), "notice.txt")
    assert rules(document) == {"encoding-guessed"}


def test_html_says_its_encoding() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{SIMPLIFIED}</p></body></html>'
    document = read(page.encode("gb18030"), "page.html")
    assert (document.text, document.format, rules(document)) == (f"{SIMPLIFIED}\n", "html", set())


def test_scripts_styles_navigation_and_forms_of_html_are_no_text() -> None:
    page = """<!doctype html><title>T</title><style>p{}</style><script>document.write("第九批（假银行）")</script>
      <nav>首页</nav><p>第二批<b>应用</b>公示</p><form><button>搜索</button></form><noscript>x</noscript>
      <p onclick="alert(1)">甲<br>乙</p><svg><text>图</text></svg><footer>版权</footer>"""
    assert read(page.encode(), "page.html").text == "第二批应用公示\n\n甲\n乙\n"


def test_tables_and_lists_of_html_keep_their_structure() -> None:
    page = "<table><tr><td>1</td><td>甲服务</td><td><p>乙</p><p>丙</p></td></tr></table><ul><li><p>一</p><li>二</ul>"
    assert read(page.encode(), "page.html").text == "1\t甲服务\t乙 丙\n\n• 一\n\n• 二\n"


def test_html_nested_a_thousand_deep_is_read() -> None:
    assert "内" in read(("<div>" * 5000 + "内").encode(), "deep.html").text


def test_a_pdf_with_text_is_read() -> None:
    document = read(pdf(["北京第二批应用公示", "1. 惠民服务（甲银行）"]), "notice.pdf")
    assert document.format == "pdf"
    assert document.text == "北京第二批应用公示\n1. 惠民服务（甲银行）\n"


def test_lines_that_only_the_page_ends_are_joined() -> None:
    items = "基于人工智能和大数据的中小微企业供应链融资\n服务（甲银行）\n1. 下一项\n"
    wrapped = items + "The firms that were accepted into the second\nsandbox are:"
    joined = items.replace("融资\n", "融资") + "The firms that were accepted into the second sandbox are:\n"
    assert unwrapped(wrapped) == joined


def test_a_pdf_of_pictures_has_no_text(tmp_path: Path) -> None:
    assert rules(read(empty_pdf(tmp_path), "scan.pdf")) == {"no-text"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 broken", "damaged PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x89PNG\r\n", "picture"),
        (b"x" * 50_000_001, "50 MB"),
    ],
)
def test_what_is_no_announcement_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as raised:
        read(content, "notice")
    assert raised.value.hint


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="encrypted"):
        read(empty_pdf(tmp_path, "secret"), "secret.pdf")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"<html><script>x</script></html>"])
def test_an_empty_document_is_said(content: bytes) -> None:
    assert rules(read(content, "empty")) == {"no-text"}
