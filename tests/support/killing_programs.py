"""Killing programs: an editor that saves, a release and a site by two processes are killed at random moments.

Run as a program, with the kind, a folder, the tiny register and how often: it prints how often the state that was left
was the old one, the new one, or neither as a whole, what the last run has left beside, and which processes lived on.
`edit` kills a server that saves what a curator decided and publishes it; the next server goes on from what was left.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pyoxigraph as ox

import sandbox_atlas.graph.loading.checking  # noqa: F401 - here, so that no fork has to import it
from sandbox_atlas.api.cli import publishing
from sandbox_atlas.api.cli.site.application import planned
from sandbox_atlas.api.cli.site.building import build
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web.desk.desk import Desk
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.review import review
from sandbox_atlas.graph.curation.sheets.provenance import saves
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.vocabulary import ID

EDITIONS = (1, 2)
"""Numbers of editions. Those that are written once without a kill say how long that takes, and what a whole one is."""
_OF_CHANGES = ("CHANGES", "SHA256SUMS", "release.json", "description")
"""Files of a release that also tell of the release before."""
Told = Callable[[], None]
"""Says that what is to be killed begins."""
TEXT = "On 4 May 2031 the Lake Authority admitted one service: “Reed Pay” (North Bank)."
APPLICATION = ox.NamedNode(f"{ID}application/reed-pay")


def edition(tiny: Path, number: int) -> str:
    """The tiny register with a number in it."""
    return f"{tiny.read_text(encoding='utf-8')}\nplace:lake rdfs:comment 'edition {number}'@en .\n"


def decided(number: int) -> review.Review:
    """A review whose Chinese name has a number."""

    def claim(value: str, entity: str = "") -> dict[str, object]:
        start = TEXT.index(value)
        return {"value": value, "position": [start, start + len(value)], "entity": entity}

    application = {
        "state": "accepted",
        "name": claim("Reed Pay"),
        "ours": {"zh": f"芦苇支付{number}"},
        "institutions": [claim("North Bank", "north-bank")],
    }
    whole = {"text": TEXT, "by": "Li Wei", "file": "lake-2", "source": "lake-gazette", "editors": "keepers"}
    return review.read(json.dumps({**whole, "batch": {"entry": "lake-2"}, "applications": [application]}).encode())


class Edit:
    """A folder that a server edits. The state is what the file says: its number, and how many saves it knows of."""

    whole_ones = EDITIONS[:1]

    def __init__(self, folder: Path, tiny: Path) -> None:
        self.folder, self.cache = folder / "register", folder / "cache"
        self.folder.mkdir()
        shutil.copy(tiny, self.folder)
        self.file = self.folder / "lake-2.trig"

    def run(self, number: int, begins: Told) -> None:
        """Open what is there, save the review with a number, and publish it."""
        asyncio.run(self._run(number, begins))

    async def _run(self, number: int, begins: Told) -> None:
        settings = ServerSettings(workers=1, data=(self.folder,), edit=True, cache=self.cache)
        async with Publisher.opened(settings) as publisher:
            before, atlas = publisher.current.snapshot, publisher.current
            desk = Desk(settings, self.folder, publisher.reload)
            assert before == await asyncio.to_thread(read([self.folder]).digest)
            begins()
            examined = await desk.examine(atlas, decided(number))
            saved = await desk.save(atlas, decided(number), examined.before)
            assert not saved.has_errors, saved.findings
            while publisher.current.snapshot == before:
                await asyncio.sleep(0.01)

    def state(self) -> str | None:
        """What is there; None where it is half of something."""
        if not self.file.exists():
            return "0 0"
        content = self.file.read_bytes()
        names = {
            quad.object.value
            for quad in ox.parse(content, format=ox.RdfFormat.TRIG)
            if quad.subject == APPLICATION and isinstance(quad.object, ox.Literal) and quad.object.language == "zh"
        }
        if len(names) != 1 or any(each.severity == "error" for each in check(read([self.folder]))):
            return None
        return f"{names.pop().removeprefix('芦苇支付')} {len(saves(content))}"

    def after(self, number: int, before: str) -> str:
        """The state that a save leaves: no save before it is lost."""
        return f"{number} {int(before.split()[1]) + 1}"

    def left(self) -> list[str]:
        """What is there beside the data."""
        return sorted(each.name for each in self.folder.iterdir() if each.suffix != ".trig")


class Written:
    """A folder that is written anew as a whole. The state is the number of the edition that all of it is of."""

    whole_ones = EDITIONS

    def __init__(self, folder: Path, tiny: Path) -> None:
        self.place, self.cache, self.data = folder / "written" / "place", folder / "cache", folder / "tiny.trig"
        self.tiny, self.whole = tiny, dict[str, str]()
        os.environ |= {"SANDBOX_ATLAS_CACHE": str(self.cache)}

    def run(self, number: int, begins: Told) -> None:
        """Write the edition with a number."""
        begins()
        self.data.write_text(edition(self.tiny, number), encoding="utf-8")
        self.write()

    def write(self) -> None:
        """Write the folder."""
        publishing.release(self.place, data=[self.data])

    def state(self) -> str | None:
        """The edition that is there; None where it is half of one."""
        if not self.place.exists():
            return "0"
        digest = hashlib.sha256()
        for path in sorted(each for each in self.place.rglob("*") if each.is_file()):
            if not path.name.startswith(_OF_CHANGES):
                digest.update(path.relative_to(self.place).as_posix().encode() + b"\0" + path.read_bytes())
        return self.whole.get(digest.hexdigest()) or self.learnt(digest.hexdigest())

    def learnt(self, digest: str) -> str | None:
        """Each edition is written once without a kill, which says what it is as a whole."""
        if len(self.whole) == len(EDITIONS):
            return None
        self.whole[digest] = str(EDITIONS[len(self.whole)])
        return self.whole[digest]

    def after(self, number: int, before: str) -> str:
        """The state that a run leaves."""
        return str(number)

    def left(self) -> list[str]:
        """What is there beside the folder."""
        return sorted(each.name for each in self.place.parent.iterdir() if each != self.place)


class Site(Written):
    """A site of a few pages by two processes."""

    def write(self) -> None:
        """Write the site."""
        asyncio.run(self._build())

    async def _build(self) -> None:
        settings = ServerSettings(workers=1, data=(self.data,), cache=self.cache, log="off")
        async with await Atlas.open(settings) as atlas:
            plan = replace(planned(atlas, 0), names=Names([]), lookups={}, views={}, analyses={})
            await build(atlas, self.place, plan, lambda *_: None, 2)


KINDS = {"edit": Edit, "release": Written, "site": Site}


def forked(work: Callable[[Told], None]) -> tuple[int, int]:
    """Start work in a process of its own, and wait until it begins; its number, and a pipe that ends with it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.setpgrp()
        os.dup2(2, 1)
        try:
            work(lambda: os.write(writing, b"."))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    if os.read(reading, 1) != b".":
        raise RuntimeError("It did not begin.")
    return pid, reading


