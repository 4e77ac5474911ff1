"""Sentences that were made for the command line, in the reader's language. Pure."""

from __future__ import annotations

import re
from functools import cache

from bot.ui.texts import Language
from bot.ui.words.sentences import CHINESE


def in_words(language: Language, message: str) -> str:
    """The message in the reader's language where it is known, otherwise as it is; plain text."""
    if language == "zh":
        for pattern, words in _patterns():
            if match := pattern.fullmatch(message):
                fields = match.groupdict()
                if "also" in fields:
                    fields["also"] = in_words(language, fields["also"])
                return words.format(**fields)
    return message


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in CHINESE)
