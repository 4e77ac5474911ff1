"""Two grains: every sentence has a vector of its own beside its chunk's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.index import Index
from bot.search.rank import Candidate
from bot.search.retrieve import NotesRetriever
from bot.search.rewrite import SearchQuery
from bot.training.ablation.measure import Bench, Variant
from ingest.embedding.embedder import Embedder, Vectors
from ingest.text.sentences import sentences

SHORTEST = 8  # characters: less is no sentence that could answer


def variants() -> list[Variant]:
    """The best sentence added to the chunk, or deciding in its place where it is nearer."""
    return [
        Variant("grain", "best sentence added, half as heavy", lambda b: _made(b, added=0.5)),
        Variant("grain", "best of section and sentence", lambda b: _made(b, added=None)),
    ]


class WithSentences(NotesRetriever):
    """Chunks are as near as their best sentence says."""

    vectors: Any
    """Shape (sentences, dimension)."""
    starts: Any
    """Where each chunk's sentences begin, shape (chunks,)."""
    rows: dict[str, int]
    """Chunk id -> place in `starts`."""
    added: float | None

    def _candidates(
        self, search: SearchQuery, words: Mapping[str, float], beside: str
    ) -> list[Candidate]:
        cosines: NDArray[np.float32] = self.vectors @ self._vector(search)
        best = np.maximum.reduceat(cosines, self.starts)
        standard = (best - best.mean()) / best.std()

        def moved(candidate: Candidate) -> Candidate:
            own = float(standard[self.rows[candidate.id]])
            if self.added is None:
                return replace(candidate, dense=max(candidate.dense, own))
            return replace(candidate, dense=candidate.dense + self.added * own)

        return [moved(candidate) for candidate in super()._candidates(search, words, beside)]


def _made(bench: Bench, added: float | None) -> NotesRetriever:
    index, embedder = bench.retriever.index, bench.retriever.embedder
    vectors, starts, rows = _sentences(index, embedder)
    return WithSentences(
        index=index, embedder=embedder, vectors=vectors, starts=starts, rows=rows, added=added
    )


@lru_cache(maxsize=1)
def _sentences(
    index: Index, embedder: Embedder
) -> tuple[Vectors, NDArray[np.int64], dict[str, int]]:
    texts: list[str] = []
    starts: list[int] = []
    rows: dict[str, int] = {}
    for file in index.open().files:
        for chunk in index.note(file):
            head, _, body = chunk.embed_text.partition("\n")
            found = [s for s in sentences(body) if len(s.strip()) >= SHORTEST]
            rows[chunk.id] = len(starts)
            starts.append(len(texts))
            texts.extend(found or [head])
    return embedder.embed_passages(texts), np.asarray(starts, np.int64), rows
