"""A desk over real notes, real ingest and a real folder; the embedder hashes words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from index_check import SIZES
from word_embedder import WordEmbedder

from bot.notes.desk import DeskState
from bot.notes.notes_desk import NotesDesk
from bot.sentences import Message
from ingest.embedding.embedder import ReportStage
from ingest.errors import IngestError
from ingest.index.manifest import Manifest, read_manifest
from ingest.pipeline import ingest
from ingest.report import IngestReport

TIMEOUT_S = 30.0


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
            ingest=self._ingest,
            sample=self._sample,
        )

    def _manifest(self) -> tuple[Manifest | None, Message | None]:
        try:
            return read_manifest(self.index), None
        except IngestError as error:
            return None, error.message

    def _ingest(self, dry_run: bool, progress: ReportStage) -> IngestReport:
        def told(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            assert self.go.wait(TIMEOUT_S)

        return ingest(self.notes, self.index, self.embedder, SIZES, dry_run=dry_run, progress=told)

    def _sample(self) -> None:
        self.sampled += 1

    def until(self, true: Callable[[DeskState], bool]) -> DeskState:
        deadline = time.monotonic() + TIMEOUT_S
        while not true(self.desk.state()):
            assert time.monotonic() < deadline, self.desk.state()
            time.sleep(0.02)
        return self.desk.state()

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
