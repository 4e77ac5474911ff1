"""How well each subject of the notes is known. Pure.

Grades by a trusted model and estimates are kept apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.question import Bank
from bot.interview.choose import subjects
from bot.progress.schedule import chance_remembered
from bot.progress.standing import Followed
from bot.reports.report import Scores, scores_of


@dataclass(frozen=True, kw_only=True)
class Mastery:
    """How well a subject is known: mean over its answered questions of score × the chance that it
    is still remembered, 0–100."""

    name: str
    now: Scores
    answered: int
    questions: int
    stale: int


def mastery(followed: Mapping[str, Followed], bank: Bank, now: float) -> tuple[Mastery, ...]:
    """Every subject of the bank, those with most questions first."""
    count: dict[str, int] = defaultdict(int)
    rows: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    stale: dict[str, int] = defaultdict(int)
    for question in bank.questions:
        if not (question.enabled and question.asked):
            continue
        one = followed.get(question.id)
        for name in subjects(question):
            count[name] += 1
            if one is not None:
                standing = one.standing
                score = standing.score * chance_remembered(standing.card, now)
                rows[name].append((score, standing.estimated))
                stale[name] += one.stale
    return tuple(
        Mastery(
            name=name,
            now=scores_of(rows[name]),
            answered=len(rows[name]),
            questions=count[name],
            stale=stale[name],
        )
        for name in sorted(count, key=lambda name: (-count[name], name))
    )
