"""A grade into the state of a question, and how a follow-up changes it. Pure."""

from __future__ import annotations

from bot.core.question import Question
from bot.core.score import CREDIT, Verdict, score_points
from bot.grading.grade import Grade
from bot.grading.verdict import JudgedPoint
from bot.interview.state import InterviewTurn, PointState, cost

OPEN = (Verdict.CONTRADICTED.value, Verdict.MISSED.value)
"""Verdicts that a follow-up is aimed at, the worst first."""


def graded(turn: InterviewTurn, question: Question, grade: Grade) -> InterviewTurn:
    """The turn with the verdicts of its first answer."""
    points = [_state(one) for one in grade.points]
    return rescored(
        {
            **turn,
            "points": points,
            "first": grade.score,
            "estimated": grade.estimated,
            "beyond": list(grade.beyond),
        },
        question,
    )


def regraded(turn: InterviewTurn, question: Question, grade: Grade) -> InterviewTurn:
    """The turn after a follow-up.

    A point takes its new verdict if that is better than the old one, or if a point that was missing
    before is now said the other way round.
    """
    fresh = {one.point.id: _state(one) for one in grade.points}
    points = [_moved(row, fresh.get(row["point"])) for row in turn["points"]]
    beyond = dict.fromkeys([*turn["beyond"], *grade.beyond])
    estimated = turn["estimated"] or grade.estimated
    return rescored(
        {**turn, "points": points, "beyond": list(beyond), "estimated": estimated}, question
    )


def _moved(row: PointState, fresh: PointState | None) -> PointState:
    if fresh is None:
        return row
    before, after = Verdict(row["verdict"]), Verdict(fresh["verdict"])
    opposed = before is Verdict.MISSED and after is Verdict.CONTRADICTED
    if CREDIT[after] <= CREDIT[before] and not opposed:
        return row
    return {**fresh, "first": row["first"], "drilled": row["drilled"]}


def rescored(turn: InterviewTurn, question: Question) -> InterviewTurn:
    """The turn with the score that follows from its verdicts and costs."""
    points = {point.id: point for point in question.asked}
    earned = score_points(
        [(points[row["point"]], Verdict(row["verdict"])) for row in turn["points"]]
    )
    return {**turn, "score": max(earned - cost(turn), 0)}


def worst(turn: InterviewTurn, question: Question) -> PointState | None:
    """The essential that the next follow-up is aimed at, or None if there is none.

    Points of which the opposite was said come before missed ones, then the heavier come first. No
    point is asked about twice.
    """
    weights = {point.id: point.weight for point in question.essentials}
    left = [
        row
        for row in turn["points"]
        if row["point"] in weights and row["verdict"] in OPEN and not row["drilled"]
    ]
    return min(
        left,
        key=lambda row: (OPEN.index(row["verdict"]), -weights[row["point"]]),
        default=None,
    )


def unanswered(turn: InterviewTurn, question: Question, kind: str) -> InterviewTurn:
    """The turn of a question that ended without a graded answer: every point is missed.

    `kind` is what the candidate did last.
    """
    judged = [JudgedPoint(point=point, verdict=Verdict.MISSED) for point in question.asked]
    turn = {**turn, "points": [_state(one) for one in judged], "first": 0, "score": 0}
    if turn["looked"]:
        return {**turn, "outcome": "looked"}
    if kind == "end":
        return {**turn, "outcome": "open"}
    return {**turn, "outcome": "timeout" if turn["fault"] == "timeout" else "skipped"}


def _state(one: JudgedPoint) -> PointState:
    return PointState(
        point=one.point.id,
        first=one.verdict.value,
        verdict=one.verdict.value,
        evidence=one.evidence,
        note=one.note,
        drilled=False,
    )
