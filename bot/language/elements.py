"""A text -> what it says, element by element: characters, words, numbers, each with its place.
Pure.

What can change without changing what is said is levelled: case, width, markdown, punctuation,
plural and tense, contractions, Traditional characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from bot.language.polarity import PAIRS
from bot.language.splitting import Span
from bot.language.traditional import SIMPLIFIED
from bot.notes.text import (
    stem,
)

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_LIGHT_PHRASES = """
可以 能够 进行 使用 采用 利用 借助 通过 并且 而且 以及 所以 因此 一个 一种 就是 其实 这个 那个 这种
它们 来说 的话 那么 这样 也就是说 也就是 也会 它的
"""
_LIGHT_CHARACTERS = (
    "的了地得着个会能为给对把将用在就也都还则便而并且其它是于和与及跟这那该即呢吧啊嘛时里"
)
_LIGHT_ENGLISH = """
a an the is are was were be been being do does did has have had will would can could shall of in on
at to into for with about as that this these those it its they their them there here and but so
also such own very just which use used using s
"""
_CRITICAL_CHARACTERS = "不没无非未别莫勿否仅只唯若除假误错反异半几近约"
_CRITICAL_ENGLISH = """
not no never nor neither without unless except if only rarely hardly seldom barely almost nearly
wrong false half instead by other another most some few less more than or until
"""
# A word, a character, a number or a sign that counts: “C++” but not “。”.
_TOKEN = re.compile(
    rf"(?P<phrase>{'|'.join(sorted(_LIGHT_PHRASES.split(), key=len, reverse=True))})"
    rf"|(?P<han>{_HAN})|(?P<number>\d+(?:\.\d+)*)|(?P<word>(?:(?!{_HAN})[^\W\d_])+(?:\+\+|\#)?)"
    r"|(?P<sign>!=|[≠≤≥%]|(?<![-=<])>=?|<=?(?!-)|(?<![\w)\]-])-(?=\d))"
)
# A tag of HTML: “<br/>” but not “a < b”.
_TAG = re.compile(r"</?[a-z\uff41-\uff5a][a-z0-9\uff41-\uff5a\uff10-\uff19]*\s*/?>", re.IGNORECASE)
# Signs of a quote before a line: “> a” but not “a > b”.
_QUOTE_MARK = re.compile(r"^[ \t]*>+", re.MULTILINE)
# The comma of a large number: “1,000” but not “1,2”.
_THOUSANDS = re.compile(r"(?<=\d)[,_](?=\d{3}(?!\d))")
_SHORT = {"can't": "can not", "won't": "will not", "shan't": "shall not", "cannot": "can not"}
# Shortened words: “can't” but not “cant”.
_CONTRACTED = re.compile(
    r"\b(?:can['’]t|won['’]t|shan['’]t|cannot)\b|n['’]t\b|['’](?:re|ve|ll|d|m|s)\b", re.IGNORECASE
)

LIGHT = frozenset([*_LIGHT_PHRASES.split(), *_LIGHT_CHARACTERS, *map(stem, _LIGHT_ENGLISH.split())])
"""What may come, go or stand in for another of its kind without changing what is said."""

_OPPOSED = frozenset(
    part
    for pair in PAIRS
    for word in pair
    for part in (map(stem, re.findall(r"[a-z]+", word)) if word.isascii() else word)
)
DENYING = frozenset([*_CRITICAL_CHARACTERS, *map(stem, _CRITICAL_ENGLISH.split())]) - LIGHT
"""What takes back the clause that it stands in, or lets it hold at times only."""

CRITICAL = (DENYING | _OPPOSED) - LIGHT
"""What changes what is said where it is put in: denials, opposites, directions, conditions."""


@dataclass(frozen=True)
class Elements:
    """The elements of a text, in order."""

    words: tuple[str, ...]
    places: tuple[Span, ...]
    """Where each stands in the text."""

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """Where the elements from the first to the last stand, both included."""
        return self.places[first][0], self.places[last][1]


def weight(word: str) -> int:
    """How much an element says: 2 for a Latin word, 1 for a Chinese character, 0 for a light
    element."""
    if word in LIGHT:
        return 0
    return 2 if word.isascii() else 1


def weigh(words: Sequence[str]) -> int:
    """How much elements say together."""
    return sum(map(weight, words))


def is_critical(word: str) -> bool:
    """Whether an element that is put in changes what is said."""
    return word in CRITICAL or word[0].isdigit() or not word[0].isalnum()


@lru_cache(maxsize=8192)
def elements(text: str) -> Elements:
    """The elements of a text; punctuation and markdown are none."""
    level, places = _levelled(text)
    found: list[str] = []
    spans: list[Span] = []
    for match in _TOKEN.finditer(level):
        word = match.group()
        if match.lastgroup == "word":
            word = stem(word)
        found.append("!=" if word == "≠" else word)
        spans.append((places[match.start()], places[match.end() - 1] + 1))
    return Elements(tuple(found), tuple(spans))


def _levelled(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and for each of them its place in the text."""
    text_of = _blanked(text)
    letters: list[str] = []
    places: list[int] = []
    for at, own in enumerate(text_of):
        for letter in normalize("NFKC", own).lower():
            letters.append(SIMPLIFIED.get(letter, letter))
            places.append(at)
    level = "".join(letters)
    for match in reversed(list(_CONTRACTED.finditer(level))):
        own = match.group().replace("’", "'")
        long = _SHORT.get(own, " not" if own.startswith("n") else " ")
        start, end = match.span()
        level = level[:start] + long + level[end:]
        places[start:end] = [*([places[start]] * (len(long) - 1)), places[end - 1]]
    for match in reversed(list(_THOUSANDS.finditer(level))):
        level = level[: match.start()] + level[match.end() :]
        del places[match.start() : match.end()]
    return level, places


def _blanked(text: str) -> str:
    """With blanks in the place of tags and of the marks that begin quoted lines."""
    for pattern in (_TAG, _QUOTE_MARK):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text
