"""Tries a question on the notes before it is offered."""

from __future__ import annotations

from collections.abc import Callable

from bot.passage import Passage
from bot.retrieve import NotesRetriever, Retrieval
from bot.turn import History

LED_WITHIN = 3
"""Places from the first within which a question must find the section that it was made of."""

Declines = Callable[[Retrieval], bool]


def found_for(
    question: str,
    section: Passage,
    retriever: NotesRetriever,
    declines: Declines,
    history: History = (),
) -> tuple[Passage, ...]:
    """What the notes have for a question, best first; () if it is declined or doesn't lead to the
    section."""
    tried = retriever.find(question, history, LED_WITHIN)
    if not tried.passages or declines(tried):
        return ()
    place = (section.file, section.heading_path)
    led = any(
        passage.section == section.section or (passage.file, passage.heading_path) == place
        for passage in tried.passages
    )
    return tried.passages if led else ()
