"""The engine for data that outgrow one machine: any SPARQL 1.1 Protocol endpoint by URL. It knows no vendor's API."""

from __future__ import annotations

import asyncio
import math
import re
from hashlib import sha256
from itertools import pairwise
from typing import NoReturn, Self

import httpx2 as httpx

from sandbox_atlas.graph.engine.base import Answer
from sandbox_atlas.graph.engine.limits import BoundedBuffer, ResultLimitError
from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.errors import DeadlineError, EngineError, MalformedQueryError, TooLargeError
from sandbox_atlas.graph.rdf.formats import SYNONYMS
from sandbox_atlas.graph.rdf.lexer import tokens
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES
from sandbox_atlas.graph.settings import Settings, TimeoutUnit
from sandbox_atlas.graph.store.changes import refresh_period

_NO_CAP = 2**62
_OK, _TIMES_OUT, _NO_ACCESS = 200, (408, 504), (401, 403, 407)
_MESSAGE = 2_000
"""Characters of a server's own message that are passed on."""
_POSITION = re.compile(r"\bat (?P<at>\d+):(?P<column>\d+)|\bline:? (?P<line>\d+)")
_NEXT_ROW = re.compile(rb'\}\s*\}\s*,\s*\{\s*"')
"""What separates rows of SPARQL JSON that is written with spaces, which `BoundedBuffer` does not count."""

_DUPLICATES = """
SELECT ?all ?different {
  { SELECT (COUNT(*) AS ?all) { ?s ?p ?o } }
  { SELECT (COUNT(*) AS ?different) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } } }
}"""
"""How many triples a dataset gives, and how many there are; equal where graphs are merged, or share none."""

Form = dict[str, str | list[str]]


class _CutError(Exception):
    """An answer that the server cut short at a time limit."""


