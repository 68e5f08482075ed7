"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, section 2.1), as a plain ASGI application."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Hashable
from functools import lru_cache
from typing import Protocol

from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api import problems
from sandbox_atlas.api.http.cache import Answers
from sandbox_atlas.api.http.negotiation import best_type
from sandbox_atlas.api.http.rate_limit import Admission
from sandbox_atlas.api.http.request_headers import Header, Headers
from sandbox_atlas.api.sparql.coalescing import ClientGoneError, Sharing
from sandbox_atlas.api.sparql.request import Asked, no_query
from sandbox_atlas.api.sparql.response import Reply, holds, not_modified
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, JSON, RESULT_SYNONYMS, RESULT_TYPES
from sandbox_atlas.graph.register.description import service_description

PATHS = ("/sparql", "/sparql/")
METHODS = "GET, HEAD, OPTIONS, POST"
MAX_BODY = 2**18
"""Bytes that a query may have."""
_LONGEST_ACCEPT = 512
"""Characters of an Accept header that is remembered with what it means."""
_log = logging.getLogger(__name__)


class Holder(Protocol):
    """Whoever holds the atlas that is asked: its state has it as `atlas`, which may change at any time."""

    state: State


class Endpoint:
    """Answers queries itself, and hands everything else on: other addresses, and browsers, which get a page.

    Attributes:
        answers: What is kept ready.
        running: The queries that run now.
    """

    def __init__(self, app: Holder, otherwise: ASGIApp, version: str, room: int, admission: Admission) -> None:
        """Prepare to answer.

        Args:
            app: Who holds the atlas.
            otherwise: The application that answers everything else.
            version: The version of the program, on which answers depend.
            room: Bytes that the answers kept ready may take up.
            admission: Lets queries in that are not kept ready.
        """
        self.answers, self.running = Answers[Reply](room), Sharing[Reply]()
        self._app, self._otherwise, self._version = app, otherwise, version.encode()
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http" or _path(scope) not in PATHS:
            await self._otherwise(scope, receive, send)
            return
        scope["app"] = self._app
        headers = Headers(scope["headers"])
        try:
            if scope["method"] in ("GET", "HEAD"):
                await self._get(scope, headers, receive, send)
            elif scope["method"] == "POST":
                await self._post(scope, headers, receive, send)
            else:
                await _other_method(scope, receive, send)
        except ClientGoneError:
            return
        except Exception as error:
            if not isinstance(error, AtlasError | HTTPException):
                _log.exception("The endpoint failed.")
            await (await problems.reply(Request(scope), error))(scope, receive, send)

    def ready(self, query_string: bytes, headers: list[Header]) -> tuple[Reply, bytes] | None:
        """The answer to a GET that is kept ready, with the If-None-Match of the request.

        Args:
            query_string: What stands behind the question mark.
            headers: Those of the request, with names in small letters.
        """
        read = Headers(headers)
        reply = self.answers.get(
            (self._app.state.atlas.snapshot, query_string, read.accept, read.packed), silently=True
        )
        return None if reply is None else (reply, read.if_none_match)

    async def _get(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        atlas: Atlas = self._app.state.atlas
        query_string: bytes = scope["query_string"]
        key = (atlas.snapshot, query_string, headers.accept, headers.packed)
        reply = self.answers.get(key)
        if reply is None:
            validators = self._validators(atlas, query_string, headers.accept)
            if headers.if_none_match and holds(headers.if_none_match, validators[0][1]):
                await not_modified(send, [*validators])
                return
            if _is_browser(headers.accept):
                await self._otherwise(scope, receive, send)
                return
            asked = Asked.by_get(query_string)
            if asked.query is None:
                reply = await _description(scope, headers, validators)
            else:
                async with self._admission.query(scope):
                    reply = await self._answer(atlas, asked, key, headers, validators, receive)
                    await reply.send(send, headers.if_none_match)
                return
        await reply.send(send, headers.if_none_match)

    async def _post(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        atlas: Atlas = self._app.state.atlas
        body = await _body(headers, receive)
        query_string: bytes = scope["query_string"]
        key = (atlas.snapshot, query_string, headers.accept, headers.packed, headers.content_type, body)
        reply = self.answers.get(key)
        if reply is None:
            asked = Asked.by_post(query_string, headers.content_type.decode("latin-1"), body)
            async with self._admission.query(scope):
                await (await self._answer(atlas, asked, key, headers, (), receive)).send(send)
            return
        await reply.send(send)

    async def _answer(
        self,
        atlas: Atlas,
        asked: Asked,
        key: tuple[Hashable, ...],
        headers: Headers,
        validators: tuple[Header, ...],
        receive: Receive,
    ) -> Reply:
        """The answer to a query that is not kept ready."""
        query = await Query.read_off_loop(asked.query or "")
        native, sent = _media_types(headers.accept, query.form)

        async def run() -> Reply:
            answer = await atlas.sparql(query, native, asked.deadline, asked.dataset)
            if not query.deterministic:
                return await Reply.of(answer.body, sent, _FRESH, packed=headers.packed)
            reply = await Reply.of(answer.body, sent, validators, packed=headers.packed)
            self.answers.keep(key, reply, sum(len(part) for part in key if isinstance(part, bytes)))
            return reply

        return await self.running.result(key if query.deterministic else object(), run, receive)

    def _validators(self, atlas: Atlas, query_string: bytes, accept: bytes) -> tuple[Header, ...]:
        """What caches know an answer by: the snapshot, and everything else that it depends on.

        The tag is weak (RFC 9110, section 8.8.1), as it is the same for an answer that is packed and one that is not.
        """
        variant = zlib.crc32(b"\0".join((query_string, accept, self._version)))
        return (b"etag", b'W/"%s-%08x"' % (atlas.snapshot.encode(), variant)), *_CACHED


_VARY: Header = (b"vary", b"Accept, Accept-Encoding")
_CACHED: tuple[Header, ...] = ((b"cache-control", b"no-cache"), _VARY)
_FRESH: tuple[Header, ...] = ((b"cache-control", b"no-store"), _VARY)


def _path(scope: Scope) -> str:
    """The path of the address below that which the application is mounted at."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root else path


def _best(accept: bytes, offered: tuple[str, ...]) -> str | None:
    if len(accept) > _LONGEST_ACCEPT:
        return best_type(accept.decode("latin-1"), offered)
    return _remembered_best(accept, offered)


@lru_cache(maxsize=512)
def _remembered_best(accept: bytes, offered: tuple[str, ...]) -> str | None:
    return best_type(accept.decode("latin-1"), offered)


_PAGE_OR_DATA = (JSON, *GRAPH_TYPES, "text/html")
_OFFERED = {
    native: (*native, *(name for name, meant in RESULT_SYNONYMS.items() if meant in native))
    for native in (tuple(RESULT_TYPES), tuple(GRAPH_TYPES))
}


def _is_browser(accept: bytes) -> bool:
    return b"text/html" in accept.lower() and _best(accept, _PAGE_OR_DATA) == "text/html"


def _media_types(accept: bytes, form: str) -> tuple[str, str]:
    """The media type to ask the engine for, and the one to send: a client that asks for JSON is told it is JSON.

    Raises:
        HTTPException: 406, as the client takes none of those that go with the form of the query.
    """
    native = tuple(RESULT_TYPES if form in ("SELECT", "ASK") else GRAPH_TYPES)
    found = _best(accept, _OFFERED[native])
    if found is None:
        raise HTTPException(406, f"Answers to this query come as {', '.join(native)}.")
    return RESULT_SYNONYMS.get(found, found), found


async def _description(scope: Scope, headers: Headers, validators: tuple[Header, ...]) -> Reply:
    """The service description (SPARQL 1.1 Service Description, section 2), which a request without a query gets."""
    found = _best(headers.accept, tuple(GRAPH_TYPES))
    if found is None:
        raise no_query()
    address = str(Request(scope).url.replace(query="", fragment=""))
    return await Reply.of(service_description(address, found), found, validators, packed=headers.packed)


async def _body(headers: Headers, receive: Receive) -> bytes:
    """The body of a POST; one that says it is too large is not waited for (RFC 9110, section 15.5.14)."""
    if headers.content_length.isdigit() and int(headers.content_length) > MAX_BODY:
        raise _too_large()
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > MAX_BODY:
            raise _too_large()
        if not message.get("more_body", False):
            return b"".join(parts)


def _too_large() -> HTTPException:
    return HTTPException(413, f"A query may have {MAX_BODY:,} bytes.")


async def _other_method(scope: Scope, receive: Receive, send: Send) -> None:
    """Say what the address takes, to people and to scripts of other sites (Fetch, section 3.2)."""
    if scope["method"] != "OPTIONS":
        raise HTTPException(405, headers={"Allow": METHODS})
    headers = {
        "Allow": METHODS,
        "Access-Control-Max-Age": "86400",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Accept, Content-Type",
    }
    await Response(status_code=204, headers=headers)(scope, receive, send)
