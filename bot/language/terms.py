"""The words of the field in English and Chinese: what a question means in the other language."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from bot.notes.text import (
    words,
)

# A Chinese character: “a中” but not “a”.
_CJK = re.compile(r"[\u4e00-\u9fff]")
MAX_PHRASE = 4
"""Longest English phrase looked up, in words."""


def is_chinese(text: str) -> bool:
    """Whether a text holds any Chinese character."""
    return bool(_CJK.search(text))


def telling(text: str) -> set[str]:
    """Words with a subject in them; pairs of characters inside a longer word don't count twice."""
    found = set(words(text))
    return {w for w in found if not any(w != other and w in other for other in found)}


def translate(question: str) -> list[str]:
    """Index words of the other language for the terms found in a question.

    English phrases are looked up longest first; Chinese ones by substring, longest first, so that
    a term inside a longer one is not translated on its own.
    """
    pairs = from_chinese(question) if is_chinese(question) else from_english(question)
    return list(dict.fromkeys(word for _, translated in pairs for word in translated))


def from_english(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The English terms found in a text: (the term's words, the words of its Chinese names)."""
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    stems = re.findall(r"[a-z0-9+#./-]+", text.lower())
    keys = [" ".join(words(stem)) for stem in stems]
    at = 0
    table = _english()
    while at < len(keys):
        for size in range(min(MAX_PHRASE, len(keys) - at), 0, -1):
            phrase = " ".join(key for key in keys[at : at + size] if key)
            if phrase in table:
                found.append((tuple(phrase.split()), table[phrase]))
                at += size
                break
        else:
            at += 1
    return found


def from_chinese(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The Chinese terms found in a text: (the term, the words of its English names)."""
    found: list[tuple[str, tuple[str, ...]]] = []
    rest = text
    for term, translated in _chinese():
        if term in rest:
            rest = rest.replace(term, "\n")
            found.append((term, translated))
    return found


@lru_cache(maxsize=1)
def pairs() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(English synonyms, Chinese synonyms) for every concept of `terms.tsv`."""
    text = resources.files(__package__).joinpath("terms.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        (tuple(english.split("|")), tuple(chinese.split("|"))) for english, chinese in rows
    )


@lru_cache(maxsize=1)
def _english() -> dict[str, tuple[str, ...]]:
    """Stemmed English phrase -> words of its Chinese synonyms."""
    table: dict[str, tuple[str, ...]] = {}
    for english, chinese in pairs():
        translated = tuple(dict.fromkeys(w for term in chinese for w in words(term)))
        for phrase in english:
            key = " ".join(" ".join(words(part)) for part in phrase.split())
            key = " ".join(key.split())
            if key:
                table[key] = (*table.get(key, ()), *translated)
    return table


@lru_cache(maxsize=1)
def _chinese() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(Chinese term, words of its English synonyms), longest term first."""
    rows = [
        (term, tuple(dict.fromkeys(w for phrase in english for w in words(phrase))))
        for english, chinese in pairs()
        for term in chinese
        if len(term) > 1
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))
