"""How many sections are worth a language model's time, and what they cost in tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.authoring.prompts import SYSTEM, shown_text
from bot.authoring.store import section_hash
from bot.core.passage import Passage
from bot.core.question import Language, SectionPlace
from bot.notes.text import plain_text

LEAST_CHARS: dict[Language, int] = {"zh": 40, "en": 100}
"""Plain characters of a section below which there are no three things to say about it."""

CHINESE_TOKENS, OTHER_TOKENS = 0.8, 0.25
"""Tokens of a character, about, with the models of today."""

CARD_TOKENS = 750
"""Of a card that is written: five points and four sentences with their quotes."""


@dataclass(frozen=True)
class SectionToWrite:
    """A section that a card can be written of."""

    passage: Passage
    language: Language
    hash: str


def to_write(
    places: Iterable[SectionPlace], passages: Iterable[Passage]
) -> tuple[SectionToWrite, ...]:
    """Sections that say enough, in the notes' order, each text once."""
    languages = {place.section: place.language for place in places}
    found: dict[str, SectionToWrite] = {}
    for passage in passages:
        language = languages.get(passage.section)
        if language is None or len(plain_text(passage.text).strip()) < LEAST_CHARS[language]:
            continue
        one = SectionToWrite(passage, language, section_hash(passage))
        found.setdefault(one.hash, one)
    return tuple(found.values())


def tokens(sections: Iterable[SectionToWrite]) -> int:
    """Tokens to be read and written for cards of these sections, about."""
    return sum(
        round(_tokens(SYSTEM[one.language]) + _tokens(shown_text(one.passage))) + CARD_TOKENS
        for one in sections
    )


def check_tokens(count: int) -> int:
    """Tokens of a check on so many sections, which are short, about."""
    return round(count * (_tokens(SYSTEM["en"]) + CARD_TOKENS + 100))


def rounded(count: int) -> int:
    """A number to two digits: an estimate promises no more."""
    return int(round(count, 2 - len(str(count)))) if count >= 100 else count


def _tokens(text: str) -> float:
    chinese = sum("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in text)
    return chinese * CHINESE_TOKENS + (len(text) - chinese) * OTHER_TOKENS
