"""Shares: what each of several processes may use of what the settings allow them together."""

from __future__ import annotations

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.engine.pool.choice import missing_for_forks
from sandbox_atlas.graph.errors import BadParameterError

_HINT = "Leave out --processes, or put a balancer in front of several servers."
_LEAST = 2
"""Workers for quick queries that the server keeps, however many fronts there are."""


def refuse_impossible(settings: ServerSettings) -> None:
    """Refuse several processes where their queries could not share one store.

    Raises:
        BadParameterError: The system or another setting does not allow them.
    """
    if settings.processes == 1:
        return
    what = f"{settings.processes} processes cannot serve together"
    if settings.endpoint:
        raise BadParameterError(f"{what} with --endpoint: there is no store here that they could share.", _HINT)
    if settings.pool == "portable":
        raise BadParameterError(f"{what} with --pool portable: each of its workers loads the data itself.", _HINT)
    if missing := missing_for_forks():
        raise BadParameterError(f"{what} here: {missing}.", _HINT)


def shares(settings: ServerSettings) -> tuple[ServerSettings, ServerSettings]:
    """The settings of the server, and those of each front: workers, the cache of answers and bytes on their way.

    Limits on clients are not divided, as the processes share a ledger of them.
    """
    if settings.processes == 1:
        return settings, settings
    workers = max(1, settings.workers // settings.processes)
    left = max(min(_LEAST, settings.workers), settings.workers - workers * (settings.processes - 1))
    same = {
        "answers": settings.answers // settings.processes,
        "sending": max(1, settings.sending // settings.processes),
    }
    return settings.model_copy(update={"workers": left, **same}), settings.model_copy(
        update={"workers": workers, **same}
    )
