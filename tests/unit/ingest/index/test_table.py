"""Rows as columns."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.index.table import Row, Table, table

ROWS = [
    Row("a", "s", "h1", [3, 1, 3], np.asarray([0.5, 1], np.float32)),
    Row("b", "s", "h2", [], np.asarray([0.25, 2], np.float32)),
    Row("c", "t", "h1", [7], np.asarray([0.125, 3], np.float32)),
    Row("d", "t", "h3", [1, 2], np.asarray([1, 4], np.float32)),
]


def rows(found: Table) -> list[tuple[str, str, str, list[int], list[float]]]:
    assert len(found.starts) == len(found.keys) + 1
    assert found.starts[-1] == len(found.numbers)
    return [
        (
            found.keys[at],
            found.sections[at],
            found.hashes[at],
            found.numbers[found.starts[at] : found.starts[at + 1]].tolist(),
            found.vectors[at].tolist(),
        )
        for at in range(len(found.keys))
    ]


@pytest.mark.parametrize("cut", range(5))
def test_rows_joined_are_those_of_both(cut: int) -> None:
    assert rows(table(ROWS[:cut], 2).joined(table(ROWS[cut:], 2))) == rows(table(ROWS, 2))


@pytest.mark.parametrize("places", [[], [2], [0, 1, 2, 3], [3, 1, 0], [1, 1, 0]])
def test_rows_are_taken_in_the_order_that_is_asked_for(places: list[int]) -> None:
    taken = table(ROWS, 2).take(np.asarray(places, np.int64))
    assert rows(taken) == rows(table([ROWS[place] for place in places], 2))
