"""On which days something was answered: the heatmap, and days in a row. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from bot.core.days import day_of
from bot.progress.standing import Review
from bot.reports.report import Scores, scores_of


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the heatmap."""

    day: date
    count: int
    scores: Scores


def heatmap(reviews: Iterable[Review], now: float, zone: tzinfo, days: int = 182) -> list[Day]:
    """The last `days` days up to today, oldest first, each with what was answered."""
    rows: dict[date, list[tuple[float, bool]]] = defaultdict(list)
    for review in reviews:
        rows[day_of(review.at, zone)].append((review.score, review.estimated))
    today = day_of(now, zone)
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [Day(day=day, count=len(rows[day]), scores=scores_of(rows[day])) for day in span]


def streak(reviews: Iterable[Review], now: float, zone: tzinfo) -> int:
    """Days in a row with an answer, up to today, or to yesterday while today has none yet."""
    days = {day_of(review.at, zone) for review in reviews}
    day = day_of(now, zone)
    if day not in days:
        day -= timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length
