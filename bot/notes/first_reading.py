"""The first reading of the notes: in the background, while what is in already is asked about."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from bot.core.background_value import BackgroundValue
from bot.core.turn import Done, Lack, ReadingProgress, Stage
from bot.errors import Problem
from bot.notes.folder import NotesFolder
from ingest.embedding.embedder import ReportStage
from ingest.errors import NotesMissing
from ingest.index.manifest import Manifest
from ingest.message import Message, several
from ingest.notes.folder import holds_markdown

SURE_S = 4.0
"""Seconds of embedding before a guess of how long the rest takes."""

OVERDUE = 0.25
"""Share of a guess that is said to be left at least, until there is the next one."""

LOOK_S = 2.0
"""Between two looks for notes where there were none."""

BEAT_S = 0.1
"""Between two looks for the first notes while they are read."""

_STAGES: dict[str, Stage] = {"unpack": "model"}


class FirstReading:
    """Runs the ingest that reads notes for the first time, or goes on with it, and tells how far it
    is. Safe to use from many threads."""

    def __init__(
        self,
        run: Callable[[ReportStage], object],
        folder: NotesFolder,
        manifest: Callable[[], Manifest | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is run before `begin`; `run` is told whom to report to. `manifest` gives what
        readers see."""
        self._run, self._folder, self._manifest, self._clock = run, folder, manifest, clock
        self._slot: BackgroundValue[bool] = BackgroundValue("notes", self._read)
        self._begun = False
        self._next_look = 0.0
        self._stage: Stage = "start"
        self._files = 0
        self._chunks = (0, 0)
        self._since: tuple[float, int] | None = None
        self._guess: tuple[float, float] | None = None

    def begin(self) -> None:
        """Begin in the background, where it is to be done and isn't being done; the notes of one
        folder don't give way to those of another that way."""
        manifest = self._manifest()
        is_new = manifest is None or not manifest.notes
        if is_new or (manifest and manifest.waiting and not self._folder.differs):
            self._begun = True
            self._slot.restart()

    @property
    def error(self) -> Problem | None:
        """Why there is no more to be read, if it didn't come to its end."""
        return self._slot.error

    @property
    def lack(self) -> Lack:
        """What there was none of, where it ended in that."""
        if not isinstance(self.error, NotesMissing):
            return ""
        return "notes" if self._folder.wanted.is_dir() else "folder"

    def wait_for_notes(self) -> None:
        """Wait for the first notes to be in, if they are being read. Raises what that ended in."""
        while self._begun:
            ended = self._slot.ended
            manifest = self._manifest()
            if manifest and manifest.chunks:
                return
            if ended:
                if self.error:
                    raise self.error
                return
            time.sleep(BEAT_S)

    def notes_came(self) -> bool:
        """Whether there are notes where there were none; looked for now and then."""
        now = self._clock()
        if not self.lack or now < self._next_look:
            return False
        came = self._folder.wanted.is_dir() and holds_markdown(self._folder.wanted)
        # A folder that holds everything but notes takes long to be looked through.
        self._next_look = now + max(LOOK_S, 20 * (self._clock() - now))
        return came

    def _read(self, report: ReportStage) -> bool:
        self._stage, self._files, self._chunks = "start", 0, (0, 0)
        self._since = self._guess = None
        self._run(self._told)
        return True

    def _told(self, stage: str, done: int, total: int) -> None:
        self._stage = _STAGES.get(stage, "notes")
        if stage == "read":
            self._files = total
            self._stage = "load" if done == total else "files"
        elif stage == "embed":
            self._chunks = (done, total)
            self._since = self._since or (self._clock(), done)
        elif stage == "store" and self._since:
            self._guess = _guessed(self._clock(), self._since, self._chunks) or self._guess

    def state(self) -> ReadingProgress | None:
        """How far it is; None when it isn't being done."""
        if not self._begun or self._slot.ended:
            return None
        manifest = self._manifest()
        waiting = manifest.waiting if manifest else 0
        done = len(manifest.files) if manifest and waiting else 0
        chunks, of = self._chunks
        return ReadingProgress(
            stage=self._stage,
            done=done,
            total=done + waiting or self._files,
            fraction=chunks / of if of else 0.0,
            left_s=self._left_s(),
        )

    def _left_s(self) -> float | None:
        """Seconds for the rest; None while that can't be told."""
        if self._guess is None:
            return None
        at, left_s = self._guess
        return max(left_s - (self._clock() - at), left_s * OVERDUE)


def _guessed(
    now: float, since: tuple[float, int], chunks: tuple[int, int]
) -> tuple[float, float] | None:
    """When it was guessed, and how many seconds the rest takes at the pace so far.

    To be asked where chunks were stored: of those that are embedded at a time, long ones go first.
    """
    (started, before), (done, of) = since, chunks
    spent = now - started
    if spent < SURE_S or done <= before:
        return None
    return now, spent * (of - done) / (done - before)


def with_notice(done: Done, manifest: Manifest | None) -> Done:
    """The answer says so where not all notes have been read."""
    if manifest is None or not manifest.waiting:
        return done
    read, of = len(manifest.files), len(manifest.files) + manifest.waiting
    notice, before = Message.of("notes_not_all_read", read=read, of=of), done.answer.notice
    return Done(replace(done.answer, notice=several(before, notice) if before else notice))
