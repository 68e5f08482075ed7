"""Endpoint probe: asks an endpoint, when it is opened, for what would make later answers silently wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import DeadlineError, EngineError, TooLargeError
from sandbox_atlas.graph.rdf.formats import CSV

_THINGS: Final = "VALUES ?class { sbx:Application sbx:Batch sbx:Sandbox } ?thing a ?class ."
_HERE: Final = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ {_THINGS} }}"
_ELSEWHERE: Final = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ GRAPH ?graph {{ {_THINGS} }} }}"
_WITH_DUPLICATES: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_WITHOUT_DUPLICATES: Final = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
_WITHOUT_CONSEQUENCES: Final = """
SELECT (COUNT(*) AS ?n) {
  ?application sbx:applicant ?institution
  FILTER NOT EXISTS { ?application sbx:involves ?institution }
}"""
_EVERY_ROW: Final = "SELECT (1 AS ?x) { ?s ?p ?o }"
_DOCUMENT: Final = "docs/scale.md tells how"


async def probe(engine: Engine, endpoint: str) -> None:
    """Refuse an endpoint whose answers would be empty, doubled or cut; what takes longer than the deadline is left out.

    Raises:
        EngineError: It holds no register, or not where queries look; it does not merge its graphs; it limits rows.
    """
    checks: tuple[Callable[[Engine, str], Awaitable[None]], ...] = (
        _holds_a_register,
        _merges,
        _has_consequences,
        _gives_every_row,
    )
    for check in checks:
        try:
            await check(engine, endpoint)
        except DeadlineError:
            continue


async def _holds_a_register(engine: Engine, endpoint: str) -> None:
    if not await _number(engine, _HERE):
        elsewhere = await _number(engine, _ELSEWHERE)
        if elsewhere:
            raise EngineError(
                f"The default graph of the endpoint {endpoint} has no application, batch or sandbox, "
                f"but its named graphs have {elsewhere:,}.",
                f"Load the merged statements ({_DOCUMENT}), and name a graph that holds them in "
                "SANDBOX_ATLAS_ENDPOINT_DEFAULT_GRAPH.",
            )
        raise EngineError(
            f"The endpoint {endpoint} has no application, batch or sandbox of a register.",
            f"Check its address, and load the merged statements there ({_DOCUMENT}).",
        )


async def _has_consequences(engine: Engine, endpoint: str) -> None:
    missing = await _number(engine, _WITHOUT_CONSEQUENCES)
    if missing:
        raise EngineError(
            f"The endpoint {endpoint} has data without their consequences: "
            f"sbx:involves is missing for sbx:applicant, {missing:,} in all.",
            f"Load the merged statements, not the files of the register ({_DOCUMENT}).",
        )


async def _merges(engine: Engine, endpoint: str) -> None:
    triples, different = [await _number(engine, text) for text in (_WITH_DUPLICATES, _WITHOUT_DUPLICATES)]
    if triples != different:
        raise EngineError(
            f"The default graph of the endpoint {endpoint} is a union that is not merged: "
            f"it gives {triples:,} triples, of which {different:,} are different.",
            f"Name the graph that holds the merged statements in SANDBOX_ATLAS_ENDPOINT_DEFAULT_GRAPH ({_DOCUMENT}).",
        )


async def _gives_every_row(engine: Engine, endpoint: str) -> None:
    """Virtuoso cuts CONSTRUCT without a word at the number of rows at which it cuts SELECT."""
    triples = await _number(engine, _WITH_DUPLICATES)
    try:
        answer = await engine.query(_EVERY_ROW, CSV, unlimited=True)
        given = len(answer.body.split()) - 1
    except TooLargeError as error:
        raise _cut(endpoint, triples, error.message) from error
    if given < triples:
        raise _cut(endpoint, triples, f"It gave {given:,} rows.")


def _cut(endpoint: str, triples: int, what: str) -> EngineError:
    return EngineError(
        f"The endpoint {endpoint} cuts answers, which would be incomplete. {what}",
        f"Let it give at least {triples:,} rows; for Virtuoso set ResultSetMaxRows in its configuration.",
    )


async def _number(engine: Engine, text: str) -> int:
    return int((await engine.query(text, CSV)).body.decode().split()[-1].strip('"'))
