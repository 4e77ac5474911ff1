"""Looks at the notes, ingests them and follows their folder, one thing at a time."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.errors import Problem
from bot.notes.desk import CurrentSection, DeskState, Watching, Work
from bot.notes.drop import DropOutcome, Handed, put
from bot.notes.outline import Outline
from bot.notes.section import read_section
from ingest.diff import counts
from ingest.embedding.embedder import ReportStage
from ingest.errors import IndexLocked
from ingest.index.lock import Holder, holder
from ingest.index.manifest import Manifest, stamp
from ingest.message import Message
from ingest.notes.watch import USUAL, Pace, watch
from ingest.pipeline import check_not_emptied
from ingest.report import IngestReport

AGAIN_S = 0.5
"""Between two tries to get the lock that another process holds."""

END_S = 5.0

_STAGES = {"unpack": (0.0, 0.05), "read": (0.05, 0.15), "embed": (0.15, 0.9), "store": (0.15, 0.9)}
_LAST_STAGE = (0.9, 1.0)
_log = logging.getLogger(__name__)

Ingest = Callable[[bool, ReportStage], IngestReport]
"""Whether it is a dry run, and whom to tell of progress. Raises IngestError; IndexLocked at once
where another one holds the lock."""


class _Ended(BaseException):
    """The program ends, or nobody wants to wait any longer."""


class NotesDesk:
    """The `bot.notes.desk.Desk` over an index. Close it before the program ends."""

    def __init__(
        self,
        index: Path,
        *,
        folder: Callable[[], Path],
        own_folder: Callable[[], Path],
        manifest: Callable[[], tuple[Manifest | None, Message | None]],
        ingest: Ingest,
        sample: Callable[[], None],
        pace: Pace = USUAL,
    ) -> None:
        """`folder` is where the notes are; `own_folder` makes it the one of the settings again,
        where dropped files go. `manifest` says why where there is none to be read. `pace` is that
        of following the folder."""
        self._index = index
        self._folder, self._own_folder = folder, own_folder
        self._manifest = manifest
        self._ingest, self._sample, self._pace = ingest, sample, pace
        self._lock = threading.Lock()  # over what is said
        self._turn = threading.Lock()  # over what is done: held by the one thing that is
        self._work = Work()
        self._watching = Watching()
        self._version = 0
        self._outline: tuple[tuple[int, int], Outline | None] = ((0, 0), None)
        self._enough = threading.Event()
        self._closing = False
        self._watch_end: threading.Event | None = None
        self._threads: list[threading.Thread] = []

    def close(self) -> None:
        """Stop following and waiting; an ingest ends at its next step and loses nothing."""
        self._closing = True
        self._enough.set()
        self.watch(False)
        until = time.monotonic() + END_S
        for thread in list(self._threads):
            thread.join(max(0.0, until - time.monotonic()))

    # -- what there is ----------------------------------------------------------------------------

    def state(self) -> DeskState:
        """See `Desk.state`."""
        manifest, problem = self._manifest()
        inode, mtime = stamp(self._index)
        generation = f"{inode:x}.{mtime:x}"
        with self._lock:
            return DeskState(
                mark=f"{self._version}.{generation}",
                generation=generation,
                folder=str(self._folder()),
                work=self._work,
                watching=self._watching,
                problem=problem,
                begun=_is_unread(manifest) and _is_own(holder(self._index)),
            )

    def outline(self) -> Outline | None:
        """See `Desk.outline`."""
        seen = stamp(self._index)
        if self._outline[0] != seen:
            manifest, _ = self._manifest()
            self._outline = (seen, Outline(manifest) if manifest else None)
        return self._outline[1]

    def section(self, file: str, at: int) -> CurrentSection:
        """See `Desk.section`."""
        outline = self.outline()
        return read_section(outline, file, at) if outline else CurrentSection(None)

    # -- what is done -----------------------------------------------------------------------------

    def look(self) -> None:
        """See `Desk.look`."""
        self._begin("looking", lambda: Work(phase="seen", report=self._run(dry_run=True)))

    def update(self) -> None:
        """See `Desk.update`."""
        self._begin("running", lambda: Work(phase="done", report=self._run(dry_run=False)))

    def use_sample_notes(self) -> None:
        """See `Desk.use_sample_notes`."""

        def load() -> Work:
            self._sample()
            return Work()

        self._begin("running", load)

    def stop_waiting(self) -> None:
        """See `Desk.stop_waiting`."""
        if self._work.phase == "waiting":
            self._enough.set()

    def dismiss(self) -> None:
        """See `Desk.dismiss`."""
        with self._lock:
            if not self._work.busy:
                self._say(Work())

    def put(self, handed: Handed) -> DropOutcome:
        """See `Desk.put`."""
        return put(self._own_folder(), handed)

    def _begin(self, phase: str, job: Callable[[], Work]) -> None:
        """Do the job in a thread of its own, unless something is being done."""
        if self._closing or self._work.busy or not self._turn.acquire(timeout=AGAIN_S):
            return
        with self._lock:
            before = self._work.report
            known = before if phase == "running" and before and before.dry_run else None
            self._enough.clear()
            self._say(Work(phase="looking" if phase == "looking" else "running", report=known))
        self._spawn("notes", lambda: self._do(job))

    def _do(self, job: Callable[[], Work]) -> None:
        try:
            after = self._tried(job)
            with self._lock:
                self._say(after)
        finally:
            self._turn.release()

    def _tried(self, job: Callable[[], Work]) -> Work:
        """What the job gives, or what to say of its failure."""
        try:
            return job()
        except _Ended:
            return Work()
        except Problem as error:
            return Work(phase="failed", problem=error.message)
        except Exception:
            _log.exception("the notes could not be taken in")
            return Work(phase="failed")

    def _run(self, *, dry_run: bool) -> IngestReport:
        """Ingest, waiting for whoever holds the lock until nobody wants to wait any longer."""
        while True:
            try:
                return self._ingest(dry_run, self._progress)
            except IndexLocked:
                who = holder(self._index)
                with self._lock:
                    work = replace(self._work, phase="waiting", holder=who, own=_is_own(who))
                    self._say(work)
                if self._enough.wait(AGAIN_S):
                    raise _Ended from None

    def _progress(self, stage: str, done: int, total: int) -> None:
        if self._closing:
            raise _Ended
        first, last = _STAGES.get(stage, _LAST_STAGE)
        fraction = first + (last - first) * (done / total if total else 0.0)
        with self._lock:
            work = self._work
            self._say(
                replace(
                    work,
                    phase="running" if work.phase == "waiting" else work.phase,
                    holder=None,
                    stage=stage,
                    done=done,
                    total=total,
                    fraction=max(work.fraction, min(fraction, 1.0)),
                )
            )

    def _say(self, work: Work) -> None:
        """To be called with the lock."""
        self._work = work
        self._version += 1

    def _spawn(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True, name=name)
        self._threads = [each for each in self._threads if each.is_alive()]
        self._threads.append(thread)
        thread.start()

    # -- following --------------------------------------------------------------------------------

    def watch(self, on: bool) -> None:
        """See `Desk.watch`."""
        with self._lock:
            if on == self._watching.on or (on and self._closing):
                return
            if not on and self._watch_end:
                self._watch_end.set()
            self._watch_end = end = threading.Event()
            self._watching = Watching(on=on, since=time.time() if on else 0.0)
            self._version += 1
        if on:
            self._spawn("watch", lambda: self._follow(end))

    def _follow(self, end: threading.Event) -> None:
        problem: Message | None = None
        try:
            watch(self._folder(), lambda: self._changed(end), end, pace=self._pace)
        except FileNotFoundError:
            problem = Message.of("folder_gone", at=self._folder())
        except Exception as error:
            _log.exception("the notes folder can no longer be followed")
            problem = Message.of("folder_unfollowed", at=self._folder(), why=error)
        if not end.is_set():
            self._told(end, lambda _: Watching(problem=problem))

    def _changed(self, end: threading.Event) -> bool:
        """Take in what changed, when whatever is being done has ended; False to try it again."""
        with self._turn:
            if end.is_set() or self._closing:
                return True
            with self._lock:
                before = self._work
                self._enough.clear()
                self._say(Work(phase="running", report=before.report, by_watch=True))
            after = self._tried(self._taken_in)
        report = after.report
        with self._lock:
            if after.phase == "done" and report and report.changes:
                self._say(replace(after, by_watch=True))
            else:  # what was seen before is over too: it has been taken in, or has gone
                self._say(before if before.phase in ("done", "failed") else Work())
        problem = after.problem if after.phase == "failed" else None

        def told(now: Watching) -> Watching:
            if not now.on:  # the following has failed meanwhile, which is what has to be said
                return now
            if report and report.changes:
                changed = tuple(counts(report.changes).items())
                now = replace(now, last=time.time(), counts=changed)
            return replace(now, problem=problem)

        self._told(end, told)
        return after.phase == "done"

    def _taken_in(self) -> Work:
        """Unless the folder has become empty, which may only mean that its disk is not there."""
        check_not_emptied(self._folder(), self._index)
        return Work(phase="done", report=self._run(dry_run=False))

    def _told(self, end: threading.Event, told: Callable[[Watching], Watching]) -> None:
        """Say how the following goes, if it is still the one that was begun with `end`."""
        with self._lock:
            if self._watch_end is end and not end.is_set():
                self._watching = told(self._watching)
                self._version += 1


def _is_unread(manifest: Manifest | None) -> bool:
    return manifest is None or manifest.waiting > 0


def _is_own(who: Holder | None) -> bool:
    return who is not None and who.pid == os.getpid()
