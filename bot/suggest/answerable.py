"""Tries a question on the notes before it is offered."""

from __future__ import annotations

from typing import Protocol

from bot.core.passage import Passage
from bot.core.turn import History
from bot.search.retrieve import NotesRetriever, Retrieval

LED_WITHIN = 3
"""Places from the first within which a question must find the section that it was made of."""


class Answers(Protocol):
    """What is known of the notes."""

    @property
    def retriever(self) -> NotesRetriever:
        """Finds sections."""
        ...

    def find(self, question: str, history: History, k: int) -> Retrieval:
        """The `k` best passages for a question as it will be asked, best first."""
        ...

    def declines(self, found: Retrieval) -> bool:
        """Whether the notes are taken not to answer the question."""
        ...


def found_for(
    question: str, section: Passage, answers: Answers, history: History = ()
) -> tuple[Passage, ...]:
    """What the notes have for a question, best first; () if it is declined or doesn't lead to the
    section."""
    tried = answers.find(question, history, LED_WITHIN)
    if answers.declines(tried):
        return ()
    place = (section.file, section.heading_path)
    led = any(
        passage.section == section.section or (passage.file, passage.heading_path) == place
        for passage in tried.passages
    )
    return tried.passages if led else ()
