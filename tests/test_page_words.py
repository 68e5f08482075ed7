"""Links that open a source at its words: nearly every passage has one, and a browser follows it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.results import iri
from sandbox_atlas.graph.settings import Settings

WORDS = {"zh": "中国工商银行、京东数科-联合", "en": "Bank of Communications, J&J-Data (8)"}


def test_nine_of_ten_passages_with_an_address_open_at_their_words(server: str) -> None:
    rows = httpx.get(f"{server}/lookups/passages.json", timeout=60).json()["rows"]
    addressed = [row for row in rows if row["address"]]
    with_words = [row for row in addressed if row["words"]]
    assert len(with_words) >= 0.9 * len(addressed) > 700
    for row in with_words:
        address, _, words = row["words"]["iri"].partition("#:~:text=")
        assert address == row["address"]["iri"].partition("#")[0]
        assert words.isascii()
        assert not set(words) & set(",-& ")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A page of another site that prints the words far below its beginning."""
    for lang, words in WORDS.items():
        text = words.replace("&", "&amp;")
        filler = "<p>…</p>" * 200
        page = f'<!doctype html><meta charset="utf-8"><body lang="{lang}">{filler}<p id="w">{text}</p>{filler}'
        (tmp_path / f"{lang}.html").write_text(page, encoding="utf-8")
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


async def addresses(tiny: Path, folder: Path, site: str) -> dict[str, str]:
    """The links to the words, as the question gives them."""
    found = {}
    for lang, words in WORDS.items():
        data = folder / f"{lang}.trig"
        selector = f'oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "{words}"@{lang} ]'
        prefix = "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        text = tiny.read_text(encoding="utf-8").replace("https://lake.example/gazette", f"{site}/{lang}.html")
        data.write_text(f"{prefix}{text}\npassage:gazette-batch-1 {selector} .\n", encoding="utf-8")
        async with await Atlas.open(Settings(data=(data,), workers=1, cache=folder / "cache")) as atlas:
            (row,) = (await atlas.ask("passages", {"passage": ["gazette-batch-1"]})).rows
            found[lang] = iri(row["words"])
    return found


@pytest.mark.browser
def test_a_browser_opens_the_page_at_the_words(tiny: Path, tmp_path: Path, site: str, browser: Browser) -> None:
    with ThreadPoolExecutor(1) as thread:  # a browser's loop runs in this one
        found = thread.submit(lambda: asyncio.run(addresses(tiny, tmp_path, site))).result()
    page = browser.new_page()
    try:
        for lang, address in found.items():
            page.goto(address)
            page.wait_for_timeout(300)
            top = page.evaluate("document.getElementById('w').getBoundingClientRect().top")
            assert page.evaluate("scrollY") > 1000, (lang, address)
            assert 0 <= top < page.evaluate("innerHeight")
    finally:
        page.close()