def done(work: Callable[[Told], None]) -> float:
    """Have work done without a kill; how long it took."""
    began = time.perf_counter()
    pid, reading = forked(work)
    os.close(reading)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("It failed.")
    return time.perf_counter() - began


def killed(work: Callable[[Told], None], after: float) -> list[psutil.Process]:
    """Have work begin, and kill it; the processes that it had started."""
    pid, reading = forked(work)
    time.sleep(after)
    family = psutil.Process(pid).children(recursive=True)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reading)
    return family


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def main(kind: str, folder: Path, tiny: Path, times: int) -> None:
    """Kill so often."""
    subject = KINDS[kind](folder, tiny)
    usual, before = 0.0, subject.state()
    for number in subject.whole_ones:
        usual = done(partial(subject.run, number))
        before = subject.state()
    rng = random.Random(8)  # noqa: S311 - the same kills each time
    counted = {"broken": 0, "old": 0, "new": 0}
    family: list[psutil.Process] = []
    for _ in range(times):
        if before is None:
            break
        number = sum(EDITIONS) - int(before.split()[0])
        family += killed(partial(subject.run, number), rng.uniform(0, 1.1 * usual))
        now, new = subject.state(), subject.after(number, before)
        counted["old" if now == before else "new" if now == new else "broken"] += 1
        before = now
    done(partial(subject.run, EDITIONS[0]))
    alive = sum(map(lives, family))
    print(json.dumps({**counted, "alive": alive, "left": subject.left()}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
