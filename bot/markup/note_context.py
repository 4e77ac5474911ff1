"""What a text leads to: the page's words, images of the notes folder, other notes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

LinkTarget = tuple[str, int]
"""A note's file and the position of a section in its outline."""


class Say(Protocol):
    """Words in the reader's language, as plain text."""

    def __call__(self, key: str, **values: object) -> str: ...


def _no_image(_source: str) -> None:
    return None


def _no_place(_target: str, _heading: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class NoteContext:
    """What stands around one note's text on the page of one reader."""

    say: Say
    image: Callable[[str], str | None] = _no_image
    """The page's address for an image as the note names it; None for what isn't there."""
    place: Callable[[str, str], LinkTarget | None] = _no_place
    """Where a link leads, by note and heading as they are written; None for nowhere."""

    def image_words(self, alt: str) -> str:
        """What stands in the place of an image that isn't shown."""
        return self.say("image", alt=alt or self.say("no_alt"))
