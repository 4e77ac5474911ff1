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
from bot.core.question import MAX_POINT_WORDS, Language
from bot.language.length import words_said
from bot.language.noise import prompt_signs
from bot.language.wording import shares, wording

FindSection = Callable[[str], str | None]
"""The key of the section that is found first for a question; None where nothing is found."""

OF_THE_SECTION = 0.35
"""Share of a sentence's words that the section, its headings and the question must hold: of 60 that
were written by hand all had .4, of 180 about another section one in a hundred had more than .33."""

OF_THE_QUOTE = 0.25
"""The same for a point and its own quote; a sentence of the answer may sum up others as well."""

LEAST_ESSENTIALS = 3
"""What a model is asked for at least; a section that says less keeps the card made by code."""

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
    if len(card.essentials) < LEAST_ESSENTIALS:
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
    essentials = tuple(_points(card.essentials, passage, known))
    taken = {one.quote for one in essentials}
    extras = tuple(one for one in _points(card.extras, passage, known) if one.quote not in taken)
    return replace(
        card,
        essentials=essentials,
        extras=extras,
        answer=tuple(_quoted(card.answer, passage, known)),
        follow_ups=tuple(line for line in card.follow_ups if not speaks_of_text(line)),
    )


def _points(rows: Iterable[QuotedText], passage: Passage, known: str) -> Iterable[QuotedText]:
    """Points whose words are those of their quotes, of each quote the first."""
    seen: set[str] = set()
    for row in _quoted(rows, passage, known):
        if row.quote in seen or words_said(row.text) > MAX_POINT_WORDS:
            continue
        if share_of(row.text, f"{row.quote} {known}") >= OF_THE_QUOTE:
            seen.add(row.quote)
            yield row


def _quoted(rows: Iterable[QuotedText], passage: Passage, known: str) -> Iterable[QuotedText]:
    """Sentences with words of the section, and with their quotes as they stand in it."""
    text = shown_text(passage)
    for row in rows:
        quote = exact_quote(row.quote, text)
        if quote is None or prompt_signs(quote) or not is_sound(row.text):
            continue
        if share_of(row.text, f"{text} {known}") >= OF_THE_SECTION:
            yield QuotedText(row.text, quote)


def is_sound(text: str) -> bool:
    """Whether a sentence is plain words of a fair length."""
    return 0 < len(text) <= MOST_SENTENCE_CHARS and not any(
        sign in text for sign in ("http://", "https://", "](", "```", "<script", "<img")
    )


def share_of(text: str, known: str) -> float:
    """Share of the words of a sentence that a text holds, 0–1."""
    return shares(text, wording(known), wording(""))[0]


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
