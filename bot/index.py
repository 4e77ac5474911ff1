"""Opens and searches the index. Alone in `bot` it knows Chroma and `ingest`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import IndexMissing
from bot.passage import Passage
from bot.rank import Candidate
from ingest import late, lexical, sidecar, tokens
from ingest.embed import Embedder
from ingest.errors import IndexUnusable
from ingest.manifest import Manifest, read_manifest, stamp
from ingest.schema import Chunk
from ingest.store import check_cosine, from_metadata, open_client

Vector = NDArray[np.float32]
Result = TypeVar("Result")

RETRIES = 5
"""How often an ingest may overtake a read; it takes far longer than one."""

ENOUGH = 200
"""An index of fewer chunks is filled up to this many, in thought, with chunks that hold none of the
question's words: in a handful of notes no word is rare, and a match would say nothing."""


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
    ) -> list[Candidate]:
        """Chunks near the question: the `limit` nearest by cosine and by BM25 each, merged.

        `words` are the question's with their weights, `question` its tokens' vectors, shape
        (tokens, token dimension), alone and with what it leans on, each with its weight.

        Every candidate carries both scores as distances from the mean over all chunks, in standard
        deviations, so that a ranking that tells nothing apart weighs nothing.
        """
        return self._reading(lambda state: _search(state, vector, words, limit, question))

    def weights(self, words: Sequence[str]) -> dict[str, float]:
        """How telling each word is: inverse document frequency over at least ENOUGH chunks.

        A word that no chunk holds has the weight of the rarest.
        """
        return self._reading(lambda state: idf(state.sidecar, words, ENOUGH))

    def parts(self, sections: Sequence[str]) -> dict[str, list[Chunk]]:
        """All chunks of the named sections, in order, by section."""
        if not sections:
            return {}
        found: dict[str, list[Chunk]] = {}
        where = {"section": {"$in": list(sections)}}
        for chunk in self._reading(lambda state: _chunks(state, where)):
            found.setdefault(chunk.section, []).append(chunk)
        return {key: sorted(chunks, key=lambda c: c.part) for key, chunks in found.items()}

    def note(self, file: str) -> list[Chunk]:
        """All chunks of a note, in order."""
        chunks = self._reading(lambda state: _chunks(state, {"file": file}))
        return sorted(chunks, key=lambda chunk: chunk.order)

    def headings(self) -> list[Passage]:
        """Every section that has text of its own, with its place but without its text."""
        return [
            Passage(
                section=row.section,
                file=file,
                title=entry.title,
                heading_path=row.heading_path,
                lines=row.lines,
                text="",
                tags=entry.tags,
            )
            for file, entry in self.open().files.items()
            for row in entry.outline
            if row.chunks and row.level
        ]


def _search(
    state: _Generation,
    vector: Vector,
    words: Mapping[str, float],
    limit: int,
    question: Sequence[tuple[Vector, float]],
) -> list[Candidate]:
    if not state.sidecar.ids or not state.manifest.chunks:
        return []
    lexical_scores = word_scores(state.sidecar, words)
    best_rows = np.argsort(-lexical_scores)[:limit]
    wanted = [state.sidecar.ids[row] for row in best_rows if lexical_scores[row] > 0]
    found = state.collection.query(
        query_embeddings=[vector.tolist()],
        n_results=min(limit, len(state.sidecar.ids)),
        include=["embeddings", "documents", "metadatas"],
    )
    columns = [found[name][0] for name in ("ids", "documents", "metadatas", "embeddings")]
    missing = [i for i in wanted if i not in set(columns[0])]
    if missing:
        more = state.collection.get(ids=missing, include=["embeddings", "documents", "metadatas"])
        extra = [more[name] for name in ("ids", "documents", "metadatas", "embeddings")]
        columns = [[*a, *b] for a, b in zip(columns, extra, strict=True)]
    mean = float(vector @ state.sidecar.mean)
    spread = max(float(vector @ state.sidecar.covariance @ vector), 1e-12) ** 0.5
    word_mean, word_spread = float(lexical_scores.mean()), float(lexical_scores.std())
    scale = comparable(state.sidecar, words)
    meetings = _meetings(state, question, [meta["embed_hash"] for meta in columns[2]])
    candidates: list[Candidate] = []
    for chunk_id, text, meta, embedding, meeting in zip(*columns, meetings, strict=True):
        row = state.rows.get(chunk_id)
        if row is None:  # written after this generation: the next search will know it
            continue
        cosine = float(vector @ np.asarray(embedding, np.float32))
        candidates.append(
            Candidate(
                chunk=from_metadata(chunk_id, text, meta),
                cosine=cosine,
                dense=(cosine - mean) / spread,
                lexical=(float(lexical_scores[row]) - word_mean) / max(word_spread, 1e-9),
                bm25=float(lexical_scores[row]) * scale,
                late=meeting,
            )
        )
    return candidates


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


def _chunks(state: _Generation, where: dict[str, Any]) -> list[Chunk]:
    rows = state.collection.get(where=where, include=["documents", "metadatas"])
    columns = (rows[name] for name in ("ids", "documents", "metadatas"))
    return [from_metadata(i, text, meta) for i, text, meta in zip(*columns, strict=True)]


def word_scores(side: sidecar.Sidecar, words: Mapping[str, float]) -> Vector:
    """Weighted BM25 of every chunk for the question's words; shape (chunks,)."""
    vocabulary = side.bm25.vocab_dict
    scores = np.zeros(len(side.ids), np.float32)
    for weight in set(words.values()):
        ids = [vocabulary[w] for w, own in words.items() if own == weight and w in vocabulary]
        if ids:
            scores += weight * np.asarray(side.bm25.get_scores(ids), np.float32)
    return scores


def idf(side: sidecar.Sidecar, words: Iterable[str], least: int = 0) -> dict[str, float]:
    """Inverse document frequency in Lucene's form: ln(1 + (N - n + .5) / (n + .5)).

    N counts at least `least`.
    """
    total = max(len(side.ids), least)
    starts = side.bm25.scores["indptr"]
    vocabulary = side.bm25.vocab_dict

    def count(word: str) -> int:
        column = vocabulary.get(word)
        return 0 if column is None else int(starts[column + 1] - starts[column])

    return {
        word: float(np.log1p((total - count(word) + 0.5) / (count(word) + 0.5)))
        for word in dict.fromkeys(words)
    }


def comparable(side: sidecar.Sidecar, words: Mapping[str, float]) -> float:
    """Factor that makes BM25 scores comparable between indexes of any size.

    The same match scores higher the more chunks there are, and next to nothing in an index of
    three. So every word gets the weight it would have among ENOUGH chunks.
    """
    own, smoothed = idf(side, words), idf(side, words, ENOUGH)
    raw = sum(weight * own[word] for word, weight in words.items())
    if not raw:
        return 1.0
    wanted = sum(weight * smoothed[word] for word, weight in words.items())
    return wanted / raw


def words_of(text: str) -> list[str]:
    """The words of a text as the index counts them."""
    return lexical.words(text)
