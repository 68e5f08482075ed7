"""SPARQL endpoint: implements the query operation of the SPARQL 1.1 Protocol (section 2.1) as a plain ASGI application.

It stands before FastAPI's routes and middleware, which cost more than a small query does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.http.disconnect import ClientGoneError, wait_connected
from sandbox_atlas.api.http.paths import SPARQL, address_of, path_of
from sandbox_atlas.api.http.rate_limit import RateLimits
from sandbox_atlas.api.http.request_headers import Header, Headers
from sandbox_atlas.api.http.validators import digest, matches, not_modified
from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.sparql.coding import decoded_body, too_large
from sandbox_atlas.api.sparql.media_types import best, file_name, is_browser, media_types, named_type, names_format
from sandbox_atlas.api.sparql.request import ProtocolRequest, no_query
from sandbox_atlas.api.sparql.response import BufferedResponse, answer_cache
from sandbox_atlas.api.sparql.short_query import ShortQuery
from sandbox_atlas.api.web.publication import publication_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.cache import SingleFlight
from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES
from sandbox_atlas.graph.register.description import service_description

METHODS = "GET, HEAD, OPTIONS, POST"
MAX_BODY = 2**18
"""Largest body of a request in bytes."""
_log = logging.getLogger(__name__)


class Endpoint:
    """Answers queries; passes on requests for other addresses, and those of browsers, which get a page.

    Attributes:
        answers: Cache of answers.
        running: The queries that run now.
        limits: Rate limits of queries whose answer is not cached.
    """

    def __init__(
        self,
        app: object,
        otherwise: ASGIApp,
        capacity: int,
        limits: RateLimits,
        current: Callable[[], Atlas | None],
    ) -> None:
        """Create the endpoint.

        Args:
            app: The application, as error pages expect it in the scope.
            otherwise: The ASGI application that answers all other requests.
            capacity: Bytes that cached answers may take.
            limits: Rate limits of queries whose answer is not cached.
            current: Gives the atlas that the next request will get.
        """
        self.answers, self.running = answer_cache(capacity), SingleFlight[BufferedResponse]()
        self.limits = limits
        self._app, self._otherwise, self._current = app, otherwise, current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or path_of(scope) not in SPARQL:
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
                raise HTTPException(405, headers={"Allow": METHODS})
        except ClientGoneError:
            return
        except Exception as error:
            await (await self.problem(scope, error))(scope, receive, send)

    async def problem(self, scope: Scope, error: Exception) -> Response:
        """The answer to a request that ended in an error; one that nobody expected is logged."""
        if not isinstance(error, AtlasError | HTTPException):
            _log.error("The endpoint failed.", exc_info=error)
        from sandbox_atlas.api.web import problems  # with all that a page takes, which a front does without

        scope["app"] = self._app
        return await problems.response(Request(scope), error)

    def cached(self, query_string: bytes, headers: Headers) -> BufferedResponse | None:
        """The cached answer to a GET request; None if it is not cached.

        Args:
            query_string: The part of the address after the question mark.
            headers: Headers of the request.
        """
        atlas = self._current()
        if atlas is None:
            return None
        return self.answers.get((atlas.snapshot, query_string, headers.accept, headers.gzip), count_miss=False)

    async def run(self, atlas: Atlas, asked: ShortQuery, key: tuple[str, bytes, bytes, bool]) -> BufferedResponse:
        """The answer to a short query, which is then cached; errors as in `Atlas.sparql`.

        Args:
            atlas: The atlas to ask.
            asked: The query.
            key: What the answer is cached under: the snapshot, the query string, and Accept and gzip of the headers.
        """
        answer = await atlas.sparql(asked.query, asked.native)
        _, query_string, accept, compress = key
        validators = _validators(atlas, query_string, accept)
        response = await BufferedResponse.of(answer.body, asked.sent, validators, compress=compress)
        self.answers.put(key, response)
        return response

    async def _get(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        atlas: Atlas = scope["state"]["atlas"]
        query_string: bytes = scope["query_string"]
        key = (atlas.snapshot, query_string, headers.accept, headers.gzip)
        response = self.answers.get(key)
        if response is None:
            validators = _validators(atlas, query_string, headers.accept)
            if headers.if_none_match and matches(headers.if_none_match, validators[0][1]):
                await not_modified(send, [*validators])
                return
            if is_browser(headers.accept) and not names_format(query_string):
                await self._otherwise(scope, receive, send)
                return
            request = ProtocolRequest.by_get(query_string)
            if request.query is None:
                response = await _description(scope, request, headers, validators)
            else:
                async with self.limits.query(scope):
                    response = await self._answer(scope, request, key, headers, validators, receive)
                    await response.send(send, headers.if_none_match)
                return
        await response.send(send, headers.if_none_match)

    async def _post(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        atlas: Atlas = scope["state"]["atlas"]
        body = await _body(headers, receive)
        query_string: bytes = scope["query_string"]
        key = (atlas.snapshot, query_string, headers.accept, headers.gzip, headers.content_type, body)
        response = self.answers.get(key)
        if response is None:
            request = ProtocolRequest.by_post(query_string, headers.content_type.decode("latin-1"), body)
            async with self.limits.query(scope):
                await (await self._answer(scope, request, key, headers, (), receive)).send(send)
            return
        await response.send(send)

    async def _answer(
        self,
        scope: Scope,
        request: ProtocolRequest,
        key: tuple[object, ...],
        headers: Headers,
        validators: tuple[Header, ...],
        receive: Receive,
    ) -> BufferedResponse:
        """The answer to a query that is not cached under a key.

        Where the answer depends on the address, that is added to the key, under which it may be cached after all.
        """
        atlas: Atlas = scope["state"]["atlas"]
        query = await atlas.scan(request.query or "", request.deadline, address_of(scope))
        if query.base:
            key = (*key, query.base.encode())
            response = self.answers.get(key, count_miss=False)
            if response is not None:
                return response
        if request.format:
            native, sent = named_type(request.format, query.form)
            validators, uncached = (*validators, file_name(native)), (*_UNCACHED, file_name(native))
        else:
            uncached = _UNCACHED
            native, sent = media_types(headers.accept, query.form)

        async def run() -> BufferedResponse:
            answer = await atlas.sparql(query, native, request.deadline, request.dataset)
            if not query.deterministic:
                return await BufferedResponse.of(answer.body, sent, uncached, compress=headers.gzip)
            response = await BufferedResponse.of(answer.body, sent, validators, compress=headers.gzip)
            self.answers.put(key, response)
            return response

        with self.running.join(key if query.deterministic else object(), run) as task:
            try:
                await wait_connected(task, receive)
                return task.result()
            finally:
                del task  # an error that it holds holds this frame


def _validators(atlas: Atlas, query_string: bytes, accept: bytes) -> tuple[Header, ...]:
    """Headers by which HTTP caches identify an answer: a tag of the snapshot and everything else it depends on.

    The tag is weak (RFC 9110, section 8.8.1), as it is the same for a compressed answer and a plain one.
    """
    return (b"etag", f'W/"{atlas.snapshot}-{digest(query_string, accept, VERSION)}"'.encode()), *_CACHED


_VARY: Header = (b"vary", b"Accept, Accept-Encoding")
_CACHED: tuple[Header, ...] = ((b"cache-control", b"no-cache"), _VARY)
_UNCACHED: tuple[Header, ...] = ((b"cache-control", b"no-store"), _VARY)


async def _description(
    scope: Scope, request: ProtocolRequest, headers: Headers, validators: tuple[Header, ...]
) -> BufferedResponse:
    """The service description, which answers a request without a query (SPARQL 1.1 Service Description, section 2)."""
    found = named_type(request.format, "DESCRIBE")[0] if request.format else best(headers.accept, tuple(GRAPH_TYPES))
    if found is None:
        raise no_query()
    atlas: Atlas | None = scope["state"].get("atlas")
    about = (await publication_of(atlas)).statements if atlas else ()
    body = service_description(address_of(scope), found, about)
    return await BufferedResponse.of(body, found, validators, compress=headers.gzip)


async def _body(headers: Headers, receive: Receive) -> bytes:
    """The body of a POST request; one that is declared too large is refused at once (RFC 9110, section 15.5.14)."""
    if headers.content_length.isdigit() and int(headers.content_length) > MAX_BODY:
        raise too_large(MAX_BODY)
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > MAX_BODY:
            raise too_large(MAX_BODY)
        if not message.get("more_body", False):
            return decoded_body(b"".join(parts), headers.content_encoding, MAX_BODY)
