"""Which words of a point an answer uses: its own, or their English or Chinese names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.language.terms import pairs
from bot.notes.text import (
    stop_words,
    words,
)

ASKED = 0.35
"""What a word counts that the question already says, against 1."""

ALIKE = 0.5
"""What a Chinese word counts that the answer has only a part of (隔离 for 隔离性)."""

_IDLE_WORDS = """
使用 进行 通过 可以 能够 需要 一般 通常 主要 例如 比如 直接 情况 方式 时候 问题 就是 其实 所以
因为 如果 这种 这个 那个 然后 并且 而且 但是 以及 其中 之后 之前 同时 由于 因此 用 由 会 做 把
被 让 使 时 后 前 来 去 出 个 所 等 该 此 其 即 use uses used using case way thing things also
then so because when where
"""
_IDLE = frozenset(_IDLE_WORDS.split())
# A key's letters: “Ctrl” but not “中”.
_KEY = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class Wording:
    """The words of a text, and the concepts they name (rows of the table of terms)."""

    text: str
    words: frozenset[str]
    concepts: frozenset[int]


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """Read a text once."""
    return Wording(
        text.lower(), frozenset(words(text)), frozenset(concept for concept, _ in named(text))
    )


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[tuple[int, str], ...]:
    """(concept, the words that name it) for every term of the table in a text, longest first."""
    found: list[tuple[int, str]] = []
    rest = text.lower()
    for term, numbers in _chinese():
        if term in rest:
            rest = rest.replace(term, "\n")
            found += [(number, term) for number in numbers]
    stems = [" ".join(words(part)) for part in re.findall(r"[a-z0-9+#./-]+", text.lower())]
    table = _english()
    at = 0
    while at < len(stems):
        for size in range(min(4, len(stems) - at), 0, -1):
            phrase = " ".join(stem for stem in stems[at : at + size] if stem)
            if phrase in table:
                found += [(number, phrase) for number in table[phrase]]
                at += size - 1
                break
        at += 1
    return tuple(found)


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """The words of a point that count, without parts of longer ones."""
    own = [w for w in dict.fromkeys(words(text, pairs=False)) if w not in _IDLE]
    whole = [w for w in own if not any(w != o and w in o for o in own)]
    # A single character says little, unless there is nothing else.
    return tuple([w for w in whole if len(w) > 1 or _KEY.match(w) or w.isdigit()] or whole)


def shares(
    point: str, said: Wording, asked: Wording, weights: Mapping[str, float] | None = None
) -> tuple[float, float]:
    """(share of the point's words that are said, share of those the question hasn't), 0–1.

    The second is as the first where the question has all of them.
    """
    total = held = new_total = new_held = 0.0
    concepts = {term: number for number, term in named(point)}
    for unit in units(point):
        weight = (weights or {}).get(unit, 1.0)
        credit = _credit(unit, said, concepts)
        asked_for = _credit(unit, asked, concepts) == 1.0
        total += weight * (ASKED if asked_for else 1.0)
        held += weight * (ASKED if asked_for else 1.0) * credit
        if not asked_for:
            new_total += weight
            new_held += weight * credit
    if not total:
        return 0.0, 0.0
    return held / total, new_held / new_total if new_total else held / total


def _credit(unit: str, said: Wording, concepts: Mapping[str, int]) -> float:
    if unit in said.words or (not unit.isascii() and unit in said.text):
        return 1.0
    for term, number in concepts.items():
        if number in said.concepts and (unit in term or term in unit or unit in term.split()):
            return 1.0
    if (
        not unit.isascii()
        and len(unit) > 2
        and any(unit[at : at + 2] in said.text for at in range(len(unit) - 1))
    ):
        return ALIKE
    return 0.0


@lru_cache(maxsize=1)
def _chinese() -> tuple[tuple[str, tuple[int, ...]], ...]:
    table: dict[str, list[int]] = {}
    for number, (_, chinese) in enumerate(pairs()):
        for term in chinese:
            if len(term) > 1:
                table.setdefault(term.lower(), []).append(number)
    return tuple(sorted(((t, tuple(n)) for t, n in table.items()), key=lambda row: -len(row[0])))


@lru_cache(maxsize=1)
def _english() -> dict[str, tuple[int, ...]]:
    table: dict[str, list[int]] = {}
    stops = stop_words()
    for number, (english, _) in enumerate(pairs()):
        for phrase in english:
            key = " ".join(" ".join(words(part)) for part in phrase.split() if part not in stops)
            if key.strip():
                table.setdefault(" ".join(key.split()), []).append(number)
    return {key: tuple(numbers) for key, numbers in table.items()}
