"""Metrics: counts requests, and shows the state of engine and caches to Prometheus.

Requests are counted in plain dictionaries, which costs a microsecond; prometheus_client's counters cost several. They
are converted to the exposition format only when they are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol

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
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency histogram's buckets, in seconds."""

if TYPE_CHECKING:
    from sandbox_atlas.api.http.ledger import Ledger
    from sandbox_atlas.api.middleware.page_cache import CachedPage
    from sandbox_atlas.api.sparql.response import BufferedResponse
    from sandbox_atlas.graph.cache import LRUCache, SingleFlight

COUNTED = {
    "cache_hits": "SPARQL requests answered from the cache.",
    "cache_misses": "SPARQL requests not in the cache.",
    "cache_evicted": "SPARQL answers evicted from the cache.",
    "queries_coalesced": "SPARQL requests that joined a running query.",
    "page_cache_hits": "Pages answered from the cache.",
    "page_cache_misses": "Pages not in the cache.",
    "queries_killed": "Queries stopped at their deadline or by their client.",
    "queries_crashed": "Queries whose worker crashed.",
    "queries_refused": "Queries refused because too many waited.",
    "workers_restarted": "Workers started in place of others.",
    "queries_demoted": "Queries moved to the slow lane after their trial.",
    "queries_postponed": "Queries that waited for the slow lane after their trial.",
    "queries_displaced": "Slow queries stopped in favour of another client.",
    "fork_server_restarts": "Restarts of the fork server.",
}
"""What is counted, by name."""

OpenAtlas = Callable[[], Atlas | None]
"""Gives the current atlas, or None while there is none."""


class Beside(Protocol):
    """The processes that answer small queries beside the server.

    Attributes:
        ledger: What all of them know of their clients.
        restarts: How often one had to be started again.
    """

    ledger: Ledger
    restarts: int

    async def figures(self) -> list[dict[str, Any]]:
        """What they have counted, as `Metrics.own` gives it."""

    def used(self) -> dict[int, dict[str, float]]:
        """Seconds of processor time and bytes of memory of each, by its number."""

    def report(self) -> dict[str, int]:
        """How many processes serve, and how many there are to be."""


