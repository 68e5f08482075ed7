"""Query service: what a connection needs to have short queries answered."""

from __future__ import annotations

from typing import Protocol

from sandbox_atlas.api.middleware.request_recorder import RequestRecorder
from sandbox_atlas.api.publishing import Served
from sandbox_atlas.api.sparql.endpoint import Endpoint


class QueryService(Protocol):
    """What answers short queries: the application, or what a front has in its place.

    Attributes:
        served: The atlas that is served.
        endpoint: The SPARQL endpoint.
        recorder: Writes requests to the access log and the metrics.
    """

    served: Served
    endpoint: Endpoint
    recorder: RequestRecorder
