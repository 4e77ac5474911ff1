"""Whether probabilities mean what they say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 5


@dataclass(frozen=True)
class Bin:
    """Questions whose probability lies between two limits."""

    low: float
    high: float
    count: int
    predicted: float
    """Their mean probability."""
    observed: float
    """Share of them that the notes do answer. Both kinds weigh as if there were as many answerable
    as unanswerable questions: that is what the probability is calibrated for."""


@dataclass(frozen=True)
class Reliability:
    """Probabilities against what was true."""

    bins: tuple[Bin, ...]
    """The bins that hold a question, lowest probability first."""
    error: float
    """Expected calibration error, 0–1 (Naeini et al., 2015): the mean gap between predicted and
    observed, by the weight of the bins."""
    brier: float
    """Mean squared distance from the truth, 0–1 (Brier, 1950); .25 is what always saying ½ gets."""


def reliability(judged: Sequence[tuple[float, bool]]) -> Reliability | None:
    """The figures of (probability, answerable) pairs; None unless there are some of both kinds."""
    positive = sum(answerable for _, answerable in judged)
    negative = len(judged) - positive
    if not positive or not negative:
        return None
    weighted = [(p, y, 0.5 / (positive if y else negative)) for p, y in judged]
    bins: list[Bin] = []
    error = 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [row for row in weighted if low <= row[0] < high or (row[0] == high == 1.0)]
        total = sum(weight for *_, weight in inside)
        if not inside:
            continue
        predicted = sum(p * weight for p, _, weight in inside) / total
        observed = sum(weight for _, y, weight in inside if y) / total
        bins.append(Bin(low, high, len(inside), predicted, observed))
        error += total * abs(predicted - observed)
    brier = sum(weight * (p - y) ** 2 for p, y, weight in weighted)
    return Reliability(tuple(bins), error, brier)
