"""What the tests of the W3C's suites share: an endpoint over the data of the SPARQL suites."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.w3c.endpoint import opened
from tests.w3c.manifests import cases


@pytest.fixture(scope="session")
async def endpoint(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the endpoint."""
    asked = [case for case in cases("sparql") if case.kind in ("QueryEvaluationTest", "CSVResultFormatTest")]
    protocol = [case for case in cases("sparql/sparql11/protocol") if case.kind == "ProtocolTest"]
    async with opened([*asked, *protocol], tmp_path_factory.mktemp("w3c")) as client:
        yield client
