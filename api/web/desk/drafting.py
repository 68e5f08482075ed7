"""Drafting for the desk: drafts an announcement outside of the server, since a long one takes a minute."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import Any, Final

from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.errors import AtlasError, EngineError, UnreadableFileError
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import run_program

KINDS: Final = frozenset({"institution", "regulator", "technology", "place", "sandbox", "application"})
"""Kinds of things whose names are looked for in announcements."""


def names_of(names: Names) -> list[KnownName]:
    """The names of an atlas by kind."""
    found = []
    for name in names:
        kind = name.reference.partition("/")[0]
        if kind in KINDS:
            found += [KnownName(label, kind, name.iri) for label in dict.fromkeys(name.labels.values())]
            found += [KnownName(other, kind, name.iri, main=False) for other in name.others]
    return found


async def drafted(content: bytes, name: str, known: Iterable[KnownName]) -> dict[str, Any]:
    """The draft of a document as `report.as_json` has it, with its text.

    Raises:
        UnreadableFileError: It is no text, HTML or PDF, it is encrypted or damaged, or it is too large.
        EngineError: The process that drafts has ended.
    """

    def message() -> bytes:
        return json.dumps([name, [astuple(each) for each in known]]).encode() + b"\n" + content

    try:
        output = await run_program("sandbox_atlas.api.web.desk.drafting", message=message)
    except subprocess.CalledProcessError as error:
        raise EngineError("The document could not be drafted.", "See the log.") from error
    answer: dict[str, Any] = json.loads(output)
    if "refused" in answer:
        raise UnreadableFileError(*answer["refused"])
    return answer


def main() -> None:
    """Draft the document on standard input."""
    # Only here: a server takes names from this module, and the patterns of announcements take a tenth of its start.
    from sandbox_atlas.graph.curation.drafting.document import read
    from sandbox_atlas.graph.curation.drafting.drafting import draft
    from sandbox_atlas.graph.curation.drafting.report import as_json

    begin_program()
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    name, known = json.loads(line)
    answer: dict[str, Any]
    try:
        made = draft(read(content, name), KnownNames(KnownName(*each) for each in known))
        technologies = [asdict(each) for each in made.technologies]
        answer = {**as_json(made, claims=True), "text": made.text, "technologies": technologies}
    except AtlasError as error:
        answer = {"refused": [error.message, error.hint]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
