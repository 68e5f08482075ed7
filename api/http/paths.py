"""Paths: says which addresses are about the service itself rather than about the data."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import URL
from starlette.types import Scope

SPARQL: Final = frozenset({"/sparql", "/sparql/"})
"""Paths of the SPARQL endpoint."""

METRICS: Final = "/metrics"
HEALTH: Final = frozenset({"/health/live", "/health/ready"})
STATIC: Final = "/static/"
"""Where the paths of static files begin."""


def path_of(scope: Scope) -> str:
    """The path of a request below the path that the application is mounted at."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root else path


def address_of(scope: Scope) -> str:
    """The address of a request as the client reached it, without its query."""
    return str(URL(scope=scope)).partition("?")[0]


def is_service(path: str) -> bool:
    """Whether a path is about the service: static files, health and metrics.

    Such answers do not depend on the data, so the page cache does not store them. They cost next to nothing, so the
    rate limit does not count them.
    """
    return path == METRICS or path in HEALTH or path.startswith(STATIC)


def is_open(path: str) -> bool:
    """Whether scripts of other sites may read the answers of a path: all but the metrics of the service."""
    return path != METRICS
