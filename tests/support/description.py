"""The description of the API, which takes seconds to make: once for all tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from sandbox_atlas.api.app import create_app


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description of the application; nobody changes it."""
    return create_app().openapi()
