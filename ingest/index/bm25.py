"""BM25 from counts: exact whatever was added and taken away since the counts were written."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.5  # Robertson et al., 1994; bm25s's default as well
B = 0.75

ENOUGH = 200
"""An index of fewer chunks is filled up to this many, in thought, with chunks that hold none of the
question's words: in a handful of notes no word is rare, and a match would say nothing."""

FILES = ("starts.npy", "holders.npy", "counts.npy")


@dataclass(frozen=True)
class Postings:
    """Which rows hold each word, and how often: those of word w at starts[w]:starts[w + 1]."""

    starts: NDArray[np.int64]
    holders: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def of(self, word: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The rows that hold a word, each once, and how often they do."""
        if word + 1 >= len(self.starts):  # it came later
            return self.holders[:0], self.counts[:0]
        at = slice(int(self.starts[word]), int(self.starts[word + 1]))
        return self.holders[at], self.counts[at]


def postings(numbers: NDArray[np.uint32], starts: NDArray[np.int64], words: int) -> Postings:
    """The postings of rows as `table.flat` gives them; `words` is how many there are in all."""
    from scipy.sparse import csr_array

    ones = np.ones(len(numbers), np.int32)
    rows = csr_array((ones, numbers.astype(np.int32), starts), shape=(len(starts) - 1, words))
    counts = rows.tocsc()
    counts.sum_duplicates()
    top = np.iinfo(np.uint16).max
    return Postings(
        counts.indptr.astype(np.int64),
        counts.indices.astype(np.int32),
        np.minimum(counts.data, top).astype(np.uint16),
    )


def save(made: Postings, folder: Path) -> None:
    """Write postings into an existing folder."""
    columns: tuple[NDArray[Any], ...] = (made.starts, made.holders, made.counts)
    for name, array in zip(FILES, columns, strict=True):
        np.save(folder / name, array)


def load(folder: Path) -> Postings:
    """Postings as `save` wrote them, mapped from disk."""
    return Postings(*(np.load(folder / name, mmap_mode="r") for name in FILES))


class WordIndex:
    """The words of all rows of an index, in an order of its own."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        parts: tuple[Postings, Postings],
        lengths: NDArray[np.uint32],
        base: int,
        order: NDArray[np.int64] | None = None,
    ) -> None:
        """`vocabulary` numbers the words, `lengths` has how many words each row has. The first
        `base` rows are in the first of the `parts`, the others in the second, counted from 0.

        `order` has the rows that there are, as scores are to be given; None for all as they stand.
        """
        self.vocabulary = vocabulary
        self._parts = ((parts[0], 0), (parts[1], base))
        self._order = order
        self._is_there: NDArray[np.bool_] | None = None
        if order is not None and len(order) < len(lengths):
            self._is_there = np.zeros(len(lengths), np.bool_)
            self._is_there[order] = True
        there = lengths if self._is_there is None else lengths[self._is_there]
        self.rows = len(there)
        mean = float(there.mean()) if there.any() else 1.0
        self._known: dict[int, int] = {}
        self._norms = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)

    def holders(self, word: str) -> int:
        """How many rows hold a word."""
        number = self.vocabulary.get(word)
        if number is None:
            return 0
        if number not in self._known:
            self._known[number] = sum(
                len(rows) if self._is_there is None else int(self._is_there[rows].sum())
                for rows, _ in self._postings(number)
            )
        return self._known[number]

    def scores(self, words: Mapping[str, float]) -> NDArray[np.float32]:
        """Weighted BM25 of every row for the question's words, in the order of this index."""
        result = np.zeros(len(self._norms), np.float32)
        for word, weight in words.items():
            if word not in self.vocabulary:
                continue
            full = np.float32(weight * idf_of(self.rows, self.holders(word)))
            for rows, counts in self._postings(self.vocabulary[word]):
                result[rows] += full * (counts / (self._norms[rows] + counts))
        for part, _ in self._parts:
            _let_go(part)
        return result if self._order is None else result[self._order]

    def _postings(self, number: int) -> Iterator[tuple[NDArray[np.int32], NDArray[np.uint16]]]:
        for part, first in self._parts:
            rows, counts = part.of(number)
            if len(rows):
                yield rows + np.int32(first) if first else rows, counts


def _let_go(part: Postings) -> None:
    """What was read of the mapped files no longer counts as memory in use: 60 MB after some
    searches among 100,000 chunks. The system still has it at hand."""
    for array in (part.holders, part.counts):
        mapped: Any = getattr(array, "_mmap", None)
        if hasattr(mapped, "madvise"):  # not on Windows
            mapped.madvise(mmap.MADV_DONTNEED)


def idf_of(rows: int, holders: int) -> float:
    """Inverse document frequency in Lucene's form: ln(1 + (N - n + .5) / (n + .5))."""
    return math.log1p((rows - holders + 0.5) / (holders + 0.5))


def idf(index: WordIndex, words: Iterable[str], least: int = 0) -> dict[str, float]:
    """`idf_of` each word; N counts at least `least`."""
    total = max(index.rows, least)
    return {word: idf_of(total, index.holders(word)) for word in dict.fromkeys(words)}


def comparable(index: WordIndex, words: Mapping[str, float]) -> float:
    """Factor that makes BM25 scores comparable between indexes of any size.

    The same match scores higher the more chunks there are, and next to nothing in an index of
    three. So every word gets the weight it would have among ENOUGH chunks.
    """
    raw = wanted = 0.0
    for word, weight in words.items():
        holders = index.holders(word)
        raw += weight * idf_of(index.rows, holders)
        wanted += weight * idf_of(max(index.rows, ENOUGH), holders)
    return wanted / raw if raw else 1.0
