"""What was answered badly comes back when it is due, from a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interviews import KITCHEN, ME, last
from studies import DAY, School

from bot.core.passage import Passage
from bot.interview.state import Setup
from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note

SERVICE = """# 前厅

## 客人到店时要做什么？

- 先问有没有**订位**，再带到桌边
- 给每位客人递上一份**菜单**
- 倒水的时候报一遍**当天的特价菜**

## 为什么要轮换负责的区域？

- 一直在同一区会**疏忽**细节
- 轮换让每个人都熟悉**全场**
- 忙的时候不同区域的人可以互相**补位**

## 餐厅结账有哪几步？

1. 服务员先核对**桌号**和人数
2. 服务员打印账单并交给客人**过目**
3. 服务员收款以后在系统里把这一桌**清台**
"""


class Folder:
    """Two notes that can be changed."""

    def __init__(self) -> None:
        self.notes = {"后厨/缓存.md": KITCHEN, "前厅.md": SERVICE}

    def __call__(self) -> list[Passage]:
        parsed = [parse_note(file, text)[0] for file, text in self.notes.items()]
        return [section for note in parsed for section in sections_of_note(note)]


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def school(tmp_path: Path, folder: Folder) -> Iterator[School]:
    made = School(tmp_path, folder)
    yield made
    made.close()


def failed(school: School) -> str:
    """Answer everything well but for one question; gives its text."""
    started = school.interviews.start(ME, Setup(length=5, drills=0))
    view = last(school.interviews.go_on(ME, started))
    paper = school.interviews.store.paper(started)
    assert len(paper.questions) == 5
    for question in paper.questions:
        school.clock.at += 60
        points = [point.text for point in question.asked]
        said = "墙上挂着一把蓝色的勺子" if question is paper.questions[3] else "。".join(points)
        view = last(school.interviews.answer(ME, started, said, view.step))
    assert view.phase == "ended"
    return paper.questions[3].text


def next_time(school: School) -> list[str]:
    """The questions of the next interview."""
    started = school.interviews.start(ME, Setup(length=3, seed=9))
    return [one.text for one in school.interviews.store.paper(started).questions]


def test_a_week_later_what_was_answered_badly_is_asked_first(school: School) -> None:
    weak = failed(school)
    school.clock.at += 7 * DAY
    due = school.study.overview(ME).due.questions
    assert [one.question.text for one in due] == [weak]
    asked = next_time(school)
    assert asked[0] == weak
    assert len(asked) == 3


def test_it_is_asked_first_when_its_section_has_moved_meanwhile(
    school: School, folder: Folder
) -> None:
    weak = failed(school)
    file = next(name for name, text in folder.notes.items() if weak in text)
    text = folder.notes[file]
    start = text.index(f"## {weak}")
    end = text.find("\n## ", start)
    end = len(text) if end < 0 else end + 1
    folder.notes[file] = text[:start] + text[end:]
    folder.notes["搬来/别处.md"] = f"# 别处\n\n前面的话。\n\n{text[start:end]}"
    school.changes += 1
    school.clock.at += 7 * DAY
    (due,) = school.study.overview(ME).due.questions
    assert (due.question.text, due.question.file) == (weak, "搬来/别处.md")
    assert next_time(school)[0] == weak
    started = school.study.review(ME, due.question.id)
    view = last(school.interviews.go_on(ME, started))
    points = [point.text for point in due.question.asked]
    last(school.interviews.answer(ME, started, "。".join(points), view.step))
    assert school.study.overview(ME).due.questions == ()
    assert [one.times for one in school.store.standings(ME)].count(2) == 1  # the same card
