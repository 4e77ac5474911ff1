"""Candidates and what a reader would say of them -> essentials and extras. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.bank.points.candidates import PointCandidate
from bot.bank.points.scorer import Chances
from bot.core.question import MAX_ESSENTIALS, MAX_EXTRAS
from bot.language.polarity import turn_round

ABLE, ABLE_EXTRA = 0.2, 0.5
"""How much likelier a point is to be called good than shameful, at least; an extra can be done
without."""

CENTRAL_GOOD, CENTRAL_SHAMEFUL = 0.25, 0.4
"""The same for the central statement, without which the others say little."""

ESSENTIAL = 0.3
FULL = 3
"""A point that is hardly essential is one only where there are fewer than so many."""

ABLE_TO_FILL = 0.5
"""And only if it is so good, as soon as there is another beside the central statement."""

SAME, WITHIN = 0.6, 0.8
"""Shares of common character pairs, of both together and of the shorter one, from which two points
say the same."""


def chosen(
    found: Sequence[PointCandidate], chances: Sequence[Chances]
) -> tuple[list[PointCandidate], list[PointCandidate]]:
    """What a full answer has to say, the central statement first, and what it may say beside.

    No two of them quote the same words or say the same. The rest is in the section's order.
    """
    both = list(zip(found, chances, strict=True))
    able = [row for row in both if _is_able(row[1])]
    central = [
        row for row in both if row[1].good >= CENTRAL_GOOD and row[1].shameful <= CENTRAL_SHAMEFUL
    ]
    kept = [one for one, _ in _best(central, _centrality)[:1]]
    for one, chance in _best(able, _need):
        if len(kept) == MAX_ESSENTIALS:
            break
        if _is_needed(chance, len(kept)) and not _is_said(one, kept):
            kept.append(one)
    extras: list[PointCandidate] = []
    for one, chance in _best(able, _use):
        if len(extras) == MAX_EXTRAS or _use(chance) < ABLE_EXTRA:
            break
        if not _is_said(one, [*kept, *extras]):
            extras.append(one)
    first, rest = kept[:1], kept[1:]
    return [*first, *_in_order(rest)], _in_order(extras)


def _is_needed(chance: Chances, beside: int) -> bool:
    """Whether an answer that says `beside` other things has to say this too."""
    if chance.essential >= ESSENTIAL or beside < 2:
        return True
    return beside < FULL and _use(chance) >= ABLE_TO_FILL


def readable(found: Sequence[PointCandidate], chances: Sequence[Chances]) -> list[PointCandidate]:
    """All that reads alone, in order, the better one of two that quote the same words."""
    both = zip(found, chances, strict=True)
    kept: list[PointCandidate] = []
    for one, _ in _best([row for row in both if _is_able(row[1])], _use):
        if not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return _in_order(kept)


def _is_able(chance: Chances) -> bool:
    return _use(chance) >= ABLE


_Scored = tuple[PointCandidate, Chances]


def _best(rows: Sequence[_Scored], worth: Callable[[Chances], float]) -> list[_Scored]:
    return sorted(rows, key=lambda row: (-worth(row[1]), row[0].start, -row[0].end))


def _centrality(chance: Chances) -> float:
    return chance.central + 0.1 * chance.good - 0.2 * chance.shameful


def _need(chance: Chances) -> float:
    return chance.essential + chance.central + 0.5 * chance.good - chance.shameful


def _use(chance: Chances) -> float:
    return chance.good - chance.shameful


def _in_order(found: Sequence[PointCandidate]) -> list[PointCandidate]:
    return sorted(found, key=lambda one: one.start)


def _is_said(one: PointCandidate, others: Sequence[PointCandidate]) -> bool:
    return any(one.overlaps(other) or alike(one.text, other.text) for other in others)


def alike(a: str, b: str) -> bool:
    """Whether two points say nearly the same: one holds most of the other's character pairs.

    What one denies and the other states is not the same, however few characters differ.
    """
    if turn_round(a, b):
        return False
    left, right = _pairs(a), _pairs(b)
    smaller = min(len(left), len(right))
    if not smaller:
        return a == b
    common = len(left & right)
    return common / len(left | right) >= SAME or common / smaller >= WITHIN


def _pairs(text: str) -> frozenset[str]:
    squeezed = re.sub(r"\W", "", text.lower())
    return frozenset(squeezed[i : i + 2] for i in range(len(squeezed) - 1))
