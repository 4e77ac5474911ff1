"""A cross-encoder that reads question and passage together, as an option by name."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.core.passage import Passage
from bot.errors import ModelUnavailable
from bot.search.rank import Ranked

READ = 10
"""Passages that are read with the question: the search is right among as many."""


class Reranker(Protocol):
    """Says how well texts answer a question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One number a text, higher is better; comparable within one question only."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder. Safe to use from many threads."""

    def __init__(self, name: str) -> None:
        """Nothing is read yet; `name` is a folder or a model of the Hugging Face hub."""
        self.name = name
        self._lock = threading.Lock()
        self._model: Any = None

    def load(self) -> None:
        """Read the model, from the network where it is not on this machine.

        Raises ModelUnavailable when it can't be had.
        """
        from sentence_transformers import CrossEncoder

        with self._lock:
            if self._model is None:
                try:
                    self._model = CrossEncoder(self.name, device="cpu", num_labels=1)
                except Exception as error:  # of the hub's client, of transformers, of torch
                    reason = (str(error).splitlines() or [type(error).__name__])[0]
                    raise ModelUnavailable(
                        "reranker_unreadable", name=self.name, why=reason[:200]
                    ) from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One number a text, higher is better."""
        self.load()
        pairs = [(question, text) for text in texts]
        with self._lock:  # one question at a time: both cores are busy with it
            found: list[float] = self._model.predict(pairs, show_progress_bar=False).tolist()
        return found


def readable(passage: Passage) -> str:
    """The text of a passage that is read. It begins with the headings: often they alone say what
    the passage is about."""
    return f"{passage.place}\n{passage.text}"


def reordered(ranked: Sequence[Ranked], scores: Sequence[float]) -> list[Ranked]:
    """Sort the first `len(scores)` entries by those scores; the rest keep their order.

    The fused scores stay with the places and not with the entries, so that the distance to the
    first place means the same with a cross-encoder and without.
    """
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    moved = [replace(ranked[at], score=ranked[place].score) for place, at in enumerate(order)]
    return [*moved, *ranked[len(scores) :]]
