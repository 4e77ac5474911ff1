"""What the notes say differently now than when questions were made of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.question import Question, SectionPlace


def changed_since(questions: Iterable[Question], places: Iterable[SectionPlace]) -> frozenset[str]:
    """Ids of the questions that have a section whose text is nowhere in the notes of today:
    it was changed or deleted. A section that only moved has not changed."""
    today = {place.content for place in places}
    return frozenset(
        one.id for one in questions if not today.issuperset(filter(None, one.contents))
    )
