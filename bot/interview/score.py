"""Verdicts and weights -> a score from 0 to 100. Pure, and the only place where one is made."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer makes of a point."""

    HIT = "hit"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


CREDIT = {
    Verdict.HIT: 1.0,
    Verdict.PARTIAL: 0.5,
    Verdict.MISSED: 0.0,
    Verdict.CONTRADICTED: -1.0,
}
"""Saying the opposite is worse than saying nothing: it takes away what another point earned."""


def score(verdicts: Iterable[tuple[Verdict, float]], needed: float | None = None) -> int:
    """0–100 from (verdict, weight) pairs: the share of all weight that was earned, or of the weight
    that is `needed` for a full answer.

    Never lower when a verdict is better. The order doesn't count. Without weight it is 0. Raises
    ValueError for a negative weight.
    """
    pairs = sorted((CREDIT[verdict], weight) for verdict, weight in verdicts)
    if any(weight < 0 for _, weight in pairs):
        raise ValueError("a weight is negative")
    total = sum(weight for _, weight in pairs)
    total = total if needed is None else min(needed, total)
    if not total:
        return 0
    earned = sum(credit * weight for credit, weight in pairs)
    return round(100 * min(max(earned / total, 0.0), 1.0))
