"""An interview as it may be shown at one moment. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.passage import Passage
from bot.core.question import Language, Question, Said
from bot.core.score import Verdict
from bot.interview.speech import may_show
from bot.interview.state import (
    UNCOUNTED,
    InterviewState,
    InterviewTurn,
    Mood,
    Paper,
    QuestionOutcome,
    Sent,
    cost,
    in_drill,
)

InterviewPhase = Literal["starting", "asking", "drilling", "reading", "paused", "working", "ended"]
"""`reading`: the note is open, and only going on is left. `working`: a step is being done, or was
cut off; `go_on` leads on from it."""

QuestionMark = Literal["open", "now", "good", "half", "low", "skipped", "bad", "done"]
"""A question in the row of dots; `done` says no more, in the silent mood."""

GOOD, HALF = 80, 40


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the conversation, as `state.Line`."""

    who: Literal["interviewer", "candidate"]
    kind: str
    text: str
    at: float
    """Seconds since 1970."""


@dataclass(frozen=True, kw_only=True)
class PointView:
    """A point with its verdict, the note's words and the candidate's."""

    text: str
    quote: str
    verdict: Verdict
    evidence: str
    note: str
    section: str
    drilled: bool
    first: Verdict
    """The verdict before any follow-up."""
    essential: bool = True
    """What is not is shown apart: it may raise the score, and isn't missed."""


