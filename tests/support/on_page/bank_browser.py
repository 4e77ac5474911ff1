"""A browser at the bank of a small school of notes, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interviews import KITCHEN, ME, Clock
from studies import School

from bot.core.passage import Passage
from bot.notes.sections import sections_of_note
from bot.ui.bank.actions import BankDesk
from bot.ui.bank.bank_state import BankState
from bot.ui.bank.drawing import Drawn
from bot.ui.shared.shared_reading import SharedReading
from bot.ui.shared.view import ReaderView
from ingest.notes.folder import parse_note

VIEW = ReaderView("zh", Path("notes"), "vscode://file/{path}:{line}")
OTHER = """---
tags: [网络]
---
# 网络

## 什么是三次握手？

**三次握手**让双方确认彼此能收能发。

- 第一次发 SYN，由客户端发给服务端
- 第二次回 SYN-ACK，由服务端发给客户端
- 第三次回 ACK，连接就此建立起来

## 图

![图](a.png)
"""
HOSTILE = "<img src=x onerror=alert(1)>\"'&"


class Notes:
    """Notes that a test can change."""

    def __init__(self, **texts: str) -> None:
        self.texts = {"后厨/缓存.md": KITCHEN, "网络.md": OTHER} | texts

    def __call__(self) -> list[Passage]:
        return [
            section
            for file, text in self.texts.items()
            for section in sections_of_note(parse_note(file, text)[0])
        ]


class Page:
    """One browser at the bank."""

    def __init__(self, school: School, owner: str = ME, view: ReaderView = VIEW) -> None:
        self.school, self.owner, self.view = school, owner, view
        self.restart()

    def restart(self) -> None:
        study = self.school.study
        self.bank = BankDesk(study, SharedReading(study.notes.sections))
        self.desk = BankState()
        self.head = self.own = self.places = self.list = ""
        self.changed = False

    def take(self, drawn: Drawn | None) -> None:
        if drawn is None:
            return
        for part in ("head", "own", "places", "list"):
            if getattr(drawn, part) is not None:
                setattr(self, part, getattr(drawn, part))
        self.desk, self.changed = drawn.desk, drawn.changed

    def do(self, what: str, **sent: object) -> None:
        for drawn in self.bank.act(self.view, self.owner, self.desk, {"do": what, **sent}):
            self.take(drawn)

    def find(self, **sent: object) -> None:
        self.take(self.bank.find(self.view, self.owner, self.desk, sent))

    def offer(self, where: str) -> None:
        self.take(self.bank.offer(self.view, self.owner, self.desk, {"where": where}))

    def id(self, text: str) -> str:
        bank = self.school.notes.bank(self.owner)
        return next(one.id for one in bank.questions if text in one.text)


@pytest.fixture(name="notes")
def notes_fixture() -> Notes:
    return Notes()


@pytest.fixture(name="school")
def school_fixture(tmp_path: Path, notes: Notes) -> Iterator[School]:
    made = School(tmp_path, notes, clock=Clock())
    yield made
    made.close()


@pytest.fixture(name="page")
def page_fixture(school: School) -> Page:
    made = Page(school)
    made.do("open")
    return made
