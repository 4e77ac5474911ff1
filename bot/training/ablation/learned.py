"""Learned re-ranking: weights over cheap features, fitted to half of the questions each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.abstain import Array, cover
from bot.core.turn import History
from bot.evaluation.answers import EvaluationQuestion, is_hit
from bot.search.rank import LATE_MEAN, LATE_SPREAD, SignalWeights
from bot.search.retrieve import NotesRetriever, Retrieval
from bot.training.ablation.measure import Bench, Variant

FEATURES = ("dense", "lexical", "late", "heading", "path", "bold", "text", "position")
DEPTH = 40  # candidates that are ranked anew
RIDGE = 0.03  # keeps the weights near those that are set by hand
ROUNDS = 400
STEP = 0.05

_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")


def variants() -> list[Variant]:
    """The one variant: each half of the questions is ranked with weights learned on the other."""
    return [Variant("learned", "weights over eight features, crosswise", _made)]


class Learned(NotesRetriever):
    """Ranks anew by a weighted sum of FEATURES; the weights depend on the question's half."""

    halves: Any
    """Question -> its weights, shape (features,)."""

    def find(self, question: str, history: History = (), k: int | None = None) -> Retrieval:
        """The best passages by the learned weights."""
        found = super().find(question, history, DEPTH)
        order = np.argsort(-(features(found) @ self.halves[question]), kind="stable")[: k or self.k]
        return replace(
            found,
            passages=tuple(found.passages[at] for at in order),
            ranked=tuple(found.ranked[at] for at in order),
        )


def features(found: Retrieval) -> Array:
    """FEATURES of every passage, shape (passages, features)."""
    rows: list[list[float]] = []
    for passage, entry in zip(found.passages, found.ranked, strict=True):
        candidate = entry.candidate
        late = LATE_MEAN if candidate.late is None else candidate.late
        bold = " ".join(a or b for a, b in _BOLD.findall(passage.text))
        bare = replace(passage, text="", title="", heading_path=())
        rows.append(
            [
                candidate.dense,
                candidate.lexical,
                (late - LATE_MEAN) / LATE_SPREAD,
                cover(replace(bare, heading_path=passage.heading_path[-1:]), found.words),
                cover(replace(passage, text=""), found.words),
                cover(replace(bare, text=bold), found.words),
                cover(replace(bare, text=passage.text), found.words),
                min(passage.lines[0], 300) / 300,
            ]
        )
    return np.asarray(rows, float).reshape(len(rows), len(FEATURES))


def fit(groups: Sequence[tuple[Array, NDArray[np.bool_]]]) -> Array:
    """Weights that give the right passages of each question the most probability.

    `groups` hold a question's features, shape (passages, features), and which passages are right.
    Softmax over the passages of a question, by gradient descent from the weights set by hand.
    """
    by_hand = SignalWeights()
    start = np.zeros(len(FEATURES))
    start[:3] = by_hand.dense, by_hand.lexical, by_hand.late
    scale = np.concatenate([rows for rows, _ in groups]).std(axis=0) + 1e-9
    weights = start.copy()
    for _ in range(ROUNDS):
        gradient = 2 * RIDGE * (weights - start) * scale**2
        for rows, right in groups:
            exponent = rows @ weights
            share = np.exp(exponent - exponent.max())
            share /= share.sum()
            wanted = np.where(right, share, 0.0)
            gradient += rows.T @ (share - wanted / wanted.sum()) / len(groups)
        weights -= STEP * gradient / scale**2
    return weights


def _made(bench: Bench) -> NotesRetriever:
    halves = [bench.questions[0::2], bench.questions[1::2]]
    fitted = [_fit(bench.retriever, half) for half in halves]
    weights = {q.question: fitted[1 - at] for at, half in enumerate(halves) for q in half}
    retriever = bench.retriever
    return Learned(index=retriever.index, embedder=retriever.embedder, halves=weights)


def _fit(retriever: NotesRetriever, questions: Sequence[EvaluationQuestion]) -> Array:
    groups: list[tuple[Array, NDArray[np.bool_]]] = []
    for question in questions:
        found = retriever.find(question.question, question.history, DEPTH)
        right = np.array([is_hit(passage, question.gold) for passage in found.passages], bool)
        if right.any():
            groups.append((features(found), right))
    return fit(groups)
