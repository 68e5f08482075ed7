"""What a reader takes along from the explorer: pictures, files, embedded networks, links; in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.support.browser import NARROW, Visit
from tests.support.explorer import EXPLORER, VIEW, places, saved

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def test_the_svg_shows_what_the_screen_shows_with_a_line_at_its_foot(explore: Visit) -> None:
    with explore("/explore?hide=institution/icbc", lang="zh", size=NARROW) as page:
        page.evaluate("Date.prototype.toISOString = () => '1999-01-01T00:00:00Z'")  # the reader's day is not the data's
        day = re.search(r"\d{4}-\d{2}-\d{2}", page.locator("footer").inner_text())
        picture = ElementTree.fromstring(saved(page, "svg"))  # noqa: S314 - our own file
        texts = [text.text or "" for text in picture.iter(f"{SVG}text")]
        labels = page.evaluate(f"{VIEW}.stage.labels.map((label) => label.text)")
        assert texts[: 2 * len(labels)] == labels * 2  # the outlines below, then the letters
        assert not {"paint-order", "dominant-baseline"} & {name for each in picture.iter() for name in each.attrib}
        titles = [title.text for title in picture.iter(f"{SVG}title")]
        assert len(titles) == len(places(page)) + 1
        assert "中国工商银行" not in titles
        below = texts[2 * len(labels) :]
        shown = page.locator("[data-legend] label, [data-legend] .key").all_inner_texts()
        assert below[: len(shown)] == [
            text.strip().replace("机构 28", "机构 27").replace("银行 13", "银行 12") for text in shown
        ]
        assert "沙盒图谱" in "".join(below)
        assert day
        assert f"数据截至 {day[0]} (" in "".join(below)
        assert re.search(r"/explore\?.*v=", "".join(below))
        right, width = page.evaluate(
            """(text) => {
              document.body.innerHTML = text;
              const image = document.querySelector("svg").getBoundingClientRect();
              const texts = [...document.querySelectorAll("svg > g:last-of-type text")];
              return [Math.max(...texts.map((each) => each.getBoundingClientRect().right)) - image.left, image.width];
            }""",
            ElementTree.tostring(picture, encoding="unicode").replace("ns0:", ""),
        )
        assert 200 < right <= width


def test_the_menu_leads_to_files_of_what_is_seen_and_says_how_much_that_is(explore: Visit) -> None:
    with explore("/explore?drawing=partners") as page:
        page.evaluate(f"{EXPLORER}.change({{ hide: ['institution/icbc'] }})")
        page.locator("[data-downloads] summary").click()
        shown = len(places(page))
        expect(page.locator("[data-seen-size]")).to_contain_text(f"entries: {shown}, links: ")
        addresses = page.locator("[data-seen]").evaluate_all("all => all.map((link) => link.getAttribute('href'))")
        assert len(addresses) == 5
        for address in addresses:
            assert {"drawing": ["partners"], "hide": ["institution/icbc"]}.items() <= parse_qs(
                urlsplit(address).query
            ).items()
        body = page.request.get(next(each for each in addresses if ".json" in each)).json()
        assert len(body["nodes"]) == shown
        expect(page.locator("[data-seen-size]")).to_contain_text(f"links: {len(body['edges'])}")
        table = page.request.get(next(each for each in addresses if ".csv" in each)).body()
        assert table.startswith(b"\xef\xbb\xbf")
        assert b"institution/icbc," not in table


def test_links_that_are_hidden_are_not_counted_and_an_empty_canvas_says_so(explore: Visit) -> None:
    with explore("/explore?entity=institution/icbc&links=sbx:usesTechnology") as page:
        page.locator("[data-downloads] summary").click()
        drawn = page.evaluate(f"{VIEW}.model.drawnEdges.length")
        assert 0 < drawn < page.evaluate(f"{VIEW}.model.edges.length")
        expect(page.locator("[data-seen-size]")).to_contain_text(f"links: {drawn}")
        count = page.evaluate(f"{VIEW}.model.nodes.size")
        page.evaluate(f"{EXPLORER}.change({{ shown: ['none'] }})")
        note = page.locator("[data-note]")
        expect(note).to_contain_text(f"All {count} entries are hidden.")
        note.get_by_role("button", name="Show all again").click()
        expect(note).to_be_hidden()
        assert len(places(page)) == count
        assert "links" not in parse_qs(urlsplit(page.url).query)


def test_the_png_is_a_picture_of_twice_the_size(explore: Visit) -> None:
    with explore() as page:
        body = saved(page, "png")
        width = page.evaluate(f"{VIEW}.canvas.clientWidth")
        assert body.startswith(b"\x89PNG")
        assert int.from_bytes(body[16:20], "big") == 2 * width


def test_an_embedded_network_stands_alone_and_says_where_it_is_from(visit: Visit) -> None:
    with visit("/explore?embed=1&sel=institution/icbc") as page:
        page.wait_for_selector("[data-drawn]")
        assert page.locator("header.site").count() == 0
        link = page.locator("#explorer-help a")
        assert "embed" not in (link.get_attribute("href") or "")
        stage = page.locator(".stage").bounding_box()
        assert stage is not None
        assert stage["height"] > 600


def test_a_link_to_earlier_data_says_so_and_leads_to_the_present(explore: Visit) -> None:
    with explore("/explore?v=000000000000", lang="zh") as page:
        notice = page.locator(".changed")
        expect(notice).to_contain_text("较早版本的数据")
        notice.get_by_role("link").click()
        page.wait_for_selector("[data-drawn]")
        assert page.locator(".changed").count() == 0
