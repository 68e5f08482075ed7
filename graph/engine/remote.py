"""Remote engine: sends queries to a SPARQL 1.1 Protocol endpoint, for data that outgrow one machine."""

from __future__ import annotations

import asyncio
import math
import re
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn, Self

import httpx2 as httpx

from sandbox_atlas.graph.engine.base import Answer, Engine, QueryRequest
from sandbox_atlas.graph.engine.endpoint_probe import probe
from sandbox_atlas.graph.engine.failures import deadline_exceeded, result_too_large
from sandbox_atlas.graph.engine.fingerprint import refresh_period
from sandbox_atlas.graph.engine.query import Query, QueryDataset, graph_names
from sandbox_atlas.graph.engine.result_limits import BoundedBuffer, ResultLimitError, ResultLimits
from sandbox_atlas.graph.errors import DeadlineError, EngineError, MalformedQueryError
from sandbox_atlas.graph.rdf.formats import CSV, JSON, SYNONYMS
from sandbox_atlas.graph.rdf.lexer import tokens
from sandbox_atlas.graph.rdf.results import cut
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings, TimeoutUnit

_OK, _TIMED_OUT, _NO_ACCESS = 200, (408, 504), (401, 403, 407)
_MAX_MESSAGE = 2_000
"""Bytes of the server's error message that are shown."""
_POSITION = re.compile(r"\bat (?P<at>\d+):(?P<column>\d+)|\bline:? (?P<line>\d+)")
_ROW_SEPARATOR = re.compile(rb'\}\s*\}\s*,\s*\{\s*"')
"""What separates the rows of SPARQL JSON with white space, which `BoundedBuffer` does not count."""

_DUPLICATES = """
SELECT ?all ?different {
  { SELECT (COUNT(*) AS ?all) { ?s ?p ?o } }
  { SELECT (COUNT(*) AS ?different) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } } }
}"""
"""Counts the triples of the default graph with and without duplicates; the counts differ if graphs are not merged."""

Form = dict[str, str | list[str]]


class _TimedOutError(Exception):
    """The server stopped the query at a time limit."""