@dataclass(frozen=True, kw_only=True)
class GradeView:
    """What is shown of a grade; counts are over all points, shown or not."""

    score: int
    """0–100, costs taken off."""
    first: int
    """The score of the first answer alone, without costs."""
    cost: int
    hit: int
    """How many of the `total` essentials were said."""
    total: int
    bonus: int
    """How many extras were said."""
    estimated: bool
    points: tuple[PointView, ...]
    hidden: int
    """Essentials that are shown when the question is over."""
    beyond: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question, and where it comes from once that may be known."""

    number: int
    """From 1."""
    id: str
    text: str
    language: Language
    topic: str
    tags: tuple[str, ...]
    difficulty: int
    sections: tuple[Passage, ...]
    """The note; empty while the source is closed."""


@dataclass(frozen=True, kw_only=True)
class TurnView:
    """A question with what was said about it."""

    question: QuestionView
    log: tuple[Entry, ...]
    grade: GradeView | None
    """None before an answer was graded, and in the silent mood until the report."""
    outcome: QuestionOutcome
    answer: tuple[Said, ...] = ()
    """The model answer, once the question is over and its grade may be seen."""
    earned: bool = False
    """Whether an answer was graded, seen or not: opening the note takes nothing of that away."""


@dataclass(frozen=True, kw_only=True)
class InterviewView:
    """All that the page needs to draw an interview."""

    id: str
    phase: InterviewPhase
    length: int
    turns: tuple[TurnView, ...]
    """The questions that are over, then the one that stands."""
    marks: tuple[QuestionMark, ...]
    mood: Mood
    step: int
    """Hand it back with what the candidate does, so that nothing is done twice."""
    can: frozenset[Sent]
    limit_s: float | None
    left_s: float | None
    """Seconds left for the answer; below 0 when it is over."""

    @property
    def number(self) -> int:
        """The question that stands, from 1."""
        return min(len(self.turns), self.length) or 1


_CAN: dict[InterviewPhase, frozenset[Sent]] = {
    "asking": frozenset(("answer", "skip", "hint", "note", "bad", "pause", "end")),
    "drilling": frozenset(("answer", "skip", "hint", "note", "bad", "pause", "end")),
    "reading": frozenset(("answer", "skip", "bad", "end")),
    "paused": frozenset(("resume", "end")),
}


def phase_of(state: InterviewState, waiting: bool) -> InterviewPhase:
    """Where an interview stands; `waiting` is whether it waits for the candidate."""
    if state["ended_at"] is not None:
        return "ended"
    turn = state["turn"]
    if not waiting or turn is None:
        return "working" if turn or state["done"] else "starting"
    if state["paused_at"] is not None:
        return "paused"
    if turn["looked"]:
        return "reading"
    return "drilling" if in_drill(turn) else "asking"


def view(paper: Paper, state: InterviewState, waiting: bool, now: float) -> InterviewView:
    """An interview as it may be shown now."""
    phase = phase_of(state, waiting)
    mood, over = paper.setup.mood, phase == "ended"
    turns = [_turn(paper, one, mood, closed=True, over=over) for one in state["done"]]
    if state["turn"]:
        turns.append(_turn(paper, state["turn"], mood, closed=False, over=over))
    return InterviewView(
        id=paper.id,
        phase=phase,
        length=len(paper.questions),
        turns=tuple(turns),
        marks=tuple(_marks(paper, state, mood == "silent" and not over)),
        mood=mood,
        step=state["step"],
        can=_CAN.get(phase, frozenset()),
        limit_s=paper.setup.limit_s,
        left_s=_left(paper, state, now) if phase in ("asking", "drilling", "paused") else None,
    )


def _turn(paper: Paper, turn: InterviewTurn, mood: Mood, *, closed: bool, over: bool) -> TurnView:
    question = paper.questions[turn["number"]]
    silent = mood == "silent" and not over
    is_open = turn["looked"] or (closed and not silent)
    counts = turn["outcome"] not in UNCOUNTED
    graded = bool(turn["points"]) and turn["outcome"] != "bad"
    return TurnView(
        question=QuestionView(
            number=turn["number"] + 1,
            id=question.id,
            text=question.text,
            language=paper.language(question),
            topic=question.title,
            tags=question.tags,
            difficulty=question.difficulty,
            sections=paper.about(question) if is_open else (),
        ),
        log=entries(turn),
        grade=grade_view(question, turn, mood, closed) if graded and not silent else None,
        outcome=turn["outcome"],
        answer=paper.model_answer(question) if closed and not silent and counts else (),
        earned=bool(turn["points"]),
    )


def grade_view(question: Question, turn: InterviewTurn, mood: Mood, closed: bool) -> GradeView:
    """A grade as the mood lets it be seen; all of it once the question is closed."""
    rows = point_views(question, turn)
    shown = tuple(row for row in rows if closed or may_show(row.verdict, mood))
    return GradeView(
        score=turn["score"],
        first=turn["first"],
        cost=cost(turn),
        hit=sum(row.verdict is Verdict.HIT for row in rows if row.essential),
        total=sum(row.essential for row in rows),
        bonus=sum(row.verdict is Verdict.HIT for row in rows if not row.essential),
        estimated=turn["estimated"],
        points=shown,
        hidden=sum(row.essential for row in rows) - sum(row.essential for row in shown),
        beyond=tuple(turn["beyond"]),
    )


def point_views(question: Question, turn: InterviewTurn) -> tuple[PointView, ...]:
    """Every point of a question with what was made of it."""
    points = {point.id: point for point in question.asked}
    return tuple(
        PointView(
            text=points[row["point"]].text,
            quote=points[row["point"]].quote,
            verdict=Verdict(row["verdict"]),
            evidence=row["evidence"],
            note=row["note"],
            section=points[row["point"]].section,
            drilled=row["drilled"],
            first=Verdict(row["first"]),
            essential=points[row["point"]] in question.essentials,
        )
        for row in turn["points"]
    )


def entries(turn: InterviewTurn) -> tuple[Entry, ...]:
    """The conversation about a question."""
    return tuple(Entry(**line) for line in turn["log"])


def _marks(paper: Paper, state: InterviewState, silent: bool) -> Sequence[QuestionMark]:
    marks: list[QuestionMark] = []
    for turn in state["done"]:
        if turn["outcome"] == "open":
            marks.append("open")
        elif turn["outcome"] == "bad":
            marks.append("bad")
        elif silent:
            marks.append("done")
        elif turn["outcome"] != "answered":
            marks.append("skipped")
        else:
            marks.append(
                "good" if turn["score"] >= GOOD else "half" if turn["score"] >= HALF else "low"
            )
    if state["turn"]:
        marks.append("now")
    return marks + ["open"] * (len(paper.questions) - len(marks))


def _left(paper: Paper, state: InterviewState, now: float) -> float | None:
    turn, limit = state["turn"], paper.setup.limit_s
    if limit is None or turn is None:
        return None
    until = now if state["paused_at"] is None else state["paused_at"]
    return limit - (until - turn["asked_at"] - turn["paused_s"])
