"""Reports and the list of earlier interviews as the page shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from interview_shown import EN, SECTION, ZH, graded, made_report, said, turn

from bot.reports.html import as_html
from bot.reports.report import Mean, Scores
from bot.study.session import InterviewSummary
from bot.ui.interview import report_view
from bot.ui.interview import view as views
from bot.ui.shared.view import ReaderView


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
    line = InterviewSummary(
        id="i" * 32,
        started=0.0,
        ended=60.0,
        subjects=("缓存",),
        length=3,
        done=3,
        view=None,
        report=made_report("缓存", scores=scores),
        questions=(),
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
def test_the_plot_says_which_of_its_bars_are_estimates(view: ReaderView, word: str) -> None:
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
