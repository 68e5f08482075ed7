"""Clients of an application in this process: no socket, no server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import FastAPI


@asynccontextmanager
async def in_process(app: FastAPI, **options: Any) -> AsyncIterator[httpx2.AsyncClient]:  # noqa: ANN401 - httpx2's
    """A client of an application, which starts before the block and ends after it."""
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://atlas.example", **options) as opened:
            yield opened
