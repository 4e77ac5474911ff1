"""What is remembered of questions that were answered, and which of today's they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from bot.bank.edits.follow import Follower, Remembered
from bot.core.days import day_after
from bot.core.passage import place_in_words
from bot.core.question import Bank, Question, QuestionKind
from bot.interview.choose import subjects


@dataclass(frozen=True, kw_only=True)
class Review:
    """A question that was asked once, and what came of it."""

    interview: str
    number: int
    """The question's place in the interview, from 0; both together name the review."""
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
    """The score of the last answer, 0–100."""
    estimated: bool
    reviewed: float
    times: int
    kind: QuestionKind
    sections: tuple[str, ...]
    contents: tuple[str, ...]
    text: str
    place: str
    subjects: tuple[str, ...]

    @property
    def remembered(self) -> Remembered:
        """The question that was answered."""
        return Remembered(
            question=self.question,
            kind=self.kind,
            sections=self.sections,
            contents=self.contents,
            text=self.text,
        )

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


def follow(standings: Iterable[Standing], bank: Bank) -> dict[str, Followed]:
    """Today's questions that something is remembered of, by id.

    A question whose section moved is found by its content. Where two are remembered as one, the
    later review holds. What finds no question stays in the store: its note may come back.
    """
    standings = sorted(standings, key=lambda one: one.reviewed)
    follower = Follower(bank, [one.remembered for one in standings])
    found: dict[str, Followed] = {}
    for one in standings:
        question, stale = follower.find(one.remembered)
        if question is not None:
            found[question.id] = Followed(standing=one, question=question, stale=stale)
    return found


def standing_at(standing: Standing, question: Question) -> Standing:
    """A standing as that of the question that its own is today."""
    return replace(
        standing,
        question=question.id,
        kind=question.kind,
        sections=question.sections,
        contents=question.contents,
        text=question.text,
        place=place_in_words(question.title, question.heading_path),
        subjects=subjects(question),
    )


def askable(followed: Mapping[str, Followed]) -> list[Followed]:
    """The followed questions that today's bank holds and asks."""
    return [one for one in followed.values() if one.question.enabled and one.question.asked]
