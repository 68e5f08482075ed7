"""Fast path: writes a cached answer of the SPARQL endpoint to the connection, without a task and a scope of ASGI.

Setting up an ASGI request costs twice as much as all the rest of such an answer; see decision 013.
"""

from __future__ import annotations

from time import perf_counter

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from sandbox_atlas.api.app import Application
from sandbox_atlas.api.http.access_log import RequestRecord, request_id
from sandbox_atlas.api.sparql.response import BufferedResponse


def write_cached(protocol: HttpToolsProtocol, app: Application, endpoints: tuple[bytes, ...], client: str) -> bool:
    """Answer a request whose head is complete, if its answer is cached; gives whether it has been answered.

    Args:
        protocol: The connection. No earlier request on it may still wait, and the client must read what it is sent.
        app: The application.
        endpoints: How addresses of queries begin, up to the question mark; the last is as the log has it.
        client: Address of the client.
    """
    url: bytes = protocol.url
    if not url.startswith(endpoints) or protocol.parser.get_method() != b"GET" or protocol.flow.write_paused:
        return False
    if (protocol.cycle and not protocol.cycle.response_complete) or not protocol.parser.should_keep_alive():
        return False
    started, query_string = perf_counter(), url.partition(b"?")[2]
    found = app.endpoint.cached(query_string, protocol.headers)
    if found is None:
        return False
    status, head, body = _current(*found)
    request = request_id(next((value for name, value in protocol.headers if name == b"x-request-id"), None))
    default = [b"%s: %s\r\n" % header for header in protocol.server_state.default_headers]
    protocol.transport.write(
        b"".join((STATUS_LINE[status], *default, b"x-request-id: %s\r\n" % request.encode(), head, body))
    )
    app.recorder.record(
        RequestRecord(
            id=request,
            client=client,
            status=status,
            size=len(body),
            route="/sparql",
            method="GET",
            path=endpoints[-1][:-1].decode("ascii"),
            query_string=query_string,
            seconds=perf_counter() - started,
        )
    )
    protocol.on_response_complete()
    return True


def _current(response: BufferedResponse, if_none_match: bytes) -> tuple[int, bytes, bytes]:
    """Status, headers and body; 304 without a body if the client has the answer (RFC 9110, section 13.1.2)."""
    if if_none_match and response.is_current(if_none_match):
        return 304, response.head_not_modified, b""
    return 200, response.head, response.body
