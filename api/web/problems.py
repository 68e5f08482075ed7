"""Problem documents: answers every error in one shape (RFC 9457), and as a page to browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from sandbox_atlas.api.http.errors import (
    ChangedMeanwhileError,
    GoneError,
    NotAllowedError,
    NotEditedHereError,
    NotKeptError,
    TooManyRequestsError,
)
from sandbox_atlas.api.http.negotiation import PROBLEM, best_type, field
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.languages import marked
from sandbox_atlas.graph.errors import (
    AtlasError,
    BadParameterError,
    BusyError,
    DeadlineError,
    EngineError,
    ForbiddenQueryError,
    MalformedQueryError,
    NotWritableError,
    QueryFailedError,
    Said,
    TooLargeError,
    UnknownNameError,
    UnknownValueError,
    UnreadableFileError,
)
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import ID

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

MEDIA_TYPE = PROBLEM
UNEXPECTED = "The service goes on; the details are in its log."
"""Detail of an error that nobody expected."""
TYPES = "https://w3id.org/sandbox-atlas/problems#"

_STATUS: dict[type[AtlasError], int] = {
    MalformedQueryError: 400,
    BadParameterError: 400,
    ForbiddenQueryError: 403,
    UnknownNameError: 404,
    GoneError: 410,
    NotKeptError: 404,
    NotEditedHereError: 404,
    NotAllowedError: 403,
    ChangedMeanwhileError: 412,
    UnreadableFileError: 422,
    NotWritableError: 406,
    TooLargeError: 422,
    TooManyRequestsError: 429,
    BusyError: 503,
    EngineError: 503,
    DeadlineError: 504,
    QueryFailedError: 500,
}

_NOT_ALLOWED = 405

_HTTP: dict[int, tuple[str, str]] = {
    400: ("bad-request", marked("The request is not well formed")),
    404: ("not-found", marked("Page not found")),
    405: ("method-not-allowed", marked("This address does not take that method")),
    406: ("not-acceptable", marked("The answer has none of the formats you accept")),
    408: ("request-timeout", marked("The request was not sent in time")),
    413: ("request-too-large", marked("The request is too large")),
    414: ("address-too-long", marked("The address of the request is too long")),
    415: ("unsupported-media-type", marked("The request has a format this address does not read")),
    428: ("precondition-required", marked("The request must name the state of the data that it changes")),
    431: ("head-too-large", marked("Address and headers of the request are too large")),
    503: ("busy", marked("The server is busy")),
    500: ("internal-error", marked("Something broke on our side")),
}


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""
    app.add_exception_handler(AtlasError, _atlas_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _parameter_error)
    app.add_exception_handler(Exception, _unexpected_error)


async def response(request: Request, error: Exception) -> Response:
    """The response to a request that ended in an error."""
    if isinstance(error, AtlasError):
        return await _atlas_error(request, error)
    if isinstance(error, HTTPException):
        return await _http_error(request, error)
    return await _unexpected_error(request, error)


def status(error: AtlasError) -> int:
    """The HTTP status of an error."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)


async def _atlas_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AtlasError)  # noqa: S101 - registered for this class only
    extra: dict[str, Any] = {}
    if isinstance(error, MalformedQueryError) and error.line:
        extra = {"line": error.line, "column": error.column}
    if isinstance(error, UnknownNameError) and error.suggestions:
        extra = {"suggestions": error.suggestions}
    if isinstance(error, GoneError):
        extra = {"changes": error.changes, "href": pages.links(request).changes({"since": error.snapshot})}
    hint = error.hint
    if isinstance(error, TooManyRequestsError):
        hint = Said("See {address}.", address=pages.links(request).about("limits"))
    unknown = error.name if isinstance(error, UnknownNameError) else ""
    unknown = error.value if isinstance(error, UnknownValueError) else unknown
    found = answer(request, status(error), error.slug, error.title, error.message, hint, extra, unknown)
    if isinstance(error, BusyError):
        found.headers["Retry-After"] = str(error.retry_after)
    return found


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    allowed = {"Allow": ", ".join(sorted(_methods(request, error)))} if error.status_code == _NOT_ALLOWED else {}
    if allowed and request.method == "OPTIONS":
        return Response(status_code=204, headers=allowed)
    slug, title = _HTTP.get(error.status_code, ("error", "The request failed"))
    detail = "" if error.detail in ("Not Found", "Method Not Allowed") else str(error.detail)
    found = answer(request, error.status_code, slug, title, detail)
    found.headers.update({**(error.headers or {}), **allowed})
    return found


def _label(request: Request, name: str) -> str:
    """What readers call a thing by its kind and slug or its IRI, or a question by its name."""
    atlas: Atlas | None = getattr(request.state, "atlas", None)
    lang = pages.interface(request).labels
    if atlas and "/" in name:
        return atlas.names.get(name if "://" in name else ID + name).label(lang)
    known = questions(atlas.profile) if atlas else {}
    return known[name].title[lang] if name in known else name


def _methods(request: Request, error: HTTPException) -> set[str]:
    """All methods of an address, which may have several routes (RFC 9110, section 10.2.1)."""
    known = filter(None, (error.headers or {}).get("Allow", "").split(", "))
    fitting = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {*known, *(method for route in fitting for method in getattr(route, "methods", None) or ())}
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


async def _parameter_error(request: Request, error: Exception) -> Response:
    """Answer a request whose parameters are missing or do not have the types of the route's signature."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    wrong = error.errors()
    if len(wrong) == 1 and wrong[0]["type"] == "missing":
        said = Said("Look at the parameters: '{name}': field required.", name=wrong[0]["loc"][-1])
        return await _atlas_error(request, BadParameterError(said))
    found = "; ".join(f"'{each['loc'][-1]}': {each['msg'].lower()}" for each in wrong)
    return await _atlas_error(request, BadParameterError(f"Look at the parameters: {found}."))


async def _unexpected_error(request: Request, _: Exception) -> Response:
    slug, title = _HTTP[500]
    return answer(request, 500, slug, title, UNEXPECTED)


def document(status: int, detail: str) -> dict[str, Any]:
    """A problem document for a status that has an entry in the table of HTTP errors."""
    slug, title = _HTTP[status]
    return {"type": TYPES + slug, "title": title, "status": status, "detail": detail}


def answer(
    request: Request,
    status: int,
    slug: str,
    title: str,
    detail: str,
    hint: str = "",
    extra: dict[str, Any] | None = None,
    unknown: str = "",
) -> Response:
    """A problem document, or a page that says the same to a browser; `unknown` is the name that nothing has."""
    document = {"type": TYPES + slug, "title": title, "status": status, "instance": request.url.path}
    if detail:
        document["detail"] = detail
    if hint:
        document["hint"] = hint
    document.update(extra or {})
    if best_type(field(request, "accept"), [MEDIA_TYPE, "text/html"]) == "text/html":
        problem = {"detail": "", "hint": "", "suggestions": [], "href": "", **document}
        labels = {each: _label(request, each) for each in (extra or {}).get("suggestions", [])}
        return pages.rendered(
            request, "problem.html", status, {"problem": problem, "labels": labels, "unknown": unknown}
        )
    return JSONResponse(document, status, media_type=MEDIA_TYPE, headers={"Vary": "Accept"})
