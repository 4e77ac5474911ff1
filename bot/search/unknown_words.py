"""Words of a question that neither the notes nor the conversation hold. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.turn import History
from bot.language.terms import from_chinese, from_english, is_chinese
from ingest.text.lexical import dictionary_words, words


def unknown_words(question: str, history: History, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Words of the question that stand nowhere, in order; stop words and single Chinese characters
    left out.

    `holds` says whether any note has a word. A term counts as held where the notes have its name
    in the other language, and every word that was said in the conversation counts as held.
    """
    said = {word for turn in history for word in words(f"{turn.question} {turn.answer}")}
    named = _named_otherwise(question, holds)
    return tuple(
        word
        for word in dictionary_words(question)
        if word not in said and word not in named and not holds(word)
    )


def _named_otherwise(question: str, holds: Callable[[str], bool]) -> set[str]:
    """Words of the question's terms that the notes have in the other language."""
    if is_chinese(question):
        return {
            word
            for term, english in from_chinese(question)
            if any(map(holds, english))
            for word in dictionary_words(term)
        }
    found = from_english(question)
    return {word for term, chinese in found if any(map(holds, chinese)) for word in term}
