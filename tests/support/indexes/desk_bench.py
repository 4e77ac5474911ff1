"""A desk over real notes, real ingest and a real folder; the embedder hashes words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from index_check import SIZES
from waiting import until
from word_embedder import WordEmbedder

from bot.notes.desk import DeskState
from bot.notes.notes_desk import NotesDesk
from bot.sentences import Message
from ingest import pipeline
from ingest.embedding.embedder import ReportStage
from ingest.errors import IngestError
from ingest.index.manifest import Manifest, read_manifest
from ingest.notes.watch import Pace
from ingest.report import IngestReport

TIMEOUT_S = 30.0
QUICK = Pace(debounce_ms=200, settle_ms=50, tick_ms=50, retry_s=0.2)


class Bench:
    """A desk, and what a test does to it."""

    def __init__(self, notes: Path, index: Path) -> None:
        self.notes, self.index = notes, index
        self.embedder = WordEmbedder()
        self.go = threading.Event()
        """Ingest stands still while this is cleared."""
        self.go.set()
        self.sampled = 0
        self.desk = NotesDesk(
            index,
            folder=lambda: self.notes,
            own_folder=lambda: self.notes,
            manifest=self._manifest,
            ingest=self.ingest,
            sample=self._sample,
            pace=QUICK,
        )

    def _manifest(self) -> tuple[Manifest | None, Message | None]:
        try:
            return read_manifest(self.index), None
        except IngestError as error:
            return None, error.message

    def ingest(self, dry_run: bool, progress: ReportStage) -> IngestReport:
        def told(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            assert self.go.wait(TIMEOUT_S)

        return pipeline.ingest(
            self.notes, self.index, self.embedder, SIZES, dry_run=dry_run, progress=told
        )

    def _sample(self) -> None:
        self.sampled += 1

    def until(self, true: Callable[[DeskState], bool]) -> DeskState:
        return until(lambda: state if true(state := self.desk.state()) else None)

    def update(self) -> IngestReport:
        self.desk.update()
        report = self.until(lambda state: state.work.phase == "done").work.report
        assert report is not None
        return report


@pytest.fixture(name="bench")
def bench_fixture(notes: Path, index: Path) -> Iterator[Bench]:
    """A desk over notes of every shape, which are not indexed yet."""
    made = Bench(notes, index)
    yield made
    made.go.set()
    made.desk.close()
