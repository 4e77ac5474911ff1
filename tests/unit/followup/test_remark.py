"""What is said of a grade without any model."""

from __future__ import annotations

from interviews import kitchen

from bot.bank.build import build
from bot.core.question import Point, PointKind
from bot.core.score import Verdict
from bot.followup.remark import remarks
from bot.grading.grade import Grade
from bot.grading.screen import Fault
from bot.grading.verdict import JudgedPoint

QUESTION = "什么是备菜缓存？"


def judged(text: str, verdict: Verdict, weight: float = 1.0, evidence: str = "") -> JudgedPoint:
    point = Point(id=text, section="s", text=text, quote=text, weight=weight, kind=PointKind.ITEM)
    return JudgedPoint(point=point, verdict=verdict, evidence=evidence)


def grade(*points: JudgedPoint, fault: Fault | None = None) -> Grade:
    return Grade(score=0, estimated=True, points=points, fault=fault)


def test_no_answer_gets_kind_words_and_a_hint() -> None:
    question = build(kitchen()).questions[0]
    missed = [JudgedPoint(point=point, verdict=Verdict.MISSED) for point in question.points]
    said = remarks(question.text, grade(*missed, fault=Fault.UNKNOWN))
    assert "没关系" in said.kind_words
    assert "盒子" in said.hint


def test_an_answer_gets_neither() -> None:
    said = remarks(QUESTION, grade(judged("命中时直接下锅，只要 3 分钟", Verdict.PARTIAL)))
    assert (said.kind_words, said.hint) == ("", "")


def test_the_drill_is_aimed_at_what_was_turned_round_before_what_was_missed() -> None:
    opposed = judged("未命中时要现切", Verdict.CONTRADICTED, evidence="未命中时不用切")
    missed = judged("盒子满了先倒掉最久没用的那一份", Verdict.MISSED, weight=2.0)
    assert "你说" in remarks(QUESTION, grade(missed, opposed)).drill
    assert "没说到" in remarks(QUESTION, grade(missed)).drill


def test_nothing_is_drilled_where_every_point_is_hit() -> None:
    assert remarks(QUESTION, grade(judged("未命中时要现切", Verdict.HIT))).drill == ""
