"""What an interview is set to, and what of it is kept at every step. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from bot.bank.model_answer import model_answer
from bot.core.passage import Passage
from bot.core.question import Language, Question, Said
from bot.errors import BadInput

MIN_LENGTH, MAX_LENGTH = 3, 20
MAX_DRILLS = 2
MAX_HINTS = 3
HINT_COST = 10
"""Points of the score that a hint takes."""

LATE_COST = 20
"""Points that an answer loses when it comes after its time and the grace."""

GRACE_S = 5.0
"""How much later than its time an answer may come in: the way from the page takes a moment."""

MAX_ANSWER_CHARS = 4000

Mood = Literal["friendly", "strict", "silent"]
QuestionOutcome = Literal["answered", "skipped", "looked", "timeout", "bad", "open"]
"""How a question ended; `open` was asked and never answered, `bad` is what the candidate
called it."""

UNCOUNTED: tuple[QuestionOutcome, ...] = ("open", "bad")
"""How a question ended that counts for nothing."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What the candidate chose."""

    length: int = 8
    """How many questions; fewer are asked where there aren't as many."""
    mood: Mood = "friendly"
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Only questions with one of the tags or of one of the files; without any, all."""
    language: Language | Literal["note"] = "note"
    """What the interviewer speaks."""
    due_first: bool = True
    limit_s: float | None = None
    """Seconds for each answer."""
    drills: int = MAX_DRILLS
    """Follow-up questions to each question, at most."""
    seed: int = 0
    questions: tuple[str, ...] = ()
    """Exactly these, by id, whatever else is chosen: a review. At most MAX_LENGTH are asked."""

    def checked(self) -> Setup:
        """The set-up itself. Raises BadInput for a choice that isn't offered."""
        if not self.questions and not MIN_LENGTH <= self.length <= MAX_LENGTH:
            raise BadInput("iv_no_length", least=MIN_LENGTH, most=MAX_LENGTH)
        if self.mood not in ("friendly", "strict", "silent"):
            raise BadInput("iv_no_mood", name=self.mood)
        if self.language not in ("note", "zh", "en"):
            raise BadInput("iv_no_language", name=self.language)
        if self.limit_s is not None and not 10 <= self.limit_s <= 3600:
            raise BadInput("iv_no_limit")
        if not 0 <= self.drills <= MAX_DRILLS:
            raise BadInput("iv_no_drills", most=MAX_DRILLS)
        return self


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What an interview asks about, as it was at its beginning: notes may change meanwhile."""

    id: str
    setup: Setup
    started: float
    """Seconds since 1970."""
    questions: tuple[Question, ...]
    """In the order of asking."""
    sections: tuple[Passage, ...]
    """Every section that a question is about, whole."""
    cards: tuple[str, ...] = ()
    """For each question the id under which its mastery is kept: another one if it has moved."""

    def about(self, question: Question) -> tuple[Passage, ...]:
        """The sections of a question."""
        return tuple(one for one in self.sections if one.section in question.sections)

    def model_answer(self, question: Question) -> tuple[Said, ...]:
        """A full answer to a question in its sections' own sentences."""
        return model_answer(question, {one.section: one for one in self.about(question)})

    def language(self, question: Question) -> Language:
        """What the interviewer speaks at a question."""
        return question.language if self.setup.language == "note" else self.setup.language

    def card(self, number: int) -> str:
        """The id that the mastery of question `number` is kept under."""
        return self.cards[number] if self.cards else self.questions[number].id


Sent = Literal["answer", "skip", "hint", "note", "bad", "pause", "resume", "end"]


class CandidateInput(TypedDict):
    """What came from the candidate."""

    kind: Sent
    text: str
    at: float


class ConversationLine(TypedDict):
    """A line of the conversation."""

    who: Literal["interviewer", "candidate"]
    kind: str
    """Of the interviewer: ask, nudge, hint, note, feedback, drill, late, close. Of the candidate:
    what was sent."""
    text: str
    at: float


class PointState(TypedDict):
    """A point and what has become of it; verdicts by their values."""

    point: str
    first: str
    """After the first answer."""
    verdict: str
    """Now: a drill can change it."""
    evidence: str
    """The candidate's words, a substring of an answer."""
    note: str
    drilled: bool


class InterviewTurn(TypedDict):
    """A question that was asked."""

    number: int
    """From 0."""
    question: str
    log: list[ConversationLine]
    points: list[PointState]
    """Empty until an answer is graded."""
    first: int
    """Score of the first answer, without costs; meaningless before it is graded."""
    score: int
    """0–100, with the drills, less what hints and lateness cost."""
    estimated: bool
    fault: str
    """Why the last answer was not graded; empty if it was."""
    beyond: list[str]
    hinted: list[str]
    """Points that hints were given about."""
    drilled: list[str]
    """Points that follow-up questions were aimed at, in order."""
    looked: bool
    late: bool
    asked_at: float
    """When the question, or the last follow-up, was put."""
    paused_s: float
    """How long it has been paused since."""
    spent_s: float
    """Seconds that the answers took, pauses left out."""
    outcome: QuestionOutcome


class InterviewState(TypedDict):
    """Stored whole at every step: no text of the notes, plain values only."""

    id: str
    turn: InterviewTurn | None
    done: list[InterviewTurn]
    said: CandidateInput | None
    picked: dict[str, int]
    """For each kind of line which wording was used last."""
    paused_at: float | None
    ended_at: float | None
    step: int
    """How often the candidate was heard: an answer to an earlier step is none to this one."""


class StateUpdate(TypedDict, total=False):
    """What a node changes."""

    turn: InterviewTurn | None
    done: list[InterviewTurn]
    said: CandidateInput | None
    picked: dict[str, int]
    paused_at: float | None
    ended_at: float | None
    step: int


def beginning(interview: str) -> InterviewState:
    """Before anything is asked."""
    return InterviewState(
        id=interview,
        turn=None,
        done=[],
        said=None,
        picked={},
        paused_at=None,
        ended_at=None,
        step=0,
    )


def new_turn(number: int, question: Question, at: float, estimated: bool) -> InterviewTurn:
    """A question that has just been asked."""
    return InterviewTurn(
        number=number,
        question=question.id,
        log=[],
        points=[],
        first=0,
        score=0,
        estimated=estimated,
        fault="",
        beyond=[],
        hinted=[],
        drilled=[],
        looked=False,
        late=False,
        asked_at=at,
        paused_s=0.0,
        spent_s=0.0,
        outcome="open",
    )


def cost(turn: InterviewTurn) -> int:
    """Points that hints and lateness take."""
    return HINT_COST * len(turn["hinted"]) + (LATE_COST if turn["late"] else 0)


def in_drill(turn: InterviewTurn) -> bool:
    """Whether the question that stands is a follow-up."""
    return bool(turn["drilled"])


@dataclass(frozen=True)
class Known:
    """What is known of the candidate's mastery when questions are chosen."""

    due: dict[str, float] = field(default_factory=dict)
    """Question id -> when it is due, for those that are; in seconds since 1970."""
    scores: dict[str, int] = field(default_factory=dict)
    """Question id -> score of the last time."""
    stale: frozenset[str] = frozenset()
    """Questions whose section has changed since."""
