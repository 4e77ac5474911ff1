from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
import sqlalchemy as sa
from interviews import ME, YOU, kitchen
from studies import DAY, School, badly, well

from bot.errors import BotError, IndexMissing
from bot.ui.progress.actions import ProgressPage
from bot.ui.shared.shared_reading import SharedReading
from bot.ui.shared.view import ReaderView

VIEW = ReaderView("zh", Path("notes"), "")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(tmp_path, kitchen)
    yield made
    made.close()


def page_of(school: School) -> ProgressPage:
    return ProgressPage(school.study, SharedReading(school.notes.sections), zone=lambda: UTC)


def slow(school: School) -> threading.Event:
    """The notes are not read before this is set."""
    held = threading.Event()

    def wait() -> None:
        held.wait(30)

    school.delay = wait
    return held


def test_the_page_opens_without_reading_the_notes_where_nothing_can_be_due(school: School) -> None:
    school.delay = lambda: pytest.fail("the notes were read")
    (shown,) = page_of(school).loaded(VIEW, ME)
    assert shown
    assert 'data-due="0"' in shown.badge


def test_the_page_opens_with_the_number_of_due_questions(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    school.clock.at += 2 * DAY
    *_, shown = page_of(school).loaded(VIEW, ME)
    assert shown
    assert 'data-due="3"' in shown.badge


def test_while_the_notes_are_read_the_rest_is_there_at_once(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    school.changes += 1
    held = slow(school)
    shown = page_of(school).shown(VIEW, ME)
    began = time.monotonic()
    first = next(shown)
    assert time.monotonic() - began < 3
    assert first
    assert "正在读笔记" in first.html
    assert next(shown) is None
    held.set()
    *_, last = shown
    assert last
    assert "正在读笔记" not in last.html
    assert "后厨" in last.html


def test_a_page_that_was_closed_waits_no_longer(school: School) -> None:
    held = slow(school)
    shown = page_of(school).shown(VIEW, ME)
    next(shown)
    shown.close()  # type: ignore[attr-defined]
    held.set()


def test_the_notes_are_read_once_for_all_who_wait() -> None:
    calls = []
    held = threading.Event()

    def read() -> None:
        calls.append(1)
        held.wait(10)

    reading = SharedReading(read)
    assert not reading.wait(0.01)
    assert not reading.wait(0.01)
    held.set()
    assert reading.wait(10)
    assert calls == [1]
    assert reading.wait(10)
    assert calls == [1, 1]


def test_what_goes_wrong_while_reading_is_a_sentence_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    troubles: list[Exception] = [
        IndexMissing("index_missing", at="ix", command="`x`"),
        ZeroDivisionError("ours"),
    ]

    def read() -> None:
        if troubles:
            raise troubles.pop(0)

    reading = SharedReading(read)
    with pytest.raises(IndexMissing):
        reading.wait(10)
    with pytest.raises(BotError, match="log") as raised:
        reading.wait(10)
    assert raised.value.message.key == "log_says_why"
    assert "ours" in caplog.text
    assert reading.wait(10)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (IndexMissing("index_missing", at="ix", command="`x`"), "还没有读过笔记"),
        (BotError("index_damaged", at="ix", command="`x`"), "读不到笔记：索引 ix 损坏了。"),
    ],
)
def test_without_notes_there_is_one_sentence_and_the_history(
    school: School, error: BotError, words: str
) -> None:
    school.answered(ME, badly, badly, badly)
    school.changes += 1

    def fail() -> None:
        raise error

    school.delay = fail
    (html,) = page_of(school).shown(VIEW, ME)
    assert html
    assert words in html.html
    assert html.html.count('role="alert"') == 1
    assert "估计得分" in html.html
    school.delay = lambda: None
    (html,) = page_of(school).shown(VIEW, ME)
    assert html
    assert words not in html.html


def test_a_store_that_cannot_be_read_is_one_sentence(school: School) -> None:
    with school.chats.database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE reviews"))
    (shown,) = page_of(school).loaded(VIEW, ME)
    assert shown
    assert "进度暂时读写不了" in shown.html
    assert "data-due" not in shown.badge
    assert page_of(school).mark(ME) == ""


def test_the_mark_changes_with_an_answer_and_at_midnight(school: School) -> None:
    page = page_of(school)
    marks = [page.mark(ME)]
    school.answered(ME, well)
    marks.append(page.mark(ME))
    assert page.mark(ME) == marks[-1]
    school.clock.at += DAY
    marks.append(page.mark(ME))
    assert len(set(marks)) == 3


def test_an_interview_is_removed_and_what_was_learned_stays(school: School) -> None:
    started = school.answered(ME, badly, badly, badly)
    html = page_of(school).remove(VIEW, ME, {"interview": started}).html
    assert started not in html
    assert "一共答过 3 题" in html


@pytest.mark.parametrize("interview", [None, "", "../x", "0" * 32])
def test_what_is_not_there_or_not_yours_is_not_removed(school: School, interview: object) -> None:
    theirs = school.answered(YOU, badly)
    school.answered(ME, badly)
    for name in (interview, theirs):
        html = page_of(school).remove(VIEW, ME, {"interview": name}).html
        assert html.count('role="alert"') == 1
    assert len(school.interviews.list(YOU)) == 1


def test_two_owners_do_not_see_each_other(school: School) -> None:
    started = school.answered(ME, badly, badly, badly)
    html = page_of(school).now(VIEW, YOU).html
    assert started not in html
    assert "还没有答过题" in html


def test_what_was_carried_over_is_told_until_it_is_put_away(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    with school.chats.database.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE bank_carried SET kept = 3, changed = 1, told = 0 WHERE owner = :me"),
            {"me": ME},
        )
    page = page_of(school)
    assert "3 题的进度保留，1 题的小节已改" in page.now(VIEW, ME).html
    english = ReaderView("en", Path("notes"), "")
    assert "kept their progress: 3" in page.now(english, ME).html
    assert "题的进度保留" not in page.put_away(VIEW, ME).html
    assert "题的进度保留" not in page.now(VIEW, ME).html
