"""Application: assembles routes, error handling and middleware around an atlas."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.access_log import AccessLog
from sandbox_atlas.api.http.openapi import ERRORS, UNAVAILABLE
from sandbox_atlas.api.http.rate_limit import RateLimits
from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.middleware.accept_encoding import AcceptEncoding
from sandbox_atlas.api.middleware.forwarding import Forwarding
from sandbox_atlas.api.middleware.kept_atlases import KeptAtlases
from sandbox_atlas.api.middleware.limited_routes import RateLimiting
from sandbox_atlas.api.middleware.link_previews import LinkPreviews
from sandbox_atlas.api.middleware.memento import Memento
from sandbox_atlas.api.middleware.metrics import Beside, Metrics
from sandbox_atlas.api.middleware.page_cache import PageCache, page_cache
from sandbox_atlas.api.middleware.pinning import Pinning
from sandbox_atlas.api.middleware.request_recorder import RequestRecorder
from sandbox_atlas.api.middleware.request_tracking import RequestTracking
from sandbox_atlas.api.publishing import FixedAtlas, Leases, Served
from sandbox_atlas.api.routes import (
    about,
    analysis,
    changes,
    cite,
    compare,
    crawlers,
    data,
    entities,
    explore,
    findings,
    health,
    home,
    limits,
    lookups,
    metrics,
    neighbourhood,
    not_edited,
    ontology,
    question_feed,
    reconcile,
    reconcile_suggest,
    search,
    sentences,
    sparql,
    story,
    timemap,
    views,
    well_known,
)
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.sparql.endpoint import Endpoint
from sandbox_atlas.api.web import problems
from sandbox_atlas.api.web.answers import components
from sandbox_atlas.api.web.languages import Languages, shipped
from sandbox_atlas.api.web.publication import publication_of
from sandbox_atlas.api.web.service import described
from sandbox_atlas.api.web.static_files import FOLDER, CompressedFiles
from sandbox_atlas.graph.atlas import Atlas

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""What is done before the first request and after the last."""


