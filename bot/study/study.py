"""Interviews, progress and the bank that both go by: what the page is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.authoring.estimate import to_write
from bot.authoring.store import AuthoringStore
from bot.authoring.worker import Authoring, WritingParts, no_writing
from bot.bank.edits.bad_questions import BadQuestionStore
from bot.bank.edits.since import changed_since
from bot.bank.edits.store import EditStore
from bot.bank.source import BankSource, ReadSections
from bot.core.courtesy import Courtesy
from bot.errors import BotError
from bot.grading.grade import Grader, Judge
from bot.interview.state import Paper, Setup
from bot.interview.voice import Voice
from bot.progress.store import ProgressStore
from bot.storage.chats import ChatStore
from bot.study.carrying import Carrying
from bot.study.interview_grades import InterviewGrades
from bot.study.learning_progress import LearningProgress, Overview
from bot.study.reading_ahead import reading
from bot.study.session import Interviews

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, kw_only=True)
class Study:
    """Call `close` at the end, before the chats are closed."""

    interviews: Interviews
    progress: LearningProgress
    notes: BankSource
    edits: EditStore
    carrying: Carrying
    bad: BadQuestionStore
    authoring: Authoring

    def overview(self, owner: str) -> Overview:
        """An owner's progress over the notes of today."""
        return self.progress.overview(owner, self.notes.bank(owner))

    def review(self, owner: str, *questions: str, setup: Setup | None = None) -> str:
        """Start an interview of exactly these questions, due ones for example; gives its id.

        Raises BadInput if none of them can be asked any more.
        """
        return self.interviews.start(owner, replace(setup or Setup(), questions=questions))

    def changed(self, owner: str, paper: Paper) -> frozenset[str]:
        """Ids of a paper's questions whose section says something else today, or is gone.

        None are named as long as the notes have not been read, or can't be: a report doesn't wait
        for them.
        """
        try:
            places = self.notes.bank(owner).places if self.notes.was_read else None
        except BotError:
            places = None
        return frozenset() if places is None else changed_since(paper.questions, places)

    def close(self) -> None:
        """Wait for what is being worked on, and give the files back."""
        self.authoring.close()
        self.interviews.close()


def open_study(
    chats: ChatStore,
    checkpoints: Path,
    *,
    read: ReadSections,
    state: Callable[[], Hashable],
    grader: Callable[[], Grader],
    judge: Callable[[], Judge | None] = lambda: None,
    trusted: bool = False,
    model: Callable[[], BaseChatModel | None] = lambda: None,
    leads: bool = False,
    writing: WritingParts | None = None,
    courtesy: Courtesy | None = None,
    now: Callable[[], float] = time.time,
) -> Study:
    """Connect the parts; the notes are read when the first bank is asked for.

    `read` gives all sections, `state` changes when they do; `grader`, `judge` and `trusted` as
    `InterviewGrades` takes them; `model` is who words what the interviewer says, None while there
    is nobody, and `leads` as `Voice` takes it. `writing` is what a language model writes cards
    with; it steps back while somebody is in front of `courtesy`. Raises BotError if a file can't be
    opened.
    """
    edits = EditStore(chats.database)
    carrying = Carrying(chats.database)
    bad = BadQuestionStore(chats.database, now=now)
    courtesy = courtesy or Courtesy()
    notes = BankSource(
        read,
        state,
        edits.edits,
        carrying.carry,
        bad.of,
        lambda bank, sections: authoring.over(bank, sections),
    )
    authoring = Authoring(
        AuthoringStore(chats.database, now=now),
        writing or no_writing(),
        lambda: to_write(notes.places(), notes.sections().values()),
        courtesy,
    )
    progress = LearningProgress(ProgressStore(chats.database), now=now)
    interviews = Interviews(
        database=chats.database,
        checkpoints=checkpoints,
        notes=notes,
        grades=InterviewGrades(grader, judge, trusted),
        voice=Voice(model, leads=leads),
        memory=progress,
        call_bad=bad.add,
        prepare=reading(grader),
        in_front=courtesy.in_front,
        now=now,
    )
    return Study(
        interviews=interviews,
        progress=progress,
        notes=notes,
        edits=edits,
        carrying=carrying,
        bad=bad,
        authoring=authoring,
    )
