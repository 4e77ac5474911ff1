"""What happens in the tab of the mock interview, without a browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import pytest
from interviews import ME, YOU, kitchen

from bot.core.passage import Passage
from bot.core.question import Skipped
from bot.errors import BotError
from bot.grading.grade import Grader
from bot.interview.state import Setup
from bot.storage.chats import ChatStore
from bot.study.study import Study, open_study
from bot.ui.interview import form
from bot.ui.interview.actions import Choices, Interviewing, Scene
from bot.ui.shared.reader import Reader
from bot.ui.shared.view import ReaderView
from bot.ui.words import interview as interview_words

FULL = "常点的菜提前切好放在手边的盒子里；命中直接下锅只要 3 分钟；未命中要现切，需要 12 分钟"


def reader(owner: str = ME, language: str = "zh") -> Reader:
    return Reader("page", owner, "", ReaderView(language, Path("notes"), ""))  # type: ignore[arg-type]


def end(scenes: Iterable[Scene]) -> dict[str, object]:
    """What stands on the tab after all of these."""
    shown: dict[str, object] = {}
    for scene in scenes:
        shown |= {name: value for name, value in asdict(scene).items() if value is not None}
    return shown


class Readable:
    """Notes, and who grades; both can break."""

    notes: Exception | None = None
    grader: Exception | None = None

    def read(self) -> tuple[list[Passage], list[Skipped]]:
        if self.notes:
            raise self.notes
        return kitchen(), []

    def grade(self) -> Grader:
        if self.grader:
            raise self.grader
        return Grader()


@pytest.fixture
def parts() -> Readable:
    return Readable()


@pytest.fixture
def study(tmp_path: Path, parts: Readable) -> Iterator[Study]:
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    made = open_study(
        chats,
        tmp_path / "interviews.sqlite3",
        read=parts.read,
        state=lambda: 0,
        grader=parts.grade,
    )
    yield made
    made.close()
    chats.close()


@pytest.fixture
def does(study: Study) -> Interviewing:
    return Interviewing(study, zone=lambda: UTC)


def begun(does: Interviewing, **setup: object) -> dict[str, object]:
    return end(does.start(reader(), Setup(**{"length": 3, **setup})))  # type: ignore[arg-type]


def acted(
    does: Interviewing, shown: dict[str, object], kind: str, text: str = ""
) -> dict[str, object]:
    return shown | end(does.act(reader(), *at(shown), kind, text))  # type: ignore[arg-type]


def at(shown: dict[str, object]) -> tuple[str, int]:
    """The interview and the step that are seen, as the page sends them back."""
    found = re.search(r'data-step="(\d+)" data-interview="(\w+)"', str(shown["head"]))
    assert found
    return found.group(2), int(found.group(1))


def test_at_first_there_is_the_set_up_and_no_earlier_interview(does: Interviewing) -> None:
    shown = end(does.first(reader()))
    assert 'data-screen="setup"' in str(shown["head"])
    assert "还没有面试过" in str(shown["earlier"])


def test_the_choices_come_after_a_sentence_that_says_why_it_takes_a_moment(
    does: Interviewing,
) -> None:
    waiting, there = does.choices(reader())
    assert "正在读笔记" in waiting.words
    assert waiting.tags is None
    assert ("后厨 (3)", "后厨") in (there.tags or [])
    assert there.words == "笔记里有 3 道题，今天到期 0 道。"


def test_notes_that_cannot_be_read_are_one_sentence(does: Interviewing, parts: Readable) -> None:
    parts.notes = BotError("plain", text="No notes are indexed. Run `python -m ingest` first.")
    last: Choices = list(does.choices(reader()))[-1]
    assert last.problem
    assert last.words == "No notes are indexed. Run `python -m ingest` first."
    assert "python -m ingest" in str(begun(does)["line"])


def test_an_answer_is_seen_at_once_then_its_grade_then_the_next_question(
    does: Interviewing,
) -> None:
    shown = begun(does)
    scenes = list(does.act(reader(), *at(shown), "answer", FULL))
    assert FULL in str(scenes[0].now)
    assert "iv-grade" not in str(scenes[0].now)
    assert scenes[0].box == ""
    after = shown | end(scenes)
    assert "iv-grade" in f"{after['now']}{after['past']}"
    assert "估计：没有模型评分" in f"{after['now']}{after['past']}"


def test_no_answer_leaves_the_question_standing(does: Interviewing) -> None:
    shown = begun(does)
    after = acted(does, shown, "answer", "不知道")
    assert "iv-grade" not in str(after["now"])
    assert "nudge" in str(after["now"])
    assert 'data-phase="asking"' in str(after["head"])
    assert after["asked"] == shown["asked"]


def test_an_answer_to_an_earlier_step_comes_back_into_the_box(does: Interviewing) -> None:
    shown = begun(does)
    acted(does, shown, "answer", FULL)
    late = acted(does, shown, "answer", "第二个窗口里的回答")
    assert late["box"] == "第二个窗口里的回答"
    assert "已经答过了" in str(late["line"])
    assert "iv-grade" in f"{late['now']}{late['past']}"


def test_too_long_an_answer_comes_back_too(does: Interviewing) -> None:
    shown = begun(does)
    late = acted(does, shown, "answer", "盒" * 4001)
    assert late["box"] == "盒" * 4001
    assert "4001" in str(late["line"])


def test_a_hint_costs_and_a_pause_stops_and_the_note_opens(does: Interviewing) -> None:
    shown = acted(does, begun(does), "hint")
    assert "提示" in str(shown["now"])
    shown = acted(does, shown, "pause")
    assert 'data-phase="paused"' in str(shown["head"])
    assert 'data-iv="resume"' in str(shown["now"])
    shown = acted(does, shown, "resume")
    assert "iv-note" not in str(shown["now"])
    shown = acted(does, shown, "note")
    assert "iv-note" in str(shown["now"])
    assert "第 " in str(shown["now"])
    shown = acted(does, shown, "skip")
    assert "看了笔记" in str(shown["past"])


def test_a_silent_interviewer_shows_no_grade_before_the_report(does: Interviewing) -> None:
    shown = begun(does, mood="silent", drills=0)
    while 'data-screen="run"' in str(shown["head"]):
        assert "iv-grade" not in f"{shown['now']}{shown['past']}"
        shown = acted(does, shown, "answer", FULL)
    assert "iv-points" in str(shown["report"])


def test_the_end_is_a_report_that_is_in_the_list_then(does: Interviewing) -> None:
    running = acted(does, begun(does), "answer", FULL)
    shown = acted(does, running, "end")
    report = str(shown["report"])
    assert "面试报告" in report
    assert FULL in report
    assert report.count('class="iv-past"') == 1
    again = end(does.first(reader()))
    assert 'data-screen="setup"' in str(again["head"])
    assert "看报告" in str(again["earlier"])
    opened = end(does.open(reader(), at(running)[0]))
    assert opened["report"] == report
    english = end(does.open(reader(language="en"), at(running)[0]))
    assert "Interview report" in str(english["report"])


def test_an_interview_that_runs_is_shown_when_the_page_is_opened(does: Interviewing) -> None:
    shown = begun(does)
    again = end(does.first(reader()))
    assert again["now"] == shown["now"]
    acted(does, shown, "pause")
    assert 'data-screen="setup"' in str(end(does.first(reader()))["head"])
    assert "接着答" in str(end(does.first(reader()))["earlier"])


def test_somebody_elses_interview_can_be_neither_seen_nor_answered(does: Interviewing) -> None:
    shown = begun(does)
    interview, _ = at(shown)
    assert "找不到这场面试" in str(end(does.open(reader(YOU), interview))["line"])
    other = end(does.act(reader(YOU), interview, 0, "answer", FULL))
    assert "找不到这场面试" in str(other["line"])
    assert other["box"] == FULL
    assert does.export(reader(YOU), interview, "md") == ""
    assert "还没有面试过" in str(end(does.first(reader(YOU)))["earlier"])


def test_of_two_that_run_the_older_one_can_be_answered(does: Interviewing, study: Study) -> None:
    older = begun(does)
    newer = begun(does, seed=1)
    after = acted(does, older, "answer", FULL)
    assert at(after)[0] == at(older)[0] != at(newer)[0]
    assert FULL not in str(end(does.open(reader(), at(newer)[0]))["now"])


def test_a_page_that_is_loaded_anew_shows_what_it_showed_even_paused(does: Interviewing) -> None:
    older = begun(does)
    newer = begun(does, seed=1)
    assert at(end(does.first(reader(), at(older)[0]))) == at(older)
    acted(does, older, "pause")
    again = end(does.first(reader(), at(older)[0]))
    assert at(again)[0] == at(older)[0]
    assert 'data-phase="paused"' in str(again["head"])
    assert at(end(does.first(reader(), "nothing")))[0] == at(newer)[0]


def test_an_answer_from_a_page_that_shows_no_interview_comes_back(does: Interviewing) -> None:
    after = end(does.act(reader(), "", 0, "answer", FULL))
    assert "找不到这场面试" in str(after["line"])
    assert after["box"] == FULL


def test_a_report_can_be_taken_along_in_three_forms(does: Interviewing) -> None:
    shown = acted(does, begun(does), "answer", FULL)
    interview, _ = at(shown)
    acted(does, shown, "end")
    starts = {"md": b"# ", "html": b"<!doctype html>", "apkg": b"PK"}
    for kind, start in starts.items():
        file = does.export(reader(), interview, kind)
        assert f".{kind}" in file
        found = re.search(r'data-base64="([^"]+)"', file)
        assert found is not None
        assert base64.b64decode(found.group(1)).startswith(start)
    assert does.export(reader(), interview, "exe") == ""


def test_a_report_does_not_wait_for_the_notes(
    tmp_path: Path, does: Interviewing, study: Study
) -> None:
    acted(does, acted(does, begun(does), "answer", FULL), "end")
    (ended,) = study.interviews.list(ME)
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    again = open_study(
        chats,
        tmp_path / "again.sqlite3",
        read=lambda: pytest.fail("the notes were read"),
        state=lambda: 0,
        grader=Grader,
    )
    paper = study.interviews.store.paper(ended.id)
    assert again.changed(ME, paper) == frozenset()
    again.close()
    chats.close()


def test_a_review_asks_exactly_what_is_due(does: Interviewing, study: Study) -> None:
    question = study.notes.bank(ME).questions[0]
    shown = end(does.review(reader(), (question.id,)))
    assert "1/1" in str(shown["head"])
    assert question.text in str(shown["now"])
    gone = end(does.review(reader(), ("nothing",)))
    assert "找不到" in str(gone["line"])


def test_no_questions_about_what_was_chosen_is_said(does: Interviewing) -> None:
    shown = begun(does, tags=("没有的标签",))
    assert "没有叫“没有的标签”" in str(shown["line"])


def test_what_breaks_is_said_and_the_page_goes_on(
    does: Interviewing, parts: Readable, caplog: pytest.LogCaptureFixture
) -> None:
    shown = begun(does)
    parts.grader = RuntimeError("out of order")
    after = acted(does, shown, "answer", FULL)
    assert "出了意外" in str(after["line"])
    assert "Traceback" not in str(after["line"])
    assert "the interview broke" in caplog.text


@pytest.mark.parametrize("words", [interview_words.ZH, interview_words.EN])
def test_the_labels_of_the_set_up_are_its_own_words_and_no_error(words: dict[str, str]) -> None:
    used = re.findall(r'say\("(iv_\w+)"', Path(form.__file__).read_text("utf-8"))
    assert "iv_unlimited" in used
    assert [key for key in used if key not in words] == []
