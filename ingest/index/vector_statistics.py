"""Mean and covariance of the vectors of all chunks: computed, or brought up to date. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 4096  # rows summed up at a time: what is taken as numbers of 64 bits stays small

MUCH = 0.25
"""Share of the rows from which all are summed up again: that costs hardly more then."""


@dataclass(frozen=True)
class Moments:
    """Of fewer than two vectors, those of any direction.

    Kept in 64 bits: what a change adds to their error is some 1e-16 of them, so that it takes more
    changes than anybody makes before a question's score, of 32 bits, would show it.
    """

    mean: NDArray[np.float64]
    """Shape (dimension,)."""
    covariance: NDArray[np.float64]
    """Shape (dimension, dimension)."""


def of(vectors: NDArray[np.float16]) -> Moments:
    """Those of the rows."""
    count, dimension = vectors.shape
    if count < 2:
        return Moments(np.zeros(dimension), np.eye(dimension) / dimension)
    return _moments(count, *_sums(vectors))


def changed(
    before: Moments, count: int, gone: NDArray[np.float16], new: NDArray[np.float16]
) -> Moments | None:
    """Those of `count` rows that were `before`, without the rows `gone` and with the rows `new`.

    None where all had better be summed up: much has changed, or there are next to none.
    """
    now = count - len(gone) + len(new)
    if min(count, now) < 2 or len(gone) + len(new) > MUCH * now:
        return None
    total = before.mean * count
    products = (before.covariance + np.outer(before.mean, before.mean)) * count
    for sign, rows in ((-1, gone), (1, new)):
        own_total, own_products = _sums(rows)
        total += sign * own_total
        products += sign * own_products
    return _moments(now, total, products)


def _moments(count: int, total: NDArray[np.float64], products: NDArray[np.float64]) -> Moments:
    mean = total / count
    return Moments(mean, products / count - np.outer(mean, mean))


def _sums(vectors: NDArray[np.float16]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the rows, and of their products with themselves."""
    dimension = vectors.shape[1]
    total, products = np.zeros(dimension), np.zeros((dimension, dimension))
    for block in _blocks(vectors):
        total += block.sum(axis=0)
        products += block.T @ block
    return total, products


def _blocks(vectors: NDArray[np.float16]) -> Iterator[NDArray[np.float64]]:
    for start in range(0, len(vectors), _BLOCK):
        yield vectors[start : start + _BLOCK].astype(np.float64)
