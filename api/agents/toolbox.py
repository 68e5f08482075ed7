"""Toolbox: carries out the calls of agents on one atlas; each answer is complete, empty, cut or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from sandbox_atlas.api.agents import finding, looking
from sandbox_atlas.api.agents.paging import Found, clipped, encoded, offset_of, packed
from sandbox_atlas.api.agents.tools import TOOLS
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.publication import licence_line, publication_of
from sandbox_atlas.graph.errors import (
    AtlasError,
    BadParameterError,
    DeadlineError,
    MalformedQueryError,
    UnknownNameError,
    UnknownValueError,
)
from sandbox_atlas.graph.questions.terms import check_language
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

_DEADLINES = 3
"""How many deadlines of a query one call may take, with the queries for its evidence."""
_WORK: dict[str, Callable[[Atlas, dict[str, Any], int], Awaitable[Found[Any]]]] = {
    "search": finding.search,
    "list_questions": finding.list_questions,
    "schema": finding.schema,
    "ask": looking.ask,
    "entity": looking.entity,
    "evidence": looking.evidence,
    "sparql": looking.sparql,
    "network": looking.network,
}


class Toolbox:
    """The tools over one atlas."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    async def call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a call, also to one that fails.

        Args:
            name: A key of `TOOLS`.
            arguments: Its arguments, unchecked.
        """
        given = dict(arguments)
        try:
            _check(name, given)
            page = str(given.pop("page", ""))
            check_language(self._atlas.names, given.get("lang", LANGUAGES[0]))
            async with asyncio.timeout(self._atlas.settings.deadline * _DEADLINES):
                return await self._answer(name, given, page)
        except TimeoutError:
            return failed(DeadlineError("The answer took too long.", "Ask for less: use filters."), given)
        except AtlasError as error:
            return failed(error, given)

    async def _answer(self, name: str, given: dict[str, Any], page: str) -> dict[str, Any]:
        key = encoded([name, sorted(given.items()), self._atlas.snapshot])
        found = await _WORK[name](self._atlas, given, offset_of(page, key))
        about = await self._about(str(given.get("lang", "en")))
        return await packed(replace(found, head={**about, **found.head}), key)

    async def _about(self, lang: str) -> dict[str, str]:
        """What every answer says: coverage of the register, state of the data, licence."""
        atlas, reader = self._atlas, shipped().for_reader(lang)
        covered = await atlas.coverage()
        return {
            "coverage": coverage_sentence(covered, reader),
            "snapshot": atlas.snapshot,
            "licence": clipped(licence_line(await publication_of(atlas), reader)),
        }


def _check(name: str, given: Mapping[str, Any]) -> None:
    """Hold arguments to the schema of the tool.

    Raises:
        BadParameterError: They do not fit.
    """
    for error in Draft202012Validator(TOOLS[name].schema).iter_errors(given):
        where = ".".join(map(str, error.absolute_path))
        message = f"'{where}': {error.message}" if where else error.message
        known = ", ".join(TOOLS[name].properties)
        raise BadParameterError(f"{clipped(message)}.", f"'{name}' takes {known}.")


def failed(error: AtlasError, tried: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a call that failed: what went wrong, what to do, and what was tried.

    Names from the register are only among the suggestions.
    """
    near: tuple[str, ...] = ()
    if isinstance(error, UnknownValueError):
        near = error.near
    elif isinstance(error, UnknownNameError):
        near = tuple(error.suggestions)
    place = {"line": error.line, "column": error.column} if isinstance(error, MalformedQueryError) else {}
    return {
        "status": "failed",
        "problem": error.slug,
        "message": error.message,
        "hint": "Use one of the suggestions, or `search`." if near else error.hint,
        **({"suggestions": list(near)} if near else {}),
        **{name: value for name, value in place.items() if value is not None},
        "tried": {name: clipped(value, 2_000) if isinstance(value, str) else value for name, value in tried.items()},
    }
