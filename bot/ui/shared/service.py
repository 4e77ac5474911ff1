"""What the page needs from the rest of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bot.core.question import Language
from bot.core.turn import AnswerEvent, History, Status


class Service(Protocol):
    """Answers questions from the notes."""

    def ask(self, question: str, history: History = ()) -> Iterator[AnswerEvent]:
        """`PassagesFound`, any number of `Delta`, `Done`. Raises BotError.

        Closing it stops the model. The page reads it from one thread of its own. A `Delta` with no
        text is a sign of life: the sooner one comes, the sooner a stop reaches a model that is
        still reading.
        """
        ...

    def status(self) -> Status:
        """What is loaded and what is missing; cheap, the page asks every second."""
        ...

    def examples(self, limit: int, language: Language) -> list[str]:
        """Questions that the user's own notes answer, those in the reader's language first."""
        ...

    def use_sample_notes(self) -> None:
        """Load the sample notes where there are none; may take seconds. Raises BotError."""
        ...
