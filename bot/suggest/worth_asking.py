"""Which of a section's questions are offered: those that pass the gate of the bank. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bank.gate.boosted import shipped
from bot.bank.gate.judge import judged
from bot.bank.makers.reading import SectionReading
from bot.core.question import Language

MARGIN = 0.1
"""How much better than a question of the bank one has to be that is offered unasked."""


@dataclass(frozen=True)
class Suggestion:
    """A question that a section answers."""

    text: str
    language: Language
    by_author: bool
    """Whether the notes ask it in these words; else it was made of a name."""


def worth_asking(heading_path: Sequence[str], title: str, markdown: str) -> tuple[Suggestion, ...]:
    """Questions a person would ask about a section, best first; none rather than an odd one."""
    section = SectionReading(tuple(heading_path), title, markdown)
    bar = shipped().bar
    (found,) = judged([section])
    offered: dict[str, Suggestion] = {}
    for one in found:
        asked = one.candidate
        if one.passes(bar + (0.0 if asked.by_author else MARGIN)):
            # The notes' own question is offered once, with its place or without.
            same = asked.subject if asked.by_author else asked.text
            offered.setdefault(same, Suggestion(asked.text, asked.language, asked.by_author))
    return tuple(offered.values())
