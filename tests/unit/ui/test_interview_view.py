"""A running interview and its report as HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from interview_shown import EN, EVIL, SECTION, ZH, graded, made_report, point, running, said, turn

from bot.core.question import Said
from bot.core.score import Verdict
from bot.interview.view import QuestionView, TurnView
from bot.ui.interview import grade_view, report_view
from bot.ui.interview import view as views

ASKED = said("ask", "缓存是什么？")


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


def test_extras_stand_apart_and_are_not_missed() -> None:
    rows = [
        point(Verdict.HIT),
        point(Verdict.MISSED),
        point(Verdict.HIT, essential=False),
        point(Verdict.MISSED, essential=False),
    ]
    shown = grade_view.grade(graded(*rows), ZH)
    essentials, _, extras = shown.partition("加分点：")
    assert essentials.count("遗漏") == 1
    assert "2 个要点答出 1 个" in essentials
    assert "加分点 1 个" in essentials
    assert "没提到" in extras
    assert "遗漏" not in extras
    assert "加分点：" not in grade_view.grade(graded(*rows[:2]), ZH)


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


def test_a_model_answer_is_folded_and_its_marks_lead_to_the_notes_words() -> None:
    over = turn(said("ask", "题"), grade=graded(point(Verdict.HIT)), outcome="answered")
    held = Said(text="命中时直接返回", section="s1", quote="**命中**时直接返回")
    own = Said(text=EVIL, section="s1", quote="")
    source = replace(over.question, sections=(SECTION,))
    shown = views.past((replace(over, question=source, answer=(held, own)),), ZH)
    assert '<details class="iv-model"><summary>参考回答</summary>' in shown
    assert '命中时直接返回。<button type="button" class="mark" data-said="1"' in shown
    assert shown.count('class="mark"') == 1  # nothing in the note says the other one
    assert '<mark data-said="1">命中</mark>' in shown
    assert "<script" not in shown
    assert "iv-model" not in views.past((over,), ZH)


def test_the_report_shows_the_model_answer_of_a_question() -> None:
    report = made_report("题")
    held = Said(text="命中时直接返回。", section="s1", quote="**命中**时直接返回。")
    report = replace(report, items=(replace(report.items[0], answer=(held,)),))
    shown = report_view.report(report, {"s1": SECTION}, EN, UTC)
    assert "<summary>Model answer</summary>" in shown
    assert '<mark data-said="1">命中</mark>' in shown


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


def test_what_costs_says_so_before_it_is_clicked() -> None:
    asking = views.head(running(turn(ASKED, grade=None)), ZH)
    for words in ("提示 −10", "跳过 · 0 分", "看笔记 · 0 分"):
        assert f">{words}</button>" in asking
    assert 'data-sure="确认看 · 0 分"' in asking
    english = views.head(running(turn(ASKED, grade=None)), EN)
    for words in ("Hint −10", "Skip · 0", "Note · 0"):
        assert f">{words}</button>" in english


def test_what_costs_nothing_frightens_nobody() -> None:
    graded_one = views.head(running(turn(ASKED, grade=None, earned=True), phase="drilling"), ZH)
    assert ">看笔记</button>" in graded_one
    assert ">跳过追问</button>" in graded_one
    assert "0 分" not in graded_one
    assert "已得的分不变" in graded_one
    open_note = views.head(
        running(turn(ASKED, grade=None), phase="reading", can=frozenset({"skip"})), ZH
    )
    assert "0 分" not in open_note
    assert ">下一题</button>" in open_note
