from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest
from candidate import STYLES, Candidate, Played, Style
from interviews import World, folder_source

from bot.chats import new_id

EACH = 2
"""Interviews of each style; `tests/benchmarks/candidates.py` plays hundreds."""


@pytest.fixture(scope="module")
def played(own_notes: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Played]:
    world = World(tmp_path_factory.mktemp("candidates"), folder_source(own_notes))
    found = []
    for style in STYLES:
        owner = new_id()
        for seed in range(EACH):
            found.append(Candidate(world, owner, style, seed).play(seed, reopen=True))
            world.clock.at += 86400
    world.close()
    return found


def test_no_candidate_brings_an_interview_into_a_broken_state(played: list[Played]) -> None:
    assert [(one.style, one.faults) for one in played if one.faults] == []


def test_better_candidates_get_more(played: list[Played]) -> None:
    def score(style: Style) -> float:
        reports = [one.report for one in played if one.style == style]
        return mean(item.first for report in reports if report for item in report.counted)

    assert score("good") > score("half") > score("silent")
    assert score("good") > 90
    assert score("silent") == 0
    assert score("hostile") < 40
