"""What happens at each step of an interview: a small method each, state in and changes out.

A step that was cut off is done again from its first line. So the one that waits does nothing else,
and what is written outside of the state is written under the interview's id and the question's
number, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from langgraph.config import get_stream_writer
from langgraph.types import interrupt

from bot.core.passage import Passage
from bot.core.question import Point, Question
from bot.core.score import Verdict
from bot.followup import hint
from bot.grading.grade import Grade
from bot.interview.regrade import graded, regraded, rescored, unanswered, worst
from bot.interview.speech import Speech
from bot.interview.state import (
    GRACE_S,
    LATE_COST,
    MAX_HINTS,
    UNCOUNTED,
    CandidateInput,
    ConversationLine,
    InterviewState,
    InterviewTurn,
    Paper,
    StateUpdate,
    in_drill,
    new_turn,
)
from bot.interview.voice import Voice


class Grades(Protocol):
    """Gives a grade for what a candidate answers."""

    @property
    def estimates(self) -> bool:
        """Whether no trusted language model judges."""
        ...

    def __call__(
        self, question: str, points: Sequence[Point], answer: str, sections: Sequence[Passage]
    ) -> Grade:
        """The grade of an answer."""
        ...


@dataclass(frozen=True, kw_only=True)
class InterviewParts:
    """What the steps use."""

    paper: Callable[[str], Paper]
    """The paper of an interview by its id."""
    grades: Grades
    voice: Voice
    record: Callable[[Paper, InterviewTurn, float], None]
    """Keeps what came of a question; the same one twice counts once."""
    call_bad: Callable[[Paper, InterviewTurn], None]
    """Keeps that a question was called bad; the same one twice counts once."""
    finish: Callable[[Paper, Sequence[InterviewTurn], float], None]
    """Keeps the report; the same one twice counts once."""
    now: Callable[[], float]


class Nodes:
    """The steps, in the order of an interview."""

    def __init__(self, parts: InterviewParts) -> None:
        self._parts = parts

    def ask(self, state: InterviewState) -> StateUpdate:
        """Put the next question."""
        paper, number = self._parts.paper(state["id"]), len(state["done"])
        question = paper.questions[number]
        speech = self._speech(state, paper, question)
        text = speech.ask(question, number)
        now = self._parts.now()
        turn = new_turn(number, question, now, self._parts.grades.estimates)
        return {
            "turn": _logged(turn, _line("ask", text, now)),
            "picked": speech.picked,
            "said": None,
        }

    def wait(self, state: InterviewState) -> StateUpdate:
        """Wait for the candidate, and nothing else."""
        said: CandidateInput = interrupt(state["step"])
        return {"said": said, "step": state["step"] + 1}

    def clock(self, state: InterviewState) -> StateUpdate:
        """Stop the clock of the answer, or let it go on."""
        turn, said = _heard(state)
        paused = state["paused_at"]
        turn = _logged(
            turn, ConversationLine(who="candidate", kind=said["kind"], text="", at=said["at"])
        )
        if said["kind"] == "pause":
            return {"paused_at": said["at"] if paused is None else paused, "turn": turn}
        gone = 0.0 if paused is None else max(said["at"] - paused, 0.0)
        return {"paused_at": None, "turn": {**turn, "paused_s": turn["paused_s"] + gone}}

    def hint(self, state: InterviewState) -> StateUpdate:
        """Show how the note's words about an open point begin; that costs."""
        _, question, turn, speech = self._at(state)
        open_points = [
            point
            for point in question.essentials
            if all(row["point"] != point.id or _is_open(row["verdict"]) for row in turn["points"])
        ]
        target = turn["drilled"][-1] if in_drill(turn) else ""
        point = hint.hinted(open_points, turn["hinted"], target)
        if point is None or len(turn["hinted"]) >= MAX_HINTS:
            text = speech.line("no hint")
        else:
            text = speech.line("hint", words=hint.beginning(point, question.text))
            turn = {**turn, "hinted": [*turn["hinted"], point.id]}
            if turn["points"]:
                turn = rescored(turn, question)
        line = _line("hint", text, self._parts.now())
        return {"turn": _logged(turn, line), "picked": speech.picked}

    def show(self, state: InterviewState) -> StateUpdate:
        """Open the note: what was earned stays, nothing is added to it any more."""
        _, _, turn, speech = self._at(state)
        line = _line("note", speech.line("note"), self._parts.now())
        return {"turn": {**_logged(turn, line), "looked": True}, "picked": speech.picked}

    def grade(self, state: InterviewState) -> StateUpdate:
        """Verdicts for an answer; for a follow-up only its own point's can change."""
        paper, question, turn, _ = self._at(state)
        _, said = _heard(state)
        spent = max(said["at"] - turn["asked_at"] - turn["paused_s"], 0.0)
        limit = paper.setup.limit_s
        turn = _logged(
            turn, ConversationLine(who="candidate", kind="answer", text=said["text"], at=said["at"])
        )
        # What a hint gave away counts as little as what the question says.
        given = [line["text"] for line in turn["log"] if line["kind"] == "hint"]
        if _nudged(turn):
            given.append("、".join(hint.start(question.essentials, question.text)))
        asked, points = "\n".join([question.text, *given]), question.asked
        if in_drill(turn):
            points = tuple(point for point in points if point.id == turn["drilled"][-1])
            asked += "\n" + _last(turn, "drill")
        grade = self._parts.grades(asked, points, said["text"], paper.about(question))
        if grade.fault is not None:
            fault = "timeout" if limit is not None and spent >= limit else grade.fault.value
            return {"turn": {**turn, "fault": fault}}
        late = turn["late"] or (limit is not None and spent > limit + GRACE_S)
        turn = {**turn, "fault": "", "late": late, "spent_s": turn["spent_s"] + spent}
        change = regraded if in_drill(turn) else graded
        return {"turn": change(turn, question, grade)}

    def nudge(self, state: InterviewState) -> StateUpdate:
        """Say a kind word about an answer that was none, and where to start. The question
        stands."""
        _, question, turn, speech = self._at(state)
        again = _nudged(turn) or in_drill(turn)  # a follow-up says itself what it is about
        names = [] if again else hint.start(question.essentials, question.text)
        total = 0 if in_drill(turn) else len(question.essentials)
        text = speech.nudge(turn["fault"], names, total)
        line = _line("nudge", text, self._parts.now())
        return {"turn": _logged(turn, line), "picked": speech.picked}

    def feedback(self, state: InterviewState) -> StateUpdate:
        """What the interviewer says about an answer; it changes no verdict."""
        _, question, turn, speech = self._at(state)
        if turn["late"] and not any(line["kind"] == "late" for line in turn["log"]):
            line = _line("late", speech.line("late", cost=LATE_COST), self._parts.now())
            turn = _logged(turn, line)
        if in_drill(turn):
            row = next(row for row in turn["points"] if row["point"] == turn["drilled"][-1])
            text = speech.drilled(not _is_open(row["verdict"]))
        else:
            text = speech.feedback(question, turn)
        line = _line("feedback", text, self._parts.now())
        return {"turn": _logged(turn, line), "picked": speech.picked}

    def drill(self, state: InterviewState) -> StateUpdate:
        """Ask about the point that went worst and was not asked about yet."""
        _, question, turn, speech = self._at(state)
        row = worst(turn, question)
        assert row is not None, "the edges lead here only with a point to ask about"
        point = next(one for one in question.asked if one.id == row["point"])
        text = speech.drill(question, point, Verdict(row["verdict"]), row["evidence"])
        now = self._parts.now()
        turn = _logged(turn, _line("drill", text, now))
        drilled = [*turn["drilled"], point.id]
        points = [
            {**one, "drilled": True} if one["point"] == point.id else one for one in turn["points"]
        ]
        return {
            "turn": {
                **turn,
                "drilled": drilled,
                "points": points,  # type: ignore[typeddict-item]
                "asked_at": now,
                "paused_s": 0.0,
            },
            "picked": speech.picked,
        }

    def close(self, state: InterviewState) -> StateUpdate:
        """Keep what came of the question."""
        paper, question, turn, speech = self._at(state)
        said, now = state["said"], self._parts.now()
        kind = said["kind"] if said else "skip"
        if said is not None and turn["looked"] and said["text"]:
            turn = _logged(
                turn,
                ConversationLine(who="candidate", kind="answer", text=said["text"], at=said["at"]),
            )
        if kind == "skip" and not turn["looked"]:
            turn = _logged(turn, _line("skip", speech.line("skip"), now))
        elif turn["fault"] == "timeout":
            turn = _logged(turn, _line("timeout", speech.line("timeout"), now))
        if kind == "bad":
            turn = {**_logged(turn, _line("bad", speech.line("bad"), now)), "outcome": "bad"}
            self._parts.call_bad(paper, turn)
        elif not turn["points"]:
            turn = unanswered(turn, question, kind)
        else:
            if asks_deeper(paper, question, turn, kind):
                text = speech.line("deeper", question=question.follow_ups[0])
                turn = _logged(turn, _line("deeper", text, now))
            turn = {**turn, "outcome": "answered"}
        if turn["outcome"] not in UNCOUNTED:
            self._parts.record(paper, turn, now)
        return {
            "done": [*state["done"], turn],
            "turn": None,
            "paused_at": None,
            "picked": speech.picked,
        }

    def report(self, state: InterviewState) -> StateUpdate:
        """Write the report."""
        now = self._parts.now()
        self._parts.finish(self._parts.paper(state["id"]), state["done"], now)
        return {"ended_at": now, "paused_at": None}

    def _at(self, state: InterviewState) -> tuple[Paper, Question, InterviewTurn, Speech]:
        paper = self._parts.paper(state["id"])
        turn = state["turn"]
        assert turn is not None, "the edges lead here only from a question"
        question = paper.questions[turn["number"]]
        return paper, question, turn, self._speech(state, paper, question)

    def _speech(self, state: InterviewState, paper: Paper, question: Question) -> Speech:
        write = get_stream_writer()
        return Speech(
            self._parts.voice,
            paper,
            paper.language(question),
            state["picked"],
            lambda kind, text: write({"kind": kind, "text": text}),
        )


