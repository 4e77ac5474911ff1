"""What was remembered of a bank's questions, carried over to those of other makers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.bank.edits.edit import Edit
from bot.bank.edits.follow import ALIKE, Follower, Remembered, likeness_of
from bot.core.question import Point, Question, QuestionKind

MAKERS = "3"
"""Which makers the questions are of. To be raised when they ask something else of sections that
stay as they are, or quote other words for points: what is remembered is carried over once for each
value."""

Fate = Literal["kept", "changed", "dropped"]


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """What became of an owner's questions, by number."""

    kept: int
    changed: int
    """Their sections say something else, or are gone; they wait for them as before."""
    dropped: int
    """Nothing is asked of their sections any more; they wait too."""


def fate(follower: Follower, memory: Remembered) -> tuple[Question | None, Fate]:
    """The question of today that a memory is carried to, if any, and what became of it."""
    keys = follower.sections.now(memory)
    if keys is None or follower.sections.is_stale(memory, keys):
        return None, "changed"
    if memory.kind is QuestionKind.OWN:
        return None, "kept"  # it is called the same for good
    question, _ = follower.find(memory)
    return question, "dropped" if question is None else "kept"


def counted(fates: Iterable[tuple[str, Fate]]) -> CarriedOver:
    """Numbers over ids and what became of them; an id that was kept once was kept."""
    best: dict[str, Fate] = {}
    order: tuple[Fate, ...] = ("changed", "dropped", "kept")
    for name, one in fates:
        best[name] = max(best.get(name, one), one, key=order.index)
    rows = list(best.values())
    return CarriedOver(
        kept=rows.count("kept"), changed=rows.count("changed"), dropped=rows.count("dropped")
    )


def edit_at(edit: Edit, question: Question, before: Question | None) -> Edit:
    """An edit as one of the question that its own is today; `before` is its own as it was asked
    once, None where it never was."""
    return replace(
        edit,
        question=question.id,
        point=_point_at(edit, question.points, before.points if before else ()),
        sections=question.sections,
        contents=question.contents,
        kind=question.kind,
    )


def _point_at(edit: Edit, points: Iterable[Point], before: Iterable[Point]) -> str:
    """The name of the point that says today what the edit's did; its own where there is none."""
    if not edit.point or edit.own:
        return edit.point
    names = {point.name: point.quote for point in points}
    if edit.point in names:
        return edit.point
    quote = next((point.quote for point in before if point.name == edit.point), edit.text or "")
    likeness = {name: likeness_of(quote, other) for name, other in names.items()}
    best = max(likeness, key=lambda name: likeness[name], default=edit.point)
    return best if likeness.get(best, 0.0) >= ALIKE else edit.point
