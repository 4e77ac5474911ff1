"""Interviews as the page sees them: started, gone on with, answered, ended, and looked back on."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.core.passage import Passage
from bot.core.question import Bank, Question
from bot.errors import BadInput
from bot.interview.checkpoints import open_saver
from bot.interview.choose import askable, choose, meant, subjects
from bot.interview.events import InterviewEvent
from bot.interview.graph import build
from bot.interview.nodes import Grades, InterviewParts, Nodes
from bot.interview.runner import Runner
from bot.interview.state import (
    MAX_ANSWER_CHARS,
    CandidateInput,
    InterviewTurn,
    Known,
    Paper,
    Sent,
    Setup,
)
from bot.interview.view import InterviewView, view
from bot.interview.voice import Voice
from bot.notes.text import (
    folded,
)
from bot.reports import report as reports
from bot.reports.report import InterviewReport
from bot.storage.database import Database
from bot.storage.ids import new_id
from bot.study.reading_ahead import ReadingAhead, ReadQuestion
from bot.study.store import InterviewStore, StoredInterview


@dataclass(frozen=True, kw_only=True)
class InterviewSummary:
    """An interview in a list."""

    id: str
    started: float
    ended: float | None
    subjects: tuple[str, ...]
    length: int
    done: int
    """Questions that are over."""
    view: InterviewView | None
    """What is shown of it while it runs; None once it has ended."""
    report: InterviewReport | None
    """What came of it once it has ended; None while it runs."""
    questions: tuple[Question, ...]
    """The questions as they were when it began."""


class Notes(Protocol):
    """Where questions come from."""

    def bank(self, owner: str) -> Bank:
        """The questions of today with the owner's edits."""
        ...

    def sections(self) -> Mapping[str, Passage]:
        """Whole sections by key."""
        ...


class Memory(Protocol):
    """What is known of a candidate."""

    def known(self, owner: str, bank: Bank) -> tuple[Known, Mapping[str, str]]:
        """What the choice goes by, and the cards of questions that have moved, by question id."""
        ...

    def record(self, owner: str, paper: Paper, turn: InterviewTurn, at: float) -> None:
        """Keep what came of a question; the same one twice counts once."""
        ...


