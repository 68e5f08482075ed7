"""Metrics: counts requests, and shows the state of engine and caches to Prometheus.

Requests are counted in plain dictionaries, which costs a microsecond; prometheus_client's counters cost several. They
are converted to the exposition format only when they are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
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

from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.middleware.page_cache import CachedPage
from sandbox_atlas.api.sparql.response import BufferedResponse
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.cache import LRUCache, SingleFlight
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.pool import Pool

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency histogram's buckets, in seconds."""

OpenAtlas = Callable[[], Atlas | None]
"""Gives the current atlas, or None while there is none."""


class Metrics(Collector):
    """Collector of all metrics of the service, in a registry of its own.

    Attributes:
        media_type: Media type of `text`, the Prometheus text format.
        answers: Cache of SPARQL answers.
        running: SPARQL queries that run now, with the requests that wait for each.
        pages: Cache of pages.
    """

    media_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, atlas: OpenAtlas) -> None:
        self._atlas = atlas
        self.answers: LRUCache[BufferedResponse] | None = None
        self.running: SingleFlight[BufferedResponse] | None = None
        self.pages: LRUCache[CachedPage] | None = None
        self._requests: dict[tuple[str, str, int], int] = {}
        self._seconds: dict[str, float] = {}
        self._buckets: dict[str, list[int]] = {}
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request.

        Args:
            route: The route's template, such as `/id/{kind}/{slug}`; the number of addresses has no bound.
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
        """All metrics in the Prometheus text format."""
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
        yield from self._caches()
        atlas = self._atlas()
        if atlas is not None:
            yield from _atlas_metrics(atlas)
            if isinstance(atlas.engine, EmbeddedEngine):
                yield from _pool_metrics(atlas.engine.pool)

    def _caches(self) -> Iterator[Metric]:
        if self.answers is not None:
            yield _counter("cache_hits", "SPARQL requests answered from the cache.", self.answers.hits)
            yield _counter("cache_misses", "SPARQL requests not in the cache.", self.answers.misses)
            yield _counter("cache_evicted", "SPARQL answers evicted from the cache.", self.answers.evicted)
        if self.running is not None:
            yield _counter("queries_coalesced", "SPARQL requests that joined a running query.", self.running.joined)
        if self.pages is not None:
            yield _counter("page_cache_hits", "Pages answered from the cache.", self.pages.hits)
            yield _counter("page_cache_misses", "Pages not in the cache.", self.pages.misses)

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


def _pool_metrics(pool: Pool) -> Iterator[Metric]:
    counters = pool.counters
    yield _counter("queries_killed", "Queries stopped at their deadline or by their client.", counters.killed)
    yield _counter("queries_crashed", "Queries whose worker crashed.", counters.crashed)
    yield _counter("queries_refused", "Queries refused because too many waited.", pool.refused)
    yield _counter("workers_restarted", "Workers started in place of others.", counters.restarted)
    yield _counter("queries_demoted", "Queries moved to the slow lane after their trial.", counters.demoted)
    yield _counter("queries_postponed", "Queries that waited for the slow lane after their trial.", counters.postponed)
    yield _counter("queries_displaced", "Slow queries stopped in favour of another client.", counters.displaced)
    yield _counter("fork_server_restarts", "Restarts of the fork server.", pool.fork_server_restarts)
    yield GaugeMetricFamily("sandbox_atlas_queries_waiting", "Queries that wait for a worker.", pool.waiting)


def _atlas_metrics(atlas: Atlas) -> Iterator[Metric]:
    yield InfoMetricFamily(
        "sandbox_atlas_snapshot",
        "Snapshot that is served.",
        value={"digest": atlas.snapshot, "version": VERSION},
    )
    yield GaugeMetricFamily("sandbox_atlas_statements", "Statements served, with those of passages.", atlas.statements)
