"""The explorer in a real browser, step by step; any console error or outside request fails."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import NARROW, WIDE, violations, visiting
from tests.support.server import Server, serving

pytestmark = pytest.mark.browser

Visit = Callable[..., AbstractContextManager[Page]]
EXPLORER = 'document.querySelector("[data-explorer]").explorer'
VIEW = f"{EXPLORER}.view"
_IMPORT = re.compile(r'(?:from|^import) "(\.[\w./-]+)";', re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explore(visit: Visit) -> Visit:
    """Opens an address of the explorer and waits until the network is drawn."""

    @contextmanager
    def opened(path: str = "/explore", **options: object) -> Iterator[Page]:
        with visit(path, **options) as page:
            page.wait_for_selector("[data-drawn]")
            yield page

    return opened


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def status(page: Page) -> str:
    return page.locator("[data-status]").inner_text()


def places(page: Page) -> dict[str, list[float]]:
    """Where the visible things stand on the screen, by name."""
    found: dict[str, list[float]] = page.evaluate(
        f"""() => {{
          const {{ model, stage, canvas }} = {VIEW};
          const box = canvas.getBoundingClientRect();
          return Object.fromEntries([...model.nodes.values()]
            .filter((node) => !model.hidden.has(node.id)).map((node) => {{
            const at = stage.camera.project(node);
            return [node.id.split("/id/")[1], [box.left + at.x, box.top + at.y]];
          }}));
        }}"""
    )
    return found


def click(page: Page, name: str) -> None:
    page.mouse.click(*places(page)[name])


def inspector(page: Page) -> Locator:
    return page.locator("[data-inspector]")


# ── The page ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "scheme", "size"), [("en", "light", WIDE), ("zh", "dark", NARROW)])
def test_it_opens_on_two_batches_within_the_screen_and_without_barriers(
    explore: Visit, lang: str, scheme: str, size: dict[str, int]
) -> None:
    with explore(lang=lang, scheme=scheme, size=size) as page:
        assert page.locator("h1").inner_text().count("2020") == 2
        stage = page.locator(".stage").bounding_box()
        assert stage is not None
        assert stage["y"] + stage["height"] <= size["height"]
        assert stage["width"] >= size["width"] * 0.45
        if size == WIDE:
            box = page.locator("[data-explore]").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= size["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []


def test_the_page_is_light(explore: Visit) -> None:
    """At most 200 kB come over the line, with everything that the page loads; the page itself has at most 60."""
    with explore() as page:
        sizes = page.evaluate(
            "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
            ".map((entry) => entry.transferSize)"
        )
        assert 10_000 < sizes[-1] < 60_000
        assert sizes[-1] < sum(sizes) < 200_000


def test_every_module_that_a_network_imports_is_loaded_at_once(visit: Visit) -> None:
    scripts = (Path(__file__).parents[1] / "api" / "static").resolve()
    imported: set[Path] = set()
    waiting = {scripts / "explorer" / "main.js"}
    while waiting:
        script = waiting.pop()
        found = {(script.parent / name).resolve() for name in _IMPORT.findall(script.read_text())}
        waiting |= found - imported
        imported |= found
    with visit("/explore", java_script_enabled=False) as page:
        links = page.locator("link[rel=modulepreload]").evaluate_all("all => all.map((link) => link.href)")
    assert {link.rsplit("/static/", 1)[-1] for link in links} == {str(file.relative_to(scripts)) for file in imported}


def test_nothing_is_drawn_while_nothing_changes(explore: Visit) -> None:
    with explore() as page:
        page.wait_for_timeout(400)
        before = page.evaluate(f"{VIEW}.stage.frames")
        page.wait_for_timeout(400)
        assert page.evaluate(f"{VIEW}.stage.frames") == before > 0


def test_labels_collide_with_no_node_and_no_other_label(explore: Visit) -> None:
    with explore() as page:
        boxes = page.evaluate(
            f"""() => {{
              const {{ stage }} = {VIEW};
              const context = document.createElement("canvas").getContext("2d");
              context.font = `13px ${{stage.appearance.theme.font}}`;
              const names = stage.labels.map(({{ id, text, x, y }}) =>
                [id, x, y - 6, x + context.measureText(text).width, y + 6]);
              const nodes = stage.scene.discs.map(({{ node, radius }}) => {{
                const {{ x, y }} = stage.camera.project(node);
                const r = radius * stage.camera.growth;
                return [node.id, x - r, y - r, x + r, y + r];
              }});
              return {{ names, nodes }};
            }}"""
        )
        names, nodes = boxes["names"], boxes["nodes"]
        assert len(names) > 30
        for index, (owner, *one) in enumerate(names):
            for owned, *other in [*names[index + 1 :], *nodes]:
                is_apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert is_apart or owned == owner


def test_a_comparison_shows_what_is_new_in_colour_and_what_is_gone_as_an_outline(explore: Visit) -> None:
    with explore() as page:
        page.evaluate(
            f"""() => {{
              const explorer = {EXPLORER};
              const drawing = structuredClone(explorer.view.drawing);
              drawing.nodes.forEach((node, index) => {{ node.side = ["a", "b", "both"][index % 3]; }});
              explorer.view.take(drawing, explorer.state);
              explorer.view.stage.settle();
              return explorer.render(null);
            }}"""
        )
        looks = page.evaluate(
            f"""() => {{
              const {{ appearance }} = {VIEW}.stage;
              const looks = appearance.nodes().map(({{ node, fill, border, opacity }}) =>
                [node.side, fill, border, opacity]);
              return {{ looks, paper: appearance.theme.paper }};
            }}"""
        )
        for side, fill, border, opacity in looks["looks"]:
            assert (fill == looks["paper"]) == (side == "a")
            assert (border == looks["paper"]) == (side != "a")
            assert (opacity < 0.5) == (side == "both")
        assert page.locator("[data-legend] .side").all_inner_texts() == [
            "only in the second 22",
            "only in the first 23",
            "in both 22",
        ]


# ── Filters ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "facet"), [("en", "Technology"), ("zh", "技术")])
def test_a_filter_narrows_the_network_and_the_back_button_takes_it_away(explore: Visit, lang: str, facet: str) -> None:
    with explore("/explore?sandbox=pboc-fintech-pilot", lang=lang) as page:
        before = status(page)
        page.locator("summary", has_text=facet).first.click()
        box = page.locator("input[name=technology][value=blockchain]")
        count = box.locator("xpath=..").locator(".count").inner_text()
        box.check()
        expect(page.locator("[data-status]")).not_to_have_text(before)
        assert asked(page)["technology"] == ["blockchain"]
        legend = page.locator("[data-legend] label").filter(has=page.locator("[value=Application]"))
        assert legend.inner_text().endswith(count)
        expect(page.locator("input[name=technology][value=blockchain]")).to_be_focused()
        page.go_back()
        expect(page.locator("[data-status]")).to_have_text(before)
        assert not page.locator("input[name=technology][value=blockchain]").is_checked()


def test_the_filters_the_table_and_its_order_work_without_a_script(visit: Visit) -> None:
    with visit("/explore", java_script_enabled=False) as page:
        expect(page.get_by_text("the same is in the table")).to_be_visible()
        page.locator("summary", has_text="Institution kind").click()
        page.locator("input[name=kind][value=insurer]").check()
        page.get_by_role("button", name="Show", exact=True).click()
        assert asked(page)["kind"] == ["insurer"]
        rows = page.locator("#table tbody tr")
        assert 2 < rows.count() < 20
        page.locator("#table thead").get_by_role("link", name="Name").click()
        names = [name.casefold() for name in page.locator("#table tbody th").all_inner_texts()]
        assert names == sorted(names)


def test_the_table_is_sorted_in_place(explore: Visit) -> None:
    with explore("/explore?sel=institution/icbc") as page:
        page.locator("#table thead").get_by_role("link", name="Name").click()
        expect(page.locator("#table th[aria-sort]")).to_have_text("Name")
        assert asked(page)["sel"] == ["institution/icbc"]


def test_nothing_left_is_said_with_a_way_out(explore: Visit) -> None:
    with explore("/explore?batch=pboc-beijing-3") as page:
        page.get_by_role("link", name="Clear all filters").click()
        expect(page.locator("[data-status]")).to_contain_text("67 of 67")


# ── Drawings ─────────────────────────────────────────────────────────────────


def test_a_batch_is_drawn_in_three_columns(explore: Visit) -> None:
    with explore("/explore?batch=pboc-beijing-2") as page:
        page.locator("select[name=drawing]").select_option("columns")
        expect(page.locator("[data-explorer]")).to_have_attribute("data-how", "columns")
        assert asked(page)["drawing"] == ["columns"]
        found = places(page)
        assert found["institution/icbc"][0] < found["application/icbc-robot-mobile-finance"][0]
        assert len({round(x) for name, (x, _) in found.items() if name.startswith("institution/")}) == 1


def test_an_institution_stands_in_the_middle_of_its_applications(explore: Visit) -> None:
    with explore("/explore?sel=institution/icbc") as page:
        inspector(page).get_by_role("link", name="Focus on this").click()
        page.wait_for_selector("[data-drawn]")
        assert page.locator("h1").inner_text() == "Industrial and Commercial Bank of China"
        assert page.locator("select[name=drawing]").input_value() == "around"


def test_partners_are_linked_by_what_they_share(explore: Visit) -> None:
    with explore("/explore?drawing=partners&edge=institution/bank-of-china~shared~institution/icbc") as page:
        assert "without a partner and not shown" in status(page)
        edge = page.evaluate(f"{EXPLORER}.model.edges[0]")
        page.evaluate(
            f"""async () => {{
              const {{ edgeName }} = await import("/static/explorer/emphasis.js");
              await {EXPLORER}.change({{ edge: edgeName({EXPLORER}.model.edges[0]) }});
            }}"""
        )
        expect(inspector(page).locator(".kind")).to_contain_text("shared application")
        expect(inspector(page).locator("dt a")).to_have_count(edge["weight"])
        expect(inspector(page).locator("dd:has(.mark)")).to_have_count(2 * edge["weight"])  # for both sides
        expect(inspector(page).locator(".sources li").first).to_be_visible()


def test_a_card_names_the_partners_of_the_question_whatever_is_drawn(explore: Visit) -> None:
    with explore("/explore?sandbox=pboc-fintech-pilot&drawing=partners&sel=institution/sinodata") as page:
        found = page.request.get("/lookups/who-works-with-whom.json?institution=sinodata").json()
        line = inspector(page).locator(".why", has_text="Works with")
        expect(line).to_contain_text(", ".join(row["partner"]["label"] for row in found["rows"][:3]))
        expect(line.locator("a")).to_have_attribute("href", re.compile("who-works-with-whom"))


# ── Selecting ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "name", "other"),
    [("en", "Industrial and Commercial Bank of China", "中国工商银行"), ("zh", "中国工商银行", "Industrial and")],
)
def test_a_click_shows_a_card_whose_marks_open_the_passage(explore: Visit, lang: str, name: str, other: str) -> None:
    with explore(lang=lang) as page:
        click(page, "institution/icbc")
        expect(inspector(page).locator("h2")).to_have_text(name)
        expect(inspector(page).locator(".other")).to_contain_text(other)
        assert "2020" in inspector(page).locator(".why").inner_text()
        inspector(page).locator("dd .mark").first.click()
        expect(inspector(page).locator(".sources li.is-marked")).to_be_focused()
        assert asked(page)["sel"] == ["institution/icbc"]
        lit = page.evaluate(f"[...{VIEW}.stage.appearance.emphasis.lit].length")
        assert lit == 3  # itself and its two applications
        page.keyboard.press("Escape")
        page.locator("[data-canvas]").press("Escape")
        assert "sel" not in asked(page)


def test_a_disagreement_is_shown_with_each_side_and_its_marks(explore: Visit) -> None:
    with explore("/explore?sel=batch/pboc-beijing-2") as page:
        sides = inspector(page).locator(".disagreement dd")
        expect(sides.first).to_be_visible()
        assert sides.filter(has_text="Beijing Local Financial Supervision Administration").count() == 1
        assert all(side.locator(".mark").count() for side in sides.all())


def test_a_click_on_a_link_says_who_states_it(explore: Visit) -> None:
    with explore("/explore?batch=pboc-beijing-2") as page:
        found = places(page)
        (ax, ay), (bx, by) = found["application/bank-of-beijing-inclusive-loan"], found["institution/bank-of-beijing"]
        page.mouse.click((ax + bx) / 2, (ay + by) / 2)
        expect(inspector(page).locator(".kind")).to_have_text("applicant")
        expect(inspector(page).locator(".sources li")).not_to_have_count(0)
        assert asked(page)["edge"][0].endswith("~sbx:applicant~institution/bank-of-beijing")


def test_what_is_found_by_another_name_is_selected_and_slash_leads_to_the_search(explore: Visit) -> None:
    with explore() as page:
        page.locator("[data-canvas]").focus()
        page.keyboard.press("/")
        expect(page.locator("[data-find]")).to_be_focused()
        page.keyboard.type("pratt")
        expect(page.get_by_role("option").first).to_contain_text("also")
        page.keyboard.press("Enter")
        expect(inspector(page).locator("h2")).to_contain_text("Inclusive loan")


def test_arrow_keys_walk_enter_opens(explore: Visit) -> None:
    with explore("/explore?sel=institution/icbc") as page:
        page.locator("[data-canvas]").focus()
        page.keyboard.press("ArrowRight")
        expect(inspector(page).locator(".kind")).to_have_text("Application")
        page.keyboard.press("Enter")
        page.wait_for_url("**/id/application/**")


# ── Arranging ────────────────────────────────────────────────────────────────


def test_hiding_pinning_and_undoing_are_in_the_address(explore: Visit) -> None:
    with explore("/explore?sel=institution/icbc") as page:
        everything = status(page)
        inspector(page).get_by_role("button", name="Pin").click()
        assert asked(page)["pin"] == ["institution/icbc"]
        inspector(page).get_by_role("button", name="Hide").click()
        assert asked(page)["hide"] == ["institution/icbc"]
        assert "institution/icbc" not in places(page)
        expect(page.locator("[data-status]")).to_contain_text("1 hidden")
        page.keyboard.press("Control+z")
        expect(page.locator("[data-status]")).to_have_text(everything)
        page.get_by_role("button", name="Undo").click()
        assert "pin" not in asked(page)
        page.go_back()
        assert asked(page)["pin"] == ["institution/icbc"]


def test_a_link_brings_back_the_whole_state(explore: Visit) -> None:
    with explore(
        "/explore?sel=institution/icbc&pin=institution/bank-of-china&hide=technology/blockchain&colour=batch"
    ) as page:
        assert page.evaluate(f"[{EXPLORER}.selected, {VIEW}.colours.scheme]") == [
            "https://w3id.org/sandbox-atlas/id/institution/icbc",
            "batch",
        ]
        assert "technology/blockchain" not in places(page)
        assert page.locator("[data-colour]").input_value() == "batch"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_timeline_moves_through_batches_and_nothing_jumps(explore: Visit, lang: str) -> None:
    with explore(lang=lang) as page:
        everything = places(page)
        page.locator("[data-until]").fill("0")
        expect(page.locator("[data-until-name]")).to_contain_text("2020-01-14")
        first = places(page)
        assert "application/icbc-robot-mobile-finance" in everything
        assert "application/icbc-robot-mobile-finance" not in first
        assert all(everything[name] == place for name, place in first.items())
        assert asked(page)["until"] == ["batch/pboc-beijing-1"]
        page.locator("[data-until]").fill("2")
        assert places(page) == everything
        assert "until" not in asked(page)


def test_the_legend_filters_and_colours_can_mean_the_first_batch(explore: Visit) -> None:
    with explore() as page:
        page.locator("[data-legend]").get_by_label("Technology").uncheck()
        assert not [name for name in places(page) if name.startswith("technology/")]
        assert "Technology" not in asked(page)["class"]
        page.locator("[data-colour]").select_option("batch")
        expect(page.locator("[data-legend] .key").filter(has_text="Beijing batch 1")).to_be_visible()
        colours = page.evaluate(f"new Set({VIEW}.stage.appearance.nodes().map((disc) => disc.fill)).size")
        assert colours == 2  # the sandbox and its regulator came with the first batch


def test_neighbours_are_counted_before_they_are_added_and_undo_takes_them_away(explore: Visit) -> None:
    with explore("/explore?sel=institution/icbc") as page:
        before = places(page)
        offer = inspector(page).locator("[data-expand]")
        expect(offer).to_contain_text("Showing 2 of 8 links")
        offer.get_by_role("button", name="Show the rest (6)").click()
        expect(page.locator("[data-status]")).to_contain_text("73 of 73")
        after = places(page)
        assert "institution/icbc-sichuan" in after or len(after) == len(before) + 6
        assert all(after[name] == pytest.approx(place, abs=4) for name, place in before.items())
        assert asked(page)["open"] == ["institution/icbc~8"]
        page.reload()
        page.wait_for_selector("[data-drawn]")
        expect(page.locator("[data-status]")).to_contain_text("73 of 73")
        page.go_back()
        expect(page.locator("[data-status]")).to_contain_text("67 of 67")
        assert {name: pytest.approx(place, abs=4) for name, place in before.items()} == places(page)


@pytest.mark.parametrize(("lang", "button"), [("en", "Find a path to …"), ("zh", "查找路径")])
def test_the_shortest_way_between_two_things_is_lit(explore: Visit, lang: str, button: str) -> None:
    with explore("/explore?sel=institution/icbc", lang=lang) as page:
        inspector(page).get_by_role("button", name=button).click()
        expect(page.locator("[data-find]")).to_be_focused()
        click(page, "institution/bank-of-china")
        expect(page.locator("[data-note]")).to_contain_text("4")
        assert asked(page)["to"] == ["institution/bank-of-china"]
        lit = page.evaluate(f"[...{VIEW}.stage.appearance.emphasis.lit].map((iri) => iri.split('/id/')[1])")
        assert {"institution/icbc", "institution/bank-of-china"} <= set(lit)
        assert len(lit) < 15
        page.locator("[data-note] button").click()
        assert "to" not in asked(page)


# ── Taking along ─────────────────────────────────────────────────────────────


def saved(page: Page, kind: str) -> bytes:
    page.locator("[data-downloads] summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-save={kind}]").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes()


def test_the_svg_shows_what_the_screen_shows_with_a_line_at_its_foot(explore: Visit) -> None:
    with explore("/explore?hide=institution/icbc", lang="zh", size=NARROW) as page:
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
        assert below[: len(shown)] == [text.strip().replace("机构 28", "机构 27") for text in shown]
        assert "沙盒图谱" in "".join(below)
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
        expect(page.locator("[data-seen-size]")).to_contain_text(f"things: {shown}, links: ")
        addresses = page.locator("[data-seen]").evaluate_all("all => all.map((link) => link.getAttribute('href'))")
        assert len(addresses) == 5
        for address in addresses:
            assert {"drawing": ["partners"], "hide": ["institution/icbc"]}.items() <= parse_qs(
                urlsplit(address).query
            ).items()
        body = page.request.get(next(each for each in addresses if ".json" in each)).json()
        assert len(body["nodes"]) == shown
        table = page.request.get(next(each for each in addresses if ".csv" in each)).body()
        assert table.startswith(b"\xef\xbb\xbf")
        assert b"institution/icbc," not in table


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


# ── On a phone ───────────────────────────────────────────────────────────────


def test_on_a_phone_filters_and_facts_come_from_below(explore: Visit) -> None:
    with explore(size=NARROW, has_touch=True) as page:
        expect(page.locator("[data-filters]")).to_be_hidden()
        page.get_by_role("button", name="Filters").click()
        expect(page.locator("[data-filters]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("[data-filters]")).to_be_hidden()
        page.touchscreen.tap(*places(page)["institution/icbc"])
        expect(inspector(page)).to_be_visible()
        inspector(page).get_by_role("button", name="Close").click()
        expect(inspector(page)).to_be_hidden()


# ── When things go wrong ─────────────────────────────────────────────────────

LONG = "x" * 300
LABELS = {
    "Harbour Pay": "</script><script>document.title='ran'</script>\\\"'&amp;",
    "Ferry Loans": "مدفوعات الميناء",
    "Buoy Ledger": f"🛟 {LONG}",
}


@contextmanager
def serving_register(data: Path) -> Iterator[Server]:
    with serving("--data", str(data), "--log", "off") as server:
        yield server


@pytest.fixture
def register(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny register, with labels of every unwelcome kind."""
    text = tiny.read_text(encoding="utf-8")
    for plain, hostile in LABELS.items():
        assert f'"{plain}"' in text
        text = text.replace(f'"{plain}"', f'"{hostile}"')
    copy = tmp_path / "register.trig"
    copy.write_text(text, encoding="utf-8")
    return copy


