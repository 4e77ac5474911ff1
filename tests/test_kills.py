"""A killed ingest loses nothing. `python tests/kill_rounds.py` plays two hundred rounds."""

from __future__ import annotations

import random
from pathlib import Path

from kill_rounds import MODES, Killer


def test_killed_at_random_moments_the_index_answers_and_the_next_run_finishes(
    tmp_path: Path,
) -> None:
    killer = Killer(tmp_path, random.Random())
    for mode in MODES * 2:
        killer.round(mode)
