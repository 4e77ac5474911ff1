"""What retrieval hands on. Nothing here knows how passages are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PATH_SEPARATOR = " › "


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A section of a note, or the part of a long one that was found."""

    section: str
    """Names the section for as long as it keeps its place in the notes."""
    file: str
    title: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    """1-based, inclusive."""
    text: str
    """Exact markdown of the note at `lines`."""
    score: float = 0.0
    """Relevance to one question, higher is better; comparable within one question only."""
    tags: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The innermost heading, or the note's title for text before the first heading."""
        return self.heading_path[-1] if self.heading_path else self.title

    @property
    def place(self) -> str:
        """`title › outer › inner`, the title left out where the path already begins with it."""
        return place_in_words(self.title, self.heading_path)


def place_in_words(title: str, heading_path: Sequence[str]) -> str:
    """`title › outer › inner`, the title left out where the path already begins with it."""
    names = heading_path if heading_path and heading_path[0] == title else (title, *heading_path)
    return PATH_SEPARATOR.join(names)


@dataclass(frozen=True, kw_only=True)
class Citation:
    """`[n]` in an answer: a passage, and its words that carry the answer."""

    n: int
    passage: Passage
    quote: str
    """An exact substring of `passage.text`."""
