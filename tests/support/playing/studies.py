"""A study over notes that can change, with a past of answers."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from fakes import DOCKER, ScriptedService
from interviews import Clock, World, kitchen, last
from pages import WIDE, Scheme, Site, asked, serving, visiting
from playwright.sync_api import Browser, Page

from bot.authoring.estimate import to_write
from bot.authoring.store import AuthoringStore
from bot.authoring.worker import Authoring, WritingParts, no_writing
from bot.bank.edits.store import EditStore
from bot.bank.source import BankSource
from bot.core.courtesy import Courtesy
from bot.core.passage import Passage
from bot.core.question import Skipped
from bot.interview.state import Setup
from bot.study.carrying import Carrying
from bot.study.study import Study

DAY = 86_400.0


class School(World):
    """A world whose notes are what `read` gives now, with the user's edits in the bank."""

    def __init__(
        self,
        folder: Path,
        read: Callable[[], list[Passage]],
        *,
        clock: Clock | None = None,
        writing: WritingParts | None = None,
        courtesy: Courtesy | None = None,
    ) -> None:
        """`writing` and `courtesy` as `open_study` takes them."""
        self.writing, self.courtesy = writing, courtesy
        self.changes = 0
        """To be counted up when `read` gives something else."""
        self.delay: Callable[[], None] = lambda: None
        """Called whenever the notes are read."""

        def sections() -> tuple[list[Passage], list[Skipped]]:
            self.delay()
            return read(), []

        notes = BankSource(
            sections,
            lambda: self.changes,
            lambda owner: self.edits.edits(owner),
            lambda owner, bank: self.carrying.carry(owner, bank),
            lambda owner: self.bad.of(owner),
            lambda bank, sections: self.authoring.over(bank, sections),
        )
        super().__init__(folder, notes, clock=clock)

    def open(self) -> None:
        super().open()
        self.edits = EditStore(self.chats.database)
        self.carrying = Carrying(self.chats.database)
        self.authoring = Authoring(
            AuthoringStore(self.chats.database),
            self.writing or no_writing(),
            lambda: to_write(self.notes.places(), self.notes.sections().values()),
            self.courtesy,
        )

    def close(self) -> None:
        self.authoring.close()
        super().close()

    @property
    def study(self) -> Study:
        """Of the parts that are open now."""
        return Study(
            interviews=self.interviews,
            progress=self.progress,
            notes=self.notes,
            edits=self.edits,
            carrying=self.carrying,
            bad=self.bad,
            authoring=self.authoring,
        )

    def answered(self, owner: str, *answers: Callable[[list[str]], str], **setup: object) -> str:
        """Play an interview: each answer is made of its question's points; gives its id.

        It goes on if there are fewer answers than questions.
        """
        started = self.interviews.start(
            owner,
            Setup(**{"drills": 0, "length": max(3, len(answers)), **setup}),  # type: ignore[arg-type]
        )
        view = last(self.interviews.go_on(owner, started))
        for answer in answers:
            self.clock.at += 60
            paper = self.interviews.store.paper(started)
            points = [point.text for point in paper.questions[view.number - 1].asked]
            view = last(self.interviews.answer(owner, started, answer(points), view.step))
        return started


def well(points: list[str]) -> str:
    """Says everything."""
    return "。".join(points)


def badly(points: list[str]) -> str:
    """Says one thing."""
    return points[0]


def owner_of(site: Site) -> str:
    """The one owner of the site, who has chatted before."""
    with closing(sqlite3.connect(site.database)) as database:
        ((owner,),) = database.execute("SELECT DISTINCT owner FROM chats").fetchall()
    return str(owner)


def attributes(html: str) -> set[str]:
    """The names of all attributes, as a browser reads them."""
    names: set[str] = set()

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names.update(name for name, _ in attrs)

    Parser().feed(html)
    return names


@dataclass
class Opened:
    """A page with what is behind it."""

    page: Page
    site: Site
    school: School
    owner: str


@contextmanager
def opened(
    folder: Path,
    chrome: Browser,
    *,
    language: str = "zh-CN",
    size: tuple[int, int] = WIDE,
    scheme: Scheme = "light",
    read: Callable[[], list[Passage]] = kitchen,
    writing: WritingParts | None = None,
) -> Iterator[Opened]:
    """A page whose owner is known; the progress is not opened yet."""
    folder.mkdir(exist_ok=True)
    school = School(folder, read, clock=Clock(time.time() - 30 * DAY), writing=writing)
    try:
        with (
            serving(folder, ScriptedService(), study=lambda store, folder: school.study) as site,
            visiting(chrome, site, language=language, size=size, scheme=scheme) as visit,
        ):
            asked(visit.page, DOCKER)
            yield Opened(visit.page, site, school, owner_of(site))
    finally:
        school.close()
