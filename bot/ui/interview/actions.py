"""What happens in the tab of the mock interview. No gradio here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo

from bot.core.days import local_zone
from bot.errors import BadInput, BotError
from bot.interview.events import InterviewEvent, Moved, Words
from bot.interview.state import Sent, Setup
from bot.interview.view import InterviewView
from bot.study.study import Study
from bot.ui.interview import report_view
from bot.ui.interview import view as interview_view
from bot.ui.interview.exported import exported
from bot.ui.interview.judging import QuestionVerdict, bad_ones, judge
from bot.ui.shared import frame
from bot.ui.shared.reader import Reader

BEAT_S = 0.3
LONGEST_STEP_S = 180.0
"""How long a page waits for a step that another one has begun."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What changes on the tab; None leaves a part as it is."""

    head: str | None = None
    badge: str | None = None
    """How far it has got, for the tab's label."""
    past: str | None = None
    now: str | None = None
    saying: str | None = None
    report: str | None = None
    earlier: str | None = None
    line: str | None = None
    asked: str | None = None
    """What is to be answered, in a line above the box."""
    box: str | None = None


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen in the set-up, each (words, value); None while it is not known."""

    tags: list[tuple[str, str]] | None = None
    files: list[tuple[str, str]] | None = None
    words: str = ""
    problem: bool = False


class Interviewing:
    """The tab's behaviour, over the interviews of one program."""

    def __init__(self, study: Study, *, zone: Callable[[], tzinfo] = local_zone) -> None:
        self._study, self._zone = study, zone

    # -- set-up ---------------------------------------------------------------------------------

    def first(self, reader: Reader, seen: str = "") -> Iterator[Scene]:
        """What a page shows when it is opened: the interview that was `seen` on it before, if that
        runs, else the newest that runs and is not paused, else the set-up."""
        try:
            lines = self._study.interviews.list(reader.owner)
        except BotError as error:
            yield self._setup(reader, line=reader.view.problem(error))
            return
        running = [line for line in lines if line.view is not None]
        before = next((line for line in running if line.id == seen), None)
        chosen = before or next(iter(running), None)
        yield self._setup(reader)
        if chosen is None or chosen.view is None:
            return
        if chosen is before or chosen.view.phase != "paused":
            yield from self.open(reader, chosen.id)

    def setup(self, reader: Reader) -> Iterator[Scene]:
        """The set-up, with the list of earlier interviews."""
        yield self._setup(reader)

    def _setup(self, reader: Reader, line: str = "") -> Scene:
        try:
            lines = self._study.interviews.list(reader.owner)
            earlier = report_view.earlier(lines, reader.view, self._zone())
        except BotError as error:
            earlier, line = "", reader.view.problem(error)
        return Scene(
            head=interview_view.screen("setup"),
            badge=interview_view.badge(None, reader.view),
            past="",
            now="",
            saying="",
            report="",
            earlier=earlier,
            line=frame.line(line),
        )

    def choices(self, reader: Reader) -> Iterator[Choices]:
        """What there is to choose from; the first time the notes are read for it, for seconds."""
        view, study = reader.view, self._study
        yield Choices(words=view.say("iv_reading"))
        try:
            tags, files = study.interviews.choices(reader.owner)
            due = len(study.overview(reader.owner).due.questions)
        except BotError as error:
            yield Choices(words=view.problem(error), problem=True)
            return
        except Exception:
            _log.exception("the questions could not be read")
            yield Choices(words=view.say("iv_broke"), problem=True)
            return
        count = sum(files.values())
        words = view.say("iv_count", n=count, due=due) if count else view.say("iv_none")
        yield Choices(
            tags=[(f"{name} ({n})", name) for name, n in tags.items()],
            files=[(f"{name} ({n})", name) for name, n in files.items()],
            words=words,
        )

    # -- an interview -----------------------------------------------------------------------------

    def start(self, reader: Reader, setup: Setup) -> Iterator[Scene]:
        """Begin an interview and ask its first question."""
        try:
            interview = self._study.interviews.start(reader.owner, setup)
        except BotError as error:
            yield Scene(line=frame.line(reader.view.problem(error)))
            return
        yield from self.open(reader, interview)

    def review(self, reader: Reader, questions: tuple[str, ...]) -> Iterator[Scene]:
        """Begin an interview of exactly these questions."""
        yield from self.start(reader, Setup(questions=questions, seed=_seed()))

    def open(self, reader: Reader, interview: str) -> Iterator[Scene]:
        """Show an interview and go on with what was cut off; a report if it has ended.

        While another page's step is being done, how it goes on is shown as it comes.
        """
        interviews, owner = self._study.interviews, reader.owner

        def going_on() -> Iterator[InterviewEvent]:
            until = time.monotonic() + LONGEST_STEP_S
            while interviews.busy(owner, interview) and time.monotonic() < until:
                yield Moved(interviews.view(owner, interview))
                time.sleep(BEAT_S)
            yield from interviews.go_on(owner, interview)

        yield from self._follow(reader, interview, going_on, box="")

    def act(
        self, reader: Reader, interview: str, step: int, kind: Sent, text: str = ""
    ) -> Iterator[Scene]:
        """What the candidate does in the interview, at the step, that the page shows: both come
        from there, so that they hold after a restart. An answer that is not taken stays in the
        box."""
        do, owner = self._study.interviews, reader.owner
        acts: dict[Sent, Callable[[], Iterator[InterviewEvent]]] = {
            "answer": lambda: do.answer(owner, interview, text, step),
            "skip": lambda: do.skip(owner, interview, step),
            "hint": lambda: do.hint(owner, interview, step),
            "note": lambda: do.note(owner, interview, step),
            "bad": lambda: do.bad(owner, interview, step),
            "pause": lambda: do.pause(owner, interview),
            "resume": lambda: do.resume(owner, interview),
            "end": lambda: do.end(owner, interview),
        }
        if kind == "answer":
            yield from self._echo(reader, interview, text)
        back = text if kind == "answer" else None
        yield from self._follow(reader, interview, acts[kind], text=back)

    def judge(
        self, reader: Reader, interview: str, number: int, verdict: QuestionVerdict, why: str = ""
    ) -> Iterator[Scene]:
        """Call question `number` of an interview, which is over, a bad one; take that back, or
        say why."""
        owner, study = reader.owner, self._study
        try:
            judge(study, owner, interview, number, verdict, why)
            shown = study.interviews.view(owner, interview)
            yield self._scene(reader, shown, with_past=True, box=None, unfolded=number)
        except BotError as error:
            yield self._after(reader, interview, reader.view.problem(error), None)

    def _echo(self, reader: Reader, interview: str, text: str) -> Iterator[Scene]:
        """The answer in the conversation, before it has been read."""
        try:
            shown = self._study.interviews.view(reader.owner, interview)
        except BotError:
            return  # what follows says why
        if text.strip() and "answer" in shown.can:
            now = interview_view.now(shown, reader.view, pending=text)
            yield Scene(now=now, box="", line="", saying="")

    def _follow(
        self,
        reader: Reader,
        interview: str,
        begin: Callable[[], Iterator[InterviewEvent]],
        *,
        box: str | None = None,
        text: str | None = None,
    ) -> Iterator[Scene]:
        """Show the events of one step; `text` goes back into the box if it was not taken."""
        done = -1
        try:
            for event in begin():
                if isinstance(event, Words):
                    saying = interview_view.saying(event.kind, event.text, reader.view)
                    yield Scene(saying=saying)
                    continue
                over = sum(turn.outcome != "open" for turn in event.view.turns)
                yield self._scene(reader, event.view, with_past=over != done, box=box)
                done, text = over, None
        except BotError as error:
            yield self._after(reader, interview, reader.view.problem(error), text)
        except Exception:
            _log.exception("the interview broke")
            yield self._after(reader, interview, reader.view.say("iv_broke"), text)

    def _after(self, reader: Reader, interview: str, words: str, text: str | None) -> Scene:
        """How the interview stands, with a sentence that says what went wrong."""
        line = frame.line(words)
        try:
            shown = self._study.interviews.view(reader.owner, interview)
            return replace(self._scene(reader, shown, with_past=True, box=text), line=line)
        except BotError:
            return Scene(line=line, saying="", box=text)

    def _scene(
        self,
        reader: Reader,
        shown: InterviewView,
        *,
        with_past: bool,
        box: str | None,
        unfolded: int = 0,
    ) -> Scene:
        if shown.phase == "ended":
            return self._report(reader, shown.id, unfolded)
        bad = bad_ones(self._study, reader.owner, shown.id, unfolded) if with_past else None
        over = tuple(turn for turn in shown.turns if turn.outcome != "open")
        return Scene(
            head=interview_view.head(shown, reader.view),
            badge=interview_view.badge(shown, reader.view),
            past=interview_view.past(over, reader.view, bad) if with_past else None,
            now=interview_view.now(shown, reader.view),
            saying="",
            report="",
            line="",
            asked=interview_view.asked(shown, reader.view),
            box=box,
        )

    def _report(self, reader: Reader, interview: str, unfolded: int = 0) -> Scene:
        made = self._study.interviews.report(reader.owner, interview)
        if made is None:
            raise BadInput("iv_busy")
        paper = self._study.interviews.store.paper(interview)
        sections = {one.section: one for one in paper.sections}
        stale = self._study.changed(reader.owner, paper)
        bad = bad_ones(self._study, reader.owner, interview, unfolded)
        return Scene(
            head=interview_view.screen("report"),
            badge=interview_view.badge(None, reader.view),
            past="",
            now="",
            saying="",
            report=report_view.report(made, sections, reader.view, self._zone(), stale, bad),
            line="",
            box="",
        )

    # -- what is taken along -----------------------------------------------------------------------

    def export(self, reader: Reader, interview: str, kind: str) -> str:
        """A report as a file for interview.js to save; empty for what there is none of."""
        try:
            made = self._study.interviews.report(reader.owner, interview)
        except BotError:
            return ""
        if made is None or kind not in report_view.KINDS:
            return ""
        return exported(made, kind, self._zone())


def _seed() -> int:
    return time.time_ns() % 2**31
