"""Follow-ups prefer the neighbourhood of what was spoken about."""

from __future__ import annotations

import pytest

from bot.search.locality import BESIDE, ITSELF, SAME_NOTE, bonuses, favoured
from bot.search.rank import Candidate, Ranked

OUTLINE = {
    "modes": ("Docker", "网络模式"),
    "host": ("Docker", "网络模式", "host"),
    "bridge": ("Docker", "网络模式", "bridge"),
    "images": ("Docker", "镜像"),
    "layers": ("Docker", "镜像", "分层"),
}


def ranked(section: str, score: float) -> Ranked:
    candidate = Candidate(id=section, section=section, cosine=0.8, dense=score, lexical=0.0)
    return Ranked(candidate=candidate, score=score)


def test_siblings_and_parents_gain_most_and_the_section_itself_least() -> None:
    gains = bonuses(OUTLINE, "host")
    assert gains["bridge"] == gains["modes"] == SAME_NOTE + BESIDE
    assert gains["layers"] == gains["images"] == SAME_NOTE
    assert gains["host"] == ITSELF


def test_children_are_beside_their_parent() -> None:
    assert bonuses(OUTLINE, "images")["layers"] == SAME_NOTE + BESIDE


def test_a_section_that_the_note_has_not_favours_nothing() -> None:
    assert bonuses(OUTLINE, "gone") == {}
    assert bonuses({}, "host") == {}


def test_what_gains_moves_up_by_its_gain_times_the_weight() -> None:
    before = [ranked("elsewhere", 3.0), ranked("bridge", 2.0), ranked("far", 1.0)]
    after = favoured(before, {"bridge": 2.0}, 0.75)
    assert [(entry.candidate.id, entry.score) for entry in after] == [
        ("bridge", pytest.approx(3.5)),
        ("elsewhere", 3.0),
        ("far", 1.0),
    ]
    assert favoured(before, {}, 1.0) == before
