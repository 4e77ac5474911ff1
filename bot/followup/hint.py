"""Hints: what the points are about, for nothing, and how the note's own words begin. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.points.wording import tidy
from bot.core.question import Point
from bot.followup.aiming.target import outside, squeezed
from bot.followup.follow_up import is_name, topic
from bot.language.grammar import tagged
from bot.language.statements import plain
from bot.language.wording import shares, wording

SHOWN = 0.4
"""Share of a quote that is shown."""

MORE = 0.6
"""Share of a quote that is shown where SHOWN of it says nothing beyond the question."""

MAX_SHOWN = 40
LEAST_SHOWN = 2
MAX_NAMES = 2
TOLD = 0.3
"""A name that says this share of any point's words, beyond the question's, would tell it."""

# A bracket that a cut left open: “锁（互斥” but not “锁（互斥）”.
_OPEN = re.compile(r"\s*[（(“「][^）)”」]*$")
_STOPS = "，。；、：:,;（(“ "


def start(points: Sequence[Point], question: str) -> list[str]:
    """What the weightiest points are about, as far as the question doesn't say it and no point is
    told by it: where somebody could start who has nothing to say."""
    names: dict[str, str] = {}
    for point in sorted(points, key=lambda point: -point.weight):
        name = topic(point, question)
        key = squeezed(name)
        if not key or not is_name(name) or not outside(name, question):
            continue
        if any(key in other or other in key for other in names):
            continue
        if not _tells(" ".join([*names.values(), name]), points, question):
            names[key] = name
    return list(names.values())[:MAX_NAMES]


def _tells(name: str, points: Sequence[Point], question: str) -> bool:
    said, asked = wording(name), wording(question)
    return any(shares(point.text, said, asked)[1] >= TOLD for point in points)


def hinted(points: Sequence[Point], given: Sequence[str], target: str = "") -> Point | None:
    """The point the next hint is about: the one that is drilled, else the weightiest without one.

    None if there is no further hint.
    """
    left = [point for point in points if point.id not in given]
    if target:
        return next((point for point in left if point.id == target), None)
    return max(left, key=lambda point: point.weight, default=None)


def beginning(point: Point, question: str) -> str:
    """How the quote of a point begins, whole words of it; never all of it."""
    bare = plain(point.quote or point.text).replace("|", " ")  # a quote can be the row of a table
    text = " ".join(bare.split())
    kept = tidy(text)
    if kept and kept in text:
        text = text[text.index(kept) :]  # “但是，……” begins with what it says
    shown = _cut(text, SHOWN)
    if len(shown) < LEAST_SHOWN or shown.rstrip("，。：:,. ").lower() in question.lower():
        shown = _cut(text, MORE)
    return shown


def _cut(text: str, share: float) -> str:
    most = min(max(round(len(text) * share), LEAST_SHOWN), MAX_SHOWN)
    end = at = 0
    for word, _ in tagged(text):
        at += len(word)
        if at > most and end:
            break
        if at >= len(text):
            break
        end = at
    shown = _OPEN.sub("", text[:end]).rstrip(_STOPS)
    return shown or text[: max(min(LEAST_SHOWN, len(text) - 1), 0)].rstrip()