class RemoteEngine:
    """An `Engine` over HTTP: each query is one POST, and the answer is given when all of it has come."""

    def __init__(
        self,
        endpoint: str,
        settings: Settings,
        *,
        authorization: str = "",
        default_graph: str = "",
        timeout_unit: TimeoutUnit | None = None,
    ) -> None:
        """Prepare to ask; no connection is made yet.

        Args:
            endpoint: Address of the SPARQL endpoint.
            settings: Deadline and caps.
            authorization: Value of the Authorization header, from SANDBOX_ATLAS_ENDPOINT_AUTHORIZATION; may be empty.
            default_graph: Named graph that holds the default graph, where the server's own is the union of all.
            timeout_unit: Unit in which the server reads the parameter `timeout`; None sends none.
        """
        self._endpoint, self._settings = endpoint, settings
        self._default_graph, self._timeout_unit = default_graph, timeout_unit
        headers = {"User-Agent": "sandbox-atlas"} | ({"Authorization": authorization} if authorization else {})
        limits = httpx.Limits(max_connections=settings.workers * 4, max_keepalive_connections=settings.workers)
        self._client = httpx.AsyncClient(headers=headers, timeout=None, limits=limits, trust_env=False)
        self._statements: int | None = None
        self._snapshot = sha256(f"{endpoint}\n{default_graph}\n{refresh_period(settings)}".encode()).hexdigest()

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """An engine as the settings describe it, once its endpoint has answered.

        Raises:
            EngineError: The endpoint does not answer, or refuses access.
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
        except BaseException:
            await engine.close()
            raise
        return engine

    @property
    def snapshot(self) -> str:
        """A digest of the address and the period in which the engine was made; see docs/decisions/009."""
        return self._snapshot

    @property
    def statements(self) -> int | None:
        """Number of statements at the opening; None where the endpoint could not count them in time."""
        return self._statements

    async def _count(self) -> int | None:
        named = "GRAPH ?g { ?s ?p ?o }"
        pattern = named if self._default_graph else f"{{ ?s ?p ?o }} UNION {{ {named} }}"
        try:
            answer = await self.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", "text/csv")
        except DeadlineError:
            return None
        return int(answer.body.decode().split()[-1].strip('"'))

    async def query(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        *,
        unlimited: bool = False,
        dataset: QueryDataset | None = None,
    ) -> Answer:
        """See `graph.engine.base.Engine.query`."""
        query = await Query.read_off_loop(text)
        if media_type not in query.media_types:
            raise ValueError(f"{media_type} is none of {', '.join(query.media_types)}")
        allowed = min(deadline or self._settings.deadline, self._settings.deadline)
        form = self._form(query, allowed, dataset)
        asked = dataset or query.dataset
        try:
            async with asyncio.timeout(allowed):
                if asked and len(asked.default) > 1:
                    await self._refuse_duplicates(asked, allowed)
                return Answer(await self._ask(form, media_type, unlimited=unlimited), media_type)
        except (TimeoutError, _CutError) as error:
            raise DeadlineError(
                f"The query did not finish within {allowed:g} seconds and was stopped.",
                "Narrow it: name a class, a sandbox or a batch, or add a LIMIT inside.",
            ) from error
        except ResultLimitError as error:
            raise TooLargeError(str(error), "Add a LIMIT, or ask for fewer columns.") from error

    async def close(self) -> None:
        """See `graph.engine.base.Engine.close`."""
        await self._client.aclose()

    def _form(self, query: Query, allowed: float, dataset: QueryDataset | None) -> Form:
        """The fields of the request (SPARQL 1.1 Protocol, section 2.1.2)."""
        form: Form = {"query": with_prefixes(query.text)}
        if dataset is not None:
            form |= {"default-graph-uri": list(dataset.default), "named-graph-uri": list(dataset.named)}
        elif self._default_graph and query.dataset is None:
            form["default-graph-uri"] = self._default_graph
        if self._timeout_unit:
            form["timeout"] = str(math.ceil(allowed * (1000 if self._timeout_unit == "ms" else 1)))
        return form

    async def _refuse_duplicates(self, dataset: QueryDataset, allowed: float) -> None:
        """Refuse graphs that share triples where the endpoint does not merge them (SPARQL 1.1 Query, section 13.2).

        Raises:
            EngineError: The endpoint would give a triple once for each graph, and so wrong numbers.
        """
        form = self._form(Query(_DUPLICATES, "SELECT"), allowed, dataset)
        counts = (await self._ask(form, "text/csv", unlimited=False)).split()[-1]
        triples, different = counts.replace(b'"', b"").split(b",")
        if triples != different:
            raise EngineError(
                f"The endpoint {self._endpoint} does not merge the graphs of a query, and these share triples.",
                "Ask for one of them, or for DISTINCT over GRAPH patterns.",
            )

    async def _ask(self, form: Form, media_type: str, *, unlimited: bool) -> bytes:
        """The body of the answer; where the connection is lost, asked once more, as queries change nothing."""
        if self._client.is_closed:
            raise EngineError("The engine has been shut down.", "Start the atlas again.")
        try:
            try:
                return await self._post(form, media_type, unlimited=unlimited)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                return await self._post(form, media_type, unlimited=unlimited)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise EngineError(
                f"The endpoint {self._endpoint} cannot be reached: {reason}.", "Check its address, and that it runs."
            ) from error

    async def _post(self, form: Form, media_type: str, *, unlimited: bool) -> bytes:
        max_rows = _NO_CAP if unlimited else self._settings.max_rows
        sink = BoundedBuffer(media_type, max_rows, _NO_CAP if unlimited else self._settings.max_bytes)
        async with self._client.stream("POST", self._endpoint, data=form, headers={"Accept": media_type}) as response:
            if response.status_code != _OK:
                self._refuse(response.status_code, await _message(response), media_type)
            _refuse_cut(response)
            self._refuse_other_type(response, media_type)
            async for chunk in response.aiter_bytes():
                sink.write(chunk)
        body = sink.getvalue()
        if media_type.endswith("json") and await asyncio.to_thread(_rows, body) > max_rows:
            raise ResultLimitError(f"The result has more than {max_rows:,} rows.")
        return body

    def _refuse(self, status: int, message: str, media_type: str) -> NoReturn:
        """Say what a status that is no success means.

        Raises:
            MalformedQueryError: The server does not understand the query.
            EngineError: Anything else that is not a matter of time.
        """
        if status in _TIMES_OUT or "S1TAT" in message:
            raise _CutError
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
        came = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in (came, SYNONYMS.get(came)):
            raise EngineError(
                f"The endpoint {self._endpoint} was asked for {media_type} and sent {came or 'no media type'}.",
                "Check that the address is that of a SPARQL endpoint, and that it offers this format.",
            )


def with_prefixes(text: str) -> str:
    """The text, with PREFIX lines before it for the atlas's prefixes that it uses and does not declare.

    They stand on the first line of the text, so that line numbers of errors stay right.
    """
    stream = list(tokens(text))
    declared = {after.text for token, after in pairwise(stream) if token.keyword == "PREFIX"}
    used = {token.text.partition(":")[0] for token in stream if token.kind == "name"}
    lacking = [prefix for prefix in PREFIXES if prefix in used and f"{prefix}:" not in declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in lacking) + text


def _rows(body: bytes) -> int:
    return len(_NEXT_ROW.findall(body)) + 1


def _refuse_cut(response: httpx.Response) -> None:
    """Refuse what Virtuoso cut short and yet sent with status 200, at its time limit or at its cap on rows."""
    if "X-SQL-State" in response.headers:
        raise _CutError
    if "X-SPARQL-MaxRows" in response.headers:
        raise ResultLimitError(f"The endpoint gives no more than {response.headers['X-SPARQL-MaxRows']} rows.")


async def _message(response: httpx.Response) -> str:
    """What the server says, without the query that some repeat."""
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MESSAGE:
            break
    return body[:_MESSAGE].decode("utf-8", "replace").partition("\n\nSPARQL query:")[0].strip()
