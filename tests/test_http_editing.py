"""Who may edit: on this machine or with the token, from the page itself, and only a folder of one's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web.desk.folder import edited_folder
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError

pytestmark = pytest.mark.anyio

HOME = "http://127.0.0.1:8000"
OWN = {"Origin": HOME}
REVIEW = json.dumps({"text": "A text."})
TOKEN = "a long word"  # noqa: S105 - of these tests


@pytest.fixture
def folder(tmp_path: Path, tiny: Path) -> Path:
    shutil.copy(tiny, tmp_path)
    return tmp_path


def client(atlas: Atlas, base: str = HOME, **settings: object) -> httpx2.AsyncClient:
    """A client of an application in this process, over the session's atlas."""
    given = {**atlas.settings.model_dump(), **settings}
    app = create_app(ServerSettings(**given), atlas)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=base)


@pytest.fixture
async def desk(atlas: Atlas, folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(atlas, data=(folder,), edit=True) as opened:
        yield opened


async def test_a_server_that_does_not_edit_says_how_it_would(atlas: Atlas) -> None:
    async with client(atlas) as opened:
        answer = await opened.get("/edit")
        assert answer.status_code == 404
        assert "--edit" in answer.json()["hint"]
        assert (await opened.post("/edit/save", content=REVIEW, headers=OWN)).status_code == 404


async def test_the_page_is_kept_by_no_cache_and_open_to_no_other_site(desk: httpx2.AsyncClient) -> None:
    answer = await desk.get("/edit", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OWN, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": HOME}, 200),
        ({}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": HOME}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://public.example"}, 403),  # a proxy that hides its name
        ({**OWN, "X-Forwarded-For": "192.0.2.7"}, 403),
        ({"Host": "elsewhere.example", "Origin": "http://elsewhere.example"}, 403),  # a name that was made to lead here
    ],
)
async def test_only_a_page_of_this_site_on_this_machine_may_change_something(
    desk: httpx2.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await desk.post("/edit/draft?name=a.txt", content="A text.", headers=headers)
    assert answer.status_code == status, answer.text


async def test_another_site_gets_no_leave_to_ask(desk: httpx2.AsyncClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = await desk.options("/edit/save", headers=asked)
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_token_is_asked_for_once_and_never_sent_back(atlas: Atlas, folder: Path) -> None:
    public = "https://register.example"
    given = {"data": (folder,), "edit": True, "edit_token": TOKEN, "host": "0.0.0.0"}  # noqa: S104 - never listened on
    async with client(atlas, public, **given) as opened:
        origin = {"Origin": public}
        asked = await opened.get("/edit", headers={"Accept": "text/html"})
        assert asked.status_code == 401
        assert "data-settings" not in asked.text
        assert (await opened.post("/edit/draft", content="A text.", headers=origin)).status_code == 403
        wrong = await opened.post("/edit/session", content="token=guess", headers=origin)
        assert (wrong.status_code, "set-cookie" in wrong.headers) == (403, False)
        elsewhere = {"Origin": "https://elsewhere.example"}
        assert (await opened.post("/edit/session", content=f"token={TOKEN}", headers=elsewhere)).status_code == 403
        signed = await opened.post("/edit/session", content=f"token={TOKEN}", headers=origin)
        assert (signed.status_code, signed.headers["location"]) == (303, "/edit")
        cookie = signed.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "secure", "path=/edit"))
        assert TOKEN not in signed.headers["set-cookie"]
        assert (await opened.get("/edit")).status_code == 200
        assert (await opened.post("/edit/draft", content="A text.", headers=elsewhere)).status_code == 403
    async with client(atlas, public, **given) as program:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert (await program.post("/edit/draft", content="A text.", headers=bearer)).status_code == 200


async def test_what_is_no_review_and_what_names_no_state_is_refused(desk: httpx2.AsyncClient) -> None:
    assert (await desk.post("/edit/check", content="{", headers=OWN)).status_code == 400
    assert (await desk.post("/edit/save", content=REVIEW, headers=OWN)).status_code == 428
    stale = await desk.post("/edit/save", content=REVIEW, headers={**OWN, "If-Match": '"of yesterday"'})
    assert stale.status_code == 412
    assert "Nothing was overwritten" in stale.json()["detail"]


