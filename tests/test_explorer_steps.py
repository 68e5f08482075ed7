"""The explorer in a real browser, step by step; any console error or outside request fails."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import NARROW, WIDE, Visit, violations
from tests.support.explorer import EXPLORER, VIEW, asked, click, inspector, places, status

pytestmark = pytest.mark.browser

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
    """At most 80 kB come over the line in five answers, with all that the page loads; the page has at most 60."""
    with explore() as page:
        sizes = page.evaluate(
            "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
            ".map((entry) => entry.transferSize)"
        )
        assert 10_000 < sizes[-1] < 60_000
        assert sizes[-1] < sum(sizes) < 80_000
        assert len(sizes) <= 5


def test_nothing_is_drawn_while_nothing_changes(explore: Visit) -> None:
    with explore() as page:
        page.wait_for_timeout(400)
        before = page.evaluate(f"{VIEW}.stage.frames")
        page.wait_for_timeout(400)
        assert page.evaluate(f"{VIEW}.stage.frames") == before > 0


def test_labels_collide_with_no_node_and_no_other_label_are_whole_and_grow_with_the_text(explore: Visit) -> None:
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
        texts = page.evaluate(f"{VIEW}.stage.labels.map(({{ text }}) => text)")
        assert sum("…" in text for text in texts) <= len(texts) / 5
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_function(f"{VIEW}.stage.appearance.theme.size === 26")


def test_a_comparison_shows_what_is_gone_as_an_outline_and_what_both_have_strongest(explore: Visit) -> None:
    with explore() as page:
        page.evaluate(
            f"""() => {{
              const explorer = {EXPLORER};
              const drawing = structuredClone(explorer.view.drawing);
              drawing.nodes.side = drawing.nodes.id.map((_, index) => ["a", "b", "both"][index % 3]);
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
              return {{ looks, paper: appearance.theme.paper, ink: appearance.theme.ink }};
            }}"""
        )
        for side, fill, border, opacity in looks["looks"]:
            assert (fill == looks["paper"]) == (side == "a")
            assert (border == looks["paper"]) == (side == "b")
            assert (border == looks["ink"]) == (side == "both")
            assert (opacity < 1) == (side == "b")
        assert page.locator("[data-legend] .side").all_inner_texts() == [
            "only in the first 23",
            "in both 22",
            "only in the second 22",
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
        expect(page.locator("#table tr")).to_have_count(0)  # rows are made when they are near
        page.locator("#table").scroll_into_view_if_needed()
        page.locator("#table thead").get_by_role("link", name="Name").click()
        expect(page.locator("#table th[aria-sort]")).to_have_text("Name")
        assert asked(page)["sel"] == ["institution/icbc"]


def test_the_table_has_its_first_rows_and_on_request_all(explore: Visit, visit: Visit) -> None:
    with explore("/explore?sandbox=pboc-fintech-pilot&sort=name") as page:
        rows, more = page.locator("#table tbody tr"), page.get_by_role("link", name="Show all rows")
        page.locator("#table").scroll_into_view_if_needed()
        expect(rows).to_have_count(60)
        more.click()
        expect(more).to_have_count(0)
        assert rows.count() > 200
        assert (asked(page)["rows"], asked(page)["sort"]) == (["all"], ["name"])
    with visit("/views/register?sandbox=pboc-fintech-pilot", java_script_enabled=False) as page:
        page.get_by_role("link", name="Show all rows").click()
        assert page.locator("#table tbody tr").count() > 200


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
        assert "2020" in inspector(page).locator(".why").first.inner_text()
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
        expect(page.locator("[data-found] [role=option]").first).to_contain_text("also")
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


def test_what_was_hidden_is_found_and_shown_again(explore: Visit) -> None:
    with explore("/explore?hide=institution/icbc&hide=technology/blockchain") as page:
        expect(page.locator("[data-status]")).to_contain_text("2 hidden")
        page.locator("[data-find]").fill("ICBC")
        expect(page.locator("[data-found] [role=option]").first).to_contain_text(
            "Industrial and Commercial Bank of China"
        )
        page.keyboard.press("Enter")
        expect(inspector(page).locator("h2")).to_contain_text("Industrial and Commercial Bank of China")
        expect(page.locator("[data-status]")).to_contain_text("1 hidden")


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
        page.locator("[data-legend] [name=class][value=Technology]").uncheck()
        assert not [name for name in places(page) if name.startswith("technology/")]
        assert "Technology" not in asked(page)["class"]
        page.locator("[data-legend] [name=links][value='sbx:inBatch']").uncheck()
        relations = f"[...new Set({VIEW}.stage.scene.lines.map((line) => line.edge.relation))]"
        assert set(page.evaluate(relations)) == {"sbx:applicant", "sbx:participant", "sbx:inSandbox", "sbx:regulatedBy"}
        page.locator("[data-legend] [name=kinds][value='institution-kind/bank']").uncheck()
        assert "institution/icbc" not in places(page)
        assert "institution-kind/bank" not in asked(page)["kinds"]
        page.locator("[data-legend] [name=kinds][value='institution-kind/bank']").check()
        page.locator("[data-settings] summary").click()
        page.locator("[data-colour]").select_option("batch")
        expect(page.locator("[data-legend] .key").filter(has_text="Beijing batch 1")).to_be_visible()
        colours = page.evaluate(f"new Set({VIEW}.stage.appearance.nodes().map((disc) => disc.fill)).size")
        assert colours == 2  # the sandbox and its regulator came with the first batch
        measured = f"[...{VIEW}.model.nodes.values()].filter((node) => node.pagerank !== undefined).length"
        assert page.evaluate(measured) == 0  # they are asked for when they are needed
        page.locator("[data-colour]").select_option("community")
        expect(page.locator("[data-legend] .key").filter(has_text="Community 1")).to_be_visible()
        assert page.evaluate(measured) == page.evaluate(f"{VIEW}.model.nodes.size")


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
        expect(inspector(page).locator(".route li")).to_have_count(4)
        expect(inspector(page).locator(".route .mark").first).to_be_visible()
        assert asked(page)["to"] == ["institution/bank-of-china"]
        lit = page.evaluate(f"[...{VIEW}.stage.appearance.emphasis.lit].map((iri) => iri.split('/id/')[1])")
        assert {"institution/icbc", "institution/bank-of-china"} <= set(lit)
        assert len(lit) < 15
        inspector(page).get_by_role("button", name={"en": "batches", "zh": "批次"}[lang]).click()
        expect(inspector(page).locator(".route li")).to_have_count(4)
        assert asked(page)["via"] == ["anything"]
        inspector(page).locator(".close").click()
        assert "to" not in asked(page)


# ── On a phone ───────────────────────────────────────────────────────────────


def test_on_a_phone_filters_and_facts_come_from_below_and_hide_nothing_that_they_tell_of(explore: Visit) -> None:
    with explore(size=NARROW, has_touch=True) as page:
        expect(page.locator("[data-filters]")).to_be_hidden()
        status, bar = (page.locator(each).bounding_box() for each in (".under [data-status]", ".sheet-bar"))
        assert status is not None
        assert bar is not None
        assert status["y"] + status["height"] <= bar["y"] - 100  # a smaller phone has it in sight, too
        page.get_by_role("button", name="Filters").click()
        expect(page.locator("[data-filters]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("[data-filters]")).to_be_hidden()
        before = places(page)["institution/icbc"]
        page.touchscreen.tap(*before)
        expect(inspector(page).locator("dl")).to_be_visible()  # which makes the sheet higher
        box = inspector(page).bounding_box()
        assert box is not None
        assert places(page)["institution/icbc"][1] < box["y"] < before[1]
        inspector(page).get_by_role("button", name="Close").click()
        expect(inspector(page)).to_be_hidden()
        assert places(page)["institution/icbc"] == pytest.approx(before)