class RemoteEngine(Engine):
    """An engine over HTTP: each query is one POST, and its answer is returned once it has arrived completely."""

    def __init__(
        self,
        endpoint: str,
        settings: Settings,
        *,
        authorization: str = "",
        default_graph: str = "",
        timeout_unit: TimeoutUnit | None = None,
    ) -> None:
        """Create an engine without connecting to the endpoint.

        Args:
            endpoint: Address of the SPARQL endpoint.
            settings: Deadline and result limits.
            authorization: Value of the Authorization header; may be empty.
            default_graph: Named graph to query as the default graph, for a server whose default graph is a union.
            timeout_unit: Unit of the server's `timeout` parameter; None sends none.
        """
        snapshot = sha256(f"{endpoint}\n{default_graph}\n{refresh_period(settings)}".encode()).hexdigest()
        super().__init__(settings, snapshot)  # the snapshot is a period of time, see docs/decisions/009
        self._endpoint = endpoint
        self._default_graph, self._timeout_unit = default_graph, timeout_unit
        headers = {"User-Agent": "sandbox-atlas"} | ({"Authorization": authorization} if authorization else {})
        limits = httpx.Limits(max_connections=settings.workers * 4, max_keepalive_connections=settings.workers)
        self._client = httpx.AsyncClient(headers=headers, timeout=None, limits=limits, trust_env=False)
        self._statements: int | None = None

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """Connect to the endpoint that the settings name.

        Raises:
            EngineError: The endpoint does not answer, refuses access, or would give wrong answers; see `probe`.
        """
        engine = cls(
            settings.endpoint,
            settings,
            authorization=settings.endpoint_authorization.get_secret_value(),
            default_graph=settings.endpoint_default_graph,
            timeout_unit=settings.endpoint_timeout_unit,
        )
        try:
            engine._statements = await engine._count()
            await probe(engine, settings.endpoint)
        except BaseException:
            await engine.close()
            raise
        return engine

    @property
    def statements(self) -> int | None:
        """Number of statements when the engine was opened; None if the endpoint could not count them in time."""
        return self._statements

    async def _count(self) -> int | None:
        named = "GRAPH ?g { ?s ?p ?o }"
        pattern = named if self._default_graph else f"{{ ?s ?p ?o }} UNION {{ {named} }}"
        try:
            answer = await self.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", CSV)
        except DeadlineError:
            return None
        return int(answer.body.decode().split()[-1].strip('"'))

    async def _evaluate(self, request: QueryRequest) -> Answer:
        """See `Engine._evaluate`."""
        dataset = request.effective_dataset
        try:
            async with asyncio.timeout(request.deadline):
                async with self._scanning:  # a long text takes as long here as in `scan`
                    form = await asyncio.to_thread(self._form, request.query, request.deadline, request.dataset)
                if dataset and len(dataset.default) > 1:
                    await self._refuse_unmerged(dataset, request)
                body = await self._send(form, request.media_type, request.limits)
                if request.first is None:
                    return Answer(body, request.media_type)
                return Answer(*await asyncio.to_thread(_first_rows, body, request.first))
        except (TimeoutError, _TimedOutError) as error:
            raise deadline_exceeded(request.deadline) from error
        except ResultLimitError as error:
            raise result_too_large(str(error)) from error

    async def close(self) -> None:
        """See `Engine.close`."""
        await self._client.aclose()

    def _form(self, query: Query, deadline: float, dataset: QueryDataset | None) -> Form:
        """The form fields of the request (SPARQL 1.1 Protocol, section 2.1.2)."""
        base = f"BASE <{query.base}> " if query.base else ""
        form: Form = {"query": base + with_prefixes(query.text)}
        if dataset is not None:
            form |= {"default-graph-uri": list(dataset.default), "named-graph-uri": list(dataset.named)}
        elif self._default_graph and query.dataset is None:
            form |= {"default-graph-uri": self._default_graph, "named-graph-uri": self._named_graphs(query)}
        if self._timeout_unit:
            form["timeout"] = str(math.ceil(deadline * (1000 if self._timeout_unit == "ms" else 1)))
        return form

    def _named_graphs(self, query: Query) -> list[str]:
        """The graphs that a query names: beside `default-graph-uri` Virtuoso finds them only if they are sent too.

        Raises:
            EngineError: The query asks graphs by variable as well, which the list would restrict to the named ones.
        """
        constants, any_variable = graph_names(query.text, query.base)
        if constants and any_variable:
            raise EngineError(
                f"The endpoint {self._endpoint} cannot be asked for a graph by name and by variable in one query.",
                f"Write VALUES ?graph {{ <{constants[0]}> }} GRAPH ?graph {{ … }} in place of the name.",
            )
        return list(constants)

    async def _refuse_unmerged(self, dataset: QueryDataset, request: QueryRequest) -> None:
        """Refuse default graphs that share triples if the endpoint does not merge them (SPARQL 1.1 Query, 13.2).

        Raises:
            EngineError: The endpoint would return a triple once for each graph, and so give wrong counts.
        """
        form = self._form(Query(_DUPLICATES, "SELECT"), request.deadline, dataset)
        counts = (await self._send(form, CSV, request.limits)).split()[-1]
        triples, different = counts.replace(b'"', b"").split(b",")
        if triples != different:
            raise EngineError(
                f"The endpoint {self._endpoint} does not merge the graphs of a query, and these share triples.",
                "Ask for one of them, or for DISTINCT over GRAPH patterns.",
            )

    async def _send(self, form: Form, media_type: str, limits: ResultLimits) -> bytes:
        """The body of the response; sent once more if the connection is lost, as queries change nothing."""
        if self._client.is_closed:
            raise EngineError("The engine has been shut down.", "Start the atlas again.")
        try:
            try:
                return await self._post(form, media_type, limits)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                return await self._post(form, media_type, limits)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise EngineError(
                f"The endpoint {self._endpoint} cannot be reached: {reason}.", "Check its address, and that it runs."
            ) from error

    async def _post(self, form: Form, media_type: str, limits: ResultLimits) -> bytes:
        buffer = BoundedBuffer(media_type, limits)
        async with self._client.stream("POST", self._endpoint, data=form, headers={"Accept": media_type}) as response:
            if response.status_code != _OK:
                self._raise_for_status(response.status_code, await _error_message(response), media_type)
            _refuse_truncated(response)
            self._refuse_other_type(response, media_type)
            async for chunk in response.aiter_bytes():
                buffer.write(chunk)
        body = buffer.getvalue()
        if media_type.endswith("json") and await asyncio.to_thread(_count_rows, body) > limits.max_rows:
            raise ResultLimitError(f"The result has more than {limits.max_rows:,} rows.")
        return body

    def _raise_for_status(self, status: int, message: str, media_type: str) -> NoReturn:
        """Raise the error that an HTTP status other than 200 stands for.

        Raises:
            MalformedQueryError: The server rejected the query.
            EngineError: Any other failure, except a time-out.
        """
        if status in _TIMED_OUT or "S1TAT" in message:
            raise _TimedOutError
        if status == 400:
            position = _POSITION.search(message)
            line = int(position["at"] or position["line"]) if position else None
            column = int(position["column"]) if position and position["column"] else None
            raise MalformedQueryError(
                f"The endpoint refused the query: {message}", line=line, column=column if line != 1 else None
            )
        if status in _NO_ACCESS:
            raise EngineError(
                f"The endpoint {self._endpoint} refuses access (HTTP {status}).",
                "Set SANDBOX_ATLAS_ENDPOINT_AUTHORIZATION to the value of the Authorization header that it wants.",
            )
        if status == 406:
            raise EngineError(f"The endpoint {self._endpoint} does not offer {media_type}.", "Ask for another format.")
        raise EngineError(
            f"The endpoint {self._endpoint} answered with HTTP {status}: {message}", "Check its address and its log."
        )

    def _refuse_other_type(self, response: httpx.Response, media_type: str) -> None:
        received = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in (received, SYNONYMS.get(received)):
            raise EngineError(
                f"The endpoint {self._endpoint} was asked for {media_type} and sent {received or 'no media type'}.",
                "Check that the address is that of a SPARQL endpoint, and that it offers this format.",
            )


