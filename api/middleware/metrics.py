"""Figures of the service for Prometheus, in a registry of their own.

Requests are counted in plain dictionaries, which costs a microsecond, and take the shape of the exposition format only
when somebody looks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from sandbox_atlas.api.http.cache import Answers
from sandbox_atlas.api.sparql.response import Reply
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.pool import Pool

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the buckets of latency, in seconds."""

OpenAtlas = Callable[[], Atlas | None]
"""Gives the atlas that is served now, or None while there is none."""


class Metrics(Collector):
    """Counts requests, and asks the atlas for its own figures when read.

    Attributes:
        answers: The answers kept ready, whose finds and misses are figures too.
    """

    def __init__(self, atlas: OpenAtlas) -> None:
        self._atlas = atlas
        self.answers: Answers[Reply] | None = None
        self._requests: dict[tuple[str, str, int], int] = {}
        self._seconds: dict[str, float] = {}
        self._buckets: dict[str, list[int]] = {}
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request.

        Args:
            route: The route's template, such as `/id/{kind}/{slug}`: addresses themselves have no end.
            method: HTTP method.
            status: HTTP status.
            seconds: From the request's head to the last byte handed to the network.
        """
        key = (route, method, status)
        self._requests[key] = self._requests.get(key, 0) + 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds
        buckets = self._buckets.get(route)
        if buckets is None:
            buckets = self._buckets[route] = [0] * (len(BOUNDS) + 1)
        buckets[bisect_left(BOUNDS, seconds)] += 1

    def text(self) -> bytes:
        """All figures in the Prometheus text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client.registry.Collector.collect`."""
        requests = CounterMetricFamily(
            "sandbox_atlas_requests", "Requests answered.", labels=("route", "method", "status")
        )
        for (route, method, status), count in sorted(self._requests.items()):
            requests.add_metric((route, method, str(status)), count)
        yield requests
        yield self._latencies()
        if self.answers is not None:
            yield _counter("cache_hits", "SPARQL answers that were kept ready.", self.answers.hits)
            yield _counter("cache_misses", "SPARQL answers that were not.", self.answers.misses)
        atlas = self._atlas()
        if atlas is not None:
            yield from _figures(atlas)
            if isinstance(atlas.engine, EmbeddedEngine):
                yield from _pool_figures(atlas.engine.pool)

    def _latencies(self) -> HistogramMetricFamily:
        latencies = HistogramMetricFamily(
            "sandbox_atlas_request_seconds", "Seconds from a request's head to its answer's end.", labels=("route",)
        )
        bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
        for route, buckets in sorted(self._buckets.items()):
            counts = [float(count) for count in accumulate(buckets)]
            latencies.add_metric((route,), list(zip(bounds, counts, strict=True)), self._seconds[route])
        return latencies


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"sandbox_atlas_{name}", what, value)


def _pool_figures(pool: Pool) -> Iterator[Metric]:
    yield _counter("queries_killed", "Queries stopped at their deadline or by their client.", pool.counters.killed)
    yield _counter("queries_crashed", "Queries whose worker broke down.", pool.counters.crashed)
    yield _counter("queries_refused", "Queries turned away because too many waited.", pool.refused)
    yield _counter("workers_restarted", "Workers put in the place of others.", pool.counters.restarted)


def _figures(atlas: Atlas) -> Iterator[Metric]:
    yield InfoMetricFamily(
        "sandbox_atlas_snapshot",
        "What is served.",
        value={"digest": atlas.snapshot, "version": version("sandbox-atlas")},
    )
    yield GaugeMetricFamily("sandbox_atlas_statements", "Statements served, with passages.", atlas.statements)
