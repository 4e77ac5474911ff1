"""A hint from the note's own words: how they begin. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.schema import Point
from bot.bank.statements import plain

SHOWN = 0.4
"""Share of a quote that is shown."""

MORE = 0.6
"""Where that says nothing beyond the question."""

MAX_SHOWN = 40
LEAST_SHOWN = 2


def hinted(points: Sequence[Point], given: Sequence[str], target: str = "") -> Point | None:
    """The point the next hint is about: the one that is drilled, else the weightiest without one.

    None if there is no further hint.
    """
    left = [point for point in points if point.id not in given]
    if target:
        return next((point for point in left if point.id == target), None)
    return max(left, key=lambda point: point.weight, default=None)


def beginning(point: Point, question: str) -> str:
    """How the quote of a point begins; never all of it."""
    bare = plain(point.quote or point.text).replace("|", " ")  # a quote can be the row of a table
    text = " ".join(bare.split())
    shown = _cut(text, SHOWN)
    if shown.rstrip("，。：:,. ").lower() in question.lower():
        shown = _cut(text, MORE)
    return shown


def _cut(text: str, share: float) -> str:
    end = min(max(round(len(text) * share), LEAST_SHOWN), MAX_SHOWN, max(len(text) - 1, 0))
    inside = re.compile(r"[A-Za-z0-9_.+-]+")
    for word in inside.finditer(text):
        if word.start() < end < word.end():  # half a word tells less than none, or all of it
            end = word.start() or end
            break
    return text[:end].rstrip()
