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


CURVE = 0.75
"""Exponent of the score where it is guessed what a full answer needs: the first points that are
said count most, half of the weight gives 59. Fitted to answers that people called half."""


def score(verdicts: Iterable[tuple[Verdict, float]], needed: float | None = None) -> int:
    """0–100 from (verdict, weight) pairs: the share of all weight that was earned.

    `needed` is the weight of a full answer where that is only guessed, because the points are all
    that a section says and the question asks for a part of it: then it takes the place of all
    weight, and CURVE makes up for what was guessed too high.

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
    share = min(max(sum(credit * weight for credit, weight in pairs) / total, 0.0), 1.0)
    return round(100 * (share if needed is None else share**CURVE))
