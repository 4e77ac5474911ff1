from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest
from candidate import STYLES, Candidate, Played, Style
from company import COMPANIES, world_with
from interviews import folder_source

from bot.storage.ids import new_id

pytestmark = pytest.mark.slow

SPOKEN_TO: tuple[Style, ...] = ("half", "wrong", "hostile")
"""Who meets a language model as well; `tests/benchmarks/candidates.py` plays hundreds of each."""


@pytest.fixture(scope="module")
def played(own_notes: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Played]:
    folder, notes = tmp_path_factory.mktemp("candidates"), folder_source(own_notes)
    found = []
    for company in COMPANIES:
        world = world_with(company, folder / company, notes)
        for seed, style in enumerate(STYLES if company == "alone" else SPOKEN_TO):
            one = Candidate(world, new_id(), style, seed).play(seed, reopen=True)
            one.company = company
            found.append(one)
            world.clock.at += 86400
        world.close()
    return found


def test_no_candidate_brings_an_interview_into_a_broken_state(played: list[Played]) -> None:
    assert [(one.style, one.company, one.faults) for one in played if one.faults] == []


def test_better_candidates_get_more(played: list[Played]) -> None:
    def score(style: Style) -> float:
        reports = [one.report for one in played if one.style == style and one.company == "alone"]
        return mean(item.first for report in reports if report for item in report.counted)

    assert score("good") > score("half") > score("silent")
    assert score("good") > 90
    assert score("silent") == 0
    assert score("hostile") < 40


def test_what_a_judge_can_not_judge_is_an_estimate(played: list[Played]) -> None:
    def kinds(company: str) -> set[bool]:
        reports = [one.report for one in played if one.company == company]
        items = [item for report in reports if report for item in report.counted]
        return {item.estimated for item in items if item.outcome == "answered"}

    assert [kinds(company) for company in COMPANIES] == [{True}] * len(COMPANIES)
