"""Rounds: how often tests kill, damage or guess; `SANDBOX_ATLAS_TEST_ROUNDS=5` has them do so five times as often."""

from __future__ import annotations

import os

ROUNDS = int(os.environ.get("SANDBOX_ATLAS_TEST_ROUNDS", "1"))
