"""Every word the page says, in Chinese and English."""

from __future__ import annotations

from bot.core.question import Language
from bot.sentences import Message, said
from bot.ui.words import bank, chat, errors, interview, markup, notes, notes_errors, progress

PARTS = (chat, interview, progress, bank, notes, markup, errors, notes_errors)
ZH: dict[str, str] = {key: words for part in PARTS for key, words in part.ZH.items()}
EN: dict[str, str] = {key: words for part in PARTS for key, words in part.EN.items()}
STATIC = tuple(key for part in PARTS for key in part.STATIC)
_WORDS: dict[Language, dict[str, str]] = {"zh": ZH, "en": EN}


def say(language: Language, key: str, **values: object) -> str:
    """The words for `key`; with n=1 those for one thing, where they differ. KeyError if unknown."""
    return in_words(language, Message.of(key, **values))


def in_words(language: Language, message: Message) -> str:
    """A message in the reader's language, as plain text."""
    return said(message, _WORDS[language])


def language_of(accepted: str | None) -> Language:
    """The page's language for an Accept-Language header: the first of zh and en, else en."""
    wishes: list[tuple[float, int, Language]] = []
    for position, part in enumerate((accepted or "").split(",")):
        tag, _, weight = part.strip().lower().partition(";q=")
        language: Language | None = "zh" if tag[:2] == "zh" else "en" if tag[:2] == "en" else None
        if language and (not tag[2:] or tag[2] == "-"):
            try:
                wishes.append((-float(weight or 1), position, language))
            except ValueError:
                continue
    return min(wishes)[2] if wishes else "en"


def static_labels() -> dict[str, dict[str, str]]:
    """Words by locale for labels that the browser itself translates."""
    en, zh = ({key: words[key] for key in STATIC} for words in (EN, ZH))
    # Gradio brings zh-CN and zh-TW along, and looks there first.
    return {"en": en, "zh": zh, "zh-CN": zh, "zh-TW": zh}
