"""What an interview needs to know of earlier ones, and what it leaves for later ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.core.days import day_of, local_zone
from bot.core.question import Bank
from bot.interview.choose import subjects
from bot.interview.state import InterviewTurn, Known, Paper
from bot.progress.mastery import Mastery, mastery
from bot.progress.practice_days import Day, heatmap, streak
from bot.progress.schedule import Due, due, due_after, known
from bot.progress.standing import Followed, Review, follow
from bot.progress.store import ProgressStore


@dataclass(frozen=True, kw_only=True)
class Glance:
    """What can be said of an owner's progress without the notes."""

    days: tuple[Day, ...]
    """Oldest first, up to today."""
    streak: int
    answered: int
    """Reviews in all."""
    due_at_most: int
    """Questions due today, those included that can't be asked any more."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The progress of one owner at one moment."""

    due: Due
    next_due: date | None
    """When the next question comes due after today; None if none does."""
    mastery: tuple[Mastery, ...]
    days: tuple[Day, ...]
    streak: int
    answered: int
    """Reviews in all."""
    stale: tuple[Followed, ...]
    """Questions whose section has changed since they were answered."""
    gone: int
    """Questions that were answered and are not there any more."""


class LearningProgress:
    """Mastery of every owner over the banks of today."""

    def __init__(
        self,
        store: ProgressStore,
        *,
        now: Callable[[], float],
        zone: Callable[[], tzinfo] = local_zone,
    ) -> None:
        self._store, self._now, self._zone = store, now, zone

    def mark(self, owner: str) -> tuple[int, str]:
        """A value that changes when something was answered, and when a day begins. It is read
        quickly."""
        return self._store.count(owner), day_of(self._now(), self._zone()).isoformat()

    def glance(self, owner: str) -> Glance:
        """What the page can show while the notes are being read."""
        now, zone = self._now(), self._zone()
        standings, reviews = self._store.standings(owner), self._store.reviews(owner)
        today = day_of(now, zone)
        return Glance(
            days=tuple(heatmap(reviews, now, zone)),
            streak=streak(reviews, now, zone),
            answered=len(reviews),
            due_at_most=sum(one.due_day(zone) <= today for one in standings),
        )

    def overview(self, owner: str, bank: Bank) -> Overview:
        """All that the page shows of an owner's progress."""
        now, zone = self._now(), self._zone()
        standings, reviews = self._store.standings(owner), self._store.reviews(owner)
        followed = follow(standings, bank)
        found = {one.standing.question for one in followed.values()}
        return Overview(
            due=due(followed, reviews, now, zone),
            next_due=due_after(followed, now, zone),
            mastery=mastery(followed, bank, now),
            days=tuple(heatmap(reviews, now, zone)),
            streak=streak(reviews, now, zone),
            answered=len(reviews),
            stale=tuple(one for one in followed.values() if one.stale),
            gone=sum(one.question not in found for one in standings),
        )

    def known(self, owner: str, bank: Bank) -> tuple[Known, Mapping[str, str]]:
        """What the choice of questions goes by, and where cards of moved questions are."""
        followed = follow(self._store.standings(owner), bank)
        cards = {name: one.standing.question for name, one in followed.items()}
        return known(followed, self._now(), self._zone()), cards

    def record(self, owner: str, paper: Paper, turn: InterviewTurn, at: float) -> None:
        """Keep what came of a question; the same one twice counts once."""
        question = paper.questions[turn["number"]]
        review = Review(
            interview=paper.id,
            number=turn["number"],
            question=question.id,
            at=at,
            score=turn["score"],
            estimated=turn["estimated"],
            helped=bool(turn["hinted"] or turn["drilled"] or turn["looked"]),
            spent_s=turn["spent_s"],
            subjects=subjects(question),
            file=question.file,
        )
        self._store.record(owner, question, review, paper.card(turn["number"]))
