"""Points before they belong to a question: which are the best, and which say the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.bank.points.choice import alike
from bot.bank.points.naming import SIDE_LABEL
from bot.core.question import MAX_POINT_WORDS, MAX_POINTS, PointKind
from bot.language.length import words_said

WEIGHTS = {
    PointKind.BOLD: 1.5,
    PointKind.DEFINITION: 1.25,
    PointKind.CONTRAST: 1.25,
    PointKind.ITEM: 1.0,
    PointKind.NUMBER: 1.0,
    PointKind.SENTENCE: 0.75,
}
"""What the author marked counts twice what is said in passing."""

_WORTH = 4.0
"""Of `PointDraft.worth`: likelier good than not."""


@dataclass(frozen=True)
class PointDraft:
    """A point before it belongs to a question."""

    start: int
    text: str
    quote: str
    kind: PointKind
    worth: float
    """How likely a reader would call it good, 0–8."""
    form: str
    essential: bool = True

    @property
    def weight(self) -> float:
        """Its share of the score beside others of its question."""
        return WEIGHTS[self.kind]

    @property
    def rank(self) -> tuple[bool, float]:
        """Who is taken first when there are more than can be asked for."""
        return self.essential, self.worth


def choose(found: Iterable[PointDraft], limit: int = MAX_POINTS) -> list[PointDraft]:
    """The best of them, none saying what a better one says, in the section's order."""
    kept: list[PointDraft] = []
    for one in sorted(found, key=lambda one: (one.rank, -one.start), reverse=True):
        if len(kept) == limit:
            break
        if not any(alike(one.text, other.text) or within(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def good(found: Sequence[PointDraft]) -> list[PointDraft]:
    """The points of a section that hold among those of other sections."""
    return [one for one in found if one.worth >= _WORTH and not SIDE_LABEL.match(one.text)]


def within(one: PointDraft, other: PointDraft) -> bool:
    end, other_end = one.start + len(one.quote), other.start + len(other.quote)
    return one.start < other_end and other.start < end


def labelled(one: PointDraft, name: str, note_chinese: bool) -> PointDraft | None:
    """The point with the section's name before it; None if it has no room for that."""
    if _bare(name) in _bare(one.text):
        return one
    colon = "：" if note_chinese else ": "
    text = f"{name}{colon}{one.text}"
    return replace(one, text=text) if words_said(text) <= MAX_POINT_WORDS else None


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
