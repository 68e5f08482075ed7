"""Application: the server's pages as a site has them, asked for in this process."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from sandbox_atlas.api.app import Application, create_app
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas

_DUMPS: Final = ("trig", "ttl", "jsonld")
"""Formats of the whole data set that a site holds; a release has the others, which say the same in more bytes."""


async def _about_copy(request: Request) -> HTMLResponse:
    """What works in a copy as files, and what needs a server."""
    return await pages.render(request, "copy.html")


def planned(atlas: Atlas, most: int, address: str = "") -> Plan:
    """The plan of a site that holds everything of an atlas.

    Args:
        atlas: The atlas.
        most: The largest number of values of a parameter for each of which an answer is written.
        address: Address of the site, if it is known.
    """
    held = [suffix for suffix in _DUMPS if atlas.downloads.holds(suffix)]
    return Plan(atlas.names, most, address, held)


def site_application(atlas: Atlas, plan: Plan) -> Application:
    """The application whose pages say what is in a site; its templates are read once."""
    pages.environment().auto_reload = False
    settings = ServerSettings.of(atlas.settings).model_copy(update={"rate": 0, "log": "off", "pages": 0, "answers": 0})
    app = create_app(settings, atlas)
    app.state.copy = plan
    app.add_api_route("/about/copy", _about_copy)
    return app
