"""A point of the rubric -> a question aimed at it that doesn't tell its answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.question import Point
from bot.followup.aiming import aim_en, aim_zh
from bot.followup.aiming.target import Draft, outside, squeezed
from bot.language.grammar import chinese
from bot.language.sides import names_in
from bot.language.statements import plain
from bot.language.wording import units
from bot.phrasing.spelling import fixed

TOLD = 0.6
"""Share of a point's words, beyond the question's, from which a question tells too much of it."""

MOST_TOLD = 0.75
"""The same where a question names the case that it asks about."""

WHOLE = 0.8
"""Share of a point's characters from which its topic is all that it says."""

SAME = 0.7
"""Share of common pairs of characters from which two questions are one."""

HALF = 0.5
"""TOLD for a single word that leads to the point."""

MAX_WORD = 20
MAX_ASK, MAX_LATIN = 60, 80
"""Characters of a question."""

_TERM = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z._+-]+(?: [A-Za-z][A-Za-z._+-]+)*(?![\w-])")
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z]\w+|[A-Za-z]+[_.]\w+)(?![\w-])")
_BOLD = re.compile(r"\*\*([^*]+)\*\*|__([^_]+)__")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_DEFINES = re.compile(r"什么是|是什么(?:意思)?[？?]|^What (?:is|are)\b", re.IGNORECASE)
_MARKS = re.compile(
    r"什么是|是什么(?:意思)?|什么|怎么样?|怎样|哪[些里几]?种?|多少|多久|为什么|由谁|笔记里|是[？?]"
)


@dataclass(frozen=True)
class Aim:
    """Where a follow-up goes."""

    topic: str
    """A name of what the point is about; empty where none can be told."""
    ask: str
    """A whole question; empty where only a topic is known."""
    word: str
    """Where neither is known: a word of the point that leads to it; it can be empty too."""


@lru_cache(maxsize=1024)
def aim(point: Point, question: str) -> Aim:
    """Where a follow-up to a question goes that is to bring out one point."""
    zh = bool(chinese(point.text))
    bold = tuple(plain(a or b) for a, b in _BOLD.findall(point.quote))
    topic = ""
    for draft in aim_zh.drafts(point.text, question) if zh else aim_en.drafts(point.text, question):
        if draft.ask:
            asked = fixed(draft.ask) if zh else draft.ask
            if _stands(asked, draft, point.text, question, bold):
                return Aim(draft.topic, asked, "")
        elif draft.topic and _told(point.text, "", question, draft.topic) < TOLD:
            if outside(draft.topic, question):
                return Aim(draft.topic, "", "")
            topic = topic or draft.topic
    return Aim(topic, "", _word(point.text, question, bold))


def _stands(ask: str, draft: Draft, text: str, question: str, bold: Sequence[str]) -> bool:
    if len(ask) > (MAX_LATIN if ask.isascii() else MAX_ASK) or _same(ask, question):
        return False
    cased = bool(re.search(r"[，,]", ask))  # it names the case that it asks about
    if not cased and set(_DIGITS.findall(ask)) - set(_DIGITS.findall(question + draft.topic)):
        return False
    if any(_gives_away(phrase, ask, draft, text, question) for phrase in bold):
        return False
    return _told(text, ask, question, draft.topic) < (MOST_TOLD if cased else TOLD)


def _gives_away(phrase: str, ask: str, draft: Draft, text: str, question: str) -> bool:
    """Whether a question tells a phrase that the author marked; not what the point begins with."""
    return (
        len(squeezed(phrase)) > 1
        and not outside(phrase, ask)
        and outside(phrase, question + draft.topic)
        and not squeezed(text).startswith(squeezed(phrase))
    )


def _same(ask: str, question: str) -> bool:
    """Whether a follow-up asks what was asked before."""
    own, asked = squeezed(_MARKS.sub("", ask)), squeezed(_MARKS.sub("", question))
    if _DEFINES.search(ask) and _DEFINES.search(question) and own in asked:
        return True
    return own == asked or _shared(squeezed(ask), squeezed(question)) >= SAME


def _shared(a: str, b: str) -> float:
    """Share of pairs of characters that two texts have in common; 0–1."""
    left, right = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return len(left & right) / len(left | right) if left | right else 0.0


def _told(text: str, said: str, question: str, topic: str = "") -> float:
    """Share of a text's words that are said, those of the question and of the topic left out; 0–1.
    The whole of it where nothing else is left to say."""
    own = [unit for unit in units(text) if outside(unit, question) and outside(unit, topic)]
    if not own:
        return float(bool(topic) and len(squeezed(topic)) > WHOLE * len(squeezed(text)))
    held = sum(not outside(unit, said) for unit in own)
    # Of one or two words that are left, one may be the verb that is asked with.
    return held / len(own) if len(own) > 2 or held == len(own) else 0.0


def _word(text: str, question: str, bold: Sequence[str]) -> str:
    """A name from a point that neither the question has nor its answer is."""
    held = squeezed(" ".join(bold))
    latin = _TERM if chinese(text) else _NAME
    found = [*latin.findall(text), *(name for name in names_in(text) if chinese(name) > 2)]
    for name in found:
        if len(name) > MAX_WORD:
            continue
        new = outside(name, question) and squeezed(name) not in held
        if new and _told(text, name, question) < HALF:
            return str(name).strip()
    return ""
