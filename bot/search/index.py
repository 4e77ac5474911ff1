"""Opens and searches the index. With `bot.search.generation`, alone in `bot` it knows Chroma."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.core.passage import Passage
from bot.errors import IndexMissing
from bot.search.bare_headings import asked_for
from bot.search.generation import Generation, RowsMissing, Vector, note, search, sections
from bot.search.rank import Candidate
from ingest.embedding.embedder import Embedder
from ingest.errors import IndexUnusable
from ingest.index import bm25, graph, sidecar, tokens
from ingest.index.manifest import Manifest, read_manifest, stamp
from ingest.index.store import check_cosine, open_client, storage_error
from ingest.machine.recently_used import RecentlyUsed
from ingest.repair_advice import command, rebuild
from ingest.schema import Chunk
from ingest.text import lexical

Result = TypeVar("Result")

RETRIES = 5
"""How often an ingest may overtake a read; it takes far longer than one."""

KEPT_CHARS = 4_000_000
"""Characters of the chunks read last that stay in memory: some 2,000 chunks, about 10 MB."""


class Index:
    """A reader of an index that follows its generations: while an ingest runs, here or in another
    process, all it gives is of the old state, and after it of the new one. Safe to use from many
    threads."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """Nothing is opened yet; the first search does it, or `open()`."""
        self.path = path
        self._embedder = embedder
        self._lock = threading.Lock()
        self._current: Generation | None = None
        self._recent = RecentlyUsed[Chunk](KEPT_CHARS, size)

    def open(self) -> Manifest:
        """The manifest of the newest generation.

        Raises IndexMissing if nothing is indexed, IndexUnusable if it can't be read or was made
        with another embedding model.
        """
        return self._reading(lambda state: state.manifest)

    def _open(self) -> Generation:
        seen = stamp(self.path)
        current = self._current
        if current and current.stamp == seen:
            return current
        with self._lock:
            current = self._current
            if current and current.stamp == seen:
                return current
            self._current = None
            self._current = self._read(seen)
            return self._current

    def _reading(self, read: Callable[[Generation], Result]) -> Result:
        """Read from the newest generation; once more when another took its place meanwhile."""
        for _ in range(RETRIES):
            seen = stamp(self.path)
            try:
                return read(self._open())
            except Exception as error:
                if stamp(self.path) != seen:
                    continue  # what was being read may be gone by now
                if isinstance(error, RowsMissing):
                    raise self._without_vectors() from error
                if type(error).__module__.startswith("chromadb"):
                    raise storage_error(error, self.path / "chroma", reading=True) from error
                raise
        raise IndexUnusable("index_busy", at=self.path)

    def _read(self, seen: tuple[int, int]) -> Generation:
        manifest = read_manifest(self.path)
        if manifest is None:
            raise IndexMissing("index_missing", at=self.path, command=command(self.path))
        if manifest.fingerprint != self._embedder.fingerprint:
            raise IndexUnusable(
                "index_other_model",
                at=self.path,
                old=manifest.embedder,
                new=self._embedder.name,
                command=command(self.path),
            )
        with graph.opening(self.path):
            client = open_client(self.path / "chroma")
            try:
                collection = client.get_collection(manifest.collection, embedding_function=None)
            except Exception as error:  # chromadb's NotFoundError, or what a damaged file gives
                raise self._without_vectors() from error
            collection.count()  # loads the graph, which Chroma would else do at the first search
        check_cosine(collection, self.path)
        loaded = sidecar.load(self.path, manifest.parts, manifest.chunk_ids)
        rows = {chunk_id: row for row, chunk_id in enumerate(loaded.ids)}
        path = tokens.path_of(self.path, manifest.collection)
        store = tokens.TokenStore(path) if path.is_file() else None
        return Generation(manifest, collection, loaded, rows, store, seen, self._recent)

    def _without_vectors(self) -> IndexUnusable:
        return IndexUnusable("vectors_missing", at=self.path, command=rebuild(self.path))

    def search(
        self,
        vector: Vector,
        words: Mapping[str, float],
        limit: int,
        question: Sequence[tuple[Vector, float]] = (),
        beside: str = "",
    ) -> list[Candidate]:
        """Find chunks near the question: the `limit` nearest by cosine and by BM25 each, merged,
        and those in the notes around the chunk `beside`.

        `words` are the question's words with their weights. `question` holds the vectors of its
        tokens, shape (tokens, token dimension), with a weight: once as it stands alone, and once as
        it reads behind what it leans on.

        Every candidate carries both scores as distances from the mean over all chunks, in standard
        deviations, so that a ranking that tells nothing apart weighs nothing.
        """
        return self._reading(lambda state: search(state, vector, words, limit, question, beside))

    def weights(self, words: Sequence[str]) -> dict[str, float]:
        """How telling each word is: inverse document frequency over at least ENOUGH chunks.

        A word that no chunk holds has the weight of the rarest.
        """
        return self._reading(lambda state: bm25.idf(state.sidecar.bm25, words, bm25.ENOUGH))

    def holds(self, word: str) -> bool:
        """Whether any chunk has a word, as `words_of` gives them."""
        return self._reading(lambda state: state.sidecar.bm25.holders(word) > 0)

    def sections(self, ids: Sequence[str]) -> dict[str, list[Chunk]]:
        """For every chunk named: all chunks of its section, in order. Unknown ids are left out."""
        return self._reading(lambda state: sections(state, ids)) if ids else {}

    def bare_headings(self, question: str) -> list[Passage]:
        """Headings without text that a question asks for; few, and mostly none."""
        return self._reading(lambda state: asked_for(question, state.bare))

    def note(self, file: str) -> list[Chunk]:
        """All chunks of a note, in order."""
        return self._reading(lambda state: note(state, file))

    def outline(self, file: str) -> dict[str, tuple[str, ...]]:
        """Heading paths of a note's sections by section; empty for an unknown note."""
        entry = self.open().files.get(file)
        return {row.section: row.heading_path for row in entry.outline} if entry else {}

    def headings(self, file: str | None = None) -> list[Passage]:
        """Every section that has text of its own, of all notes or of one, with its place but
        without its text."""
        files = self.open().files
        chosen = files if file is None else {f: e for f, e in files.items() if f == file}
        return [
            Passage(
                section=row.section,
                file=name,
                title=entry.title,
                heading_path=row.heading_path,
                lines=row.lines,
                text="",
                tags=entry.tags,
            )
            for name, entry in chosen.items()
            for row in entry.outline
            if row.chunks and row.level
        ]


def size(chunk: Chunk) -> int:
    """Characters of a chunk's texts."""
    return len(chunk.text) + len(chunk.embed_text)


def words_of(text: str) -> list[str]:
    """The words of a text as the index counts them."""
    return lexical.words(text)
