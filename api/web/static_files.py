"""Static files: serves them compressed."""

from __future__ import annotations

import gzip
import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sandbox_atlas.api.http.negotiation import accepts_gzip

FOLDER = Path(str(files("sandbox_atlas.api").joinpath("static")))
"""Folder of the static files."""

_COMPRESSED = ("text/", "image/svg")
_SMALLEST = 1_000


class CompressedFiles(StaticFiles):
    """Static files, each compressed once; a changed file is compressed again."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """See `starlette.staticfiles.StaticFiles`."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers.add_vary_header("Accept-Encoding")
        headers = Headers(scope=scope)
        is_text = response.headers.get("content-type", "").startswith(_COMPRESSED)
        if not isinstance(response, FileResponse) or not is_text or stat_result.st_size < _SMALLEST:
            return response
        if "range" in headers or not accepts_gzip(scope["headers"]):
            return response
        body = _compressed(os.fspath(full_path), stat_result.st_mtime_ns)
        changed = {"content-encoding": "gzip", "content-length": str(len(body))}
        return Response(body, status_code, {**response.headers, **changed})


@lru_cache(maxsize=256)
def _compressed(path: str, changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)
