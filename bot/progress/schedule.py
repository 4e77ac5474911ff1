"""When a question is due again: spaced repetition by FSRS with its default weights. Pure.

In whole days: an interview question that comes back after ten minutes tests nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from statistics import median
from typing import TYPE_CHECKING, Any, cast

from bot.core.days import day_of
from bot.interview.state import Known
from bot.progress.standing import Followed, Review, askable

if TYPE_CHECKING:
    from fsrs import Card, Rating

EASY, GOOD, HARD = 90, 70, 40
"""Scores from which an answer counts as easy, good or hard; below, the card starts again."""

USUAL_S = 90.0
"""Seconds that a question takes, until the candidate's own are known."""

LAST_TIMES = 20
"""Reviews that the candidate's own time is taken from."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is due by the end of a day."""

    questions: tuple[Followed, ...]
    """The question that has been due for longest comes first."""
    minutes: int


def rating_of(score: int, helped: bool) -> Rating:
    """How a score counts for the schedule."""
    from fsrs import Rating

    if score < HARD:
        return Rating.Again
    if score < GOOD:
        return Rating.Hard
    return Rating.Easy if score >= EASY and not helped else Rating.Good


def next_card(card: str, review: Review) -> tuple[str, float]:
    """The card after a review, and when it is due; an empty card is a new one.

    A review from before the last one counts as of its time: clocks can be set back.
    """
    from fsrs import Card

    at = datetime.fromtimestamp(review.at, UTC)
    before = Card.from_dict(json.loads(card)) if card else Card(card_id=1, due=at)
    if before.last_review is not None:
        at = max(at, before.last_review)
    after, _ = _scheduler().review_card(before, rating_of(review.score, review.helped), at)
    return json.dumps(after.to_dict()), after.due.timestamp()


def _scheduler() -> Any:
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def chance_remembered(card: str, now: float) -> float:
    """The chance, 0–1, that a question is still remembered."""
    from fsrs import Card

    read: Card = Card.from_dict(json.loads(card))
    chance = _scheduler().get_card_retrievability(read, datetime.fromtimestamp(now, UTC))
    return min(max(cast("float", chance), 0.0), 1.0)


def known(followed: Mapping[str, Followed], now: float, zone: tzinfo) -> Known:
    """What the choice of questions goes by."""
    today = day_of(now, zone)
    return Known(
        due={
            name: one.standing.due
            for name, one in followed.items()
            if one.standing.due_day(zone) <= today
        },
        scores={name: one.standing.score for name, one in followed.items()},
        stale=frozenset(name for name, one in followed.items() if one.stale),
    )


def due(
    followed: Mapping[str, Followed], reviews: Sequence[Review], now: float, zone: tzinfo
) -> Due:
    """Questions due by the end of today that can be asked, and how many minutes they take."""
    today = day_of(now, zone)
    rows = [one for one in askable(followed) if one.standing.due_day(zone) <= today]
    rows.sort(key=lambda one: (one.standing.due, one.question.id))
    spent = [review.spent_s for review in reviews if review.spent_s > 0][-LAST_TIMES:]
    each = median(spent) if spent else USUAL_S
    return Due(questions=tuple(rows), minutes=-(-round(each * len(rows)) // 60))


def due_after(followed: Mapping[str, Followed], now: float, zone: tzinfo) -> date | None:
    """The day on which the first question that is not due today comes due; None if there is
    none."""
    today = day_of(now, zone)
    days = (one.standing.due_day(zone) for one in askable(followed))
    return min((day for day in days if day > today), default=None)