class Application(FastAPI):
    """The routes of FastAPI, behind plain ASGI middleware that surrounds the SPARQL endpoint too.

    Attributes:
        served: The atlas that is served.
        endpoint: The SPARQL endpoint.
        kept: The kept snapshots that are open; whoever serves the application closes them.
        recorder: Writes requests to the access log and the metrics.
        entry: The outermost ASGI application.
    """

    served: Served
    endpoint: Endpoint
    kept: KeptAtlases
    recorder: RequestRecorder
    entry: ASGIApp

    def openapi(self) -> dict[str, Any]:
        """The description of the API, with the schemas of JSON answers; see `fastapi.FastAPI`."""
        found = dict(super().openapi())
        atlas = self.served.current
        if atlas is not None:
            found |= described(found, atlas)
        found.setdefault("components", {}).setdefault("schemas", {}).update(components())
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `starlette.applications.Starlette`."""
        await self.entry(scope, receive, send)


_ROUTES = (
    home,
    explore,
    neighbourhood,
    compare,
    cite,
    changes,
    question_feed,
    timemap,
    about,
    limits,
    findings,
    analysis,
    entities,
    views,
    search,
    reconcile,
    reconcile_suggest,
    sparql,
    sentences,
    story,
    well_known,
    data,
    ontology,
    crawlers,
    health,
    metrics,
    lookups,
)
"""Modules with routes, in the order in which they are matched: each costs those behind it, and lookups are many."""


def create_app(
    settings: ServerSettings | None = None,
    atlas: Atlas | None = None,
    log: AccessLog | None = None,
    served: Served | None = None,
    languages: Languages | None = None,
    fronts: Beside | None = None,
) -> Application:
    """The application for a web server.

    Args:
        settings: ServerSettings of the atlas and of the service; by default those of the atlas or the environment.
        atlas: An open atlas, which the caller closes; by default one is opened when the application starts.
        log: The access log; by default one on standard error.
        served: Serves an atlas in place of `atlas`, and may replace it.
        languages: Languages of the interface; by default those that are shipped.
        fronts: Processes that answer small queries beside this one, if there are any.

    Raises:
        BadParameterError: The atlas cannot live under the path that the settings name.
    """
    settings = settings or (ServerSettings.of(atlas.settings) if atlas else ServerSettings())
    fixed = FixedAtlas(atlas)
    app = _application(_opening(fixed, settings) if atlas is None and served is None else None)
    app.served = served or fixed
    app.state.settings = settings
    app.state.languages = languages or shipped()
    app.state.copy = None
    app.state.fronts = fronts
    _add_middleware(app, settings, log or AccessLog(sys.stderr, settings.log))
    _add_routes(app, _editing(app, settings))
    problems.install(app)
    own = {route.path.split("/")[1] for route in app.state.routes} | {"static", "openapi.json"}
    app.entry = Forwarding(app.entry, app.recorder, settings, own)
    return app


def _application(lifespan: Lifespan | None) -> Application:
    """An application without routes, as the description of the API names it."""
    return Application(
        title="Sandbox Atlas",
        version=VERSION,
        summary="A knowledge graph of financial regulatory sandboxes, where every answer names its sources.",
        description="Every address takes `snapshot`, the digest of a state of the data that the server has kept "
        "(`serve --archive`), and answers from that state or with a problem: 404, 410 or 503.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )


def _editing(app: Application, settings: ServerSettings) -> APIRouter:
    """The routes of the curator's desk, or those that say how it would be there; `edited_folder` says what it needs.

    The desk reads announcements, which takes a quarter of a second to import.
    """
    if not settings.edit:
        return not_edited.router
    from sandbox_atlas.api.routes import edit
    from sandbox_atlas.api.web.desk.desk import Desk
    from sandbox_atlas.api.web.desk.folder import edited_folder

    has_token = bool(settings.edit_token.get_secret_value())
    folder = edited_folder(settings, settings.host, has_token=has_token)
    app.state.desk = Desk(settings, folder, app.served.reload)
    return edit.router


def _opening(fixed: FixedAtlas, settings: ServerSettings) -> Lifespan:
    """A lifespan that opens the atlas when the application starts, and closes it when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with await Atlas.open(settings) as fixed.current:
            await publication_of(fixed.current)
            yield

    return lifespan


def _add_routes(app: Application, editing: APIRouter) -> None:
    app.state.routes = []
    for router in (*(module.router for module in _ROUTES), editing):
        app.include_router(router, responses=UNAVAILABLE if router in (health.router, metrics.router) else ERRORS)
        app.state.routes.extend(router.routes)
    app.mount("/static", CompressedFiles(directory=FOLDER))


def _add_middleware(app: Application, settings: ServerSettings, log: AccessLog) -> None:
    """Put the middleware around the routes: that of Starlette, and around it that which surrounds SPARQL too."""
    fronts: Beside | None = app.state.fronts
    pages, limits = page_cache(settings.pages * 2**20), RateLimits(settings, fronts.ledger if fronts else None)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(PageCache, pages=pages)
    app.add_middleware(AcceptEncoding)
    app.add_middleware(LinkPreviews)

    def current() -> Atlas | None:
        return app.served.current

    routes = RateLimiting(partial(FastAPI.__call__, app), limits)
    app.endpoint = Endpoint(app, routes, settings.answers * 2**20, limits, current)
    app.state.served = app.served
    app.state.metrics = Metrics(current)
    app.state.metrics.answers, app.state.metrics.running = app.endpoint.answers, app.endpoint.running
    app.state.metrics.pages, app.state.metrics.fronts = pages, fronts
    app.recorder = RequestRecorder(log, app.state.metrics, queries=settings.log_queries)
    app.kept = KeptAtlases(settings)
    pinned = Memento(Pinning(app.endpoint, app, settings, app.kept), app, settings.archive)
    app.entry = Leases(RequestTracking(pinned, app.recorder), app.served)
