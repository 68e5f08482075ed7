"""Makers beside this process: programs that open the same atlas and write files of the same site."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.api.cli.site.application import planned, site_application
from sandbox_atlas.api.cli.site.making import Made, Maker, Wanted
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import AtlasError, EngineError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.processes.child import begin_program, module_command, module_environment

_LONGEST: Final = 2**26
"""Bytes of one line between the processes."""
_SECRET: Final = {"endpoint_authorization", "edit_token"}
"""Settings that the environment alone hands on."""


class MakerBeside:
    """Writes files of a site as a process of its own, which begins with the first addresses.

    Args:
        atlas: The atlas that it opens too.
        plan: What the site holds.
        folder: Where to.
        prefixes: The folder of each language, by code.
    """

    def __init__(self, atlas: Atlas, plan: Plan, folder: Path, prefixes: dict[str, str]) -> None:
        settings = atlas.settings.model_copy(update={"workers": 1, "slow": 1})
        self._task = {
            "settings": settings.model_dump(mode="json", exclude=_SECRET),
            "snapshot": atlas.snapshot,
            "things": [name.iri for name in plan.names],
            "lookups": [*plan.lookups],
            "views": [*plan.views],
            "analyses": [*plan.analyses],
            "most": plan.most,
            "address": plan.address,
            "folder": str(folder),
            "prefixes": prefixes,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def make(self, wanted: Sequence[Wanted]) -> Made:
        """See `sandbox_atlas.api.cli.site.making.Maker.make`.

        Raises:
            EngineError: As there, or the process has ended, or the data are no longer the same.
        """
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *module_command(__name__),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=module_environment(),
                limit=_LONGEST,
            )
            await self._tell(self._task)
        answer = await self._tell(_plain(wanted))
        return Made(answer["written"], _read(answer["found"]), answer["missing"])

    async def _tell(self, message: object) -> Any:  # noqa: ANN401 - JSON
        """The answer to a message, both one line of JSON."""
        process, answer = self._process, b""
        if process and process.stdin and process.stdout:
            with suppress(ConnectionError):
                process.stdin.write(json.dumps(message).encode() + b"\n")
                await process.stdin.drain()
                answer = await process.stdout.readline()
        if not answer:
            raise EngineError("A process that writes pages has ended.", "See the log.")
        found = json.loads(answer)
        if "problem" in found:
            raise EngineError(found["problem"])
        return found

    async def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def _plain(wanted: Sequence[Wanted]) -> list[Any]:
    return [(address.path, address.pairs, address.lang, lang) for address, lang in wanted]


def _read(plain: list[Any]) -> list[Wanted]:
    return [(Address(path, tuple(map(tuple, pairs)), own), lang) for path, pairs, own, lang in plain]


async def _plan(atlas: Atlas, task: dict[str, Any]) -> Plan:
    """The plan that the other process has."""
    if atlas.snapshot != task["snapshot"]:
        raise EngineError("The data have changed while the site was being written.", "Write it again.")
    whole = planned(atlas, task["most"], task["address"])
    things = {*task["things"]}
    return replace(
        whole,
        names=Names((name for name in atlas.names if name.iri in things), atlas.names.profile),
        lookups={name: each for name, each in whole.lookups.items() if name in task["lookups"]},
        views={name: each for name, each in whole.views.items() if name in task["views"]},
        analyses={name: each for name, each in whole.analyses.items() if name in task["analyses"]},
    )


async def _serve() -> None:
    """Open the atlas that the first line names, then make the files of the addresses in each further line."""
    task = json.loads(await asyncio.to_thread(sys.stdin.buffer.readline))
    async with await Atlas.open(ServerSettings(**task["settings"])) as atlas:
        plan = await _plan(atlas, task)
        maker = Maker(site_application(atlas, plan), plan, Path(task["folder"]), task["prefixes"])
        _answer({})
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            made = await maker.make(_read(json.loads(line)))
            _answer({"written": made.written, "found": _plain(made.found), "missing": made.missing})


def _answer(message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Make files as standard input says; what goes wrong is an answer too."""
    begin_program()
    try:
        asyncio.run(_serve())
    except AtlasError as error:
        _answer({"problem": str(error)})
    except BrokenPipeError:
        pass  # nobody waits for the answer


if __name__ == "__main__":
    main()
