"""Mean and covariance, brought up to date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.index import vector_statistics as moments


def vectors(count: int, seed: int = 1) -> NDArray[np.float16]:
    """All on one side, as those of embedding models are."""
    rows = np.random.default_rng(seed).normal(size=(count, 8)) + 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows, np.float16)


def same(found: moments.Moments | None, rows: NDArray[Any], atol: float) -> None:
    fresh = moments.of(rows)
    assert found is not None
    np.testing.assert_allclose(found.mean, fresh.mean, atol=atol)
    np.testing.assert_allclose(found.covariance, fresh.covariance, atol=atol)


def test_they_are_those_of_all_rows() -> None:
    rows = vectors(5000)  # more than are summed up at a time
    found = moments.of(rows)
    np.testing.assert_allclose(found.mean, rows.astype(float).mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(
        found.covariance, np.cov(rows.astype(float).T, bias=True), atol=1e-12
    )


def test_after_thousands_of_changes_they_are_what_they_would_be_afresh() -> None:
    rows = vectors(200)
    found: moments.Moments | None = moments.of(rows)
    for number in range(3000):
        gone = number % 3
        new = vectors((number + 1) % 4, seed=number)
        assert found is not None
        found = moments.changed(found, len(rows), rows[:gone], new)
        rows = np.concatenate([rows[gone:], new])
    same(found, rows, 1e-11)


def test_those_kept_in_half_the_precision_serve_as_well() -> None:
    rows, new = vectors(400), vectors(5, seed=2)
    kept = moments.of(rows)
    kept = moments.Moments(
        *(each.astype(np.float32).astype(float) for each in (kept.mean, kept.covariance))
    )
    same(moments.changed(kept, 400, rows[:3], new), np.concatenate([rows[3:], new]), 1e-6)


@pytest.mark.parametrize(
    ("count", "gone", "new"), [(0, 0, 9), (1, 0, 1), (9, 9, 0), (9, 8, 0), (40, 5, 6)]
)
def test_where_much_changes_or_next_to_none_are_left_all_are_summed_up(
    count: int, gone: int, new: int
) -> None:
    rows = vectors(count)
    assert moments.changed(moments.of(rows), count, rows[:gone], vectors(new)) is None
