"""What searching needs of all chunks besides Chroma, as columns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ingest.index import bm25
from ingest.index.bm25 import Postings
from ingest.index.rows import id_of

_BLOCK = 4096  # vectors at a time as numbers of 32 bits: what is taken in between stays small


@dataclass(frozen=True)
class Row:
    """A chunk that is new."""

    key: str
    """See `rows.key_of`."""
    section: str
    embed_hash: str
    words: Sequence[int]
    """Numbers of its words in the vocabulary, as often as they occur."""
    vector: NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Statistics:
    """How vectors are spread. Of fewer than two vectors nothing is known: all directions are then
    taken to be alike."""

    mean: NDArray[np.float32]
    """Shape (dimension,)."""
    covariance: NDArray[np.float32]
    """Shape (dimension, dimension): gives any question's spread of cosines without comparing it
    with every chunk."""


@dataclass(frozen=True)
class Table:
    """Place i in every column is the same chunk; chunks of a note follow each other in order."""

    keys: list[str]
    sections: list[str]
    hashes: list[str]
    """What was embedded, by its hash."""
    vocabulary: Mapping[str, int]
    """Number of every word, without gaps, in their order."""
    postings: Postings
    vectors: NDArray[np.float16]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each chunk stands, by its id."""
        return {id_of(key): place for place, key in enumerate(self.keys)}

    def arranged(
        self, ids: Iterable[str], new: Sequence[Row], vocabulary: Mapping[str, int]
    ) -> Table:
        """A table of the chunks `ids`, in that order, from the new rows and from those of this
        table.

        `vocabulary` is this one's with the words of the new rows behind it. Raises KeyError for a
        chunk that is neither here nor new.
        """
        count = len(self.keys)
        places = self.places | {id_of(row.key): count + at for at, row in enumerate(new)}
        order = [places[i] for i in ids]
        keys = [*self.keys, *(row.key for row in new)]
        sections = [*self.sections, *(row.section for row in new)]
        hashes = [*self.hashes, *(row.embed_hash for row in new)]
        rows = np.asarray(order, np.int64)
        vectors = np.zeros((len(new), self.vectors.shape[1]), np.float16)
        for at, row in enumerate(new):
            vectors[at] = row.vector
        words = bm25.postings([row.words for row in new], len(vocabulary))
        return Table(
            [keys[place] for place in order],
            [sections[place] for place in order],
            [hashes[place] for place in order],
            vocabulary,
            bm25.arranged((self.postings, words), (count, len(new)), rows, len(vocabulary)),
            np.concatenate([self.vectors, vectors])[rows],
        )


def statistics(vectors: NDArray[np.float16]) -> Statistics:
    """Mean and covariance of the rows of `vectors`."""
    count, dimension = vectors.shape
    if count < 2:
        return Statistics(
            np.zeros(dimension, np.float32), np.eye(dimension, dtype=np.float32) / dimension
        )
    total, products = np.zeros(dimension), np.zeros((dimension, dimension))
    # Several threads that wait for each other by spinning take eight times as long, all together,
    # where other programs are at work.
    with threadpool_limits(1, user_api="blas"):
        for start in range(0, count, _BLOCK):
            block = vectors[start : start + _BLOCK].astype(np.float32)
            total += block.sum(axis=0, dtype=np.float64)
            products += block.T @ block
    mean = total / count
    covariance = products / count - np.outer(mean, mean)
    return Statistics(mean.astype(np.float32), covariance.astype(np.float32))


def empty(dimension: int) -> Table:
    """A table of nothing; `dimension` is that of the vectors."""
    none = np.zeros((0, dimension), np.float16)
    return Table([], [], [], {}, bm25.postings([], 0), none)