def _heard(state: InterviewState) -> tuple[InterviewTurn, CandidateInput]:
    turn, said = state["turn"], state["said"]
    assert turn is not None, "the edges lead here only from a question"
    assert said is not None, "the edges lead here only from the candidate"
    return turn, said


def _line(kind: str, text: str, at: float) -> ConversationLine:
    return ConversationLine(who="interviewer", kind=kind, text=text, at=at)


def _logged(turn: InterviewTurn, line: ConversationLine) -> InterviewTurn:
    return {**turn, "log": [*turn["log"], line]}


def _last(turn: InterviewTurn, kind: str) -> str:
    return next((line["text"] for line in reversed(turn["log"]) if line["kind"] == kind), "")


def _nudged(turn: InterviewTurn) -> bool:
    return any(line["kind"] == "nudge" for line in turn["log"])


def asks_deeper(paper: Paper, question: Question, turn: InterviewTurn, kind: str) -> bool:
    """Whether a deeper question is left to think about: the answer has all that it needs, and the
    mood lets it be known."""
    if kind != "answer" or not question.follow_ups or turn["looked"] or turn["fault"]:
        return False
    if paper.setup.mood == "silent" or paper.language(question) != question.language:
        return False
    needed = {point.id for point in question.essentials or question.asked}
    return all(
        row["verdict"] == Verdict.HIT.value for row in turn["points"] if row["point"] in needed
    )


def _is_open(verdict: str) -> bool:
    return verdict in (Verdict.MISSED.value, Verdict.CONTRADICTED.value)
