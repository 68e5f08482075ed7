"""Long answers: their page shows the first rows, says how many there are, and gives all of them to who asks."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import anyio
import pyoxigraph as ox
import pytest
from markupsafe import escape

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.routes import entities, home
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import cards, tables
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.failures import deadline_exceeded, result_too_large
from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.lookups import Lookup
from tests.support.client import in_process

pytestmark = pytest.mark.anyio


async def test_the_page_of_a_long_answer_shows_its_first_rows(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_WHOLE", 3)
    monkeypatch.setattr(tables, "_FIRST_ROWS", 2)
    async with in_process(create_app(atlas=atlas)) as client:
        cut = (await client.get("/lookups/applications", headers={"Accept": "text/html"})).text
        whole = (await client.get("/lookups/applications?rows=all", headers={"Accept": "text/html"})).text
        data = (await client.get("/lookups/applications.json")).json()
        wrong = await client.get("/lookups/applications?rows=some", headers={"Accept": "text/html"})
    count = data["count"]
    assert count > 3
    rows = [len(re.findall(r"<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0])) for page in (cut, whole)]
    assert rows == [2, count]
    assert f"The first 2 of {count} rows." in cut
    assert "rows=all" in cut
    assert "The first 2" not in whole
    assert [f"{count} rows" in page for page in (cut, whole)] == [True, True]
    assert wrong.status_code == 400


async def test_long_lists_in_a_table_are_cut_until_all_rows_are_asked_for(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup = await atlas.ask("institutions-in-multiple-batches")
    lengths = sorted(len(lookup.members(row, name)) for row in lookup.rows for name in lookup.question.lists)
    assert lengths[-1] > 1
    assert tables.members_of_lists(lookup, lookup.rows) is None
    monkeypatch.setattr(tables, "_MEMBERS", 1)
    monkeypatch.setattr(tables, "_FIRST_MEMBERS", 1)
    monkeypatch.setattr(tables, "_FEWEST", 1)
    async with in_process(create_app(atlas=atlas), headers={"Accept": "text/html"}) as client:
        cut = (await client.get("/lookups/institutions-in-multiple-batches")).text
        whole = (await client.get("/lookups/institutions-in-multiple-batches?rows=all")).text
    longest = cut.partition("<tbody>")[2]
    assert longest.count('<li class="more">') == sum(length > 1 for length in lengths)
    assert f"and {lengths[-1] - 1} more" in longest
    assert 'class="more"' not in whole.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(("shortest", "length", "shown"), [(1, 100, 99), (5, 5, None), (50, 60, 50), (900, 900, 50)])
def test_lists_share_what_a_table_shows_and_short_ones_stay_whole(
    shortest: int, length: int, shown: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MEMBERS", 100)
    monkeypatch.setattr(tables, "_FIRST_MEMBERS", 100)
    asked = question("technologies-by-batch")
    (column,) = [name for name in asked.lists if name not in asked.files]
    cells = [{column: ox.Literal(" ".join(["x"] * each))} for each in (shortest, length)]
    lookup = Lookup(asked, {}, "", [])
    assert tables.members_of_lists(lookup, cells) == shown


async def test_the_page_of_a_thing_shows_the_first_values_of_a_property_and_leads_to_all(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entities, "_WHOLE", 1)
    monkeypatch.setattr(entities, "_FACTS", 1)
    thing = await atlas.entity("technology/blockchain")
    longest = max(thing.groups, key=lambda group: len(group.facts))
    count = len(longest.facts)
    assert count > 1
    async with in_process(create_app(atlas=atlas), headers={"Accept": "text/html"}) as client:
        page = (await client.get("/id/technology/blockchain")).text
        data = (await client.get("/id/technology/blockchain.json")).text
    assert f"{count - 1} more" in page
    assert f"All {count}, with sources" in page
    assert "/lookups/entity-facts?entity=" in page
    values = [fact.value.value for fact in longest.facts]
    assert [value in page.partition("</dl>")[0] for value in values].count(True) == 1
    assert all(value in data for value in values)


async def test_the_first_page_does_not_fail_for_an_answer_that_is_too_much(tiny: Path, tmp_path: Path) -> None:
    settings = ServerSettings(data=(tiny,), workers=1, cache=tmp_path, max_rows=2)
    async with await Atlas.open(settings, check=False) as atlas, in_process(create_app(settings, atlas)) as client:
        answer = await client.get("/", headers={"Accept": "text/html"})
        found = await cards.cards(atlas, "en", str)
    assert answer.status_code == 200
    assert {each.answer == "" for each in found} == {True, False}
    assert all(each.title in answer.text for each in found)


async def test_a_network_that_is_too_large_says_how_to_narrow_it(tiny: Path, tmp_path: Path) -> None:
    settings = ServerSettings(data=(tiny,), workers=1, cache=tmp_path, max_rows=2)
    async with await Atlas.open(settings, check=False) as atlas, in_process(create_app(settings, atlas)) as client:
        answer = await client.get("/explore?whole=yes", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "This network is too large to draw." in answer.text
    assert "Choose a sandbox, place, batch" in answer.text
    assert 'id="search-after-problem"' in answer.text
    assert "LIMIT" not in answer.text


@pytest.mark.parametrize(
    ("failure", "status", "said"),
    [
        (deadline_exceeded(10), 504, "It takes too long to find this answer. Narrow it with the fields above."),
        (result_too_large("Too many."), 422, "This answer is too large to be shown. Narrow it with the fields above."),
    ],
)
async def test_a_question_whose_answer_is_too_much_keeps_its_form_and_says_how_to_go_on(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch, failure: AtlasError, status: int, said: str
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(Atlas, "ask", fail)
    async with in_process(create_app(atlas=atlas)) as client:
        page = await client.get("/lookups/applications", headers={"Accept": "text/html", "Accept-Language": "en"})
        data = await client.get("/lookups/applications.json")
        monkeypatch.setattr(Atlas, "explore", fail)
        drawn = await client.get("/explore?whole=yes", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert (page.status_code, data.status_code, drawn.status_code) == (status, status, status)
    assert said in page.text
    assert 'name="institution"' in page.text
    assert "LIMIT" not in page.text
    assert "LIMIT" in data.text
    assert "请选择沙盒、地点、批次、机构或技术。" in drawn.text


async def test_the_first_page_of_a_large_register_does_not_wait_for_its_answers(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "_AT_ONE_GO", 0)
    async with in_process(create_app(atlas=replace(atlas, cache=AsyncCache(64)))) as client:
        pages = [await client.get("/", headers={"Accept": "text/html"})]
        with anyio.fail_after(60):
            while "no-store" in pages[-1].headers["cache-control"]:
                await anyio.sleep(0.05)
                pages.append(await client.get("/", headers={"Accept": "text/html"}))
    titles = [escape(card.title) for card in await cards.unanswered(atlas, "en")]
    assert len(pages) > 1
    assert all(title in pages[0].text for title in titles)
    answers = [re.search(r'<ul class="cards">.*?</ul>', page.text, re.DOTALL) for page in pages]
    assert answers[0]
    assert "<span>" not in answers[0][0]
    assert answers[-1]
    assert "<span>" in answers[-1][0]


async def test_other_data_and_copies_have_the_answers_of_their_first_page(
    atlas: Atlas, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without answers is kept by nobody, and a copy, which is made once, waits for them."""
    monkeypatch.setattr(cards, "_AT_ONE_GO", 0)
    waited = await cards.cards(replace(atlas, cache=AsyncCache(64)), "en", str, waits=True)
    assert waited is not None
    assert all(card.answer for card in waited)
    path = tmp_path / "people.ttl"
    path.write_text('<http://e.org/a> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "A" .')
    settings = ServerSettings(data=(path,), workers=1, cache=tmp_path)
    async with await Atlas.open(settings, check=False) as other, in_process(create_app(settings, other)) as client:
        first = await client.get("/", headers={"Accept": "text/html"})
    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-store"


async def test_the_picture_of_the_first_page_is_cut_to_what_has_room(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_BETWEEN", 2)
    async with in_process(create_app(atlas=replace(atlas, pictures=AsyncCache(64)))) as client:
        page = (await client.get("/", headers={"Accept": "text/html"})).text
    assert re.search(r"Showing 2 of \d+ entries, the most linked first", page)


async def test_the_list_of_questions_of_a_large_register_does_not_wait_for_their_answers(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without them is kept by nobody; once they are found, it has them."""
    monkeypatch.setattr(cards, "_AT_ONE_GO", 0)
    async with in_process(create_app(atlas=replace(atlas, cache=AsyncCache(64)))) as client:
        pages = [await client.get("/lookups", headers={"Accept": "text/html"})]
        with anyio.fail_after(60):
            while 'class="today"' not in pages[-1].text:
                await anyio.sleep(0.05)
                pages.append(await client.get("/lookups", headers={"Accept": "text/html"}))
    assert "still being found" in pages[0].text
    assert pages[0].headers["cache-control"] == "no-store"
    assert "etag" not in pages[0].headers
    assert "still being found" not in pages[-1].text
    assert "etag" in pages[-1].headers
