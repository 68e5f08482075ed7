"""Errors of the service: requests that a server refuses for what it keeps, whom it serves and how often."""

from __future__ import annotations

from datetime import datetime

from sandbox_atlas.graph.errors import AtlasError, BusyError


class TooManyRequestsError(BusyError):
    """A client that exceeds its rate limit (RFC 6585, section 4)."""

    slug = "too-many-requests"
    title = "Too many requests from one client"


class NotKeptError(AtlasError):
    """A state of the data that is not kept here, or never was."""

    slug = "not-kept"
    title = "That state of the data is not kept here"


class GoneError(NotKeptError):
    """A state of the data that was published here and is not kept any more.

    Attributes:
        snapshot: Its digest.
        changes: Number of changes since then.
    """

    slug = "gone"
    title = "That state of the data is not kept any more"

    def __init__(self, snapshot: str, published: datetime, changes: int) -> None:
        what = f"{changes} changes have" if changes != 1 else "1 change has"
        super().__init__(
            f"The snapshot {snapshot[:12]}, published on {published.date().isoformat()}, is not kept any more.",
            f"{what} been published since: /changes?since={snapshot[:12]}",
        )
        self.snapshot, self.changes = snapshot, changes


class ChangedMeanwhileError(AtlasError):
    """Data that changed after somebody looked at them and before they saved."""

    slug = "changed-meanwhile"
    title = "The register has changed meanwhile"


class NotEditedHereError(AtlasError):
    """An address for curators on a server that does not edit."""

    slug = "not-edited-here"
    title = "This server does not edit"


class NotAllowedError(AtlasError):
    """A request to edit that may not come from the curator."""

    slug = "not-allowed"
    title = "This request may not edit"
