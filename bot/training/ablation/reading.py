"""A cross-encoder that was named, off, and as one signal among the others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.turn import History
from bot.search.rerank import READ, readable
from bot.search.retrieve import NotesRetriever, Retrieval
from bot.training.ablation.measure import Bench, Variant


def variants() -> list[Variant]:
    """For a retriever with a cross-encoder, which alone decides in its first row."""
    return [
        Variant("cross-encoder", "without it", lambda bench: _plain(bench.retriever)),
        Variant("cross-encoder", f"its number added for the first {READ}", _added),
    ]


def _plain(retriever: NotesRetriever) -> NotesRetriever:
    return NotesRetriever(index=retriever.index, embedder=retriever.embedder)


def _added(bench: Bench) -> NotesRetriever:
    plain = _plain(bench.retriever)
    return SummedScores(index=plain.index, embedder=plain.embedder, reader=bench.retriever.reranker)


class SummedScores(NotesRetriever):
    """Orders by the sum of the usual score and the cross-encoder's, in standard deviations."""

    reader: Any

    def find(self, question: str, history: History = (), k: int | None = None) -> Retrieval:
        """The best passages by the sum."""
        started = time.perf_counter()
        found = super().find(question, history, max(k or self.k, READ))
        read = found.passages[:READ]
        numbers = self.reader.scores(found.search.text, [readable(p) for p in read])
        fused = [entry.score for entry in found.ranked[: len(read)]]
        total = spread(fused) + spread(numbers)
        order = [*np.argsort(-total, kind="stable"), *range(len(read), len(found.passages))]
        return replace(
            found,
            passages=tuple(found.passages[at] for at in order)[: k or self.k],
            ranked=tuple(found.ranked[at] for at in order)[: k or self.k],
            milliseconds=(time.perf_counter() - started) * 1000,
        )


def spread(numbers: Sequence[float]) -> NDArray[np.float64]:
    """Distances from the mean in standard deviations; zeros where all are the same."""
    array = np.asarray(numbers, np.float64)
    wide = array.std() if array.size else 0.0
    made: NDArray[np.float64] = (array - array.mean()) / wide if wide else np.zeros_like(array)
    return made
