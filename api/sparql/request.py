"""Protocol request: reads the parameters of a query operation (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

from sandbox_atlas.graph.engine.query import QueryDataset
from sandbox_atlas.graph.errors import BadParameterError, ForbiddenQueryError, MalformedQueryError

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"

_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*")
_SECONDS = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")

_MOST_PARAMETERS = 1_000
"""Parameters that a request may have; a body has room for a hundred thousand, which take long to read."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """A query operation.

    Attributes:
        query: Text of the query; None where the request has none.
        dataset: The RDF dataset that the request names, if any; it takes precedence over FROM (section 2.1.4).
        deadline: Seconds that the client allows for the query, if it says so.
        format: Names of the format that the client asks for, with commas between them; empty where the Accept header
            says it.
    """

    query: str | None
    dataset: QueryDataset | None = None
    deadline: float | None = None
    format: str = ""

    @classmethod
    def by_get(cls, query_string: bytes) -> ProtocolRequest:
        """Read a GET request (section 2.1.1); errors as in `by_post`."""
        return cls._of(_pairs(query_string))

    @classmethod
    def by_post(cls, query_string: bytes, content_type: str, body: bytes) -> ProtocolRequest:
        """Read a POST request with a form or the query itself as its body (sections 2.1.2 and 2.1.3).

        Raises:
            ForbiddenQueryError: The request is an update.
            BadParameterError: A parameter has a value that it does not take.
            MalformedQueryError: The request has no query, or several, or parameters that cannot be read.
            HTTPException: 415, as the body is neither a form nor a query.
        """
        pairs = _pairs(query_string)
        kind = content_type.partition(";")[0].strip().lower()
        if kind == FORM:
            pairs += _pairs(body)
        elif kind == DIRECT:
            pairs.append(("query", _text(body)))
        elif kind == UPDATE:
            pairs.append(("update", ""))
        elif body or not any(name == "query" for name, _ in pairs):
            raise HTTPException(415, f"Send {FORM} or {DIRECT}.")
        request = cls._of(pairs)
        if request.query is None:
            raise no_query()
        return request

    @classmethod
    def _of(cls, pairs: Pairs) -> ProtocolRequest:
        if len(pairs) == 1 and pairs[0][0] == "query":
            return cls(pairs[0][1])
        if any(name == "update" for name, _ in pairs):
            raise ForbiddenQueryError(
                "This endpoint answers queries only.",
                "The atlas changes when its data are published, see data/README.md.",
            )
        queries = [value for name, value in pairs if name == "query"]
        if len(queries) > 1:
            raise MalformedQueryError("There is more than one query.", "Send exactly one, in address or body.")
        dataset = _dataset(pairs)
        if dataset and not queries:
            raise no_query()
        return cls(queries[0] if queries else None, dataset, _deadline(pairs), _format(pairs))


def no_query() -> MalformedQueryError:
    """The error of a request that lacks a query."""
    return MalformedQueryError("There is no query.", "Send it as the parameter 'query'.")


def _pairs(encoded: bytes) -> Pairs:
    if not encoded:
        return []
    if encoded.count(b"&") >= _MOST_PARAMETERS:
        raise MalformedQueryError(f"There are more than {_MOST_PARAMETERS} parameters.", "Send fewer.")
    try:
        return parse_qsl(encoded.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise MalformedQueryError("The parameters are not UTF-8.", "Send them in UTF-8.") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedQueryError("The query is not UTF-8.", "Send it in UTF-8.") from error


def _dataset(pairs: Pairs) -> QueryDataset | None:
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    for iri in default + named:
        if not _ABSOLUTE_IRI.fullmatch(iri):
            raise BadParameterError(f"'{iri}' is not an absolute IRI.", "Name graphs by their full IRI.")
    return QueryDataset(default, named) if default or named else None


def _format(pairs: Pairs) -> str:
    """All names that are given: SPARQLWrapper gives several of one format, of which some are empty."""
    given = [value for name, value in pairs if name == "format"]
    return (",".join(filter(None, given)) or " ") if given else ""


def _deadline(pairs: Pairs) -> float | None:
    given = [value for name, value in pairs if name == "timeout"]
    if not given:
        return None
    hint = "Give seconds above 0, such as timeout=2.5, or leave it out for as long as the server allows."
    if len(given) > 1:
        raise BadParameterError("'timeout' is given more than once.", hint)
    if not _SECONDS.fullmatch(given[0]):
        said = f"is '{given[0][:40]}', which is not a number of seconds" if given[0].strip() else "is empty"
        raise BadParameterError(f"'timeout' {said}.", hint)
    if float(given[0]) <= 0:
        raise BadParameterError(f"'timeout' is {given[0]}, which leaves no time for the query.", hint)
    return float(given[0])
