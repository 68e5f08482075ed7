"""Drafted: a draft as a review in which everything is accepted of which the text leaves no doubt.

What is unsure is left out and told: a name that a finding doubts, and one that several entries have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox_atlas.graph.curation.drafting.draft import Claim, Draft, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.review.review import (
    Review,
    ReviewedApplication,
    ReviewedBatch,
    ReviewedClaim,
    ReviewedInstitution,
)
from sandbox_atlas.graph.rdf.vocabulary import ID, kind_and_slug

_UNSURE: Final = frozenset({"ambiguous-name", "bracket", "order-unclear", "run-together", "uncertain"})
"""Rules of findings that doubt what is taken from the words that they stand at."""
_SEVERAL: Final = "ambiguous-name"


@dataclass(frozen=True)
class LeftOut:
    """A claim that is unsure.

    Attributes:
        claim: The claim.
        rule: The rule of the finding that doubts it.
    """

    claim: Claim
    rule: str


@dataclass
class Drafted:
    """A draft on its way into a review.

    Attributes:
        draft: The draft.
        left_out: What is unsure, in the order of the text.
    """

    draft: Draft
    left_out: list[LeftOut] = field(default_factory=list)

    def review(self, document: str, source: str, placed: Mapping[str, Any], lang: str = "") -> Review:
        """The review.

        Args:
            document: What the document is called.
            source: Slug of the source that it is; empty where nobody has said.
            placed: Sandbox, place and number of the batch, and its slug: `batch` in the register, else `entry`;
                `regulator`, if one heads the text.
            lang: Language of the names in it; empty where each tells its own.
        """
        return Review(
            document=document[:500],
            text=self.draft.text,
            source=source,
            sandbox=placed["sandbox"],
            lang=lang,
            batch=self._batch(placed),
            applications=tuple(map(self._application, self.draft.applications)),
        )

    def _batch(self, placed: Mapping[str, Any]) -> ReviewedBatch:
        draft, totals = self.draft, self.draft.totals
        cells = {}
        if placed["entry"]:
            cells = {name: f"[{placed[name.lower()]}]" for name in ("Sandbox", "Place") if placed[name.lower()]}
            cells |= {"Number": str(placed["number"])} if placed["number"] else {}
            cells |= {"Published by": f"[{placed['regulator']}]"} if placed.get("regulator") else {}

        def total(what: str) -> ReviewedClaim | None:
            found = totals.get(what)
            return ReviewedClaim(value=str(found.value), position=found.position) if found else None

        return ReviewedBatch(
            entry=placed["batch"] or placed["entry"],
            published=self._claim(draft.date),
            announced=total("applications"),
            services=total("financial services"),
            products=total("technology products"),
            technologies=self._claims(draft.technologies),
            institutions=self._institutions(draft.institutions),
            cells=cells,
            position=draft.batch.position if draft.batch else None,
        )

    def _application(self, each: DraftedApplication) -> ReviewedApplication:
        return ReviewedApplication(
            state="accepted",
            name=self._claim(each.name, is_new=True),
            is_described=each.name is None,
            institutions=self._institutions(each.institutions),
            technologies=self._claims(each.technologies),
            type=self._claim(each.type),
            position=each.position,
        )

    def _institutions(self, each: list[Involvement]) -> tuple[ReviewedInstitution, ...]:
        found = ((self._claim(one.name), one.role) for one in each)
        return tuple(ReviewedInstitution(**dict(claim), role=role) for claim, role in found if claim)

    def _claims(self, claims: list[Claim]) -> tuple[ReviewedClaim, ...]:
        return tuple(found for found in map(self._claim, claims) if found)

    def _claim(self, claim: Claim | None, *, is_new: bool = False) -> ReviewedClaim | None:
        """A claim that is sure; the name of what is new means no entry yet."""
        if claim is None:
            return None
        entities = () if is_new else claim.entities
        rule = self._doubt(claim.position) or (_SEVERAL if len(entities) > 1 else "")
        if rule:
            self.left_out.append(LeftOut(claim, rule))
            return None
        named = kind_and_slug(entities[0]) if entities and entities[0].startswith(ID) else None
        return ReviewedClaim(value=claim.value, position=claim.position, entity=named[1] if named else "")

    def _doubt(self, position: Span) -> str:
        """The rule of a finding that doubts what stands at a position."""
        for each in self.draft.findings:
            here = each.position
            if each.rule in _UNSURE and here and here[0] < position[1] and position[0] < here[1]:
                return each.rule
        return ""
