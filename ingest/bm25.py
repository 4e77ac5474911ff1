"""The BM25 index: made and kept by bm25s, asked with weighted words."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.5  # Robertson et al., 1994; bm25s's default as well
B = 0.75

ENOUGH = 200
"""An index of fewer chunks is filled up to this many, in thought, with chunks that hold none of the
question's words: in a handful of notes no word is rare, and a match would say nothing."""

_NO_WORD = "\x00"  # no text gives it


def build(
    numbers: NDArray[np.uint32],
    starts: NDArray[np.int64],
    vocabulary: dict[str, int],
    folder: Path,
) -> None:
    """Index words as `table.flat` gives them, row i for chunk i, into an existing folder.

    `vocabulary` has the number of every word; it may hold words that no row has. The scores are
    those of bm25s, which goes through the rows one by one and takes ten times as long.
    """
    vocabulary = dict(vocabulary)
    if not len(numbers):
        # No array of no length can be mapped: a word that nobody asks for takes the place of none.
        starts = np.arange(max(len(starts), 2))
        numbers = np.full(len(starts) - 1, vocabulary.setdefault(_NO_WORD, len(vocabulary)))
    retriever = _library().BM25(k1=K1, b=B, method="lucene")
    retriever.scores = _scores_by_word(numbers, starts, max(vocabulary.values()) + 1)
    retriever.vocab_dict = vocabulary
    retriever.nonoccurrence_array = None  # of other forms of BM25
    retriever.save(str(folder), show_progress=False)


def _scores_by_word(
    numbers: NDArray[Any], starts: NDArray[np.int64], words: int
) -> dict[str, NDArray[Any] | int]:
    """BM25 of every word in every row that has it, as bm25s keeps it: a column for each word."""
    from scipy.sparse import csr_array

    rows, lengths = len(starts) - 1, np.diff(starts)
    ones = np.ones(len(numbers), np.int32)
    counts = csr_array((ones, numbers.astype(np.int32), starts), shape=(rows, words)).tocsc()
    counts.sum_duplicates()
    holders = np.diff(counts.indptr)
    weights = np.log1p((rows - holders + 0.5) / (holders + 0.5))
    norms = K1 * (1 - B + B * lengths / lengths.mean())
    scores = counts.data / (norms[counts.indices] + counts.data) * np.repeat(weights, holders)
    return {
        "data": scores.astype(np.float32),
        "indices": counts.indices.astype(np.int32),
        "indptr": counts.indptr,
        "num_docs": rows,
    }


def load(folder: Path) -> Any:
    """The `bm25s.BM25` written by `build`."""
    return _library().BM25.load(str(folder), mmap=True, load_corpus=False)


def _library() -> Any:
    """bm25s, whose logger would say each step on stderr."""
    import logging

    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s


def scores(index: Any, words: Mapping[str, float]) -> NDArray[np.float32]:
    """Weighted BM25 of every chunk for the question's words; shape (chunks,)."""
    vocabulary = index.vocab_dict
    result = np.zeros(index.scores["num_docs"], np.float32)
    for weight in set(words.values()):
        ids = [vocabulary[w] for w, own in words.items() if own == weight and w in vocabulary]
        if ids:
            result += weight * np.asarray(index.get_scores(ids), np.float32)
    _let_go(index)
    return result


def _let_go(index: Any) -> None:
    """What was read of the mapped files no longer counts as memory in use: 60 MB after some
    searches among 100,000 chunks. The system still has it at hand."""
    for name in ("data", "indices"):
        mapped: Any = getattr(index.scores[name], "_mmap", None)
        if hasattr(mapped, "madvise"):  # not on Windows
            mapped.madvise(mmap.MADV_DONTNEED)


def idf(index: Any, words: Iterable[str], least: int = 0) -> dict[str, float]:
    """Inverse document frequency in Lucene's form: ln(1 + (N - n + .5) / (n + .5)).

    N counts at least `least`.
    """
    total = max(index.scores["num_docs"], least)
    starts = index.scores["indptr"]
    vocabulary = index.vocab_dict

    def count(word: str) -> int:
        column = vocabulary.get(word)
        return 0 if column is None else int(starts[column + 1] - starts[column])

    return {
        word: float(np.log1p((total - count(word) + 0.5) / (count(word) + 0.5)))
        for word in dict.fromkeys(words)
    }


def comparable(index: Any, words: Mapping[str, float]) -> float:
    """Factor that makes BM25 scores comparable between indexes of any size.

    The same match scores higher the more chunks there are, and next to nothing in an index of
    three. So every word gets the weight it would have among ENOUGH chunks.
    """
    own, smoothed = idf(index, words), idf(index, words, ENOUGH)
    raw = sum(weight * own[word] for word, weight in words.items())
    if not raw:
        return 1.0
    wanted = sum(weight * smoothed[word] for word, weight in words.items())
    return wanted / raw
