"""TimeMaps: lists the kept states of a thing, each with its time (RFC 7089, section 5)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.datastructures import URL

from sandbox_atlas.api.http.parameters import refuse_unknown
from sandbox_atlas.api.routes.changes import published, tagged
from sandbox_atlas.api.routes.cited import located
from sandbox_atlas.api.web.mementos import LINK_FORMAT, mementos, timemap
from sandbox_atlas.graph.errors import BadParameterError

router = APIRouter(include_in_schema=False)


@router.get("/timemap")
async def of_thing(request: Request, of: str) -> Response:
    """The kept states of the thing with that address.

    Raises:
        BadParameterError: It is no address of a thing on this site.
        NotKeptError: The server has no archive.
    """
    refuse_unknown(request, ("of", "lang"))
    path, query = located(request, of)
    if path != "/id" and not path.startswith("/id/"):
        raise BadParameterError("'of' is the address of a thing.", "Give a path such as /id/institution/icbc.")
    known = await published(request)
    own = request.url
    whole = own.replace(path=own.path.removesuffix("/timemap") + path, query=query)
    body = timemap(URL(str(whole)), str(own), mementos(known))
    key = "".join(each.record.name for each in known if each.file)
    return tagged(request, Response(body, media_type=LINK_FORMAT), key)
