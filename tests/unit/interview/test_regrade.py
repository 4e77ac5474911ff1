"""What an answer makes of the essentials and the extras of a question."""

from __future__ import annotations

from dataclasses import replace

from bot.core.question import Point, PointKind, Question, QuestionKind
from bot.core.score import Verdict
from bot.grading.grade import Grade
from bot.grading.verdict import JudgedPoint
from bot.interview.regrade import graded, worst
from bot.interview.state import new_turn
from bot.interview.view import grade_view, point_views

POINT = Point(
    id="q-a",
    section="s",
    text="甲",
    quote="甲",
    weight=1.0,
    kind=PointKind.SENTENCE,
    essential=True,
)
EXTRA = replace(POINT, id="q-b", text="乙", quote="乙", weight=9.0, essential=False)
QUESTION = Question(
    id="q",
    kind=QuestionKind.DEFINITION,
    text="什么是甲？",
    language="zh",
    sections=("s",),
    file="a.md",
    title="a",
    heading_path=("甲",),
    lines=(1, 2),
    difficulty=1,
    points=(POINT, EXTRA),
    contents=("c",),
)


def answered(essential: Verdict, extra: Verdict, question: Question = QUESTION) -> Grade:
    points = tuple(
        JudgedPoint(point=point, verdict=verdict)
        for point, verdict in zip(question.points, (essential, extra), strict=True)
    )
    return Grade(score=0, estimated=True, points=points)


def test_a_missed_extra_costs_nothing_and_is_not_drilled() -> None:
    turn = graded(new_turn(0, QUESTION, 0.0, True), QUESTION, answered(Verdict.HIT, Verdict.MISSED))
    assert turn["score"] == 100
    assert worst(turn, QUESTION) is None


def test_a_missed_essential_is_drilled_however_heavy_the_extras_are() -> None:
    grade = answered(Verdict.MISSED, Verdict.MISSED)
    row = worst(graded(new_turn(0, QUESTION, 0.0, True), QUESTION, grade), QUESTION)
    assert row is not None
    assert row["point"] == POINT.id


def test_a_grade_counts_essentials_and_names_extras_apart() -> None:
    turn = graded(new_turn(0, QUESTION, 0.0, True), QUESTION, answered(Verdict.HIT, Verdict.HIT))
    shown = grade_view(QUESTION, turn, "friendly", True)
    assert (shown.hit, shown.total, shown.bonus) == (1, 1, 1)
    assert [row.essential for row in shown.points] == [True, False]


def test_where_the_user_left_extras_only_they_are_what_is_asked_for() -> None:
    alone = replace(QUESTION, points=(replace(POINT, enabled=False), EXTRA))
    grade = Grade(
        score=0, estimated=True, points=(JudgedPoint(point=EXTRA, verdict=Verdict.MISSED),)
    )
    turn = graded(new_turn(0, alone, 0.0, True), alone, grade)
    assert [row.essential for row in point_views(alone, turn)] == [True]
    assert worst(turn, alone) is not None
