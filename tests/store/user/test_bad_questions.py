"""A question that the user calls bad goes, costs nothing, and never comes again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from interviews import KITCHEN, ME, START, YOU, last, points
from studies import School, well

from bot.__main__ import main
from bot.bank.edits.bad_questions import as_json_lines, marked
from bot.core.passage import Passage
from bot.core.question import Bank, Question, QuestionKind, question_id
from bot.interview.state import Setup
from bot.interview.view import InterviewView
from bot.notes.sections import sections_of_note
from bot.reports.html import as_html
from bot.reports.markdown import as_markdown
from ingest.notes.folder import parse_note


class Notes:
    """A note that can be rewritten and moved."""

    def __init__(self) -> None:
        self.text, self.file = KITCHEN, "后厨/缓存.md"

    def read(self) -> list[Passage]:
        return sections_of_note(parse_note(self.file, self.text)[0])


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def school(tmp_path: Path, notes: Notes) -> Iterator[School]:
    made = School(tmp_path, notes.read)
    yield made
    made.close()


def asked(school: School, owner: str = ME) -> list[str]:
    return [one.text for one in school.notes.bank(owner).questions if one.enabled and one.asked]


def begun(school: School) -> InterviewView:
    interview = school.interviews.start(ME, Setup(length=3, drills=1))
    return last(school.interviews.go_on(ME, interview))


def standing(school: School, view: InterviewView) -> Question:
    return school.interviews.store.paper(view.id).questions[view.number - 1]


def test_a_marked_question_is_asked_no_more_and_can_be_taken_back(school: School) -> None:
    first = school.notes.bank(ME).questions[0]
    school.bad.add(ME, first)
    school.bad.add(ME, first)
    assert first.text not in asked(school)
    assert first.text in asked(school, YOU)
    (mark,) = school.bad.of(ME)
    assert (mark.text, mark.at, mark.why) == (first.text, START, None)
    assert mark.place.endswith("厨房里的缓存 › 什么是备菜缓存？")
    assert mark.points == tuple(point.text for point in first.asked)
    school.bad.remove(YOU, mark.id)
    assert first.text not in asked(school)
    school.bad.remove(ME, mark.id)
    assert first.text in asked(school)


def test_it_stays_away_after_the_note_was_read_again_moved_or_has_grown(
    school: School, notes: Notes
) -> None:
    first = school.notes.bank(ME).questions[0]
    school.bad.add(ME, first)
    count = len(asked(school))
    notes.file, notes.text = "别处.md", KITCHEN + "\n## 打烊以后\n\n- 关灯\n"
    school.changes += 1
    moved = school.notes.bank(ME)
    assert first.id not in {one.id for one in moved.questions}
    assert len(asked(school)) == count
    assert first.text not in asked(school)


def test_a_section_that_was_rewritten_is_asked_about_anew(school: School, notes: Notes) -> None:
    first = school.notes.bank(ME).questions[0]
    school.bad.add(ME, first)
    notes.text = KITCHEN.replace("只要 3 分钟", "只要 5 分钟")
    school.changes += 1
    assert first.text in asked(school)


def test_other_makers_that_ask_the_same_find_it_marked(school: School) -> None:
    bank = school.notes.bank(ME)
    first = bank.questions[0]
    school.bad.add(ME, first)
    same = replace(first, id=question_id(first.sections, QuestionKind.WHY), kind=QuestionKind.WHY)
    better = replace(same, text="备菜缓存为什么能省时间？")
    found = marked(Bank((same, better), (), bank.places), school.bad.of(ME))
    assert [one.marked for one in found.questions] == [True, False]


def test_in_an_interview_it_goes_and_the_next_is_asked(school: School) -> None:
    view = begun(school)
    first = standing(school, view)
    view = last(school.interviews.bad(ME, view.id, view.step))
    assert view.number == 2
    assert view.marks[:2] == ("bad", "now")
    assert view.turns[0].outcome == "bad"
    assert view.turns[0].grade is None
    assert first.text not in asked(school)
    assert school.store.reviews(ME) == ()


def test_it_counts_for_nothing_and_the_report_says_so(school: School) -> None:
    view = begun(school)
    view = last(school.interviews.bad(ME, view.id, view.step))
    for _ in range(2):
        view = last(school.interviews.answer(ME, view.id, well(points(school, view)), view.step))
    assert view.phase == "ended"
    report = school.interviews.report(ME, view.id)
    assert report is not None
    assert [item.outcome for item in report.items] == ["bad", "answered", "answered"]
    assert len(report.counted) == 2
    assert report.scores.estimated is not None
    assert report.scores.estimated.score == 100
    assert all(row.place.section not in standing_sections(school, view.id) for row in report.read)
    assert "坏题，不计分" in as_markdown(report, UTC)
    assert "坏题，不计分" in as_html(report, UTC)
    assert len(school.store.reviews(ME)) == 2


def standing_sections(school: School, interview: str) -> tuple[str, ...]:
    return school.interviews.store.paper(interview).questions[0].sections


def test_in_a_follow_up_it_takes_the_grade_along(school: School) -> None:
    view = begun(school)
    half = points(school, view)[0]
    view = last(school.interviews.answer(ME, view.id, half, view.step))
    assert view.phase == "drilling"
    view = last(school.interviews.bad(ME, view.id, view.step))
    assert view.turns[0].outcome == "bad"
    assert view.turns[0].grade is None
    assert school.store.reviews(ME) == ()


def test_an_interview_with_a_bad_question_outlives_a_restart(school: School) -> None:
    view = begun(school)
    view = last(school.interviews.bad(ME, view.id, view.step))
    school.restart()
    again = last(school.interviews.go_on(ME, view.id))
    assert [turn.outcome for turn in again.turns] == ["bad", "open"]
    assert len(school.bad.of(ME)) == 1


def test_a_card_of_a_marked_question_is_not_due_and_not_gone(school: School) -> None:
    school.answered(ME, well, well, well)
    school.clock.at += 200 * 86_400
    before = school.study.overview(ME)
    school.bad.add(ME, before.due.questions[0].question)
    after = school.study.overview(ME)
    assert len(after.due.questions) == len(before.due.questions) - 1
    assert after.gone == 0


def test_a_reason_can_be_kept_and_the_list_exported(school: School) -> None:
    first = school.notes.bank(ME).questions[0]
    school.bad.add(ME, first)
    (mark,) = school.bad.of(ME)
    school.bad.explain(YOU, mark.id, "wording")
    assert school.bad.of(ME)[0].why is None
    school.bad.explain(ME, mark.id, "points")
    (line,) = as_json_lines(school.bad.of(ME)).splitlines()
    row = json.loads(line)
    assert (row["question"], row["why"], row["file"]) == (first.text, "points", first.file)
    assert row["at"] == "2027-01-15T08:00:00+00:00"
    assert row["points"]


def test_the_command_exports_the_marks_of_all(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, *_ = school.notes.bank(ME).questions
    school.bad.add(ME, first)
    school.bad.add(YOU, second)
    out = tmp_path / "bad.jsonl"
    assert main(["marks", "--index", str(tmp_path), "--export", str(out)]) == 0
    assert "2 marks written" in capsys.readouterr().out
    assert len(out.read_text("utf-8").splitlines()) == 2
    assert main(["marks", "--index", str(tmp_path)]) == 0
    assert first.text in capsys.readouterr().out
    assert main(["marks", "--index", str(tmp_path), "--export", str(tmp_path)]) == 2
    assert "--export" in capsys.readouterr().err


def test_the_command_makes_no_database_where_none_was(tmp_path: Path) -> None:
    out = tmp_path / "bad.jsonl"
    assert main(["marks", "--index", str(tmp_path / "nowhere"), "--export", str(out)]) == 0
    assert out.read_text("utf-8") == ""
    assert not (tmp_path / "nowhere").exists()
