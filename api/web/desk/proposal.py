"""Proposals: what a review would make of the data, with everything that is found wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sandbox_atlas.api.web.desk.register_view import RegisterView, matched
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.review.composing import Composition, composed, sheets_of
from sandbox_atlas.graph.curation.review.review import Review
from sandbox_atlas.graph.curation.review.rows import ReviewSheet
from sandbox_atlas.graph.curation.sheets.matching import Key, Match
from sandbox_atlas.graph.curation.sheets.provenance import Save, saves
from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES

SUFFIX: Final = ".trig"


@dataclass(frozen=True)
class Ground:
    """The data that a review adds to.

    Attributes:
        dataset: All data as they are on the disk.
        others: The same without the file of the review.
        view: What is known of the others.
        earlier: The saves that the file of the review records.
    """

    dataset: Dataset
    others: Dataset
    view: RegisterView
    earlier: tuple[Save, ...]

    @classmethod
    def of(cls, dataset: Dataset, file: Path | None, known: RegisterView | None = None) -> Ground:
        """The data under a review.

        Args:
            dataset: All data.
            file: The file of the review, which may not be there yet; None where it has no name yet.
            known: A view that may be of the very same data, and then has been paid for.
        """
        mine = [each for each in dataset.data if file and Path(each.name).resolve() == file]
        others = replace(dataset, data=tuple(each for each in dataset.data if each not in mine))
        is_known = known is not None and known.dataset.data == others.data
        view = known if is_known and known else RegisterView(others)
        return cls(dataset, others, view, tuple(save for each in mine for save in saves(each.content)))


@dataclass(frozen=True)
class Proposal:
    """A review as data.

    Attributes:
        ground: The data that it adds to.
        composition: The file that would be saved.
        dataset: All data with it.
    """

    ground: Ground
    composition: Composition
    dataset: Dataset

    def located(self, findings: Sequence[Finding], *, is_strict: bool) -> list[Finding]:
        """Findings on these data by their place in the review; what stands in other files keeps its place there.

        Where data with errors are served, other files may have had theirs before, and keep nobody from saving.
        """
        name = self.dataset.data[-1].name
        placed = [self.composition.placed(each) for each in findings if each.file == name]
        others = [each for each in findings if each.file != name]
        return placed + (others if is_strict else [replace(each, severity="warning") for each in others])


async def proposed(ground: Ground, atlas: Atlas, review: Review, file: str) -> Proposal:
    """What a review would make of the data.

    Args:
        ground: The data that it adds to.
        atlas: Matches names.
        review: The review.
        file: Name of the file that it is saved as.
    """
    from asyncio import to_thread

    register = await to_thread(ground.view.register, review.editors)
    sheet = ReviewSheet(review, ground.view.digests, ground.view.values.tongue)
    survey = await to_thread(sheets_of(sheet, register).survey)
    found = await matched(atlas, survey.wanted, lambda: None)
    known = register.known
    matches: dict[Key, list[Match]] = {
        key: [each for each in value if each.iri in known] for key, value in found.items()
    }
    used = f"{ID}source/{review.source}" if review.source else ""
    save = Save.at(datetime.now(UTC), " ".join(review.by.split()), used, sheet.digest)

    def compose() -> Composition:
        return composed(sheet, register, survey, matches, dict(PREFIXES), (*ground.earlier, save))

    composition = await to_thread(compose)
    document = Document(file, SUFFIX, composition.text.encode("utf-8"), "")
    others = ground.others
    return Proposal(ground, composition, replace(others, data=(*others.data, document), notes=()))
