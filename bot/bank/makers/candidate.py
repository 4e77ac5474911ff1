"""A question that could be asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.question import Language, QuestionKind


@dataclass(frozen=True, kw_only=True)
class CandidateQuestion:
    """A question that a section may answer, before anybody has judged it."""

    text: str
    kind: QuestionKind
    maker: str
    """Which maker made it, and from what: `heading`, `pair`, `name`, `because`, …"""
    language: Language
    subject: str = ""
    """What it asks about, as it is named in the text; may be empty in an author's own question."""
    owner: str = ""
    """The name above the section that the text brings in; empty where it brings in none."""
    span: tuple[int, int] | None = None
    """Where in the section's markdown its answer stands; None for all of it."""
    by_author: bool = False
    """Whether the notes ask it in these words."""
