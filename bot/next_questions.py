"""What to ask next: proposals of `bot.follow_up`, tried out on the notes before they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.follow_up import propose
from bot.passage import Passage
from bot.retrieve import NotesRetriever, Retrieval
from bot.turn import History

LED_WITHIN = 3
"""Places from the first within which a question must find the section that it was made of."""


def next_questions(
    retriever: NotesRetriever,
    declines: Callable[[Retrieval], bool],
    cited: Sequence[Passage],
    found: Retrieval,
    history: History,
) -> tuple[str, ...]:
    """Up to three questions that the notes answer with something new.

    `history` ends with the question that `found` is for and its answer: each proposal is tried as
    it will be asked, after them. One is made only if asking it leads to the section it comes from,
    first of all to no section that is cited already, and would not be declined.
    """
    used = {passage.section for passage in cited}

    def leads_there(question: str, section: Passage) -> bool:
        tried = retriever.find(question, history, LED_WITHIN)
        if not tried.passages or tried.passages[0].section in used or declines(tried):
            return False
        place = (section.file, section.heading_path)
        return any(
            passage.section == section.section or (passage.file, passage.heading_path) == place
            for passage in tried.passages
        )

    outline = retriever.index.headings(cited[0].file) if cited else []
    asked = [turn.question for turn in history]
    return propose(cited, found.passages, outline, leads_there, asked)
