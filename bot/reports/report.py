"""What came of an interview: scores over time and by subject, and what to read again. Pure.

A report stands by itself: it keeps the questions, quotes and answers, whatever becomes of the
notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.core.question import Language, Said
from bot.core.score import CREDIT, Verdict
from bot.interview.choose import subjects
from bot.interview.state import (
    UNCOUNTED,
    InterviewTurn,
    Mood,
    Paper,
    QuestionOutcome,
    cost,
)
from bot.interview.view import Entry, PointView, entries, point_views

READ_AGAIN = 3
"""Sections that are named for reading."""


@dataclass(frozen=True, kw_only=True)
class ReportedSection:
    """A section, as it was when it was asked about."""

    section: str
    file: str
    place: str
    lines: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question with what came of it."""

    number: int
    """Its place in the interview, from 1."""
    question: str
    """The question's id."""
    text: str
    language: Language
    subjects: tuple[str, ...]
    places: tuple[ReportedSection, ...]
    outcome: QuestionOutcome
    score: int
    """0–100, follow-ups counted and costs taken off."""
    first: int
    """The score of the first answer alone, without costs."""
    cost: int
    hints: int
    late: bool
    estimated: bool
    spent_s: float
    points: tuple[PointView, ...]
    beyond: tuple[str, ...]
    log: tuple[Entry, ...]
    answer: tuple[Said, ...] = ()
    """The model answer; none in reports of earlier versions."""

    @property
    def numbered_answer(self) -> tuple[tuple[str, int], ...]:
        """The sentences of the model answer, each with the number of its place, from 1; 0 where
        no note says it."""
        keys = [place.section for place in self.places]
        return tuple(
            (
                said.sentence,
                keys.index(said.section) + 1 if said.quote and said.section in keys else 0,
            )
            for said in self.answer
        )

    @property
    def essentials(self) -> tuple[PointView, ...]:
        """What a full answer had to say."""
        return tuple(point for point in self.points if point.essential)

    @property
    def extras(self) -> tuple[PointView, ...]:
        """What could raise the score: none of it was missed."""
        return tuple(point for point in self.points if not point.essential)

    @property
    def answers(self) -> tuple[str, ...]:
        """The candidate's words."""
        return tuple(line.text for line in self.log if line.kind == "answer")


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean score with how many it is of."""

    score: float
    count: int


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Mean scores, those of a trusted model and estimates apart; None where there are none."""

    graded: Mean | None
    estimated: Mean | None

    @property
    def mixed(self) -> bool:
        """Whether both kinds are there, so that one figure would mix them."""
        return self.graded is not None and self.estimated is not None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A tag, or a note without one, with its scores."""

    name: str
    scores: Scores


@dataclass(frozen=True, kw_only=True)
class SectionToReread:
    """A section to be read again, and why."""

    place: ReportedSection
    lost: float
    """Share of the score that was lost there, added up over questions."""
    missed: tuple[str, ...]
    """What of it was not said, or said wrongly."""


@dataclass(frozen=True, kw_only=True)
class InterviewReport:
    """What came of an interview."""

    id: str
    started: float
    ended: float
    mood: Mood
    language: Language
    planned: int
    """Questions that it would have had."""
    items: tuple[Item, ...]
    """The questions that were asked, in order."""
    scores: Scores
    subjects: tuple[Subject, ...]
    strongest: str
    weakest: str
    """Subjects; empty where there is nothing to compare."""
    read: tuple[SectionToReread, ...]

    @property
    def counted(self) -> tuple[Item, ...]:
        """The items that count: neither a question left open at an early end nor a bad one does."""
        return tuple(item for item in self.items if item.outcome not in UNCOUNTED)


def make(paper: Paper, turns: Sequence[InterviewTurn], ended: float) -> InterviewReport:
    """The report of an interview, however early it ended."""
    items = tuple(_item(paper, turn) for turn in turns)
    counted = [item for item in items if item.outcome not in UNCOUNTED]
    rows = by_subject(counted)
    strongest, weakest = _extremes(rows)
    chinese = sum(question.language == "zh" for question in paper.questions)
    most: Language = "zh" if 2 * chinese >= len(paper.questions) else "en"
    return InterviewReport(
        id=paper.id,
        started=paper.started,
        ended=ended,
        mood=paper.setup.mood,
        language=most if paper.setup.language == "note" else paper.setup.language,
        planned=len(paper.questions),
        items=items,
        scores=scores_of((item.score, item.estimated) for item in counted),
        subjects=rows,
        strongest=strongest,
        weakest=weakest,
        read=_readings(paper, turns),
    )


def scores_of(rows: Iterable[tuple[float, bool]]) -> Scores:
    """Means of (score, whether it is an estimate), the two kinds apart."""
    found = list(rows)
    return Scores(
        graded=_mean([score for score, estimated in found if not estimated]),
        estimated=_mean([score for score, estimated in found if estimated]),
    )


def _mean(scores: Sequence[float]) -> Mean | None:
    return Mean(score=sum(scores) / len(scores), count=len(scores)) if scores else None


def by_subject(items: Iterable[Item]) -> tuple[Subject, ...]:
    """Scores by subject, in the order of their first question."""
    rows: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for item in items:
        for name in item.subjects:
            rows[name].append((item.score, item.estimated))
    return tuple(Subject(name=name, scores=scores_of(rows[name])) for name in rows)


def _extremes(rows: Sequence[Subject]) -> tuple[str, str]:
    """The strongest and the weakest subject by the same kind of score; empty without a
    difference."""
    graded = [(row.scores.graded.score, row.name) for row in rows if row.scores.graded]
    estimated = [(row.scores.estimated.score, row.name) for row in rows if row.scores.estimated]
    kind = graded if len(graded) >= 2 else estimated
    if len(kind) < 2:
        return "", ""
    low, high = min(kind, key=lambda row: row[0]), max(kind, key=lambda row: row[0])
    return (high[1], low[1]) if high[0] > low[0] else ("", "")


def _item(paper: Paper, turn: InterviewTurn) -> Item:
    question = paper.questions[turn["number"]]
    return Item(
        number=turn["number"] + 1,
        question=question.id,
        text=question.text,
        language=question.language,
        subjects=subjects(question),
        places=tuple(place_of(section) for section in paper.about(question)),
        outcome=turn["outcome"],
        score=turn["score"],
        first=turn["first"],
        cost=cost(turn) if turn["outcome"] == "answered" else 0,
        hints=len(turn["hinted"]),
        late=turn["late"],
        estimated=turn["estimated"],
        spent_s=turn["spent_s"],
        points=() if turn["outcome"] == "bad" else point_views(question, turn),
        beyond=tuple(turn["beyond"]),
        log=entries(turn),
        answer=paper.model_answer(question) if turn["outcome"] not in UNCOUNTED else (),
    )


def place_of(section: Passage) -> ReportedSection:
    """Where a section stands."""
    return ReportedSection(
        section=section.section, file=section.file, place=section.place, lines=section.lines
    )


def _readings(paper: Paper, turns: Sequence[InterviewTurn]) -> tuple[SectionToReread, ...]:
    """The sections where most was lost, at most READ_AGAIN, the most first."""
    lost: dict[str, float] = defaultdict(float)
    missed: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        if turn["outcome"] in UNCOUNTED:
            continue
        question = paper.questions[turn["number"]]
        total = sum(point.weight for point in question.essentials)
        points = {point.id: point for point in question.essentials}
        for row in turn["points"]:
            if row["point"] not in points:
                continue
            point, credit = points[row["point"]], CREDIT[Verdict(row["verdict"])]
            if credit < 1:
                lost[point.section] += (1 - credit) * point.weight / total
                missed[point.section].append(point.text)
    sections = {section.section: section for section in paper.sections}
    worst = sorted((key for key in lost if key in sections), key=lambda key: (-lost[key], key))
    return tuple(
        SectionToReread(place=place_of(sections[key]), lost=lost[key], missed=tuple(missed[key]))
        for key in worst[:READ_AGAIN]
    )
