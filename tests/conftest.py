"""What tests share: a tiny register of our own making, and an atlas opened over it once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, Page

import hatch_build
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.snapshot import Snapshot, fill
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.browser import Visit, launched, visiting
from tests.support.engines import ENGINES
from tests.support.pool import PATIENT, Start
from tests.support.server import measured, serving

# The same examples each time: a failure is one of the change at hand. No deadline: machines differ.
hypothesis.register_profile("atlas", deadline=None, derandomize=True)
hypothesis.load_profile("atlas")
# A slow query waits for everything else on the machine; tests of the deadline give one of their own.
os.environ.setdefault("SANDBOX_ATLAS_DEADLINE", str(PATIENT))

MEASURED = 4
"""Rows of a table of examples that are measured."""
SERVERS = {"server", "quick_server", "patient_server", "lonely_server", "hostile", "impatient"}
BROWSERS = {"browser", "visit"}
"""Fixtures that start a server or a browser."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the bundles of the pages again if a source has changed: no test judges those of yesterday."""
    if hasattr(config, "workerinput"):  # the process that started this one has done it
        return
    try:
        hatch_build.refresh(Path(__file__).parents[1], tools=True)
    except (FileNotFoundError, RuntimeError) as error:
        raise pytest.UsageError(f"The pages have no bundles of their scripts and styles to test: {error}") from error


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for the whole session, so that an open atlas can be shared."""
    return "asyncio"


@pytest.fixture(scope="session")
def tiny() -> Path:
    """The file with the tiny register."""
    return Path(__file__).parent / "fixtures" / "tiny.trig"


@pytest.fixture(scope="session")
def tiny_dataset(tiny: Path) -> Dataset:
    return read([tiny])


@pytest.fixture(scope="session")
async def atlases(
    anyio_backend: str, tiny: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[str], Awaitable[Atlas]]]:
    """Gives the tiny register on an engine, opened once for all tests."""
    opened: dict[str, Atlas] = {}
    async with AsyncExitStack() as stack:

        async def opened_on(engine: str) -> Atlas:
            if engine not in opened:
                folder = tmp_path_factory.mktemp("cache")
                place = stack.enter_context(ENGINES[engine]((tiny,), folder))
                settings = Settings(workers=2, cache=folder, deadline=PATIENT, **place)
                opened[engine] = await stack.enter_async_context(await Atlas.open(settings))
            return opened[engine]

        yield opened_on


@pytest.fixture(scope="session")
async def atlas(request: pytest.FixtureRequest, atlases: Callable[[str], Awaitable[Atlas]]) -> Atlas:
    """The tiny register, opened with real workers, or on the engine that the test is run on."""
    return await atlases(_engine(request))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `every_engine` on each of them, through the fixture where the engine stands.

    Embedded engines are started in memory, on disk and with the portable pool, or as the module says in `STARTED`.
    """
    if "start" in metafunc.fixturenames:
        usual, *others = getattr(metafunc.module, "STARTED", ("memory", "disk", "portable"))
        kinds = [usual, *(pytest.param(name, marks=pytest.mark.engines) for name in others)]
        metafunc.parametrize("start", kinds, indirect=True, scope="module")
    if metafunc.definition.get_closest_marker("every_engine"):
        usual, *others = ENGINES
        engines = [usual, *(pytest.param(name, marks=pytest.mark.engines) for name in others)]
        for name in {"atlas", "server"} & set(metafunc.fixturenames):
            metafunc.parametrize(name, engines, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks a server, drives a browser or fills a store through a fixture; other tests say so themselves."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for mark, names in (("server", SERVERS), ("browser", BROWSERS), ("slow", {"shipped_store"})):
            if fixtures & names:
                item.add_marker(mark)
    OPEN_BROWSER.used_by(items)
    _long_files_first(items)
    _measure_few(items)


class OpenBrowser:
    """One browser for many tests; Playwright keeps an event loop running, which asynchronous tests cannot have."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._opened: Browser | None = None
        self._files: set[Path] = set()

    def used_by(self, items: list[pytest.Item]) -> None:
        """Say which tests are to be run."""
        self._files = {item.path for item in items if item.get_closest_marker("browser")}

    def make_way(self, item: pytest.Item | None) -> None:
        """End it before a test that has a loop of its own, before a file of tests that do without, and at the end."""
        if item is None or item.path not in self._files or item.get_closest_marker("anyio"):
            self.close()

    def get(self) -> Browser:
        """The browser, launched when it is first wanted."""
        self._opened = self._opened or self._stack.enter_context(launched())
        return self._opened

    def close(self) -> None:
        """End it, if it was launched."""
        self._stack.close()
        self._opened = None


OPEN_BROWSER = OpenBrowser()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End the browser where the next test cannot have it, before fixtures that want the event loop end."""
    OPEN_BROWSER.make_way(nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Start servers and fill their stores without measuring coverage, as tests that ask a server are not measured."""
    measuring = item.config.pluginmanager.getplugin("_cov")
    if measuring is None or not _asks_a_server(item):
        return (yield)
    measuring.cov_controller.pause()
    try:
        return (yield)
    finally:
        measuring.cov_controller.resume()


def _long_files_first(items: list[pytest.Item]) -> None:
    """Order files by what they start, so that those with quick tests fill the time in which the last long one ends."""
    order = ("browser", "server", "engines", "slow")
    place: dict[Path, int] = {}
    for item in items:
        marked = [at for at, mark in enumerate(order) if item.get_closest_marker(mark)]
        place[item.path] = min([place.get(item.path, len(order)), *marked])
    items.sort(key=lambda item: place[item.path])


def _engine(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", next(iter(ENGINES))))


@pytest.fixture(scope="session")
def shipped_store() -> ox.Store:
    """The shipped data in a plain store, merged and with their consequences."""
    store = ox.Store()
    fill(store, read().served)
    return store


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Gives the address of a server with the usual settings on an engine, started once for all tests."""
    addresses: dict[str, str] = {}
    with ExitStack() as stack:

        def started_on(engine: str) -> str:
            if engine not in addresses:
                place = stack.enter_context(ENGINES[engine]((), tmp_path_factory.mktemp("served")))
                options = [word for name, value in place.items() if value for word in (f"--{name}", str(value))]
                addresses[engine] = stack.enter_context(serving(*options)).address
            return addresses[engine]

        yield started_on


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, servers: Callable[[str], str]) -> str:
    """The address of a server with the usual settings, or on the engine that the test is run on."""
    return servers(_engine(request))


@pytest.fixture(scope="session")
def quick_server() -> Iterator[str]:
    """The address of a server that stops queries after a second."""
    with serving("--deadline", "1") as started:
        yield started.address


@pytest.fixture(scope="session")
def patient_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that limits nobody's rate; it is asked for everything, so its coverage is measured."""
    with serving(measured=measured(request.config, "first"), rate=0, log="warning") as started:
        yield started.address


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx2.Client]:
    """A client of the server with the usual settings."""
    with httpx2.Client(base_url=server, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def patient_client(patient_server: str) -> Iterator[httpx2.Client]:
    """A client of the server that limits nobody's rate."""
    with httpx2.Client(base_url=patient_server, timeout=60) as opened:
        yield opened


@pytest.fixture
def browser() -> Browser:
    """Chromium, which tests share; it ends before tests that want an event loop of their own."""
    return OPEN_BROWSER.get()


@pytest.fixture
def visit(browser: Browser, server: str) -> Visit:
    """Opens pages of the shipped data; see `visiting`."""
    return partial(visiting, browser, server)


@pytest.fixture
def explore(visit: Visit) -> Visit:
    """Opens an address of the explorer and waits until the network is drawn."""

    @contextmanager
    def opened(path: str = "/explore", **options: object) -> Iterator[Page]:
        with visit(path, **options) as page:
            page.wait_for_selector("[data-drawn]")
            yield page

    return opened


def _measure_few(items: list[pytest.Item]) -> None:
    """Measure coverage, which doubles the time of a test, where it finds something: in the first rows of each table of
    examples, not with a hundred random ones, and not where a server does the work."""
    seen: Counter[str] = Counter()
    for item in items:
        name = item.nodeid.partition("[")[0]
        seen[name] += 1
        if seen[name] > MEASURED or _asks_a_server(item):
            item.add_marker("no_cover")


def _asks_a_server(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in ("server", "browser"))


# ── The embedded engine, in memory and on disk ───────────────────────────────


@pytest.fixture(scope="module")
def start(request: pytest.FixtureRequest, tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Starts embedded engines over the tiny register, with settings by name."""
    folder = tmp_path_factory.mktemp("store")
    if request.param == "disk":
        build(tiny_dataset, folder / "atlas", folder)

    @asynccontextmanager
    async def started(**settings: Any) -> AsyncIterator[EmbeddedEngine]:  # noqa: ANN401 - the settings check their types
        pool = "portable" if request.param == "portable" else "fork"
        given = Settings(**{"workers": 2, "memory": 256, "deadline": PATIENT, "pool": pool, **settings})
        engine = await (
            DiskEngine.open(folder / "atlas", given)
            if request.param == "disk"
            else EmbeddedEngine.start(Snapshot.of(tiny_dataset), given)
        )
        try:
            yield engine
        finally:
            await engine.close()

    return started


@pytest.fixture(scope="module")
async def engine(anyio_backend: str, start: Start) -> AsyncIterator[EmbeddedEngine]:
    async with start() as opened:
        yield opened


@pytest.fixture(scope="module")
async def strict(anyio_backend: str, start: Start) -> AsyncIterator[EmbeddedEngine]:
    """An engine with ten rows and 20,000 bytes for an answer, and little memory and time for a query."""
    async with start(max_rows=10, max_bytes=20_000, memory=64, deadline=5) as opened:
        yield opened
