"""The soak for a minute: see `tests/bench/soak.py`, which `make soak` runs for two hours."""

from __future__ import annotations

import pytest

from tests.bench.soak import is_busy, report, soak
from tests.bench.soak_clients import QUIET

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.alone]


def test_a_minute_of_twenty_clients_breaks_no_bound() -> None:
    log, samples = soak(60)
    broken = report(log, samples)
    assert [line for line in broken if not line.startswith(QUIET)] == []
    if broken and is_busy(log):
        pytest.skip("other programs keep the machine too busy to measure an ASK")
    assert broken == []