def with_prefixes(text: str) -> str:
    """The query text with declarations for those of the atlas's prefixes that it uses without declaring them.

    They are put on the first line of the text, so that the line numbers of errors stay right.
    """
    stream = list(tokens(text))
    declared = {following.text for token, following in pairwise(stream) if token.keyword == "PREFIX"}
    used = {token.text.partition(":")[0] for token in stream if token.kind == "name"}
    missing = [prefix for prefix in PREFIXES if prefix in used and f"{prefix}:" not in declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + text


def _count_rows(body: bytes) -> int:
    return sum(1 for _ in _ROW_SEPARATOR.finditer(body)) + 1  # one by one, so that other threads run meanwhile


def _first_rows(body: bytes, number: int) -> tuple[bytes, str, int]:
    first, total = cut(body, number)
    return first, JSON, total


def _refuse_truncated(response: httpx.Response) -> None:
    """Refuse a result that Virtuoso truncated at its limit of time or rows and yet sent with status 200."""
    if "X-SQL-State" in response.headers:
        raise _TimedOutError
    if "X-SPARQL-MaxRows" in response.headers:
        raise ResultLimitError(f"The endpoint gives no more than {response.headers['X-SPARQL-MaxRows']} rows.")


async def _error_message(response: httpx.Response) -> str:
    """The server's error message, without the query that some servers repeat in it."""
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_MESSAGE:
            break
    return body[:_MAX_MESSAGE].decode("utf-8", "replace").partition("\n\nSPARQL query:")[0].strip()
