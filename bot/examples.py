"""Questions to begin with, from the notes' own headings. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot import follow_up
from bot.passage import Passage

LONG_CHARS = 32
"""Longer questions come last: they are cut off on a narrow page."""


def questions(headings: Sequence[Passage], limit: int) -> list[str]:
    """Questions that the sections answer, a note each where possible; always the same ones."""
    shuffled = list(headings)
    random.Random(len(shuffled)).shuffle(shuffled)
    asked: dict[str, str] = {}
    for own in (True, False):  # headings that are questions as they stand come first
        for section in shuffled:
            question = follow_up.phrase(section.heading_path, section.title)
            if question and follow_up.is_question(section.heading) is own:
                asked.setdefault(section.file, question)
    return sorted(asked.values(), key=lambda question: len(question) > LONG_CHARS)[:limit]
