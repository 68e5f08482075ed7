"""Paths: which addresses are about the service, and how the rate limit, CORS and the page cache treat the others."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.http.paths import is_open, is_service, path_of
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas

SERVICE = ["/metrics", "/health/live", "/health/ready", "/static/atlas.css"]
DATA = ["/id/institution/metrics", "/lookups/metrics", "/id/health/live", "/id/static/atlas", "/health/other", "/"]


@pytest.mark.parametrize("path", SERVICE)
def test_static_files_health_and_metrics_are_about_the_service(path: str) -> None:
    assert is_service(path)
    assert is_open(path) is (path != "/metrics")


@pytest.mark.parametrize("path", DATA)
def test_the_end_of_a_path_says_nothing(path: str) -> None:
    assert not is_service(path)
    assert is_open(path)


def test_paths_are_read_below_the_path_of_the_application() -> None:
    assert path_of({"path": "/atlas/metrics", "root_path": "/atlas"}) == "/metrics"
    assert path_of({"path": "/metrics"}) == "/metrics"


@pytest.mark.anyio
async def test_things_and_questions_called_metrics_are_limited_and_open_and_the_service_is_not_limited(
    atlas: Atlas,
) -> None:
    settings: dict[str, Any] = {**atlas.settings.model_dump(), "rate": 0.001, "burst": 2}
    app = create_app(ServerSettings(**settings), atlas)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://atlas.example") as client:
        for path in ("/id/institution/metrics", "/lookups/metrics"):
            first = await client.get(path)
            assert first.status_code == 404
            assert first.headers["access-control-allow-origin"] == "*"
        for path in ("/id/institution/metrics", "/lookups/metrics"):
            assert (await client.get(path)).status_code == 429
        for path in ("/metrics", "/health/live", "/health/ready", "/static/atlas.css"):
            for _ in range(3):
                assert (await client.get(path)).status_code != 429
        assert "access-control-allow-origin" not in (await client.get("/metrics")).headers
