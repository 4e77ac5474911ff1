"""A card against its section: what of it stands. Pure but for the finder that is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.authoring.card import (
    FEWEST_SENTENCES,
    AuthoredCard,
    CardFault,
    QuotedText,
    SectionOutcome,
)
from bot.authoring.prompts import shown_text
from bot.authoring.quotes import exact_quote
from bot.core.passage import Passage
from bot.core.question import ENOUGH_POINTS, Language
from bot.language.noise import prompt_signs
from bot.language.wording import shares, wording

FindSection = Callable[[str], str | None]
"""The key of the section that is found first for a question; None where nothing is found."""

GROUNDED = 0.4
"""Share of a sentence's words that its quote, the question and the headings must hold."""

MOST_QUESTION_CHARS = 200
MOST_SENTENCE_CHARS = 300

_OF_THE_TEXT = (
    *(
        "本节",
        "本文",
        "这一节",
        "这节",
        "文中",
        "上文",
        "上述",
        "原文",
        "小节",
        "这段",
        "笔记中",
        "笔记里",
    ),
    *("this section", "the section", "the text", "the note", "the passage", "the author"),
    *("mentioned above", "the article", "the document", "the list above"),
)
"""Words of a question about the text in place of its subject."""

_MARKUP = ("http://", "https://", "](", "![", "<", "|", "```", "**", "\n")
"""Signs that a question in plain words doesn't hold."""


def verified(
    written: AuthoredCard | str, passage: Passage, language: Language, find: FindSection
) -> SectionOutcome:
    """What stands of what a model wrote: the card, without the rows that don't, or a fault."""
    if isinstance(written, str):
        return SectionOutcome(nothing=written)
    card = with_exact_quotes(written, passage)
    if speaks_of_text(card.question):
        return SectionOutcome(fault=CardFault.STRUCTURE)
    if not is_in(card.question, language):
        return SectionOutcome(fault=CardFault.LANGUAGE)
    if len(card.essentials) < ENOUGH_POINTS:
        return SectionOutcome(fault=CardFault.QUOTES)
    if len(card.answer) < FEWEST_SENTENCES:
        return SectionOutcome(fault=CardFault.ANSWER)
    if find(card.question) != passage.section:
        return SectionOutcome(fault=CardFault.UNFOUND)
    return SectionOutcome(card=card)


def with_exact_quotes(card: AuthoredCard, passage: Passage) -> AuthoredCard:
    """The card with quotes as they stand in the section; rows that rest on nothing are left out,
    and so are follow-ups that can't be asked as they are."""
    known = f"{card.question} {passage.place}"
    essentials = tuple(_stand(card.essentials, passage, known))
    taken = {one.quote for one in essentials}
    extras = tuple(one for one in _stand(card.extras, passage, known) if one.quote not in taken)
    return replace(
        card,
        essentials=essentials,
        extras=extras,
        answer=tuple(_stand(card.answer, passage, known, each_once=False)),
        follow_ups=tuple(line for line in card.follow_ups if not speaks_of_text(line)),
    )


def _stand(
    rows: Iterable[QuotedText], passage: Passage, known: str, *, each_once: bool = True
) -> Iterable[QuotedText]:
    text, seen = shown_text(passage), set[str]()
    for row in rows:
        quote = exact_quote(row.quote, text)
        if quote is None or (each_once and quote in seen):
            continue
        if is_sound(row.text) and not prompt_signs(quote) and is_grounded(row.text, quote, known):
            seen.add(quote)
            yield QuotedText(row.text, quote)


def is_sound(text: str) -> bool:
    """Whether a sentence is plain words of a fair length."""
    return 0 < len(text) <= MOST_SENTENCE_CHARS and not any(
        sign in text for sign in ("http://", "https://", "](", "```", "<script", "<img")
    )


def is_grounded(text: str, quote: str, known: str) -> bool:
    """Whether the words of a sentence are the quote's, or known from question and headings."""
    return shares(text, wording(f"{quote} {known}"), wording(""))[0] >= GROUNDED


def speaks_of_text(question: str) -> bool:
    """Whether a question can't be asked by itself: it points to the text, or holds markup."""
    low = question.casefold()
    return (
        not 0 < len(question) <= MOST_QUESTION_CHARS
        or any(words in low for words in _OF_THE_TEXT)
        or any(sign in question for sign in _MARKUP)
        or bool(prompt_signs(question))
    )


def is_in(text: str, language: Language) -> bool:
    """Whether a line is in a language; terms of the other one are no matter."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(any(c.isascii() and c.isalpha() for c in word) for word in text.split())
    return chinese >= max(latin, 2) if language == "zh" else chinese <= latin / 2
