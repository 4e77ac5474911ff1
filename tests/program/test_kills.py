"""A killed ingest loses nothing: some of the rounds of tests/support/indexes/kill_rounds.py."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from kill_rounds import MODES, Killer


@pytest.mark.slow
def test_killed_at_random_moments_the_index_answers_and_the_next_run_finishes(
    tmp_path: Path,
) -> None:
    killer = Killer(tmp_path, random.Random())
    with closing(killer):
        for mode in (*MODES, "changed", "model"):
            killer.round(mode)
    assert killer.moments.total() == len(MODES) + 3  # `again` is killed twice
    assert killer.hits >= 4, killer.moments  # otherwise nothing was tried
