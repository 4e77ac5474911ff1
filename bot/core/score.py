"""Verdicts and weights -> a score from 0 to 100. Pure, and the only place where one is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from bot.core.question import Point, essential


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


EXTRA = 0.25
"""What an extra that was said earns of its weight: it makes up for a part of an essential, and all
extras together for about one."""

CURVE = 0.75
"""Exponent of the score where it is guessed what a full answer needs: the first points that are
said count most, half of the weight gives 59. Fitted to answers that people called half."""


def score_points(judged: Sequence[tuple[Point, Verdict]], needed: float | None = None) -> int:
    """0–100 from points and what was made of them; see `score`."""
    counted = {point.id for point in essential([point for point, _ in judged])}
    essentials = [(said, point.weight) for point, said in judged if point.id in counted]
    extras = [(said, point.weight) for point, said in judged if point.id not in counted]
    return score(essentials, needed, extras)


def score(
    verdicts: Iterable[tuple[Verdict, float]],
    needed: float | None = None,
    extras: Iterable[tuple[Verdict, float]] = (),
) -> int:
    """0–100 from (verdict, weight) pairs: the share of all weight that was earned.

    `extras` can be done without: one that was said makes up for EXTRA of its weight, a missed one
    costs nothing, and the opposite of one costs as much as any.

    `needed` is the weight of a full answer where that is only guessed, because the points are all
    that a section says and the question asks for a part of it: then it takes the place of all
    weight, and CURVE makes up for what was guessed too high.

    Never lower when a verdict is better. The order doesn't count. Without weight it is 0. Raises
    ValueError for a negative weight.
    """
    pairs = sorted((CREDIT[verdict], weight) for verdict, weight in verdicts)
    beside = sorted((CREDIT[verdict], weight) for verdict, weight in extras)
    if any(weight < 0 for _, weight in (*pairs, *beside)):
        raise ValueError("a weight is negative")
    total = sum(weight for _, weight in pairs)
    total = total if needed is None else min(needed, total)
    if not total:
        return 0
    earned = sum(credit * weight for credit, weight in pairs)
    earned += sum(credit * weight * (EXTRA if credit > 0 else 1.0) for credit, weight in beside)
    share = min(max(earned / total, 0.0), 1.0)
    return round(100 * (share if needed is None else share**CURVE))