def test_unwelcome_labels_are_shown_and_never_run(browser: Browser, register: Path) -> None:
    with serving_register(register) as server, visiting(browser, server.address, "/explore?whole=yes") as page:
        page.wait_for_selector("[data-drawn]")
        for slug, label in zip(("harbour-pay", "ferry-loans", "buoy-ledger"), LABELS.values(), strict=True):
            page.evaluate(f"{EXPLORER}.change({{ sel: 'application/{slug}' }})")
            shown = label.replace('\\"', '"')
            expect(inspector(page).locator("h2")).to_have_text(shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
        assert "ran" not in page.title()
        ElementTree.fromstring(saved(page, "svg"))  # noqa: S314 - our own file


def test_changed_data_and_a_lost_server_are_said_while_the_page_is_open(browser: Browser, register: Path) -> None:
    lost = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "Failed to load resource")
    with (
        serving_register(register) as server,
        visiting(browser, server.address, "/explore?whole=yes", expected=lost) as page,
    ):
        page.wait_for_selector("[data-drawn]")
        before = page.locator("[data-explore]").get_attribute("data-snapshot")
        register.write_text(register.read_text(encoding="utf-8").replace("Lake Gazette", "Lake Herald"))
        server.process.send_signal(signal.SIGHUP)
        wait_for_change(server.address, before or "")
        page.evaluate(f"{EXPLORER}.change({{ sel: 'institution/reed-tech' }})")
        expect(page.locator("[data-note]")).to_contain_text("The data have changed")
        page.locator("[data-note]").get_by_role("link", name="Show the current version").click()
        page.wait_for_selector("[data-drawn]")
        assert page.locator("[data-explore]").get_attribute("data-snapshot") != before
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=20)
        page.locator("select[name=drawing]").select_option("columns")
        expect(page.locator("[data-note]")).to_contain_text("The server does not answer")
        expect(page.locator("[data-note]").get_by_role("button", name="Try again")).to_be_visible()


def wait_for_change(server: str, before: str, patience: float = 20.0) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if before not in httpx.get(f"{server}/explore?whole=yes", headers={"Accept": "text/html"}).text:
            return
        time.sleep(0.1)
    raise AssertionError("the data did not change")


def test_a_view_has_its_table_too(visit: Visit) -> None:
    with visit("/views/register?batch=pboc-beijing-1", java_script_enabled=False) as page:
        assert page.locator("#table tbody tr").count() > 20
        page.locator("#table thead").get_by_role("link", name="Kind").click()
        assert page.locator("#table tbody td").first.inner_text() == "Batch"


def test_a_value_that_cannot_be_taken_is_explained(visit: Visit) -> None:
    with visit("/explore?batch=pboc-beijing-9", expected=("400",)) as page:
        assert "there is no batch named 'pboc-beijing-9'" in page.locator("main").inner_text()
    with visit("/explore?drawing=cloud", expected=("400",)) as page:
        assert "'drawing' is one of" in page.locator("main").inner_text()
