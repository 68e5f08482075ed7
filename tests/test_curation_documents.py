"""Documents: text, HTML and PDF become text; what holds none is refused or said."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter

from sandbox_atlas.graph.curation.drafting.document import Document, read, unwrapped
from sandbox_atlas.graph.errors import UnreadableFileError
from tests.support.pdf import pdf

SIMPLIFIED = "深圳金融科技创新监管试点第三批应用公示：基于大数据的跨境电商融资服务（招商银行）。"
TRADITIONAL = "金管會核准凱基商業銀行申請之「行動身分識別線上開戶」創新實驗，並由中華電信提供技術支援。"


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
