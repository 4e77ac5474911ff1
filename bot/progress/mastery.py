"""Mastery: a spaced-repetition card for every question that was answered. Pure.

The schedule is FSRS with its default weights, in whole days: an interview question that comes back
after ten minutes tests nothing. Grades by a trusted model and estimates are kept apart everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import median
from typing import TYPE_CHECKING, Any, cast

from bot.bank.edits.edit import Edit, Follower
from bot.core.days import day_after, day_of
from bot.core.question import Bank, Kind, Question
from bot.interview.choose import subjects
from bot.interview.state import Known
from bot.reports.report import Scores, scores_of

if TYPE_CHECKING:
    from fsrs import Card, Rating

EASY, GOOD, HARD = 90, 70, 40
"""Scores from which an answer counts as easy, good or hard; below, the card starts again."""

USUAL_S = 90.0
"""Seconds that a question takes, until the candidate's own are known."""

LAST_TIMES = 20
"""Reviews that the candidate's own time is taken from."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """A question that was asked once, and what came of it."""

    interview: str
    number: int
    """Of the question in it, from 0; with the interview it names the review."""
    question: str
    at: float
    """Seconds since 1970."""
    score: int
    estimated: bool
    helped: bool
    """With hints, follow-ups or the note: never easy."""
    spent_s: float
    subjects: tuple[str, ...]
    file: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is remembered of a question: enough to find it again, and to be read without it."""

    question: str
    card: str
    """The FSRS card as JSON."""
    due: float
    score: int
    """Of the last time."""
    estimated: bool
    reviewed: float
    times: int
    kind: Kind
    sections: tuple[str, ...]
    contents: tuple[str, ...]
    text: str
    place: str
    subjects: tuple[str, ...]

    def due_day(self, zone: tzinfo) -> date:
        """The day on which it is to be asked again: as many days after that of the last time as
        the schedule says."""
        return day_after(self.reviewed, self.due, zone)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A standing with the question of today that it belongs to."""

    standing: Standing
    question: Question
    stale: bool
    """The section has changed since the last review."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is due by the end of a day."""

    questions: tuple[Followed, ...]
    """Longest due first."""
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Mastery:
    """How well a subject is known: mean over its answered questions of score × the chance that it
    is still remembered, 0–100."""

    name: str
    now: Scores
    answered: int
    questions: int
    stale: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the heatmap."""

    day: date
    count: int
    scores: Scores


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
    import json

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


def remembered(card: str, now: float) -> float:
    """The chance, 0–1, that a question is still remembered."""
    import json

    from fsrs import Card

    read: Card = Card.from_dict(json.loads(card))
    chance = _scheduler().get_card_retrievability(read, datetime.fromtimestamp(now, UTC))
    return min(max(cast("float", chance), 0.0), 1.0)


def follow(standings: Iterable[Standing], bank: Bank) -> dict[str, Followed]:
    """Today's questions that something is remembered of, by id.

    A question whose section moved is found by its content. Where two are remembered as one, the
    later review holds. What finds no question stays in the store: its note may come back.
    """
    memories = [
        (
            one,
            Edit(
                question=one.question, sections=one.sections, contents=one.contents, kind=one.kind
            ),
        )
        for one in sorted(standings, key=lambda one: one.reviewed)
    ]
    follower = Follower(bank, [memory for _, memory in memories])
    found: dict[str, Followed] = {}
    for one, memory in memories:
        question, stale = follower.find(memory)
        if question is not None:
            found[question.id] = Followed(standing=one, question=question, stale=stale)
    return found


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
    rows = [one for one in _askable(followed) if one.standing.due_day(zone) <= today]
    rows.sort(key=lambda one: (one.standing.due, one.question.id))
    spent = [review.spent_s for review in reviews if review.spent_s > 0][-LAST_TIMES:]
    each = median(spent) if spent else USUAL_S
    return Due(questions=tuple(rows), minutes=-(-round(each * len(rows)) // 60))


def due_after(followed: Mapping[str, Followed], now: float, zone: tzinfo) -> date | None:
    """The day on which the first question that is not due today comes due; None if there is
    none."""
    today = day_of(now, zone)
    days = (one.standing.due_day(zone) for one in _askable(followed))
    return min((day for day in days if day > today), default=None)


def _askable(followed: Mapping[str, Followed]) -> list[Followed]:
    return [one for one in followed.values() if one.question.enabled and one.question.asked]


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
                score = standing.score * remembered(standing.card, now)
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
