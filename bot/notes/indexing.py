"""The index of the settings, brought up to date with a folder of notes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.config import IngestSettings
from ingest.embedding.embedder import Embedder, ReportStage, SentenceEmbedder, open_embedder
from ingest.errors import EmbeddingModelError
from ingest.index.manifest import Manifest
from ingest.machine.cache import cache_dir
from ingest.pipeline import check_notes, ingest
from ingest.report import IngestReport

LONG_S = 600.0
"""How long the first ingest of all waits for another process."""


class Indexing:
    """Ingests as the settings say; `notes` gives the folder each time."""

    def __init__(self, settings: IngestSettings, notes: Callable[[], Path]) -> None:
        self.settings = settings
        self._notes = notes
        self._lock = threading.Lock()
        self._embedder: SentenceEmbedder | None = None

    def embedder(self, progress: ReportStage) -> SentenceEmbedder:
        """The embedding model, opened once; it is loaded when there is something to embed."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._open(self.settings.embedding_model, progress)
            return self._embedder

    def reading(self, manifest: Manifest | None, progress: ReportStage) -> SentenceEmbedder:
        """The embedding model that the index was made with: it answers until an ingest has swapped
        in that of the settings. Where it can't be had, or nothing is indexed, that of the settings.
        """
        if manifest is not None and manifest.embedder != self.settings.embedding_model:
            with suppress(EmbeddingModelError):  # whoever opens the index then names both
                return self._open(manifest.embedder, progress)
        return self.embedder(progress)

    def _open(self, name: str, progress: ReportStage) -> SentenceEmbedder:
        cache = cache_dir(self.settings.notes_cache_dir)
        return open_embedder(name, cache, on_progress=progress, threads=self.settings.threads)

    def run(
        self,
        progress: ReportStage,
        *,
        dry_run: bool = False,
        wait_s: float = 0.0,
        embedder: Embedder | None = None,
    ) -> IngestReport:
        """Do what `ingest.pipeline.ingest` does with the notes of today. Without `embedder`, that
        of the settings is opened if there are notes."""
        notes = self._notes()
        if embedder is None:
            check_notes(notes, self.settings.index_dir)  # before a model is unpacked
            embedder = self.embedder(progress)
        return ingest(
            notes,
            self.settings.index_dir,
            embedder,
            self.settings.split,
            dry_run=dry_run,
            progress=progress,
            wait_s=wait_s,
        )
