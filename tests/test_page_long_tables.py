"""Long answers: their page shows the first rows, says how many there are, and gives all of them to who asks."""

from __future__ import annotations

import re

import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.routes import lookups
from sandbox_atlas.graph.atlas import Atlas
from tests.support.client import in_process

pytestmark = pytest.mark.anyio


async def test_the_page_of_a_long_answer_shows_its_first_rows(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "FIRST_ROWS", 2)
    async with in_process(create_app(atlas=atlas)) as client:
        cut = (await client.get("/lookups/applications", headers={"Accept": "text/html"})).text
        whole = (await client.get("/lookups/applications?rows=all", headers={"Accept": "text/html"})).text
        data = (await client.get("/lookups/applications.json")).json()
        wrong = await client.get("/lookups/applications?rows=some", headers={"Accept": "text/html"})
    count = data["count"]
    assert count > 2
    rows = [len(re.findall(r"<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0])) for page in (cut, whole)]
    assert rows == [2, count]
    assert f"The first 2 of {count} rows." in cut
    assert "rows=all" in cut
    assert "The first 2" not in whole
    assert [f"{count} rows" in page for page in (cut, whole)] == [True, True]
    assert wrong.status_code == 400
