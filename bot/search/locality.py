"""A conversation stays where it is: sections beside the one last spoken about come first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.search.rank import Ranked

SAME_NOTE = 1.25
"""Standard deviations for a section of the note that the question before led to."""

BESIDE = 1.25
"""On top of that for a section under the same heading, or directly above or below."""

ITSELF = 0.6
"""In place of both for the section itself: a follow-up mostly asks for more than it says.

Chosen on the 31 follow-ups of the development sets, where all values from .8 to 1.5 are as good."""


def bonuses(outline: Mapping[str, tuple[str, ...]], last: str) -> dict[str, float]:
    """What each section of a note gains when `last`, one of them, was spoken about before.

    `outline` has the heading path of every section of the note.
    """
    own = outline.get(last)
    if own is None:
        return {}
    return {
        section: SAME_NOTE + BESIDE * _are_beside(own, path) if section != last else ITSELF
        for section, path in outline.items()
    }


def _are_beside(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[:-1] == other[:-1] or one[:-1] == other or one == other[:-1]


def favoured(ranked: Sequence[Ranked], gains: Mapping[str, float], weight: float) -> list[Ranked]:
    """The ranking with each section's gain, times `weight`, added to its score; best first."""
    moved = [
        replace(entry, score=entry.score + weight * gains.get(entry.candidate.section, 0.0))
        for entry in ranked
    ]
    return sorted(moved, key=lambda entry: -entry.score)
