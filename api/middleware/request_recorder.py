"""Request recorder: writes each answered request to the access log and counts it in the metrics."""

from __future__ import annotations

import logging
from json.encoder import encode_basestring_ascii as escaped

from sandbox_atlas.api.http.access_log import AccessLog, RequestRecord
from sandbox_atlas.api.middleware.metrics import Metrics

_LONGEST_QUERY = 4000
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestRecorder:
    """Writes requests to an access log and to metrics.

    Args:
        log: The access log.
        metrics: The metrics.
        queries: Whether the log has query strings, which may hold what somebody looks for.
    """

    def __init__(self, log: AccessLog, metrics: Metrics, *, queries: bool = False) -> None:
        self._log, self._metrics, self._queries = log, metrics, queries

    def record(self, request: RequestRecord) -> None:
        """Record one request."""
        method = request.method if request.method in _METHODS else "other"
        self._metrics.count(request.route, method, request.status, request.seconds)
        level = logging.ERROR if request.status >= 500 else logging.INFO
        if level < self._log.level:
            return
        members = (
            f'"request": "{request.id}", "method": {escaped(method)}, "path": {escaped(request.path)}, '
            f'"status": {request.status}, "ms": {round(request.seconds * 1000, 2)}, "bytes": {request.size}, '
            f'"client": {escaped(request.client)}'
        )
        if self._queries and request.query_string:
            members += f', "query": {escaped(request.query_string[:_LONGEST_QUERY].decode("latin-1"))}'
        self._log.write_members(level, members)
