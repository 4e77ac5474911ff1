"""Boxes that notes put around a text: callouts, containers, admonitions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from bot.markup.note_context import Say

# fmt: off
_KINDS = {
    "note": ("note", "note"), "info": ("note", "info"), "abstract": ("note", "summary"),
    "summary": ("note", "summary"), "tldr": ("note", "summary"), "quote": ("note", "quote"),
    "cite": ("note", "quote"), "example": ("note", "example"), "question": ("note", "question"),
    "faq": ("note", "question"), "help": ("note", "question"), "todo": ("note", "todo"),
    "seealso": ("note", "info"), "default": ("note", "note"), "primary": ("note", "note"),
    "details": ("note", "details"), "spoiler": ("note", "details"), "fold": ("note", "details"),
    "folding": ("note", "details"), "collapse": ("note", "details"),
    "callout": ("note", "note"), "alert": ("note", "note"), "admonition": ("note", "note"),
    "tip": ("tip", "tip"), "hint": ("tip", "tip"), "success": ("tip", "success"),
    "check": ("tip", "success"), "done": ("tip", "success"),
    "important": ("warning", "important"), "warning": ("warning", "warning"),
    "caution": ("warning", "warning"), "attention": ("warning", "warning"),
    "danger": ("danger", "danger"), "error": ("danger", "danger"), "bug": ("danger", "danger"),
    "failure": ("danger", "danger"), "fail": ("danger", "danger"), "missing": ("danger", "danger"),
}
"""What a box is called -> its look, and the word that stands for a title."""
_FOLDED = frozenset({"details", "spoiler", "fold", "folding", "collapse"})
# fmt: on


def is_box(kind: str) -> bool:
    """Whether a name is one that boxes have."""
    return kind.lower() in _KINDS


@dataclass(frozen=True)
class Box:
    """The HTML around what stands in a box."""

    opening: str
    closing: str


PLAIN = Box("<div>", "</div>")
"""What encloses something, and shows nothing."""


def box(kind: str, title: str, say: Say, *, folded: bool = False, unfolded: bool = False) -> Box:
    """A box with its title, as HTML, or a word for its kind; `folded` ones can be opened, and
    `unfolded` ones are."""
    name = kind.lower()
    look, word = _KINDS.get(name, ("note", ""))
    head = title or escape(say(f"box_{word}") if word else kind.capitalize())
    if folded or unfolded or name in _FOLDED:
        opened = " open" if unfolded else ""
        return Box(
            f'<details class="box box-{look}"{opened}><summary>{head}</summary>', "</details>"
        )
    return Box(f'<div class="box box-{look}"><p class="box-title">{head}</p>', "</div>")