class Interviews:
    """All interviews of all owners; safe to use from many threads. Call `close` at the end.

    An answer is worked on in a thread of its own: what was begun is finished whoever stops
    listening. What was cut off by the program's end goes on with `go_on`.
    """

    def __init__(
        self,
        *,
        database: Database,
        checkpoints: Path,
        notes: Notes,
        grades: Grades,
        voice: Voice,
        memory: Memory,
        call_bad: Callable[[str, Question], None] = lambda owner, question: None,
        prepare: ReadQuestion = lambda question, sections: None,
        in_front: Callable[[], AbstractContextManager[None]] = nullcontext,
        now: Callable[[], float] = time.time,
        nodes: Callable[[InterviewParts], Nodes] = Nodes,
    ) -> None:
        """`call_bad` keeps what the candidate called a bad question. `prepare` is called in the
        background for a question that waits for its answer; a step is done within `in_front`, since
        somebody waits for it."""
        self.store = InterviewStore(database, now=now)
        self._notes, self._memory, self._now = notes, memory, now
        self._call_bad = call_bad
        saver = open_saver(checkpoints)
        parts = InterviewParts(
            paper=self.store.paper,
            grades=grades,
            voice=voice,
            record=self._record,
            call_bad=self._bad,
            finish=lambda paper, turns, at: self.store.finish(reports.make(paper, turns, at)),
            now=now,
        )
        self._ahead = ReadingAhead(prepare)
        graph = build(nodes(parts), self.store.paper, saver)
        self._runner = Runner(graph, saver, now, waits=self._prepared, in_front=in_front)

    def close(self) -> None:
        """Wait for what is being worked on, and give the file of checkpoints back."""
        self._runner.close()
        self._ahead.close()

    def choices(self, owner: str) -> tuple[dict[str, int], dict[str, int]]:
        """How many questions each tag has, and each file, the most first."""
        usable = askable(self._notes.bank(owner).questions, Setup())
        tags = Counter(name for one in usable for name in subjects(one))
        files = Counter(one.file for one in usable)
        return dict(tags.most_common()), dict(files.most_common())

    def start(self, owner: str, setup: Setup) -> str:
        """Choose the questions of a new interview; gives its id. Ask the first with `go_on`.

        Tags and files may be parts of names. Raises BadInput where one names nothing, or the notes
        have no question for it.
        """
        setup = setup.checked()
        bank = self._notes.bank(owner)
        setup = _meant(setup, askable(bank.questions, Setup()))
        known, cards = self._memory.known(owner, bank)
        questions = tuple(choose(bank.questions, setup, known))
        if not questions:
            raise BadInput("iv_review_gone" if setup.questions else "iv_no_question")
        sections = self._notes.sections()
        keys = dict.fromkeys(key for one in questions for key in one.sections)
        paper = Paper(
            id=new_id(),
            setup=setup,
            started=self._now(),
            questions=questions,
            sections=tuple(sections[key] for key in keys if key in sections),
            cards=tuple(cards.get(one.id, one.id) for one in questions),
        )
        self.store.add(owner, paper)
        return paper.id

    def view(self, owner: str, interview: str) -> InterviewView:
        """How an interview stands; quick. Raises BadInput if it is not the owner's."""
        return self._view(self.store.owned(owner, interview))

    def busy(self, owner: str, interview: str) -> bool:
        """Whether a step is being done, here or for another window."""
        return self._runner.busy(self.store.owned(owner, interview).id)

    def go_on(self, owner: str, interview: str) -> Iterator[InterviewEvent]:
        """Ask the first question, or finish what was cut off; then, or else, how it stands.

        To be called whenever an interview is opened. The first time after a restart of the
        program, the clock of an answer stands still and has its whole time again. Raises BadInput
        while another step is being done.
        """
        return self._runner.opened(self.store.owned(owner, interview))

    def answer(
        self, owner: str, interview: str, text: str, step: int | None = None
    ) -> Iterator[InterviewEvent]:
        """Answer the question that stands: its verdicts at once, then what is said about it.

        `step` is the view's: an answer to an earlier step is not taken. Raises BadInput if the
        interview waits for no answer or the text is too long.
        """
        if len(text) > MAX_ANSWER_CHARS:
            raise BadInput("iv_too_long", n=len(text), limit=MAX_ANSWER_CHARS)
        return self._send(owner, interview, "answer", _readable(text), step)

    def skip(self, owner: str, interview: str, step: int | None = None) -> Iterator[InterviewEvent]:
        """Leave the question that stands, or its follow-ups; after the note was opened, go on."""
        return self._send(owner, interview, "skip", "", step)

    def hint(self, owner: str, interview: str, step: int | None = None) -> Iterator[InterviewEvent]:
        """How the note's words begin; costs HINT_COST points."""
        return self._send(owner, interview, "hint", "", step)

    def note(self, owner: str, interview: str, step: int | None = None) -> Iterator[InterviewEvent]:
        """Open the note: the question counts as it is answered until then."""
        return self._send(owner, interview, "note", "", step)

    def bad(self, owner: str, interview: str, step: int | None = None) -> Iterator[InterviewEvent]:
        """Call the question that stands a bad one: it costs nothing, counts for nothing, and is
        never asked again."""
        return self._send(owner, interview, "bad", "", step)

    def pause(self, owner: str, interview: str) -> Iterator[InterviewEvent]:
        """Stop the clock."""
        return self._send(owner, interview, "pause", "", None)

    def resume(self, owner: str, interview: str) -> Iterator[InterviewEvent]:
        """Let the clock go on."""
        return self._send(owner, interview, "resume", "", None)

    def end(self, owner: str, interview: str) -> Iterator[InterviewEvent]:
        """End early, with a report of what was asked."""
        return self._send(owner, interview, "end", "", None)

    def report(self, owner: str, interview: str) -> InterviewReport | None:
        """What came of an interview; None while it runs."""
        self.store.owned(owner, interview)
        return self.store.report(owner, interview)

    def list(self, owner: str) -> tuple[InterviewSummary, ...]:
        """The owner's interviews, newest first, running ones among them."""
        return tuple(self._listed(kept) for kept in self.store.all(owner))

    def remove(self, owner: str, interview: str) -> None:
        """Delete an interview; what was learned from it stays in the progress."""
        self.store.owned(owner, interview)
        self._runner.forget(interview)
        self.store.remove(owner, interview)

    def _listed(self, kept: StoredInterview) -> InterviewSummary:
        names = dict.fromkeys(name for one in kept.paper.questions for name in subjects(one))
        shown = self._view(kept.paper) if kept.ended is None else None
        over = len(kept.report.items) if kept.report else 0
        if shown:
            over = sum(mark not in ("now", "open") for mark in shown.marks)
        return InterviewSummary(
            id=kept.id,
            started=kept.started,
            ended=kept.ended,
            subjects=tuple(names),
            length=len(kept.paper.questions),
            done=over,
            view=shown,
            report=kept.report,
            questions=kept.paper.questions,
        )

    def _view(self, paper: Paper) -> InterviewView:
        busy = self._runner.busy(paper.id)
        state, waiting = self._runner.state(paper)
        return view(paper, state, waiting and not busy, self._now())

    def _send(
        self, owner: str, interview: str, kind: Sent, text: str, step: int | None
    ) -> Iterator[InterviewEvent]:
        paper = self.store.owned(owner, interview)
        return self._runner.send(paper, CandidateInput(kind=kind, text=text, at=self._now()), step)

    def _prepared(self, paper: Paper, turn: InterviewTurn) -> None:
        question = paper.questions[turn["number"]]
        self._ahead(question, paper.about(question))

    def _bad(self, paper: Paper, turn: InterviewTurn) -> None:
        self._call_bad(self.store.owner(paper.id), paper.questions[turn["number"]])

    def _record(self, paper: Paper, turn: InterviewTurn, at: float) -> None:
        self._memory.record(self.store.owner(paper.id), paper, turn, at)


def _meant(setup: Setup, usable: Sequence[Question]) -> Setup:
    """The set-up with the names that are in the notes for what was typed."""
    if setup.questions or not (setup.tags or setup.files):
        return setup
    tags, no_tags = meant(setup.tags, dict.fromkeys(name for q in usable for name in subjects(q)))
    files, no_files = meant(setup.files, dict.fromkeys(one.file for one in usable))
    unknown = (*no_tags, *no_files)
    if unknown:
        names = ", ".join(unknown)
        raise BadInput("iv_no_such", names=names)
    return replace(setup, tags=tags, files=files)


def _readable(text: str) -> str:
    """The text as people see it, without signs that steer a terminal or can't be stored."""
    kept = (c for c in folded(text) if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept)
