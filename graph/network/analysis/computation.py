"""Computation: computes analyses in a process of its own, so that a long one holds nobody up and can be stopped."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from sandbox_atlas.graph.errors import DeadlineError, EngineError
from sandbox_atlas.graph.network.analysis.involvement import Involvement
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import run_program

if TYPE_CHECKING:
    from sandbox_atlas.graph.network.analysis.results import Result


async def computed_results(involvement: Involvement, seconds: float) -> dict[str, Result]:
    """The results of all analyses that have no parameters, by name; errors as in `_computed`."""
    return cast("dict[str, Result]", await _computed(involvement, seconds))


async def computed_routes(involvement: Involvement, begin: str, end: str, seconds: float) -> Result:
    """The ways between two institutions, see `graph.network.analysis.routes.routes`; errors as in `_computed`."""
    return cast("Result", await _computed(involvement, seconds, begin, end))


async def _computed(involvement: Involvement, seconds: float, *ends: str) -> object:
    """What this module, as a program, answers.

    Raises:
        DeadlineError: It took longer than so many seconds.
        EngineError: The process ended before it had an answer.
    """
    run = run_program(__name__, *ends, message=lambda: json.dumps(asdict(involvement)).encode())
    try:
        return json.loads(await asyncio.wait_for(run, seconds))
    except TimeoutError as error:
        raise DeadlineError(
            f"The analysis took longer than {seconds:g} seconds and was stopped.",
            "Analyse a smaller register, or raise SANDBOX_ATLAS_DEADLINE.",
        ) from error
    except subprocess.CalledProcessError as error:
        raise EngineError("The analysis could not be computed: its process has ended.", "See the log.") from error


def main(*ends: str) -> None:
    """Read an involvement from standard input as JSON, and write all results, or the ways between two ends."""
    from sandbox_atlas.graph.network.analysis.results import RESULTS, Networks
    from sandbox_atlas.graph.network.analysis.routes import routes

    begin_program()
    involvement = Involvement(**json.load(sys.stdin))
    if ends:
        json.dump(routes(involvement.institutions, *ends), sys.stdout)
    else:
        networks = Networks(involvement)
        json.dump({name: result(networks) for name, result in RESULTS.items()}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
