"""A section as people name it: by its file and one of its headings. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.notes.text import folded


@dataclass(frozen=True)
class SectionName:
    """A file, relative to the notes folder, and a heading; an empty one names the whole file.

    Names and headings are compared as they are seen, in one form of each letter.
    """

    file: str
    heading: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", folded(self.file))


def bare_heading(heading: str) -> str:
    """A heading as it is compared: without `*`, backticks and outer spaces."""
    return folded(heading).replace("*", "").replace("`", "").strip()
