"""A running interview and its report as HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from bot.interview.report import Item, Mean, Place, Reading, Report, Scores, Subject
from bot.interview.report_html import as_html
from bot.interview.score import Verdict
from bot.interview.session import Line
from bot.interview.view import Entry, GradeView, PointView, QuestionView, TurnView
from bot.interview.view import View as Interview
from bot.passage import Passage
from bot.ui import grade_view, report_view
from bot.ui import interview_view as views
from bot.ui.view import View

ZH = View("zh", Path("notes"), "vscode://file/{path}:{line}")
EN = View("en", Path("notes"), "")
EVIL = "<script>document.title='PWNED'</script>"
SECTION = Passage(
    section="s1",
    file="缓存.md",
    title="缓存",
    heading_path=("缓存",),
    lines=(3, 9),
    text=f"## 缓存\n\n**命中**时直接返回。{EVIL}",
)


def point(verdict: Verdict, **changes: object) -> PointView:
    made = PointView(
        text="命中时直接返回",
        quote="**命中**时直接返回",
        verdict=verdict,
        evidence="命中就返回",
        note="",
        section="s1",
        drilled=False,
        first=verdict,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def graded(*points: PointView, **changes: object) -> GradeView:
    made = GradeView(
        score=60,
        first=60,
        cost=0,
        hit=sum(one.verdict is Verdict.HIT for one in points),
        total=len(points),
        estimated=True,
        points=points,
        hidden=0,
        beyond=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def turn(*log: Entry, grade: GradeView | None = None, **changes: object) -> TurnView:
    question = QuestionView(
        number=1,
        id="q",
        text="缓存命中时怎么办？",
        language="zh",
        topic="缓存",
        tags=(),
        difficulty=2,
        sections=(),
    )
    made = TurnView(question=question, log=log, grade=grade, outcome="open")
    return replace(made, **changes)  # type: ignore[arg-type]


def running(one: TurnView, **changes: object) -> Interview:
    made = Interview(
        id="i" * 32,
        phase="asking",
        length=3,
        turns=(one,),
        marks=("now", "open", "open"),
        mood="friendly",
        step=4,
        can=frozenset({"answer", "skip", "hint", "note", "pause", "end"}),
        limit_s=None,
        left_s=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def said(kind: str, text: str) -> Entry:
    return Entry(
        who="candidate" if kind == "answer" else "interviewer", kind=kind, text=text, at=0.0
    )


def test_every_verdict_has_a_sign_and_a_word() -> None:
    signs = {"hit": ("✓", "答出"), "partial": ("◐", "部分"), "missed": ("✗", "遗漏")}
    signs["contradicted"] = ("⚠", "相反")
    for verdict in Verdict:
        shown = grade_view.point(point(verdict), ZH)
        sign, word = signs[verdict.value]
        assert sign in shown
        assert word in shown


def test_the_notes_words_stand_beside_the_candidates() -> None:
    same = grade_view.point(point(Verdict.HIT), ZH)
    assert same.count("命中时直接返回") == 1
    assert "笔记" in same
    assert "命中就返回" in same
    worded = grade_view.point(point(Verdict.PARTIAL, text="缓存命中：直接返回"), ZH)
    assert "缓存命中：直接返回" in worded
    assert "<q>命中时直接返回</q>" in worded
    nothing = grade_view.point(point(Verdict.MISSED, evidence=""), ZH)
    assert "你说" not in nothing


def test_a_verdict_that_a_follow_up_changed_says_what_it_was() -> None:
    assert "追问前：遗漏" in grade_view.point(point(Verdict.HIT, first=Verdict.MISSED), ZH)
    assert "追问前" not in grade_view.point(point(Verdict.HIT), ZH)


def test_a_grade_counts_its_points_and_says_that_it_is_an_estimate() -> None:
    rows = (point(Verdict.HIT), point(Verdict.MISSED))
    shown = grade_view.grade(graded(*rows, hidden=2, total=4, beyond=("另外还快",)), ZH)
    assert "得分 60" in shown
    assert "4 个要点答出 1 个" in shown
    assert "估计：没有模型评分" in shown
    assert "还有 2 个要点" in shown
    assert "另外还快" in shown
    assert "估计" not in grade_view.grade(graded(*rows, estimated=False), ZH)


def test_what_a_hint_cost_is_not_taken_for_a_change() -> None:
    shown = grade_view.grade(graded(point(Verdict.HIT), score=50, cost=10), ZH)
    assert "第一次回答" not in shown
    assert "−10" in shown
    better = grade_view.grade(graded(point(Verdict.HIT), score=90), ZH)
    assert "第一次回答 60 分" in better


def test_the_grade_stands_below_the_last_answer() -> None:
    log = [said("ask", "题"), said("answer", "一"), said("feedback", "评"), said("answer", "二")]
    shown = views.now(running(turn(*log, grade=graded(point(Verdict.HIT)))), ZH)
    assert shown.index("二") < shown.index("iv-grade")
    assert shown.count("iv-grade") == 1


def test_the_clock_is_there_only_with_a_limit() -> None:
    one = turn(said("ask", "题"))
    assert "iv-clock" not in views.head(running(one), ZH)
    shown = views.head(running(one, limit_s=60.0, left_s=59.5), ZH)
    assert 'data-left="59.5"' in shown
    assert ">00:59<" in shown
    still = views.head(running(one, limit_s=60.0, left_s=59.5, phase="paused"), ZH)
    assert 'data-running="0"' in still
    assert views.clock(-3) == "00:00"


def test_only_what_is_possible_can_be_clicked() -> None:
    one = turn(said("ask", "题"))
    shown = views.head(running(one, can=frozenset({"end"}), phase="working"), ZH)
    assert shown.count(" disabled") == 4
    paused = views.head(running(one, can=frozenset({"resume", "end"}), phase="paused"), ZH)
    assert 'data-iv="hint"' not in paused


def test_the_follow_up_stands_above_the_box_in_place_of_the_question() -> None:
    asked = views.asked(running(turn(said("ask", "那么，缓存命中时怎么办？"))), ZH)
    assert "缓存命中时怎么办？" in asked
    log = (said("ask", "题"), said("answer", "答"), said("drill", "未命中呢？"))
    drilled = views.asked(running(turn(*log), phase="drilling"), ZH)
    assert "未命中呢？" in drilled
    assert views.asked(running(turn(*log), can=frozenset(), phase="working"), ZH) == ""


def test_questions_that_are_over_are_folded_but_for_the_last() -> None:
    over = turn(said("ask", "题"), grade=graded(point(Verdict.HIT)), outcome="answered")
    skipped = replace(over, grade=None, outcome="skipped")
    shown = views.past((over, skipped), EN)
    assert shown.count('<details class="iv-past" open>') == 1
    assert "60 points" in shown
    assert "skipped" in shown


def test_nothing_of_a_note_or_an_answer_is_markup() -> None:
    question = QuestionView(
        number=1,
        id="q",
        text=EVIL,
        language="zh",
        topic=EVIL,
        tags=(EVIL,),
        difficulty=1,
        sections=(SECTION,),
    )
    log = [said("ask", EVIL), said("answer", EVIL), said("feedback", EVIL), said("drill", EVIL)]
    row = point(Verdict.HIT, text=EVIL, quote=EVIL + " 原文", evidence=EVIL)
    one = TurnView(
        question=question, log=tuple(log), grade=graded(row, beyond=(EVIL,)), outcome="open"
    )
    over = replace(one, outcome="answered")
    shown = running(one, phase="reading")
    pages = [
        views.head(shown, ZH),
        views.now(shown, ZH, pending=EVIL),
        views.asked(running(one), ZH),
        views.asked(running(one, phase="drilling"), ZH),
        views.saying("feedback", EVIL, ZH),
        views.past((over,), ZH),
        report_view.report(made_report(EVIL), {"s1": SECTION}, ZH, UTC),
    ]
    for page in pages:
        assert "<script" not in page
        assert "&lt;script" in page


def made_report(text: str, **changes: object) -> Report:
    place = Place(section="s1", file=text, place=text, lines=(3, 9))
    item = Item(
        number=1,
        question="q",
        text=text,
        language="zh",
        subjects=(text,),
        places=(place, replace(place, section="gone")),
        outcome="answered",
        score=60,
        first=40,
        cost=0,
        hints=0,
        late=False,
        estimated=True,
        spent_s=10.0,
        points=(point(Verdict.HIT, text=text),),
        beyond=(text,),
        log=(said("answer", text),),
    )
    scores = Scores(graded=None, estimated=Mean(score=60.0, count=1))
    made = Report(
        id="i" * 32,
        started=0.0,
        ended=60.0,
        mood="friendly",
        language="zh",
        planned=3,
        items=(item,),
        scores=scores,
        subjects=(Subject(name=text, scores=scores),),
        strongest=text,
        weakest=text,
        read=(Reading(place=place, lost=0.4, missed=(text,)),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_report_tells_estimates_from_grades() -> None:
    mean = Mean(score=71.4, count=2)
    alone = report_view.report(made_report("缓存"), {"s1": SECTION}, ZH, UTC)
    assert "平均 60 分" in alone
    assert "估计，没有模型评分，1 题" in alone
    assert "不能合在一起看" not in alone
    both = Scores(graded=mean, estimated=Mean(score=30.0, count=1))
    mixed = report_view.report(made_report("缓存", scores=both), {}, ZH, UTC)
    assert "平均 71 分" in mixed
    assert "平均 30 分" in mixed
    assert "不能合在一起看" in mixed
    nobody = Scores(graded=None, estimated=None)
    assert "没有可以计分" in report_view.report(made_report("缓存", scores=nobody), {}, ZH, UTC)


@pytest.mark.parametrize(
    ("graded", "estimated", "words"),
    [
        (None, 60, "估计得分 60"),
        (90, 10, "评分 90，估计 10"),
        (90, None, "得分 90"),
        (None, None, "没有作答"),
    ],
)
def test_in_the_list_of_earlier_interviews_an_estimate_is_called_one(
    graded: float | None, estimated: float | None, words: str
) -> None:
    scores = Scores(
        graded=None if graded is None else Mean(score=graded, count=1),
        estimated=None if estimated is None else Mean(score=estimated, count=2),
    )
    line = Line(
        id="i" * 32,
        started=0.0,
        ended=60.0,
        subjects=("缓存",),
        length=3,
        done=3,
        view=None,
        report=made_report("缓存", scores=scores),
    )
    shown = report_view.earlier([line], ZH, UTC)
    assert f"答了 3/3 题 · {words}<" in shown


def test_a_folded_question_says_that_its_score_is_an_estimate() -> None:
    over = turn(said("answer", "命中"), grade=graded(), outcome="answered")
    assert ">估计 60 分<" in views.past((over,), ZH)
    trusted = replace(over, grade=graded(estimated=False))
    assert ">60 分<" in views.past((trusted,), ZH)
    made = made_report("缓存")
    item = made.items[0]
    assert ">估计 60 分<" in report_view.report(made, {}, ZH, UTC)
    skipped = replace(item, outcome="skipped", score=0, first=0)
    assert ">跳过 · 0 分<" in report_view.report(replace(made, items=(skipped,)), {}, ZH, UTC)
    trusted_item = replace(made, items=(replace(item, estimated=False),))
    assert ">60 分<" in report_view.report(trusted_item, {}, ZH, UTC)


@pytest.mark.parametrize(("view", "word"), [(ZH, "估计"), (EN, "estimate")])
def test_the_plot_says_which_of_its_bars_are_estimates(view: View, word: str) -> None:
    made = made_report("缓存")
    two = (made.items[0], replace(made.items[0], number=2, score=80, estimated=False))
    shown = report_view.report(replace(made, items=two), {}, view, UTC)
    assert f': 1: {word} 60, 2: 80"' in shown
    assert view.say("iv_hatched") in shown
    assert f': 1: {word} 60, 2: 80"' in as_html(
        replace(made, items=two, language=view.language), UTC
    )
    graded_only = report_view.report(replace(made, items=two[1:]), {}, view, UTC)
    assert view.say("iv_hatched") not in graded_only


def test_a_section_to_read_again_can_be_opened_where_it_is_still_known() -> None:
    known = report_view.report(made_report("缓存"), {"s1": SECTION}, ZH, UTC)
    assert "看原文" in known
    assert "直接返回。" in known
    unknown = report_view.report(made_report("缓存"), {}, ZH, UTC)
    assert "看原文" not in unknown
    assert "第 3–9 行" in unknown


def test_a_question_whose_note_changed_since_says_so_in_the_report() -> None:
    made = made_report("缓存")
    stale = {made.items[0].question}
    marked = report_view.report(made, {"s1": SECTION}, ZH, UTC, stale)
    assert 'class="pg-badge stale">答过之后笔记改动过</span>' in marked
    assert "stale" not in report_view.report(made, {"s1": SECTION}, ZH, UTC, {"another"})


def test_a_question_left_open_has_no_points_in_the_report() -> None:
    made = made_report("缓存")
    item = replace(made.items[0], outcome="open", score=0, first=0)
    shown = report_view.report(replace(made, items=(item,)), {}, ZH, UTC)
    assert "没有回答，不计分" in shown
    assert ">0 分<" not in shown
