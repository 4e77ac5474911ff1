"""BM25 from counts, not from scores: a row that comes or goes changes the scores of all others."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.5  # Robertson et al., 1994; bm25s's default as well
B = 0.75

ENOUGH = 200
"""An index of fewer chunks is filled up to this many, in thought, with chunks that hold none of the
question's words: in a handful of notes no word is rare, and a match would say nothing."""


@dataclass(frozen=True)
class Postings:
    """Which rows hold each word, and how often: those of word w at starts[w]:starts[w + 1]."""

    starts: NDArray[np.int64]
    holders: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def of(self, word: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The rows that hold a word, each once, and how often they do."""
        at = slice(int(self.starts[word]), int(self.starts[word + 1]))
        return self.holders[at], self.counts[at]


def postings(rows: Sequence[Sequence[int] | NDArray[np.uint32]], words: int) -> Postings:
    """Index rows, which are given as the numbers of their words, each as often as it occurs.
    `words` is the size of the vocabulary."""
    lengths = np.asarray([len(row) for row in rows], np.int64)
    numbers = np.concatenate([np.empty(0, np.int64), *(np.asarray(r, np.int64) for r in rows)])
    pairs = numbers * max(len(rows), 1) + np.repeat(np.arange(len(rows)), lengths)
    pairs, counts = np.unique(pairs, return_counts=True)
    held, holders = np.divmod(pairs, max(len(rows), 1))
    top = np.iinfo(np.uint16).max
    return Postings(
        _starts(held, words), holders.astype(np.int32), np.minimum(counts, top).astype(np.uint16)
    )


def arranged(
    parts: tuple[Postings, Postings],
    rows: tuple[int, int],
    order: NDArray[np.int64],
    words: int,
) -> Postings:
    """Join two parts that hold `rows[0]` and `rows[1]` rows, and keep the rows in `order`, under
    their places there.

    Rows count from 0 through both parts. `words` is the size of the vocabulary.
    """
    places = np.full(sum(rows), -1, np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    held = np.concatenate([_words_of(part) for part in parts])
    holders = places[np.concatenate([parts[0].holders, parts[1].holders + np.int32(rows[0])])]
    counts = np.concatenate([part.counts for part in parts])
    is_there = holders >= 0
    held, holders, counts = held[is_there], holders[is_there], counts[is_there]
    by_word = np.argsort(held, kind="stable")
    return Postings(_starts(held, words), holders[by_word], counts[by_word])


def _words_of(part: Postings) -> NDArray[np.int32]:
    """The word of every holder."""
    return np.repeat(np.arange(len(part.starts) - 1, dtype=np.int32), np.diff(part.starts))


def _starts(held: NDArray[Any], words: int) -> NDArray[np.int64]:
    """Where each word's holders begin, and the last one's end."""
    counted = np.bincount(held, minlength=words)
    return np.concatenate([[0], np.cumsum(counted)]).astype(np.int64)


class WordIndex:
    """The words of all rows of an index."""

    def __init__(self, vocabulary: Mapping[str, int], held: Postings, rows: int) -> None:
        """`vocabulary` numbers the words that the `rows` hold."""
        self.vocabulary = vocabulary
        self.rows = rows
        self._held = held
        lengths = np.bincount(held.holders, held.counts, minlength=rows)
        mean = float(lengths.mean()) if lengths.any() else 1.0
        self._norms = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)

    def holders(self, word: str) -> int:
        """How many rows hold a word."""
        number = self.vocabulary.get(word)
        return 0 if number is None else len(self._held.of(number)[0])

    def scores(self, words: Mapping[str, float]) -> NDArray[np.float32]:
        """Weighted BM25 of every row for the question's words."""
        result = np.zeros(self.rows, np.float32)
        for word, weight in words.items():
            if word not in self.vocabulary:
                continue
            full = np.float32(weight * idf_of(self.rows, self.holders(word)))
            rows, counts = self._held.of(self.vocabulary[word])
            result[rows] += full * (counts / (self._norms[rows] + counts))
        let_go(self._held.holders)
        let_go(self._held.counts)
        return result


def let_go(array: NDArray[Any]) -> None:
    """What was read of a mapped file no longer counts as memory in use: 60 MB after some searches
    among 100,000 chunks. The system still has it at hand."""
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
