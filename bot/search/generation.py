"""One opened state of the index. Its reader sees that state, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.bare_headings import BareHeading, bare_headings
from bot.search.rank import Candidate
from ingest.embedding import late_interaction
from ingest.index import bm25, sidecar, tokens
from ingest.index.manifest import Manifest
from ingest.index.rows import from_metadata, id_of
from ingest.index.store import BATCH
from ingest.machine.recently_used import RecentlyUsed
from ingest.schema import Chunk

Vector = NDArray[np.float32]

AROUND = 12
"""Chunks before and after the one last spoken about that a follow-up is compared with too."""


@dataclass(frozen=True)
class Generation:
    """Everything opened for one state of the index."""

    manifest: Manifest
    collection: Any
    sidecar: sidecar.Sidecar
    rows: dict[str, int]
    tokens: tokens.TokenStore | None
    stamp: tuple[int, int]
    recent: RecentlyUsed[Chunk]
    """Chunks by the names of their rows, which never change: good for any generation."""

    @cached_property
    def bare(self) -> list[BareHeading]:
        """Headings that nothing is written below."""
        return bare_headings(self.manifest.files)


class RowsMissing(Exception):
    """Chroma lacks chunks of the generation that is read."""


def search(
    state: Generation,
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
    lexical_scores = side.bm25.scores(words)
    rows = dict.fromkeys(_nearest(state, vector, limit))
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


def _nearest(state: Generation, vector: Vector, limit: int) -> list[int]:
    """Rows of the chunks nearest to the vector, nearest first.

    While an ingest runs, Chroma knows rows of the next state too: more are asked for then.
    """
    wanted = limit
    while True:
        found = state.collection.query(
            query_embeddings=[vector.tolist()], n_results=wanted, include=[]
        )["ids"][0]
        own = [row for key in found if (row := _row(state, key)) is not None]
        if len(own) >= limit:
            return own[:limit]
        if len(found) < wanted:
            if len(own) < limit / 2:  # the graph may miss a few of many near-equal ones, no more
                raise RowsMissing
            return own
        wanted *= 2


def _row(state: Generation, key: str) -> int | None:
    """The place of a row of Chroma in this generation; None for one of another."""
    row = state.rows.get(id_of(key))
    return row if row is not None and state.sidecar.keys[row] == key else None


def note(state: Generation, file: str) -> list[Chunk]:
    entry = state.manifest.files.get(file)
    return _chunks(state, [state.rows[i] for i in entry.chunk_ids]) if entry else []


def sections(state: Generation, ids: Sequence[str]) -> dict[str, list[Chunk]]:
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
    wanted = list(dict.fromkeys(row for run in runs.values() for row in run))
    chunks = dict(zip(wanted, _chunks(state, wanted), strict=True))
    return {chunk_id: [chunks[row] for row in run] for chunk_id, run in runs.items()}


def _meetings(
    state: Generation, question: Sequence[tuple[Vector, float]], names: Sequence[str]
) -> list[float] | list[None]:
    """Late interaction of the question with the texts of those embed hashes."""
    packed = state.tokens.read(names) if state.tokens and question else {}
    if not packed or not all(
        name in packed for name in names
    ):  # of some only: they would win by that alone
        return [None] * len(names)
    texts = [packed[name] for name in names]
    result = np.zeros(len(names), np.float32)
    for rows, weight in question:
        result += weight * late_interaction.scores(rows, texts)
    return [float(score) for score in result]


def _chunks(state: Generation, rows: Sequence[int]) -> list[Chunk]:
    """The chunks of those rows. Raises RowsMissing unless all are there."""
    keys = [state.sidecar.keys[row] for row in rows]
    found = state.recent.get(keys)
    wanted = [key for key in dict.fromkeys(keys) if key not in found]
    for start in range(0, len(wanted), BATCH):
        got = state.collection.get(
            ids=wanted[start : start + BATCH], include=["documents", "metadatas"]
        )
        columns = (got[name] for name in ("ids", "documents", "metadatas"))
        read = {k: from_metadata(k, text, meta) for k, text, meta in zip(*columns, strict=True)}
        state.recent.keep(read)
        found |= read
    if len(found) < len(set(keys)):
        raise RowsMissing
    return [found[key] for key in keys]
