"""How near the clauses of an answer are to what the notes state. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.search.embedding import (
    Vectors,
)
from bot.search.text_vectors import Meaning

NEAREST = 8
"""Stretches of the notes, by cosine, with which a clause is compared token by token."""

_PROMPT = 3
"""Tokens of `<s>passage:` before a text's own; one, `</s>`, stands behind them."""


def likeness(texts: Sequence[str], notes: Sequence[str], meaning: Meaning) -> list[list[float]]:
    """Cosine plus token likeness of each text to each note, 0–2; the latter for the nearest few."""
    note_vectors, note_tokens = meaning.of(notes)
    vectors, tokens = meaning.of(texts)
    cosines = vectors @ note_vectors.T
    rows: list[list[float]] = []
    for row, own in zip(cosines, tokens, strict=True):
        made = [float(cosine) for cosine in row]
        inner = _inner(own)
        for at in np.argsort(-row)[:NEAREST]:
            other = _inner(note_tokens[int(at)])
            if len(inner) and len(other):
                made[int(at)] += float((inner @ other.T).max(axis=1).mean())
        rows.append(made)
    return rows


def _inner(tokens: Vectors) -> Vectors:
    return tokens[_PROMPT:-1]
