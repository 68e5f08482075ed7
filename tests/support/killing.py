"""Killing: writes a file over and over in processes that are killed, each at a later moment of a write.

Run as a program: it prints how many contents of the file were neither old nor new, and what was left beside it; a line
for saves, one for imports.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.review.saving import save
from sandbox_atlas.graph.curation.sheets.importing import Sheets
from sandbox_atlas.graph.curation.sheets.matching import Matching
from sandbox_atlas.graph.curation.sheets.reading import SheetFile
from sandbox_atlas.graph.curation.sheets.statements import Defaults
from sandbox_atlas.graph.curation.sheets.trig import Writer, replacing
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

Write = Callable[[int], None]
"""Writes the file with the content of a number."""


def saving(folder: Path) -> Write:
    """Saves as the desk does."""
    return lambda number: save(folder / "file.trig", f"# {number}\n" + "# a line that fills the file\n" * 5_000)


def importing(folder: Path, register: Path) -> Write:
    """Imports a sheet as the command does, once its names are matched."""
    known = RegisterView(read([register])).register("keepers")
    sheet = folder / "sheet.csv"
    rows = "".join(f"new,App {number},应用{number}\n" for number in range(40))
    sheet.write_text(f"Entry,Name (English),Name (Chinese)\n{rows}", encoding="utf-8")

    def write(number: int) -> None:
        sheets = Sheets((SheetFile(sheet),), known, Defaults("lake-2"), "lake-gazette", "sheet")
        with replacing(folder / "file.trig") as (file, _):
            writer = Writer(file, dict(PREFIXES), str(number))
            sheets.imported(sheets.survey(), Matching(known, {}), writer.write, lambda: None)

    return write


def main(folder: Path, register: Path, times: int) -> None:
    """Kill each writer so many times."""
    for write in (saving(folder), importing(folder, register)):
        kill(write, folder, times)


def kill(write: Write, folder: Path, times: int) -> None:
    """Kill a writer so many times, and say what is left."""
    path = folder / "file.trig"
    whole = set()
    for number in range(2):
        write(number)
        whole.add(path.read_bytes())
    began = time.perf_counter()
    write(0)
    lasts = time.perf_counter() - began
    broken = 0
    for turn in range(times):
        child = os.fork()
        if not child:
            for number in range(10_000):
                write(number % 2)
        time.sleep(lasts * (0.5 + 2 * turn / times))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        broken += path.read_bytes() not in whole
    write(1)
    left = sorted(each.name for each in folder.iterdir() if each.name not in ("file.trig", "sheet.csv"))
    print(json.dumps({"broken": broken, "left": left}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
