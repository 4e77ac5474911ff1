"""How near texts are in meaning, by the embedding model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.answering.cite import Similarity
from bot.answering.quotable import Nearness
from bot.notes.text import (
    sentences,
)
from bot.search.embedding import (
    Embedder,
)

# Cosines between an English sentence and its free Chinese translation, both as passages, and
# between others of the field. e5-notes: .74–.90 and .56–.70 (97 %); e5-small: .82–.90, .77–.81.
SAME = {"e5-small": (0.78, 0.85)}
SAME_OTHERWISE = (0.66, 0.80)

MAX_SENTENCES = 40
"""So many sentences of a text are compared with a claim; later ones are left out."""


def similarity(embedder: Embedder) -> Similarity:
    """Make a function that says for each claim and each text how surely the text's best sentence
    says the same, 0–1."""

    low, high = SAME.get(embedder.name, SAME_OTHERWISE)

    def similar(claims: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        split = [sentences(text)[:MAX_SENTENCES] for text in texts]
        flat = [sentence for group in split for sentence in group]
        cosines = np.asarray(
            embedder.embed_passages(list(claims)) @ embedder.embed_passages(flat).T, float
        )
        scaled = np.clip((cosines - low) / (high - low), 0, 1)
        rows: list[list[float]] = []
        for row in scaled:
            at, best = 0, []
            for group in split:
                best.append(float(row[at : at + len(group)].max()) if group else 0.0)
                at += len(group)
            rows.append(best)
        return rows

    return similar


def nearness(embedder: Embedder, question: str) -> Nearness:
    """Make a function that says how near texts are to a question, as cosines that can only be
    compared with each other."""

    def near(texts: Sequence[str]) -> list[float]:
        vector = embedder.embed_query(question)
        return [float(cosine) for cosine in embedder.embed_passages(list(texts)) @ vector]

    return near
