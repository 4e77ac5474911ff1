"""Interviews over notes, ready to be played, and a candidate's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from bot.bank.build import build
from bot.bank.edits.bad_questions import BadQuestionStore
from bot.bank.source import BankSource
from bot.core.passage import Passage
from bot.core.question import Bank, Skipped
from bot.grading.grade import Grader, Judge
from bot.interview.events import InterviewEvent, Moved, Words
from bot.interview.nodes import InterviewParts, Nodes
from bot.interview.state import Setup
from bot.interview.view import InterviewView
from bot.interview.voice import Voice
from bot.notes.sections import sections_in_folder, sections_of_note
from bot.progress.store import ProgressStore
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from bot.study.interview_grades import InterviewGrades
from bot.study.learning_progress import LearningProgress
from bot.study.reading_ahead import ReadQuestion
from bot.study.session import Interviews
from ingest.notes.folder import parse_note

START = 1_800_000_000.0

KITCHEN = """---
tags: [后厨, 缓存]
---
# 厨房里的缓存

## 什么是备菜缓存？

**备菜缓存**是把常点的菜提前切好，放在手边的盒子里。

- **命中**时直接下锅，一道菜只要 3 分钟
- **未命中**时要现切，需要 12 分钟
- 盒子满了，先倒掉**最久没用**的那一份

## 为什么要给备菜写日期？

- 放久的菜会变味，**日期**让人知道哪一份过期
- 过期的份额由**晚班**统一倒掉
- 没有日期的盒子一律按**过期**处理

## 点单是怎样传到后厨的？

1. 服务员把单子写进**平板**
2. 平板按桌号把单子发到**出单机**
3. 厨师从出单机取单，先取**最早**的
4. 做完以后按铃，单子移到**已完成**一栏
"""

POOL = """---
title: 连接池
---
## 为什么要预热？

- **复用**已经建好的连接，避免反复握手的开销
- **限制**同时打开的连接数，服务端不会被压垮
- **预热**之后第一次请求也不用等待
"""
CACHE = """---
title: 读缓存
---
## 为什么要预热？

- **缩短**读取热点数据的延迟，不必每次访问磁盘
- **减轻**后端数据库的压力，高峰时也能撑住
- **合并**许多相同的请求，结果只需要计算一次
"""


def two_notes(at_a: str, at_b: str) -> Bank:
    """Notes whose sections can be told apart by what they say only, and by their files."""
    notes = [parse_note(file, text)[0] for file, text in (("a.md", at_a), ("b.md", at_b))]
    return build([section for note in notes for section in sections_of_note(note)])


class Clock:
    """Stands still unless it is told to move."""

    def __init__(self, at: float = START) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def kitchen() -> list[Passage]:
    """A short note of three questions."""
    note, _ = parse_note("后厨/缓存.md", KITCHEN)
    return sections_of_note(note)


def source(read: Callable[[], list[Passage]] = kitchen) -> BankSource:
    """The bank of some sections, read once."""

    def sections() -> tuple[list[Passage], list[Skipped]]:
        return read(), []

    return BankSource(sections, lambda: 0)


def folder_source(folder: Path) -> BankSource:
    """The bank of a folder of notes, read once."""
    return BankSource(lambda: sections_in_folder(folder), lambda: 0)


class World:
    """Everything of the program that an interview needs, on files in one folder."""

    def __init__(
        self,
        folder: Path,
        notes: BankSource,
        *,
        clock: Clock | None = None,
        model: BaseChatModel | None = None,
        leads: bool = False,
        judge: Judge | None = None,
        nodes: Callable[[InterviewParts], Nodes] = Nodes,
        grader: Grader | None = None,
        prepare: ReadQuestion = lambda question, sections: None,
    ) -> None:
        self.clock = clock or Clock()
        self.notes = notes
        self._folder, self._model, self._judge, self._nodes = folder, model, judge, nodes
        self._grader, self._leads, self._prepare = grader or Grader(), leads, prepare
        self.open()

    def open(self) -> None:
        """As a start of the program does."""
        self.chats = ChatStore.at(self._folder / "chats.sqlite3")
        self.store = ProgressStore(self.chats.database)
        self.bad = BadQuestionStore(self.chats.database, now=self.clock)
        self.progress = LearningProgress(self.store, now=self.clock, zone=lambda: UTC)
        judge = self._judge
        self.interviews = Interviews(
            database=self.chats.database,
            checkpoints=self._folder / "interviews.sqlite3",
            notes=self.notes,
            grades=InterviewGrades(lambda: self._grader, lambda: judge, judge is not None),
            voice=Voice(lambda: self._model, leads=self._leads),
            memory=self.progress,
            call_bad=self.bad.add,
            prepare=self._prepare,
            now=self.clock,
            nodes=self._nodes,
        )

    def restart(self) -> None:
        """End the program and start it again."""
        self.close()
        self.open()

    def close(self) -> None:
        self.interviews.close()
        self.chats.close()


def last(events: Iterable[InterviewEvent]) -> InterviewView:
    """How the interview stands when a step is done."""
    found = [event for event in events if isinstance(event, Moved)]
    return found[-1].view


def words(events: Iterable[InterviewEvent]) -> list[Words]:
    """What was said while a step was done."""
    return [event for event in events if isinstance(event, Words)]


ME, YOU = new_id(), new_id()


def begun(world: World, **setup: object) -> InterviewView:
    """An interview of three questions, the first of them asked."""
    interview = world.interviews.start(ME, Setup(**{"length": 3, **setup}))  # type: ignore[arg-type]
    return last(world.interviews.go_on(ME, interview))


def points(world: World, view: InterviewView) -> list[str]:
    """What a full answer to the question that stands says."""
    question = world.interviews.store.paper(view.id).questions[view.number - 1]
    return [point.text for point in question.asked]
