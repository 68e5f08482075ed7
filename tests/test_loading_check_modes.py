"""What errors of the data do: `strict` refuses them, `warn` serves them and says so, `off` does not look."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import InvalidDataError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.settings import CheckMode, Settings
from sandbox_atlas.graph.store.build import build
from sandbox_atlas.graph.store.folder import Manifest
from tests.support.client import in_process

pytestmark = pytest.mark.anyio


@pytest.fixture
def broken(tiny: Path, tmp_path: Path) -> Path:
    """The tiny register with a date that there is not."""
    path = tmp_path / "register.trig"
    path.write_text(tiny.read_text(encoding="utf-8").replace("2030-05-01", "2030-05-32", 1), encoding="utf-8")
    return path


def opening(mode: CheckMode, path: Path) -> Settings:
    return Settings(data=(path,), check=mode, workers=1, cache=path.parent / "cache")


async def test_data_with_errors_are_served_with_a_notice_where_that_is_wanted(broken: Path) -> None:
    with pytest.raises(InvalidDataError, match="2030-05-32"):
        await Atlas.open(opening("strict", broken))
    async with await Atlas.open(opening("warn", broken)) as atlas, in_process(create_app(atlas=atlas)) as client:
        page = {"Accept": "text/html"}
        assert "found in these data" in (await client.get("/", headers=page)).text
        assert "这些数据中发现" in (await client.get("/about?lang=zh", headers=page)).text
        listed = (await client.get("/about/findings?lang=en", headers=page)).text
        assert "2030-05-32" in listed
        assert "What to do" in listed
        found = (await client.get("/about/findings")).json()
        assert found["count"] == len(found["findings"]) == len(atlas.engine.findings)
        assert (await client.get("/health/ready")).json()["findings"] == found["count"]


async def test_what_is_not_looked_for_is_not_shown(broken: Path) -> None:
    async with await Atlas.open(opening("off", broken)) as atlas, in_process(create_app(atlas=atlas)) as client:
        assert atlas.engine.findings == ()
        assert "found in these data" not in (await client.get("/", headers={"Accept": "text/html"})).text
        assert "were not checked" in (await client.get("/about/findings", headers={"Accept": "text/html"})).text


@pytest.mark.parametrize("mode", ["warn", "off"])
async def test_what_cannot_be_read_is_refused_in_any_case(tmp_path: Path, mode: CheckMode) -> None:
    path = tmp_path / "half.ttl"
    path.write_text("<urn:a> <urn:b> .")
    with pytest.raises(InvalidDataError, match="syntax"):
        await Atlas.open(opening(mode, path))


async def test_a_store_keeps_the_errors_that_were_let_through(broken: Path, tmp_path: Path) -> None:
    folder, cache, dataset = tmp_path / "atlas", tmp_path / "cache", read([broken])
    build(dataset, folder, cache, mode="warn")
    built = Manifest.read(folder)
    assert build(dataset, folder, cache, mode="warn") == (built, False)
    async with await Atlas.open(Settings(store=folder, workers=1)) as atlas:
        assert any("2030-05-32" in each.message for each in atlas.engine.findings)
    with pytest.raises(InvalidDataError):
        build(dataset, folder, cache)
    assert Manifest.read(folder) == built
