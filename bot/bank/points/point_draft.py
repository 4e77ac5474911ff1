"""Points before they belong to a question: which are the best, and which say the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.bank.points.clauses import fit
from bot.bank.points.naming import SIDE_LABEL
from bot.core.question import MAX_POINTS, PointKind
from bot.language.noise import is_gui_step
from bot.language.polarity import turn_round

WEIGHTS = {
    PointKind.BOLD: 1.5,
    PointKind.DEFINITION: 1.25,
    PointKind.CONTRAST: 1.25,
    PointKind.ITEM: 1.0,
    PointKind.NUMBER: 1.0,
    PointKind.SENTENCE: 0.75,
}
"""What the author marked counts twice what is said in passing."""

_RANK = {
    PointKind.BOLD: 5.0,
    PointKind.ITEM: 4.0,
    PointKind.DEFINITION: 3.5,
    PointKind.NUMBER: 3.0,
    PointKind.CONTRAST: 2.5,
    PointKind.SENTENCE: 0.0,
}
"""Who is taken first when there are more than MAX_POINTS, among those that read equally well."""

_FILL = 5
"""Plain sentences join in up to this many points."""

SAME = 0.6
"""Share of common character pairs from which two points say the same."""


_WORTH = 5.0
_WORTH_NAMED = 4.0
_WORTH_MARKED = 3.0
"""Of `PointDraft.worth`, for plain sentences, those with the name, and what is set apart."""


@dataclass(frozen=True)
class PointDraft:
    """A point before it belongs to a question."""

    start: int
    text: str
    quote: str
    kind: PointKind
    worth: float
    form: str
    bonus: float = 0.0
    """Added to the rank: what is said of the section's subject counts more, an item's second
    sentence less."""
    essential: bool = True

    @property
    def weight(self) -> float:
        return WEIGHTS[self.kind]

    @property
    def rank(self) -> float:
        return _RANK[self.kind] + 0.5 * self.worth + self.bonus


def choose(found: Iterable[PointDraft], limit: int = MAX_POINTS) -> list[PointDraft]:
    """The best of them, none saying what a better one says, in the section's order."""
    kept: list[PointDraft] = []
    for one in sorted(found, key=lambda one: (-one.rank, one.start)):
        if len(kept) == limit:
            break
        if one.kind is PointKind.SENTENCE and len(kept) >= _FILL:
            continue
        if not any(alike(one.text, other.text) or within(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def good(found: Sequence[PointDraft], name: str = "") -> list[PointDraft]:
    """The points of a section of that name that hold among those of other sections."""
    return [one for one in found if _holds(one, name)]


def _holds(one: PointDraft, name: str) -> bool:
    if is_gui_step(one.text) or SIDE_LABEL.match(one.text):
        return False
    marked = one.kind in (PointKind.BOLD, PointKind.DEFINITION) or one.form != "sentence"
    named = bool(name) and _bare(name) in _bare(one.text)
    return one.worth >= (_WORTH_MARKED if marked else _WORTH_NAMED if named else _WORTH)


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
    return common / len(left | right) >= SAME or common / smaller >= 0.8


def repeats(text: str, heading: str) -> bool:
    text = re.sub(r"^[\d.、\s]+", "", text)
    return bool(heading) and len(text) < 1.5 * len(heading) and alike(text, heading)


def _pairs(text: str) -> frozenset[str]:
    squeezed = re.sub(r"\W", "", text.lower())
    return frozenset(squeezed[i : i + 2] for i in range(len(squeezed) - 1))


def within(one: PointDraft, other: PointDraft) -> bool:
    end, other_end = one.start + len(one.quote), other.start + len(other.quote)
    return one.start < other_end and other.start < end


def labelled(one: PointDraft, name: str, note_chinese: bool) -> PointDraft | None:
    """The point with the section's name before it; None if it has no room for that."""
    if _bare(name) in _bare(one.text):
        return one
    colon = "：" if note_chinese else ": "
    text = fit(f"{name}{colon}{one.text}")
    return None if text is None else replace(one, text=text)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
