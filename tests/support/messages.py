"""What a message says."""

from __future__ import annotations

from bot.sentences import Message, english
from bot.ui.words.texts import in_words


def in_english(message: Message | None) -> str:
    """What it says in English; "" for none."""
    return english(message) if message else ""


def in_chinese(message: Message | None) -> str:
    """What it says in Chinese; "" for none."""
    return in_words("zh", message) if message else ""
