"""Puts the application together: an atlas, routes, errors, headers. It holds no routes of its own."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from sandbox_atlas.api import problems
from sandbox_atlas.api.http.access_log import Journal
from sandbox_atlas.api.http.openapi import ERRORS, UNAVAILABLE
from sandbox_atlas.api.http.rate_limit import Admission, Admitted
from sandbox_atlas.api.middleware.accept_encoding import Codings
from sandbox_atlas.api.middleware.envelope import Envelope
from sandbox_atlas.api.middleware.metrics import Metrics
from sandbox_atlas.api.middleware.page_cache import KeptPages
from sandbox_atlas.api.publishing import ServedState
from sandbox_atlas.api.routes import (
    about,
    compare,
    data,
    description,
    entities,
    explore,
    health,
    home,
    limits,
    lookups,
    metrics,
    neighbourhood,
    ontology,
    search,
    sparql,
    views,
)
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.sparql.endpoint import Endpoint
from sandbox_atlas.api.web.cards import Cards
from sandbox_atlas.api.web.languages import Languages, shipped
from sandbox_atlas.api.web.static_files import FOLDER, PackedFiles
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BusyError
from sandbox_atlas.graph.network.drawing import vis_network_folder

_VERSION = version("sandbox-atlas")


class Application(FastAPI):
    """Answers SPARQL before its own routes and middlewares, which cost more than a small query does.

    An envelope surrounds both.
    """

    envelope: Envelope
    endpoint: Endpoint
    admission: Admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `starlette.applications.Starlette`."""
        await self.envelope(scope, receive, send)

    async def beyond_sparql(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer everything else, as far as one client may ask for it; files and health are free."""
        if scope["type"] != "http" or _is_free(scope["path"]):
            await super().__call__(scope, receive, send)
            return
        try:
            async with self._admitted(scope):
                await super().__call__(scope, receive, send)
        except BusyError as error:
            await (await problems.reply(Request(scope), error))(scope, receive, send)

    def _admitted(self, scope: Scope) -> Admitted:
        is_query = scope["path"].rstrip("/").endswith("/sparql") and b"query=" in scope["query_string"]
        return self.admission.query(scope) if is_query else self.admission.page(scope)


_PARTS = (
    home,
    explore,
    neighbourhood,
    compare,
    about,
    limits,
    lookups,
    entities,
    views,
    search,
    sparql,
    description,
    data,
    ontology,
    health,
    metrics,
)
"""The modules with routes, in the order in which they are tried."""


def create_app(
    settings: ServerSettings | None = None,
    atlas: Atlas | None = None,
    journal: Journal | None = None,
    languages: Languages | None = None,
) -> Application:
    """The application for a web server.

    Args:
        settings: How to open an atlas when the application starts; none takes them from the environment.
        atlas: An atlas that is open already, and that the caller closes.
        journal: Where requests are logged; none makes one on standard error.
        languages: The languages of the interface; none takes those that come with the program.
    """
    settings = settings or (ServerSettings.of(atlas.settings) if atlas else ServerSettings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if atlas is not None:
            app.state.atlas = atlas
            yield
            return
        async with await Atlas.open(settings) as opened:
            app.state.atlas = opened
            yield

    app = Application(
        title="Sandbox Atlas",
        version=_VERSION,
        summary="A knowledge graph of financial regulatory sandboxes, where every answer names its sources.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state = ServedState()
    app.state.settings = settings
    app.state.languages = languages or shipped()
    app.state.metrics = Metrics(lambda: getattr(app.state, "atlas", None))
    app.admission = Admission(settings)
    app.endpoint = Endpoint(app, app.beyond_sparql, _VERSION, settings.answers * 2**20, app.admission)
    app.state.metrics.answers = app.endpoint.answers
    journal = journal or Journal(sys.stderr, settings.log)
    app.envelope = Envelope(app.endpoint, journal, app.state.metrics, queries=settings.log_queries)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(KeptPages, room=settings.pages * 2**20)
    app.add_middleware(Codings)
    app.state.routes = []
    app.state.cards = Cards()
    for part in _PARTS:
        app.include_router(part.router, responses=UNAVAILABLE if part in (health, metrics) else ERRORS)
        app.state.routes.extend(part.router.routes)
    app.mount("/static/vis-network", PackedFiles(directory=vis_network_folder()))
    app.mount("/static", PackedFiles(directory=FOLDER))
    problems.install(app)
    return app


def _is_free(path: str) -> bool:
    """Whether a path costs next to nothing to answer, or must be answered whoever asks."""
    return "/health/" in path or "/static/" in path or path.endswith("/metrics")
