"""True statements -> false ones that read alike: negated, turned, other numbers, sides swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bot.language.polarity import PAIRS, affirmed, denied, turned
from bot.language.terms import is_chinese

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?")
_ENGLISH_VERB = re.compile(r"\b(is|are|can|does|do|will|has|should)\b(?! not)")
_SIDES = re.compile(
    r"(?P<a>[A-Za-z][\w.+-]*|[\u4e00-\u9fff]{2,5})(?P<mid>(?:和|与|比|跟|、|，(?:而|但)?))"
    r"(?P<b>[A-Za-z][\w.+-]*|[\u4e00-\u9fff]{2,5})"
)
_TERM = re.compile(r"[A-Za-z][\w.+#/-]*[\w+#]|[A-Z]")

Spoiler = Callable[[str, Random], str | None]


def spoil(text: str, rng: Random) -> str | None:
    """A statement that the first one makes false; None where no rule takes hold."""
    kinds: list[Spoiler] = [opposite, opposite, number, negate, swap_terms]
    rng.shuffle(kinds)
    for kind in kinds:
        made = kind(text, rng)
        if made and made != text:
            return made
    return None


def opposite(text: str, rng: Random) -> str | None:
    """One word in the place of its opposite; both, where both are there (sides swapped)."""
    made = [
        (word, turned(text, word, other)) for pair in PAIRS for word, other in (pair, pair[::-1])
    ]
    made = sorted((one for one in made if one[1] != text), key=lambda one: -len(one[0]))
    return rng.choice(made[: max(2, len(made) // 2)])[1] if made else None


def number(text: str, rng: Random) -> str | None:
    """Another number in the place of one."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    value = float(match.group())
    other = rng.choice([value * 2, value * 10, value + 1, max(value - 1, 0), value / 2, value * 3])
    shown = f"{other:g}" if "." in match.group() or other != int(other) else str(int(other))
    if shown == match.group():
        shown = str(int(value) + 3)
    return text[: match.start()] + shown + text[match.end() :]


def negate(text: str, rng: Random) -> str | None:
    """A clause denied, or no longer denied."""
    made = affirmed(text)
    if made and rng.random() < 0.6:
        return rng.choice(made)
    if is_chinese(text):
        made = denied(text)
        return rng.choice(made) if made else None
    english = list(_ENGLISH_VERB.finditer(text))
    if not english:
        return None
    match = rng.choice(english)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def swap_terms(text: str, rng: Random) -> str | None:
    """Two terms of a statement in each other's place, some clause apart."""
    terms = [match for match in _TERM.finditer(text) if len(match.group()) > 1]
    if len(terms) >= 2:
        first, second = rng.sample(terms, 2)
        if first.start() > second.start():
            first, second = second, first
        between = text[first.end() : second.start()]
        if first.group() != second.group() and len(between) > 2:
            return (
                text[: first.start()]
                + second.group()
                + between
                + first.group()
                + text[second.end() :]
            )
    match = _SIDES.search(text)
    if match and match.group("mid") == "比":
        a, mid, b = match.group("a", "mid", "b")
        return text[: match.start()] + b + mid + a + text[match.end() :]
    return None
