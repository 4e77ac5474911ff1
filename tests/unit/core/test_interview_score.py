"""The arithmetic of a score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.question import Point, PointKind
from bot.core.score import CREDIT, EXTRA, Verdict, score, score_points

PAIRS = st.lists(st.tuples(st.sampled_from(Verdict), st.floats(0, 10, allow_nan=False)), max_size=9)


def test_three_of_five_equal_points_are_sixty() -> None:
    assert score([(Verdict.HIT, 1.0)] * 3 + [(Verdict.MISSED, 1.0)] * 2) == 60


def test_half_a_point_counts_half_and_weights_count() -> None:
    assert score([(Verdict.PARTIAL, 1.0)]) == 50
    assert score([(Verdict.HIT, 1.5), (Verdict.MISSED, 0.5)]) == 75


def test_saying_the_opposite_takes_away_what_was_earned_but_never_below_nothing() -> None:
    assert score([(Verdict.HIT, 1.0), (Verdict.HIT, 1.0), (Verdict.CONTRADICTED, 1.0)]) == 33
    assert score([(Verdict.CONTRADICTED, 1.0)]) == 0


def test_a_full_answer_may_need_less_than_all() -> None:
    verdicts = [(Verdict.HIT, 1.0)] * 2 + [(Verdict.MISSED, 1.0)] * 6
    assert score(verdicts, needed=4.0) == 59
    assert score(verdicts, needed=1.5) == 100
    assert score([(Verdict.HIT, 1.0)], needed=3.0) == 100


def test_an_extra_that_was_said_raises_a_score_and_a_missed_one_costs_nothing() -> None:
    half = [(Verdict.HIT, 1.0), (Verdict.MISSED, 1.0)]
    assert score(half, extras=[(Verdict.MISSED, 1.0)] * 4) == score(half) == 50
    assert score(half, extras=[(Verdict.HIT, 1.0)]) == round(100 * (1 + EXTRA) / 2)
    assert score([(Verdict.HIT, 1.0)], extras=[(Verdict.HIT, 1.0)] * 4) == 100


def test_extras_alone_are_no_full_answer() -> None:
    missed = [(Verdict.MISSED, 1.0)] * 3
    assert score(missed, extras=[(Verdict.HIT, 1.0)] * 4) == 33


def test_the_opposite_of_an_extra_costs_as_much_as_any() -> None:
    both = [(Verdict.HIT, 1.0)] * 2
    assert score(both, extras=[(Verdict.CONTRADICTED, 1.0)]) == 50


def point(name: str, *, essential: bool) -> Point:
    kind = PointKind.SENTENCE
    return Point(
        id=name, section="s", text=name, quote=name, weight=1.0, kind=kind, essential=essential
    )


def test_points_are_scored_by_the_essential_ones() -> None:
    judged = [
        (point("甲", essential=True), Verdict.HIT),
        (point("乙", essential=True), Verdict.MISSED),
        (point("丙", essential=False), Verdict.MISSED),
    ]
    assert score_points(judged) == 50


def test_where_nothing_is_essential_everything_counts() -> None:
    judged = [
        (point("甲", essential=False), Verdict.HIT),
        (point("乙", essential=False), Verdict.MISSED),
    ]
    assert score_points(judged) == 50


def test_no_points_and_no_weight_are_nothing() -> None:
    assert score([]) == 0
    assert score([(Verdict.HIT, 0.0)]) == 0


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        score([(Verdict.HIT, -1.0)])


@given(PAIRS)
def test_a_score_is_from_0_to_100_and_the_same_in_any_order(
    pairs: list[tuple[Verdict, float]],
) -> None:
    assert 0 <= score(pairs) <= 100
    assert score(pairs) == score(pairs[::-1]) == score(iter(pairs))


@given(PAIRS, PAIRS, st.integers(0, 8), st.sampled_from(Verdict))
def test_a_better_verdict_of_an_extra_never_lowers_a_score(
    pairs: list[tuple[Verdict, float]],
    extras: list[tuple[Verdict, float]],
    at: int,
    better: Verdict,
) -> None:
    if at < len(extras) and CREDIT[better] >= CREDIT[extras[at][0]]:
        changed = [*extras[:at], (better, extras[at][1]), *extras[at + 1 :]]
        assert score(pairs, extras=changed) >= score(pairs, extras=extras)


@given(PAIRS, st.integers(0, 8), st.sampled_from(Verdict))
def test_a_better_verdict_never_lowers_a_score(
    pairs: list[tuple[Verdict, float]], at: int, better: Verdict
) -> None:
    if at < len(pairs) and CREDIT[better] >= CREDIT[pairs[at][0]]:
        changed = [*pairs[:at], (better, pairs[at][1]), *pairs[at + 1 :]]
        assert score(changed) >= score(pairs)
