"""What searching needs of all chunks, as columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.index.table import Row, Table, empty, statistics

WORDS = {"甲": 0, "乙": 1, "丙": 2, "丁": 3}
ROWS = [
    Row("a-k", "s", "h1", [3, 1, 3], np.asarray([0.5, 1], np.float32)),
    Row("b-k", "s", "h2", [], np.asarray([0.25, 2], np.float32)),
    Row("c-k", "t", "h1", [2], np.asarray([0.125, 3], np.float32)),
    Row("d-k", "t", "h3", [1, 2], np.asarray([1, 4], np.float32)),
]


def rows(found: Table) -> list[Row]:
    """The rows that a table was made of, words in the order of their numbers."""
    words: list[list[int]] = [[] for _ in found.keys]
    for number in found.vocabulary.values():
        for row, count in zip(*found.postings.of(number), strict=True):
            words[row] += [number] * int(count)
    columns = zip(found.keys, found.sections, found.hashes, words, found.vectors, strict=True)
    return [Row(key, section, h, w, vector) for key, section, h, w, vector in columns]


def same(found: Table, expected: Sequence[Row]) -> None:
    for row, other in zip(rows(found), expected, strict=True):
        assert (row.key, row.section, row.embed_hash) == (
            other.key,
            other.section,
            other.embed_hash,
        )
        assert list(row.words) == sorted(other.words)
        assert row.vector.tolist() == other.vector.tolist()


@pytest.mark.parametrize("first", range(5))
@pytest.mark.parametrize("order", ["", "c", "abcd", "dba"])
def test_rows_are_arranged_whether_they_were_there_or_are_new(first: int, order: str) -> None:
    begun = empty(2).arranged([*"abcd"[:first]], ROWS[:first], WORDS)
    same(begun, ROWS[:first])
    found = begun.arranged([*order], ROWS[first:], WORDS)
    same(found, [ROWS["abcd".index(letter)] for letter in order])
    assert list(found.places) == [*order]


def test_a_chunk_that_comes_anew_takes_the_place_of_the_one_that_was_there() -> None:
    begun = empty(2).arranged([*"abcd"], ROWS, WORDS)
    moved = Row("b-l", "u", "h9", [4], np.asarray([7, 7], np.float32))
    found = begun.arranged([*"abc"], [moved], {**WORDS, "新": 4})
    same(found, [ROWS[0], moved, ROWS[2]])


def test_a_chunk_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError):
        empty(2).arranged(["a"], [], {})


def vectors(count: int, seed: int = 1) -> NDArray[np.float16]:
    """All on one side, as those of embedding models are."""
    rows = np.random.default_rng(seed).normal(size=(count, 8)) + 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows, np.float16)


def test_mean_and_covariance_are_those_of_all_rows() -> None:
    rows = vectors(5000)  # more than are summed up at a time
    found = statistics(rows)
    exact = rows.astype(float)
    np.testing.assert_allclose(found.mean, exact.mean(axis=0), atol=1e-7)
    np.testing.assert_allclose(found.covariance, np.cov(exact.T, bias=True), atol=1e-7)


@pytest.mark.parametrize("count", [0, 1])
def test_mean_and_covariance_of_next_to_nothing_favour_no_direction(count: int) -> None:
    found = statistics(vectors(count))
    assert not found.mean.any()
    np.testing.assert_allclose(found.covariance, np.eye(8) / 8)