class Metrics(Collector):
    """Collector of all metrics of the service, in a registry of its own.

    Attributes:
        media_type: Media type of `text`, the Prometheus text format.
        answers: Cache of SPARQL answers.
        running: SPARQL queries that run now, with the requests that wait for each.
        pages: Cache of pages.
        fronts: The processes beside this one, if there are any.
    """

    media_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, atlas: OpenAtlas) -> None:
        self._atlas = atlas
        self.answers: LRUCache[BufferedResponse] | None = None
        self.running: SingleFlight[BufferedResponse] | None = None
        self.pages: LRUCache[CachedPage] | None = None
        self.fronts: Beside | None = None
        self._requests: dict[tuple[str, str, int], int] = {}
        self._seconds: dict[str, float] = {}
        self._buckets: dict[str, list[int]] = {}
        self._others: list[Mapping[str, Any]] = []
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

    def own(self) -> dict[str, Any]:
        """The figures of this process as JSON, of which those of several processes can be added up."""
        return {
            "requests": [[*key, count] for key, count in self._requests.items()],
            "seconds": self._seconds,
            "buckets": self._buckets,
            "counts": self._counts(),
        }

    async def text(self) -> bytes:
        """All metrics in the Prometheus text format, with those of the processes beside this one added."""
        self._others = [*await self.fronts.figures()] if self.fronts else []
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client.registry.Collector.collect`."""
        total = Figures()
        for each in (self.own(), *self._others):
            total.add(each)
        requests = CounterMetricFamily(
            "sandbox_atlas_requests", "Requests answered.", labels=("route", "method", "status")
        )
        for (route, method, status), count in sorted(total.requests.items()):
            requests.add_metric((route, method, str(status)), count)
        yield requests
        yield _latencies(total)
        for name, value in total.counts.items():
            yield CounterMetricFamily(f"sandbox_atlas_{name}", COUNTED[name], value)
        atlas = self._atlas()
        if atlas is not None:
            yield from _atlas_metrics(atlas)
            if isinstance(atlas.engine, EmbeddedEngine):
                waiting = atlas.engine.pool.waiting
                yield GaugeMetricFamily("sandbox_atlas_queries_waiting", "Queries that wait for a worker.", waiting)
        if self.fronts:
            yield from _beside(self.fronts)

    def _counts(self) -> dict[str, int]:
        """What has been counted, by the names of `COUNTED`."""
        counts: dict[str, int] = {}
        if self.answers is not None:
            counts |= {
                "cache_hits": self.answers.hits,
                "cache_misses": self.answers.misses,
                "cache_evicted": self.answers.evicted,
            }
        if self.running is not None:
            counts["queries_coalesced"] = self.running.joined
        if self.pages is not None:
            counts |= {"page_cache_hits": self.pages.hits, "page_cache_misses": self.pages.misses}
        atlas = self._atlas()
        if atlas is not None and isinstance(atlas.engine, EmbeddedEngine):
            pool = atlas.engine.pool
            found = {f"queries_{name}": value for name, value in asdict(pool.counters).items()}
            counts |= {"workers_restarted": found.pop("queries_restarted"), **found}
            counts |= {"queries_refused": pool.refused, "fork_server_restarts": pool.fork_server_restarts}
        return counts


@dataclass
class Figures:
    """The figures of several processes together; see `Metrics.count`."""

    requests: dict[tuple[str, str, int], int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    buckets: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, own: Mapping[str, Any]) -> None:
        """Add those of one process, as `Metrics.own` gives them."""
        for route, method, status, count in own["requests"]:
            key = (route, method, status)
            self.requests[key] = self.requests.get(key, 0) + count
        for route, seconds in own["seconds"].items():
            before = self.buckets.get(route, [0] * (len(BOUNDS) + 1))
            self.seconds[route] = self.seconds.get(route, 0.0) + seconds
            self.buckets[route] = [sum(pair) for pair in zip(before, own["buckets"][route], strict=True)]
        for name, count in own["counts"].items():
            self.counts[name] = self.counts.get(name, 0) + count

    def own(self) -> dict[str, Any]:
        """Themselves, as `Metrics.own` gives those of one process."""
        requests = [[*key, count] for key, count in self.requests.items()]
        return {"requests": requests, "seconds": self.seconds, "buckets": self.buckets, "counts": self.counts}


def _latencies(total: Figures) -> HistogramMetricFamily:
    latencies = HistogramMetricFamily(
        "sandbox_atlas_request_seconds", "Seconds from a request's head to its answer's end.", labels=("route",)
    )
    bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
    for route, buckets in sorted(total.buckets.items()):
        counts = [float(count) for count in accumulate(buckets)]
        latencies.add_metric((route,), list(zip(bounds, counts, strict=True)), total.seconds[route])
    return latencies


def _beside(fronts: Beside) -> Iterator[Metric]:
    """What is told of the processes beside the server."""
    report, labels = fronts.report(), ("process",)
    yield GaugeMetricFamily("sandbox_atlas_processes", "Processes that take connections.", report["serving"])
    yield CounterMetricFamily("sandbox_atlas_front_restarts", "Fronts that had to be started again.", fronts.restarts)
    seconds = CounterMetricFamily("sandbox_atlas_front_cpu_seconds", "Processor time of a front.", labels=labels)
    memory = GaugeMetricFamily("sandbox_atlas_front_resident_memory_bytes", "Memory of a front.", labels=labels)
    for number, used in sorted(fronts.used().items()):
        seconds.add_metric((str(number),), used["seconds"])
        memory.add_metric((str(number),), used["bytes"])
    yield from (seconds, memory)


def _atlas_metrics(atlas: Atlas) -> Iterator[Metric]:
    yield InfoMetricFamily(
        "sandbox_atlas_snapshot",
        "Snapshot that is served.",
        value={"digest": atlas.snapshot, "version": VERSION},
    )
    yield GaugeMetricFamily("sandbox_atlas_statements", "Statements served, with those of passages.", atlas.statements)
