"""What a language model writes of a section. Data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.question import QuestionKind

FEWEST_SENTENCES, MOST_SENTENCES = 3, 6
"""Of the model answer."""
FOLLOW_UPS = 2


@dataclass(frozen=True)
class QuotedText:
    """A sentence of the model's, and the words of the section that it rests on."""

    text: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class AuthoredCard:
    """A question with what an answer to it says."""

    question: str
    kind: QuestionKind
    essentials: tuple[QuotedText, ...]
    """What a full answer must say, the definition or the direct answer first."""
    extras: tuple[QuotedText, ...]
    """What may be said beyond that."""
    answer: tuple[QuotedText, ...]
    """A model answer, sentence by sentence."""
    follow_ups: tuple[str, ...]
    """Deeper questions, to be asked after a good answer."""

    @property
    def quoted(self) -> tuple[QuotedText, ...]:
        """All that rests on words of the section."""
        return (*self.essentials, *self.extras, *self.answer)


class CardFault(StrEnum):
    """Why what a model wrote of a section does not stand."""

    MALFORMED = "malformed"
    """It is no JSON of the schema, asked twice."""
    TOO_LONG = "too-long"
    """The section with the instructions, or the reply, is longer than the model takes; or its
    server refuses the section."""
    QUOTES = "quotes"
    """Too few essentials rest on words that stand in the section."""
    ANSWER = "answer"
    """Too few sentences of the answer do."""
    STRUCTURE = "structure"
    """The question speaks of the text and not of its subject."""
    LANGUAGE = "language"
    """It is not in the language of the note."""
    UNFOUND = "unfound"
    """Looked for with the question, another section is found first."""


Outcome = Literal["card", "nothing", "fault"]


@dataclass(frozen=True, kw_only=True)
class SectionOutcome:
    """What came of a section: a card, the model's word that there is nothing to ask, or a fault."""

    card: AuthoredCard | None = None
    nothing: str = ""
    """Why there is nothing to ask, in the model's words."""
    fault: CardFault | None = None

    @property
    def kind(self) -> Outcome:
        """Which of the three it is."""
        if self.card is not None:
            return "card"
        return "fault" if self.fault is not None else "nothing"
