"""What somebody who listens is told of a running interview."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile, pairwise
from pathlib import Path

import pytest
from interviews import ME, World, begun, last, points, source

from bot.bank.source import BankSource
from bot.interview.events import InterviewEvent, Moved
from bot.interview.view import InterviewView
from bot.ui.interview.screen_reader_text import screen_reader_text
from bot.ui.shared.view import ReaderView

ZH, EN = ReaderView("zh", Path("notes"), ""), ReaderView("en", Path("notes"), "")


@pytest.fixture(scope="module")
def notes() -> BankSource:
    return source()


@pytest.fixture
def world(tmp_path: Path, notes: BankSource) -> Iterator[World]:
    world = World(tmp_path, notes)
    yield world
    world.close()


def growing(events: Iterator[InterviewEvent]) -> InterviewView:
    """How the interview stands in the end; what is told once the candidate was heard only
    grows."""
    views = [event.view for event in events if isinstance(event, Moved)]
    heard = dropwhile(
        lambda view: screen_reader_text(view, ZH) == screen_reader_text(views[0], ZH), views
    )
    for before, after in pairwise(
        screen_reader_text(view, ZH) for view in heard if view.phase != "ended"
    ):
        assert after[: len(before)] == before
    return views[-1]


def test_a_half_answer_is_told_with_its_score_and_its_follow_up(world: World) -> None:
    view = begun(world)
    assert screen_reader_text(view, ZH) == (f"第 1 题：{view.turns[0].log[0].text}",)
    view = growing(world.interviews.answer(ME, view.id, points(world, view)[0]))
    score, said, asked = screen_reader_text(view, ZH)
    grade = view.turns[0].grade
    assert grade is not None
    assert score == f"估计得分 {grade.score}，{grade.total} 个要点答出 1 个"
    assert said == view.turns[0].log[-2].text
    assert asked == f"追问：{view.turns[0].log[-1].text}"
    assert (
        screen_reader_text(view, EN)[0]
        == f"Estimated score {grade.score}, 1 of {grade.total} points hit"
    )


def test_an_answer_that_is_none_tells_no_score_again(world: World) -> None:
    view = begun(world)
    view = growing(world.interviews.answer(ME, view.id, points(world, view)[0]))
    view = growing(world.interviews.answer(ME, view.id, "不知道"))
    assert screen_reader_text(view, ZH) == (view.turns[0].log[-1].text,)


def test_the_next_question_is_told_after_what_was_said_about_the_last_one(world: World) -> None:
    view = begun(world)
    view = growing(world.interviews.answer(ME, view.id, "。".join(points(world, view))))
    *_, asked = screen_reader_text(view, ZH)
    assert asked == f"第 2 题：{view.turns[1].log[0].text}"
    view = growing(world.interviews.hint(ME, view.id))
    assert screen_reader_text(view, ZH)[-1].startswith("提示：")
    view = growing(world.interviews.skip(ME, view.id))
    assert screen_reader_text(view, ZH)[-1].startswith("第 3 题：")


def test_a_pause_is_told_and_after_it_the_question_that_stands(world: World) -> None:
    view = growing(world.interviews.pause(ME, begun(world).id))
    assert screen_reader_text(view, ZH)[-1].startswith("已暂停")
    view = growing(world.interviews.resume(ME, view.id))
    assert screen_reader_text(view, ZH) == (f"第 1 题：{view.turns[0].log[0].text}",)


def test_a_silent_interviewer_tells_no_score(world: World) -> None:
    view = begun(world, mood="silent")
    while view.phase != "ended":
        assert not any("得分" in part for part in screen_reader_text(view, ZH))
        view = growing(world.interviews.answer(ME, view.id, points(world, view)[0]))


def test_nothing_is_told_before_the_first_question(world: World) -> None:
    interview = begun(world).id
    assert last(world.interviews.go_on(ME, interview)).phase == "asking"
    empty = world.interviews.start(ME, world.interviews.store.paper(interview).setup)
    assert screen_reader_text(world.interviews.view(ME, empty), ZH) == ()
