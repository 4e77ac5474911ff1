"""What is made in the background while the page is up."""

from __future__ import annotations

import logging
import threading

import pytest
from messages import in_english

from bot.core.background_value import BackgroundValue, ReportProgress
from bot.errors import BotError, ModelUnavailable
from ingest.errors import EmbeddingModelError


def test_nothing_is_made_before_it_is_asked_for() -> None:
    made: list[int] = []
    before = threading.active_count()
    slot = BackgroundValue("m", lambda report: made.append(1))
    assert slot.state().status == "loading"
    assert threading.active_count() == before
    assert made == []


def test_from_loading_to_ready_with_its_progress() -> None:
    go, reached = threading.Event(), threading.Event()

    def make(report: ReportProgress) -> str:
        report("unpack", 25, 100)
        reached.set()
        assert go.wait(10)
        return "value"

    slot = BackgroundValue("e5-small", make)
    slot.start()
    assert reached.wait(10)
    state = slot.state()
    assert (state.name, state.status, state.fraction, state.stage) == (
        "e5-small",
        "loading",
        0.25,
        "unpack",
    )
    go.set()
    assert slot.get(10) == "value"
    assert slot.state().status == "ready"


def test_waiting_ends_after_the_time_given_and_the_work_goes_on() -> None:
    go = threading.Event()
    slot = BackgroundValue("m", lambda report: go.wait(10) and "value")
    assert slot.get(0.05) is None
    go.set()
    assert slot.get(10) == "value"


def test_a_progress_without_a_total_has_no_fraction() -> None:
    go, reached = threading.Event(), threading.Event()

    def make(report: ReportProgress) -> int:
        report("load", 0, 0)
        reached.set()
        go.wait(10)
        return 1

    slot = BackgroundValue("m", make)
    slot.start()
    assert reached.wait(10)
    assert slot.state().fraction is None
    go.set()
    slot.get(10)


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailable("plain", text="Install it."),
        EmbeddingModelError("plain", text="Unpack it again."),
    ],
)
def test_what_the_user_can_mend_is_said_as_it_is(error: Exception) -> None:
    def make(report: ReportProgress) -> int:
        raise error

    slot = BackgroundValue("m", make)
    for _ in range(2):
        with pytest.raises(type(error), match=str(error)):
            slot.get(10)
    state = slot.state()
    assert (state.status, in_english(state.detail)) == ("missing", str(error))


def test_a_fault_of_ours_becomes_a_sentence_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        slot = BackgroundValue[int]("e5-small", lambda report: 1 // 0)
        with pytest.raises(BotError, match=r"e5-small can't be used: .*zero"):
            slot.get(10)
    assert "ZeroDivisionError" in caplog.text
    assert slot.state().status == "missing"


def test_none_is_a_value_that_says_off() -> None:
    slot: BackgroundValue[str | None] = BackgroundValue("none", lambda report: None)
    assert slot.get(10) is None
    assert slot.state().status == "off"


def test_it_is_made_once_however_many_ask() -> None:
    made: list[int] = []
    all_have_asked = threading.Event()

    def make(report: ReportProgress) -> int:
        made.append(1)
        assert all_have_asked.wait(10)
        return len(made)

    slot = BackgroundValue("m", make)
    threads = [threading.Thread(target=slot.get) for _ in range(8)]
    for thread in threads:
        thread.start()
        slot.start()
    all_have_asked.set()
    for thread in threads:
        thread.join(10)
    assert made == [1]
    assert slot.get() == 1


def test_after_mending_it_is_made_again() -> None:
    outcomes: list[int | Exception] = [BotError("plain", text="no notes"), 7, 8]

    def make(report: ReportProgress) -> int:
        report("read", 1, 2)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    slot = BackgroundValue("m", make)
    with pytest.raises(BotError, match="no notes"):
        slot.get(10)
    slot.restart()
    assert slot.get(10) == 7
    assert slot.state().status == "ready"
    slot.restart()
    assert slot.get(10) == 8


def test_a_restart_begins_at_no_progress() -> None:
    go = threading.Event()
    first = threading.Event()

    def make(report: ReportProgress) -> int:
        if first.is_set():
            go.wait(10)
            return 2
        report("read", 9, 10)
        first.set()
        return 1

    slot = BackgroundValue("m", make)
    slot.get(10)
    slot.restart()
    state = slot.state()
    assert (state.status, state.fraction) == ("loading", None)
    go.set()
    assert slot.get(10) == 2


def test_a_restart_while_it_is_being_made_changes_nothing() -> None:
    go = threading.Event()
    made: list[int] = []

    def make(report: ReportProgress) -> int:
        made.append(1)
        go.wait(10)
        return len(made)

    slot = BackgroundValue("m", make)
    slot.start()
    slot.restart()
    go.set()
    assert slot.get(10) == 1
    assert made == [1]
