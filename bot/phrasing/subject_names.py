"""What a section is about, as its sentences name it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.language.grammar import chinese

# What stands in brackets: “（COW）” but not “（”.
_BRACKETS = re.compile(r"（([^（）]*)）|\(([^()]*)\)")
_DEFINED = r"""(?:（[^）]*）|\([^)]*\))?\s*(?:
    就?是(?:一[种个类套]|指|[^，]{2,40}的|为了)|[：:，]\s*(?:一[种个类套]|[^，。]{0,20}可以理解)|的(?:核心|目标|目的|思想|本质|全称)|指的?是|用于|用来|旨在
    |(?:is|are)\ (?:an?|the)\b|means\b|refers\ to\b)"""
_BEFORE = r"(?:^|[^\u4e00-\u9fff]|所谓的?|其中|一个|而)"


def names_of(subject: str) -> tuple[str, ...]:
    """What a text may call a subject: its name, and the one it has in brackets."""
    inner = [a or b for a, b in _BRACKETS.findall(subject)]
    names = [name.strip() for name in (_BRACKETS.sub("", subject), *inner)]
    return tuple(name for name in names if len(name) > 1 or chinese(name))


def speaks_of(text: str, names: Sequence[str]) -> bool:
    """Whether a text has one of the names in it, blanks aside; Latin ones as words."""
    return any(_pattern(name).search(text) for name in names)


def begins_with(text: str, names: Sequence[str]) -> bool:
    return any(_pattern(name).match(text) for name in names)


def defines(text: str, names: Sequence[str]) -> bool:
    """Whether a text says what the thing with these names is."""
    return any(_defining(name).search(text) for name in names)


@lru_cache(maxsize=512)
def _defining(name: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + _pattern(name).pattern + _DEFINED, re.IGNORECASE | re.VERBOSE)


@lru_cache(maxsize=512)
def _pattern(name: str) -> re.Pattern[str]:
    spelt = r"\s*".join(re.escape(char) for char in name if not char.isspace())
    before = r"(?<![A-Za-z0-9_])" if name[0].isascii() else ""
    after = r"(?![A-Za-z0-9_])" if name[-1].isascii() else ""
    return re.compile(before + spelt + after, re.IGNORECASE)
