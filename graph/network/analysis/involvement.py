"""Involvement: the institutions, technologies and batch of each application, as plain data for another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Involvement:
    """What analyses read; all names are IRIs.

    Attributes:
        institutions: The institutions of each application that names any.
        technologies: The technologies of each application that names any.
        batches: The batch of each application that is in one.
        named: The institutions that a batch is said to have without their application.
        kinds: The kind of each institution whose kind is known.
        order: The dated batches, the earliest first.
    """

    institutions: Mapping[str, list[str]]
    technologies: Mapping[str, list[str]]
    batches: Mapping[str, str]
    named: Mapping[str, list[str]]
    kinds: Mapping[str, str]
    order: list[str]

    def technologies_by_institution(self) -> dict[str, set[str]]:
        """The technologies of the applications of each institution that has any."""
        found: dict[str, set[str]] = {}
        for application, institutions in self.institutions.items():
            for institution in institutions:
                if application in self.technologies:
                    found.setdefault(institution, set()).update(self.technologies[application])
        return found

    def by_batch(self, things: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The things of the applications of each batch; one that several applications have is there several times."""
        found: dict[str, list[str]] = {}
        for application, batch in sorted(self.batches.items()):
            found.setdefault(batch, []).extend(things.get(application, ()))
        return found
