"""The rows of a word index as columns, so that what stays is taken over at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Row:
    """A chunk as a sidecar holds it."""

    key: str
    """See `rows.key_of`."""
    section: str
    embed_hash: str
    words: Sequence[int]
    """Numbers of its words in the vocabulary, as often as they occur."""
    vector: NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Table:
    """Rows; place i in every column is the same one."""

    keys: Sequence[str]
    sections: Sequence[str]
    hashes: Sequence[str]
    numbers: NDArray[np.uint32]
    """Words of all rows, one row after the other."""
    starts: NDArray[np.int64]
    """Where the words of each row begin, and where the last ones end."""
    vectors: NDArray[np.float16]

    def joined(self, other: Table) -> Table:
        """The rows of both."""
        return Table(
            [*self.keys, *other.keys],
            [*self.sections, *other.sections],
            [*self.hashes, *other.hashes],
            np.concatenate([self.numbers, other.numbers]),
            np.concatenate([self.starts[:-1], other.starts + self.starts[-1]]),
            np.concatenate([self.vectors, other.vectors]),
        )

    def take(self, places: NDArray[np.int64]) -> Table:
        """The rows at those places, in their order."""
        lengths = np.diff(self.starts)[places]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        # For every word how far its row was moved, and with that where it was.
        moved = np.repeat(self.starts[places] - starts[:-1], lengths)
        at = places.tolist()
        return Table(
            [self.keys[i] for i in at],
            [self.sections[i] for i in at],
            [self.hashes[i] for i in at],
            self.numbers[np.arange(starts[-1]) + moved],
            starts,
            self.vectors[places],
        )


def table(rows: Sequence[Row], dimension: int) -> Table:
    """Rows as columns; `dimension` is that of their vectors."""
    vectors = np.zeros((len(rows), dimension), np.float16)
    for at, row in enumerate(rows):
        vectors[at] = row.vector
    return Table(
        [row.key for row in rows],
        [row.section for row in rows],
        [row.embed_hash for row in rows],
        *flat([row.words for row in rows]),
        vectors,
    )


def flat(corpus: Sequence[Sequence[int]]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Numbers of all rows, one row after the other, and where each row's begin and the last end."""
    starts = np.concatenate([[0], np.cumsum([len(words) for words in corpus])]).astype(np.int64)
    each = [np.empty(0, np.uint32), *(np.asarray(words, np.uint32) for words in corpus)]
    return np.concatenate(each), starts