async def test_unfinished_reviews_are_kept_and_nobody_overwrites_another(
    desk: httpx2.AsyncClient, folder: Path
) -> None:
    kept = await desk.post("/edit/drafts/lake-2", content=REVIEW, headers=OWN)
    assert kept.json()["name"] == "drafts/lake-2.json"
    assert (await desk.post("/edit/drafts/lake-2", content=REVIEW, headers=OWN)).status_code == 412
    opened = await desk.post("/edit/open?name=drafts/lake-2.json", headers=OWN)
    assert opened.json()["text"] == "A text."
    tag = opened.headers["ETag"]
    assert (await desk.post("/edit/drafts/lake-2", content=REVIEW, headers={**OWN, "If-Match": tag})).status_code == 200
    assert "drafts/lake-2.json" in (await desk.get("/edit")).text
    (folder.parent / "secret.txt").write_text("secret")
    for name in ("../secret.txt", "%2e%2e/secret.txt", "tiny.trig", "drafts/none.json"):
        assert (await desk.post(f"/edit/open?name={name}", headers=OWN)).status_code == 404
    assert (await desk.post("/edit/drafts/..%2Fup", content=REVIEW, headers=OWN)).status_code in (404, 405)


async def test_words_of_documents_are_for_this_machine_only(atlas: Atlas, tmp_path: Path) -> None:
    async with client(atlas, copies=tmp_path) as opened:
        asked = await opened.post("/edit/sentences", content="[]", headers=OWN)
        assert (asked.status_code, asked.json()) == (200, {})
        for headers in ({"Origin": "https://elsewhere.example"}, {**OWN, "X-Forwarded-For": "192.0.2.7"}):
            assert (await opened.post("/edit/sentences", content="[]", headers=headers)).status_code == 403
        assert (await opened.post("/edit/sentences", content="{", headers=OWN)).status_code == 400
    async with client(atlas, "https://register.example", copies=tmp_path) as opened:
        public = {"Origin": "https://register.example"}
        assert (await opened.post("/edit/sentences", content="[]", headers=public)).status_code == 403


async def test_the_first_copy_of_a_document_is_taken_up_while_the_server_runs(atlas: Atlas, tmp_path: Path) -> None:
    async with client(atlas, copies=tmp_path / "sources") as opened:
        address, accept = "/id/application/harbour-pay", {"Accept": "text/html"}
        before = await opened.get(address, headers=accept)
        assert "data-sentence" not in before.text
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources/lake-gazette.txt").write_text("A text.")
        after = await opened.get(address, headers={**accept, "If-None-Match": before.headers["ETag"]})
        assert "data-sentences" in after.text
        assert " data-copy=" not in after.text.partition("<head>")[0]  # which marks the pages of a static site


async def test_a_draft_tells_the_sandbox_and_the_batch_to_choose(desk: httpx2.AsyncClient) -> None:
    text = "The Lake sandbox admitted its third batch: “Reed Pay” (North Bank)."
    answer = await desk.post("/edit/draft?name=notice.txt", content=text.encode(), headers=OWN)
    assert answer.json()["proposed"] == {
        "sandbox": "lake", "place": "", "number": 3, "batch": "", "entry": "lake-3",
    }  # fmt: skip


async def test_a_picture_is_no_announcement(desk: httpx2.AsyncClient) -> None:
    answer = await desk.post("/edit/draft?name=a.png", content=b"\x89PNG....", headers=OWN)
    assert answer.status_code == 422
    assert "picture" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "folder of your own"),
        ({"data": ["tiny"]}, "files are"),
        ({"store": "folder"}, "store or an endpoint"),
        ({"data": ["installed"]}, "installed program"),
        ({"data": ["folder"], "host": "0.0.0.0"}, "everybody"),  # noqa: S104 - never listened on
        ({"data": ["folder"], "host": "192.0.2.1"}, "SANDBOX_ATLAS_EDIT_TOKEN"),
    ],
)
def test_without_a_folder_of_ones_own_nothing_is_edited(
    settings: dict[str, object], message: str, tiny: Path, folder: Path
) -> None:
    paths = {"tiny": tiny, "folder": folder, "installed": Path(pytest.__file__).parent}
    named = settings.get("data", ())
    data = tuple(paths[str(name)] for name in (named if isinstance(named, list) else ()))
    store = folder if "store" in settings else None
    with pytest.raises(BadParameterError) as refused:
        edited_folder(ServerSettings(data=data, store=store), str(settings.get("host", "127.0.0.1")), has_token=False)
    assert message in str(refused.value)


def test_a_folder_of_ones_own_is_edited_here_and_with_a_token_elsewhere(folder: Path) -> None:
    settings = ServerSettings(data=(folder,))
    for host in ("127.0.0.1", "::1", "localhost"):
        assert edited_folder(settings, host, has_token=False) == folder.resolve()
    assert edited_folder(settings, "192.0.2.1", has_token=True) == folder.resolve()
