"""A language of the interface is one catalogue of texts: pages, the switch and negotiation follow from the file."""

from __future__ import annotations

import html
import pickle
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.web.languages import Languages, shipped
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import Said

FRENCH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: fr\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "Questions"
msgstr "Questions posées"

msgid "Every answer names the passages that state it."
msgstr "Chaque réponse cite les passages qui l’énoncent."

msgid "{count} row"
msgid_plural "{count} rows"
msgstr[0] "{count} ligne"
msgstr[1] "{count} lignes"
"""


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    folder = tmp_path_factory.mktemp("locale")
    catalogue = folder / "fr" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(FRENCH, "utf-8")
    return Languages(folder)


@pytest.fixture
async def client(atlas: Atlas, languages: Languages) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(atlas=atlas, languages=languages)
    app.state.atlas = atlas
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://atlas.example") as opened:
        yield opened


@pytest.mark.anyio
async def test_a_catalogue_makes_a_language(client: httpx.AsyncClient) -> None:
    page = (await client.get("/lookups?lang=fr", headers={"Accept": "text/html"})).text
    assert '<html lang="fr"' in page
    assert "Questions posées" in page
    assert 'hreflang="en" lang="en">English</a>' in page
    assert "简体中文" not in page


@pytest.mark.anyio
async def test_what_is_not_translated_stays_english(client: httpx.AsyncClient) -> None:
    page = (await client.get("/lookups?lang=fr", headers={"Accept": "text/html"})).text
    assert ">Compare</a>" in page


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path", ["/", "/explore", "/about", "/sources", "/search?q=bank", "/sparql", "/compare", "/nope"]
)
async def test_every_kind_of_page_is_there_in_a_third_language(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers={"Accept": "text/html", "Accept-Language": "fr-CA, en;q=0.5"})
    assert page.status_code in (200, 404)
    assert "Chaque réponse cite" in page.text


@pytest.mark.anyio
async def test_the_switch_offers_each_other_language(client: httpx.AsyncClient) -> None:
    page = (await client.get("/about", headers={"Accept": "text/html"})).text
    assert 'lang=fr" hreflang="fr" lang="fr">Français</a>' in page


@pytest.mark.anyio
async def test_accept_language_chooses_among_the_catalogues(client: httpx.AsyncClient) -> None:
    asked = {"Accept": "text/html", "Accept-Language": "zh, fr;q=0.8, en;q=0.5"}
    assert '<html lang="fr"' in (await client.get("/about", headers=asked)).text
    assert '<html lang="fr"' in (await client.get("/about?lang=fr-CA", headers={"Accept": "text/html"})).text


@pytest.mark.anyio
async def test_a_page_in_one_language_is_not_given_to_readers_of_another(client: httpx.AsyncClient) -> None:
    for lang in ("fr", "en", "fr"):
        page = await client.get("/about", headers={"Accept": "text/html", "Accept-Language": lang})
        assert f'<html lang="{lang}"' in page.text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "said", "written"),
    [
        ("/explore?selected=x", "“探索”没有参数“selected”。", "The explorer has no parameter 'selected'."),
        ("/explore?drawing={x}", "“drawing”可以是 ", "'drawing' is one of "),
        ("/explore?batch=foo{0}", "没有名为“foo{0}”的内容。", "'batch': there is no batch named 'foo{0}'."),
        (
            "/search?q=a&limit=abc",
            "“limit”应为 1 至 100 的整数，不能是“abc”。",
            "'limit' takes a whole number from 1 to 100",
        ),
        ("/story?x=1", "“/story”没有参数“x”。", "'/story' has no parameter 'x'."),
        (
            "/lookups/applications?foo=1",
            "“applications”没有参数“foo”。可用的参数：batch、place、",
            "'applications' has no parameter",
        ),
        ("/analysis/partners?foo=2", "分析“partners”没有参数“foo”。它不接受参数。", "The analysis 'partners' has no"),
        ("/suggest", "缺少参数“thing”。", "Look at the parameters: 'thing': field required."),
        ("/cite?of=/nope", "这不是本站任何答案", "This is no address of an answer"),
        ("/changes", "此服务器不保留早先的数据状态。", "This server keeps no earlier states of the data."),
        ("/edit", "此服务器不提供编辑。", "This server does not edit."),
    ],
)
async def test_a_mistake_in_an_address_is_told_in_the_language_of_its_reader_and_to_machines_in_english(
    atlas: Atlas, path: str, said: str, written: str
) -> None:
    app = create_app(atlas=atlas)
    app.state.atlas = atlas
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://atlas.example") as own:
        page = await own.get(path, headers={"Accept": "text/html", "Accept-Language": "zh"})
        assert said in page.text
        assert written not in page.text
        english = await own.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert html.escape(written).replace("&#x27;", "&#39;") in english.text
        data = await own.get(path, headers={"Accept": "application/json", "Accept-Language": "zh"})
        assert data.json()["detail"].startswith(written)


def test_what_an_error_says_is_the_same_after_a_journey_between_processes() -> None:
    said = Said("'{name}' is given more than once.", name="{x}")
    again = pickle.loads(pickle.dumps(said))  # noqa: S301 - our own
    assert (again, shipped()["zh"].said(again)) == ("'{x}' is given more than once.", "“{x}”给出了多次。")


def test_texts_have_the_form_that_a_number_wants(languages: Languages) -> None:
    english, french, chinese = languages["en"], languages["fr"], shipped()["zh"]
    assert english.ngettext("{count} row", "{count} rows", 1) == "1 row"
    assert english.ngettext("{count} row", "{count} rows", 1234) == "1,234 rows"
    assert french.ngettext("{count} row", "{count} rows", 0) == "0 ligne"
    assert chinese.ngettext("{count} row", "{count} rows", 1) == chinese.gettext("{count} row").replace("{count}", "1")


def test_a_language_says_what_it_is_called_and_how_pages_are_tagged() -> None:
    assert [(each.code, each.tag, each.name) for each in shipped()] == [
        ("en", "en", "English"),
        ("zh", "zh-Hans", "简体中文"),
    ]


def test_lists_read_as_in_the_language() -> None:
    assert shipped()["en"].listed(["A", "B", "C"]) == "A, B, and C"
    assert shipped()["zh"].listed(["甲", "乙", "丙"]) == "甲、乙和丙"
