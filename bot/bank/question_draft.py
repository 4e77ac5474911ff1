"""What stands between sections and questions while the bank is built. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.bank.asking.parts import Phrased
from bot.bank.points.point_draft import PointDraft
from bot.core.passage import Passage
from bot.core.question import Language, QuestionKind, SkipReason


@dataclass(frozen=True, kw_only=True)
class SectionDraft:
    """A section, what it says, and what could be asked about it."""

    passage: Passage
    name: str
    """The noun its heading is about; may be empty."""
    language: Language
    found: tuple[PointDraft, ...] = ()
    asked: Phrased | None = None
    reason: SkipReason | None = None
    size: int = 0
    """Characters of its plain text."""


@dataclass(frozen=True)
class QuestionDraft:
    """A question before it has ids."""

    text: str
    kind: QuestionKind
    parts: tuple[SectionDraft, ...]
    points: tuple[tuple[SectionDraft, PointDraft], ...]

    @property
    def key(self) -> str:
        """The section that names its place."""
        return self.parts[0].passage.section
