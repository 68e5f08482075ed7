"""Paths: says which addresses are about the service itself rather than about the data."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

from starlette.datastructures import URL
from starlette.types import Scope

SPARQL: Final = frozenset({"/sparql", "/sparql/"})
"""Paths of the SPARQL endpoint."""

METRICS: Final = "/metrics"
EDIT: Final = "/edit"
"""The page for curators; what it sends lies below."""
HEALTH: Final = frozenset({"/health/live", "/health/ready"})
_NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
STATIC: Final = "/static/"
"""Where the paths of static files begin."""


def root_path_of(scope: Scope) -> str:
    """The path that the application is mounted at, without a slash at its end; not that of a folder of static files."""
    found: str = scope.get("app_root_path", scope.get("root_path", ""))
    return found.rstrip("/")


def path_of(scope: Scope) -> str:
    """The path of a request below the path that the application is mounted at."""
    path: str = scope["path"]
    return path.removeprefix(root_path_of(scope))


def address_of(scope: Scope) -> str:
    """The address of a request as the client reached it, without its query."""
    return str(URL(scope=scope)).partition("?")[0]


def raw_path_of(scope: Scope) -> str:
    """The path of a request below the path that the application is mounted at, with its escapes."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return raw.decode("latin-1").removeprefix(quote(root_path_of(scope)))


def iri_forms(path: str) -> list[str]:
    """What a path with escapes may mean as the end of an IRI, the likeliest first, each once.

    An IRI becomes an address by escapes for what is not ASCII (RFC 3987, section 3.1), so these are undone first;
    then the path as it is, then with all escapes undone, as clients write it that escape an IRI as a whole.
    """
    as_iri = _NOT_ASCII.sub(lambda escapes: unquote(escapes[0], errors="strict"), path) if _is_utf_8(path) else path
    return list(dict.fromkeys((as_iri, path, unquote(path))))


def _is_utf_8(path: str) -> bool:
    try:
        unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def is_service(path: str) -> bool:
    """Whether a path is about the service: static files, health and metrics.

    Such answers do not depend on the data, so the page cache does not store them. They cost next to nothing, so the
    rate limit does not count them.
    """
    return path == METRICS or path in HEALTH or path.startswith(STATIC)


def is_open(path: str) -> bool:
    """Whether scripts of other sites may read the answers of a path: all but metrics of the service and editing."""
    return path != METRICS and not is_private(path)


def is_private(path: str) -> bool:
    """Whether a path is for curators: its answers depend on who asks, and no cache keeps them."""
    return path == EDIT or path.startswith(f"{EDIT}/")
