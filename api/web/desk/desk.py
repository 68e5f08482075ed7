"""The desk: examines reviews, shows what they change, and saves them beside the other data.

Nothing of a review is kept here: a page sends the whole of it each time, with the digest of the data that it has seen.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sandbox_atlas.api.http.errors import ChangedMeanwhileError
from sandbox_atlas.api.web.desk.comparing import compared
from sandbox_atlas.api.web.desk.proposal import SUFFIX, Ground, Proposal, proposed
from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.review.review import Review
from sandbox_atlas.graph.curation.review.saving import alone, save
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.checking import check_in_subprocess
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import compact
from sandbox_atlas.graph.settings import Settings

_UNNAMED: Final = "review"
_REPEATED: Final = frozenset({"name-missing"})
"""Rules of rows that the checks of the data find again."""


@dataclass(frozen=True)
class Examined:
    """A review that was examined.

    Attributes:
        proposal: What it would make of the data.
        before: Digest of the data as they are.
        after: Digest of the data with it.
        findings: What is wrong, by its place in the review.
    """

    proposal: Proposal
    before: str
    after: str
    findings: list[Finding]

    @property
    def has_errors(self) -> bool:
        """Whether it may not be saved."""
        return any(each.severity == "error" for each in self.findings)


@dataclass(frozen=True)
class AnswerChange:
    """What a review changes in the answer to a question: the rows before, and those that come and go."""

    name: str
    before: int
    added: int
    removed: int


@dataclass(eq=False)
class Desk:
    """The desk of one server.

    Attributes:
        settings: Where the data are.
        folder: Where reviews are saved.
        publish: Has the server take up changed data.
    """

    settings: Settings
    folder: Path
    publish: Callable[[], None]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _known: RegisterView | None = None

    def file_of(self, review: Review) -> Path:
        """The file that a review is saved as."""
        return self.folder / f"{review.file or _UNNAMED}{SUFFIX}"

    async def examine(self, atlas: Atlas, review: Review) -> Examined:
        """What a review makes of the data as they are on the disk now, and what is wrong with it."""
        proposal, before = await self._proposed(atlas, review)
        after = await asyncio.to_thread(proposal.dataset.digest)
        report = proposal.composition.report
        findings = [*self._file_findings(review, proposal.ground), *report.findings]
        if report.statements:
            found = await check_in_subprocess(proposal.dataset, after, self.settings.cache)
            is_strict = self.settings.check == "strict"
            placed = await asyncio.to_thread(proposal.located, found, is_strict=is_strict)
            known = {each.file for each in findings if each.rule in _REPEATED}
            findings += [each for each in placed if each.file not in known]
        return Examined(proposal, before, after, sorted(findings))

    def _file_findings(self, review: Review, ground: Ground) -> list[Finding]:
        """What is wrong with the name of the file: it is missing, or that of a file with something else."""
        digest = hashlib.sha256(review.text.encode("utf-8", "surrogatepass")).hexdigest()
        if not review.file:
            hint = "Write one of lower-case letters, digits and hyphens, such as the slug of the batch."
            return [Finding("/file", 0, 0, "no-file", "The file has no name.", hint)]
        path = self.file_of(review)
        if path.exists() and digest not in {each.digest for each in ground.earlier}:
            message = f"{path.name} is there already, and is no review of this document."
            return [Finding("/file", 0, 0, "file-taken", message, "Choose another name.")]
        return []

    async def ground(self, review: Review | None = None) -> Ground:
        """The data as they are on the disk now."""
        dataset = await asyncio.to_thread(read, self.settings.data, self.settings.base)
        file = self.file_of(review).resolve() if review else None
        ground = await asyncio.to_thread(Ground.of, dataset, file, self._known)
        self._known = ground.view
        return ground

    async def _proposed(self, atlas: Atlas, review: Review) -> tuple[Proposal, str]:
        ground = await self.ground(review)
        proposal = await proposed(ground, atlas, review, str(self.file_of(review)))
        return proposal, await asyncio.to_thread(ground.dataset.digest)

    async def save(self, atlas: Atlas, review: Review, seen: str) -> Examined:
        """Save a review if the data are those that the curator has seen and nothing is wrong.

        Args:
            atlas: Matches names.
            review: The review.
            seen: Digest of the data that its curator has seen.

        Raises:
            ChangedMeanwhileError: The data are others.
            UnreadableFileError: The file cannot be written.
        """
        async with self._alone():
            examined = await self.examine(atlas, review)
            self._assert_seen(examined.before, seen)
            if not examined.has_errors:
                now = await asyncio.to_thread(self._read)
                self._assert_seen(await asyncio.to_thread(now.digest), seen)
                await asyncio.to_thread(save, self.file_of(review), examined.proposal.composition.text)
                self.publish()
        return examined

    def _read(self) -> Dataset:
        return read(self.settings.data, self.settings.base)

    @staticmethod
    def _assert_seen(now: str, seen: str) -> None:
        if now != seen:
            raise ChangedMeanwhileError(
                "Somebody has saved since you looked at what changes. Nothing was overwritten; your review is intact.",
                "Look at the changes again, then save.",
            )

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Let no other save begin, in this server or in another over the same folder."""
        async with self._turn:
            held = alone(self.folder)
            await asyncio.to_thread(held.__enter__)
            try:
                yield
            finally:
                held.__exit__(None, None, None)

    async def changes(self, atlas: Atlas, examined: Examined) -> dict[str, Any]:
        """The difference that a review makes, as `graph.loading.difference.recorded` has it."""
        return await compared(examined.proposal.ground.dataset, examined.proposal.dataset)

    async def answers(self, atlas: Atlas, examined: Examined) -> tuple[list[tuple[str, int, int]], list[AnswerChange]]:
        """Counts of classes before and after, and the questions whose answers change."""
        dataset = examined.proposal.dataset
        settings = self.settings.model_copy(update={"workers": 1})
        engine = await EmbeddedEngine.start(Snapshot(examined.after, dataset.served, dataset), settings)
        try:
            fresh = Atlas(engine, await Names.load(engine), await Style.load(engine), settings)
            before, after = dict(await atlas.counts()), dict(await fresh.counts())
            counted = [(compact(iri), before.get(iri, 0), number) for iri, number in after.items()]
            return counted, [change for name in _asked() if (change := await _changed(atlas, fresh, name))]
        finally:
            await engine.close()


def _asked() -> list[str]:
    """The questions that need no parameter."""
    return [name for name, each in questions().items() if not any(parameter.required for parameter in each.parameters)]


async def _changed(atlas: Atlas, fresh: Atlas, name: str) -> AnswerChange | None:
    old, new = [frozenset(map(_row, (await each.ask(name)).rows)) for each in (atlas, fresh)]
    return AnswerChange(name, len(old), len(new - old), len(old - new)) if old != new else None


def _row(row: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - a row of a lookup
    return tuple((name, str(term)) for name, term in row.items())
