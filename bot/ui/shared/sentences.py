"""Sentences that were made for the command line, in the reader's language. Pure."""

from __future__ import annotations

import re
from functools import cache

from bot.core.question import Language
from bot.ui.words.sentences import CHINESE


def in_words(language: Language, message: str) -> str:
    """The message in the reader's language where it is known, otherwise as it is; plain text.

    Of one in several lines each is a sentence of its own.
    """
    if language != "zh":
        return message
    lines = [_known(line) or line for line in message.split("\n")]
    if lines != message.split("\n") and len(lines) > 1:
        return "".join(lines)
    return _known(message) or message


def _known(message: str) -> str:
    for pattern, words in _patterns():
        if match := pattern.fullmatch(message):
            fields = match.groupdict()
            if "also" in fields:
                fields["also"] = in_words("zh", fields["also"])
            return words.format(**fields)
    return ""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in CHINESE)
