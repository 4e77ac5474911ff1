"""Opens and searches the index. Alone in `bot` it knows Chroma and `ingest`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import IndexMissing
from bot.passage import Passage
from bot.rank import Candidate
from ingest import bm25, late, lexical, sidecar, tokens
from ingest.embed import Embedder
from ingest.errors import IndexUnusable
from ingest.manifest import Manifest, read_manifest, stamp
from ingest.schema import Chunk
from ingest.store import check_cosine, from_metadata, open_client

Vector = NDArray[np.float32]
Result = TypeVar("Result")

RETRIES = 5
"""How often an ingest may overtake a read; it takes far longer than one."""


AROUND = 12
"""Chunks before and after the one last spoken about that a follow-up is compared with too."""


@dataclass(frozen=True)
class _Generation:
    """Everything opened for one state of the index."""

    manifest: Manifest
    collection: Any
    sidecar: sidecar.Sidecar
    rows: dict[str, int]
    tokens: tokens.TokenStore | None
    stamp: tuple[int, int]


class Index:
    """A reader of an index that follows its generations: after an ingest, here or in another
    process, the next search sees the new state. Safe to use from many threads."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """Nothing is opened yet; the first search does it, or `open()`."""
        self.path = path
        self._embedder = embedder
        self._lock = threading.Lock()
        self._current: _Generation | None = None

    def open(self) -> Manifest:
        """The manifest of the newest generation.

        Raises IndexMissing if nothing is indexed, IndexUnusable if it can't be read or was made
        with another embedding model.
        """
        return self._reading(lambda state: state.manifest)

    def _open(self) -> _Generation:
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

    def _reading(self, read: Callable[[_Generation], Result]) -> Result:
        """Read from the newest generation; once more when another took its place meanwhile."""
        for _ in range(RETRIES):
            seen = stamp(self.path)
            try:
                return read(self._open())
            except Exception as error:
                if stamp(self.path) != seen:
                    continue  # what was being read may be gone by now
                if type(error).__module__.startswith("chromadb"):
                    raise IndexUnusable(
                        f"The vectors of the index at {self.path} can't be read ({error}). "
                        "Build it again: `python -m ingest --rebuild`."
                    ) from error
                raise
        raise IndexUnusable(
            f"The index at {self.path} is being written again and again. Ask when that has ended."
        )

    def _read(self, seen: tuple[int, int]) -> _Generation:
        manifest = read_manifest(self.path)
        if manifest is None:
            raise IndexMissing(
                f"No notes are indexed at {self.path}. Run `python -m ingest` first."
            )
        if manifest.fingerprint != self._embedder.fingerprint:
            raise IndexUnusable(
                f"The index at {self.path} was made with {manifest.embedder}, not with "
                f"{self._embedder.name}. Run `python -m ingest` to embed the notes again."
            )
        client = open_client(self.path / "chroma")
        try:
            collection = client.get_collection(manifest.collection, embedding_function=None)
        except Exception as error:  # chromadb's NotFoundError, or whatever a damaged file gives
            raise IndexUnusable(
                f"The vectors of the index at {self.path} are missing. "
                "Build it again: `python -m ingest --rebuild`."
            ) from error
        check_cosine(collection)
        loaded = sidecar.load(sidecar.folder_of(self.path, manifest.generation))
        rows = {chunk_id: row for row, chunk_id in enumerate(loaded.ids)}
        path = tokens.path_of(self.path, manifest.collection)
        store = tokens.TokenStore(path) if path.is_file() else None
        return _Generation(manifest, collection, loaded, rows, store, seen)

    def search(
        self,
        vector: Vector,
        words: Mapping[str, float],
        limit: int,
        question: Sequence[tuple[Vector, float]] = (),
        beside: str = "",
    ) -> list[Candidate]:
        """Chunks near the question: the `limit` nearest by cosine and by BM25 each, merged, and
        those in the notes around the chunk `beside`.

        `words` are the question's with their weights, `question` its tokens' vectors, shape
        (tokens, token dimension), alone and with what it leans on, each with its weight.

        Every candidate carries both scores as distances from the mean over all chunks, in standard
        deviations, so that a ranking that tells nothing apart weighs nothing.
        """
        return self._reading(lambda state: _search(state, vector, words, limit, question, beside))

    def weights(self, words: Sequence[str]) -> dict[str, float]:
        """How telling each word is: inverse document frequency over at least ENOUGH chunks.

        A word that no chunk holds has the weight of the rarest.
        """
        return self._reading(lambda state: bm25.idf(state.sidecar.bm25, words, bm25.ENOUGH))

    def sections(self, ids: Sequence[str]) -> dict[str, list[Chunk]]:
        """For every chunk named: all chunks of its section, in order. Unknown ids are left out."""
        return self._reading(lambda state: _sections(state, ids)) if ids else {}

    def note(self, file: str) -> list[Chunk]:
        """All chunks of a note, in order."""
        chunks = self._reading(lambda state: _chunks(state, where={"file": file}))
        return sorted(chunks, key=lambda chunk: chunk.order)

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


def _search(
    state: _Generation,
    vector: Vector,
    words: Mapping[str, float],
    limit: int,
    question: Sequence[tuple[Vector, float]],
    beside: str,
) -> list[Candidate]:
    side = state.sidecar
    if not side.ids:
        return []
    limit = min(limit, len(side.ids))
    lexical_scores = bm25.scores(side.bm25, words)
    # Chroma may know chunks already that were written after this generation, or miss some of it.
    found = state.collection.query(query_embeddings=[vector.tolist()], n_results=limit, include=[])
    rows = dict.fromkeys(state.rows[i] for i in found["ids"][0] if i in state.rows)
    best = np.argpartition(-lexical_scores, limit - 1)[:limit]
    best = best[np.argsort(-lexical_scores[best], kind="stable")]
    rows |= dict.fromkeys(int(row) for row in best if lexical_scores[row] > 0)
    if (at := state.rows.get(beside)) is not None:
        rows |= dict.fromkeys(range(max(at - AROUND, 0), min(at + AROUND + 1, len(side.ids))))
    order = list(rows)
    cosines = side.vectors_of(order) @ vector
    mean = float(vector @ side.mean)
    spread = max(float(vector @ side.covariance @ vector), 1e-12) ** 0.5
    word_mean, word_spread = float(lexical_scores.mean()), float(lexical_scores.std())
    scale = bm25.comparable(side.bm25, words)
    meetings = _meetings(state, question, [side.hashes[row] for row in order])
    return [
        Candidate(
            id=side.ids[row],
            section=side.sections[row],
            cosine=float(cosine),
            dense=(float(cosine) - mean) / spread,
            lexical=(float(lexical_scores[row]) - word_mean) / max(word_spread, 1e-9),
            bm25=float(lexical_scores[row]) * scale,
            late=meeting,
        )
        for row, cosine, meeting in zip(order, cosines, meetings, strict=True)
    ]


def _sections(state: _Generation, ids: Sequence[str]) -> dict[str, list[Chunk]]:
    names = state.sidecar.sections
    runs: dict[str, range] = {}
    for chunk_id in ids:
        row = state.rows.get(chunk_id)
        if row is None:
            continue
        first, end = row, row + 1
        while first and names[first - 1] == names[row]:
            first -= 1
        while end < len(names) and names[end] == names[row]:
            end += 1
        runs[chunk_id] = range(first, end)
    wanted = list(dict.fromkeys(state.sidecar.ids[row] for run in runs.values() for row in run))
    if not wanted:
        return {}
    chunks = {chunk.id: chunk for chunk in _chunks(state, ids=wanted)}
    return {
        chunk_id: [chunks[name] for row in run if (name := state.sidecar.ids[row]) in chunks]
        for chunk_id, run in runs.items()
    }


def _meetings(
    state: _Generation, question: Sequence[tuple[Vector, float]], names: Sequence[str]
) -> list[float] | list[None]:
    """Late interaction of the question with the texts of those embed hashes."""
    packed = state.tokens.read(names) if state.tokens and question else {}
    if not packed:
        return [None] * len(names)
    texts = [packed.get(name, b"") for name in names]
    result = np.zeros(len(names), np.float32)
    for rows, weight in question:
        result += weight * late.scores(rows, texts)
    return [float(score) for score in result]


def _chunks(state: _Generation, **which: Any) -> list[Chunk]:
    rows = state.collection.get(**which, include=["documents", "metadatas"])
    columns = (rows[name] for name in ("ids", "documents", "metadatas"))
    return [from_metadata(i, text, meta) for i, text, meta in zip(*columns, strict=True)]


def words_of(text: str) -> list[str]:
    """The words of a text as the index counts them."""
    return lexical.words(text)
