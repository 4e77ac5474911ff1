"""Figures that say whether a probability can be believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.reliability import reliability


def test_sure_and_right_has_no_error() -> None:
    found = reliability([(1.0, True), (0.0, False), (1.0, True)])
    assert found is not None
    assert (found.error, found.brier) == (0.0, 0.0)
    assert [(b.low, b.count, b.observed) for b in found.bins] == [(0.0, 1, 0.0), (0.8, 2, 1.0)]


def test_sure_and_wrong_has_all_error() -> None:
    found = reliability([(0.0, True), (1.0, False)])
    assert found is not None
    assert (found.error, found.brier) == (1.0, 1.0)


def test_one_half_for_all_is_calibrated_but_says_nothing() -> None:
    found = reliability([(0.5, True)] * 9 + [(0.5, False)])
    assert found is not None
    assert found.error == pytest.approx(0.0)
    assert found.brier == pytest.approx(0.25)


@pytest.mark.parametrize("rows", [[], [(0.5, True)], [(0.2, False), (0.3, False)]])
def test_one_kind_alone_tells_nothing(rows: list[tuple[float, bool]]) -> None:
    assert reliability(rows) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40))
def test_every_question_is_in_one_bin_and_figures_are_shares(
    rows: list[tuple[float, bool]],
) -> None:
    found = reliability(rows)
    if found is not None:
        assert sum(b.count for b in found.bins) == len(rows)
        assert 0 <= found.error <= 1 + 1e-9
        assert 0 <= found.brier <= 1 + 1e-9
