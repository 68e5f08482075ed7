"""A network as one file: opened from disk, offline, in a real browser; any message in the console or request fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.drawing import picture
from sandbox_atlas.graph.network.projection import Network
from sandbox_atlas.graph.network.standalone import page as standalone
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.questions.catalogue import view
from tests.support.browser import LOCALES, WIDE

BEIJING = "batch=pboc-beijing-1&batch=pboc-beijing-2"
HOSTILE = """</script><script>alert(1)</script><!--<img src=x onerror="alert('2')">&amp;\u2028\u2029{{ 7*7 }}"""
WORDS = dict.fromkeys(("title", "foot", "address", "help", "table", "from", "relation", "to"), HOSTILE)


@contextmanager
def opened(browser: Browser, file: Path, lang: str, scheme: Any = "light") -> Iterator[Page]:  # noqa: ANN401
    """The file as a reader without a network opens it."""
    context = browser.new_context(locale=LOCALES[lang], color_scheme=scheme, viewport=WIDE, offline=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda request: None if request.url == file.as_uri() else wrong.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("[data-drawn]")
    yield page
    context.close()
    assert wrong == []


def place(page: Page, name: str) -> tuple[float, float]:
    """Where a thing stands on the screen."""
    x, y = page.evaluate(
        """(name) => {
          const box = canvas.getBoundingClientRect();
          const at = network.canvasToDOM(network.getPosition(nodes.find((node) => node.name === name).id));
          return [box.left + at.x, box.top + at.y];
        }""",
        name,
    )
    return x, y


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "scheme", "bank", "said", "title"),
    [
        (
            "en",
            "light",
            "Industrial and Commercial Bank of China",
            "Institution",
            "The register by filters: Beijing batch 1",
        ),
        ("zh", "dark", "中国工商银行", "机构", "按条件浏览全库：北京"),
    ],
)
def test_the_saved_file_opens_from_disk_without_a_network(
    browser: Browser, server: str, tmp_path: Path, lang: str, scheme: str, bank: str, said: str, title: str
) -> None:
    answer = httpx.get(f"{server}/views/explore.html?{BEIJING}&lang={lang}", timeout=30)
    file = tmp_path / "network.html"
    file.write_bytes(answer.content)
    with opened(browser, file, lang, scheme) as page:
        assert page.locator("canvas").count() == 1
        page.mouse.click(*place(page, bank))
        told = page.locator("#said").inner_text()
        assert told.startswith(f"{bank} – {said}")
        assert told.endswith("/id/institution/icbc")
        assert page.locator("#said a").get_attribute("href") == f"{server}/id/institution/icbc"
        assert f"/views/explore?{BEIJING}" in (page.locator(".foot a").get_attribute("href") or "")
        foot = page.locator(".foot").inner_text()
        snapshot = httpx.get(f"{server}/views/explore.json?{BEIJING}", timeout=30).json()["snapshot"]
        assert snapshot[:12] in foot
        assert re.search(r"\b17\b", foot)  # applications that are named
        page.mouse.move(*place(page, bank))
        page.locator(".vis-tooltip", has_text=bank).wait_for()
        before = page.evaluate("network.getScale()")
        page.mouse.wheel(0, -400)
        page.wait_for_function("(before) => network.getScale() > before", arg=before)
        assert page.locator("tbody tr").count() == page.evaluate("edges.length")
        assert title in page.title()
        drawn = httpx.get(f"{server}/views/explore.json?{BEIJING}", timeout=30).json()
        keys = page.locator("#legend li")
        assert keys.count() == len(drawn["classes"]) + len(drawn["relations"])
        assert keys.locator("svg").count() == keys.count()
        shapes = {look["shape"] for look in drawn["classes"]}
        outlines = page.locator("#legend [data-node] path").evaluate_all(
            "all => all.map((path) => path.getAttribute('d'))"
        )
        assert len(set(outlines)) == len(shapes)


@pytest.mark.browser
def test_a_file_follows_the_theme_of_the_reader(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "network.html"
    file.write_text(standalone(hostile(), "en", {**WORDS, "links": "links: {count}"}), encoding="utf-8")
    with opened(browser, file, "en", "light") as page:
        paint = "[data.nodes.get('urn:a').color.background, getComputedStyle(document.body).backgroundColor]"
        light = page.evaluate(paint)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(f"() => {paint}.every((colour, place) => colour !== {light}[place])")


@pytest.mark.browser
def test_hostile_names_are_shown_and_never_run(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "network.html"
    file.write_text(standalone(hostile(), "en", {**WORDS, "links": "links: {count}"}), encoding="utf-8")
    with opened(browser, file, "en") as page:
        assert page.locator("h1").text_content() == HOSTILE
        assert page.evaluate("nodes[0].name") == HOSTILE
        page.mouse.click(*place(page, HOSTILE))
        assert (page.locator("#said").text_content() or "").startswith(HOSTILE)
        assert page.locator("#said a").count() == 0
        assert page.locator("img").count() == 0


def hostile() -> dict[str, Any]:
    """A picture of two things whose names want to break out."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_edge("urn:a", "urn:b", key="urn:p")
    names = Names([Name("urn:a", {"en": HOSTILE, "zh": HOSTILE}, [])])
    style = Style({"urn:p": Look("urn:p", {"en": HOSTILE}), "": Look("", colour="#112233", colour_dark="#ddeeff")})
    return picture(Network(view("register"), {}, "", network), names, style, lambda iri: f"javascript:alert('{iri}')")


def test_the_file_names_no_other_host_as_a_source_and_holds_vis_network_once() -> None:
    html = standalone(hostile(), "en", {**WORDS, "links": "links: {count}"})
    assert html.count("vis-network\n") == 1
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", html) == []
    assert "@import" not in html
    assert html.count("</script") == 3  # data, vis-network, and the script of the page
