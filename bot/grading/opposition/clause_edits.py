"""A clause -> what it would say with its sides swapped, a word turned, a number changed. Pure.

If the notes speak for what a clause doesn't say rather than for what it says, it is wrong: a small
model that can't tell true from false can tell which of two like sentences is nearer to a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language.polarity import PAIRS, affirmed, denied, place, turned

MAX_EDITS = 12
# A number that is no part of a name: “30 秒” but not “Python3”.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?![A-Za-z0-9_]*[A-Za-z_])|(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?=\s*-?[A-Za-z%])"
)
# Where an English clause can be denied: “it is fast” but not “so fast”.
_ENGLISH = re.compile(
    r"\b(?P<verb>is|are|was|were|can|could|will|would|does|do|has|have|should|must|may)\b"
    r"|^(?:(?:the|a|an|and|but|so|all|each|every)\s+)*[A-Za-z]\w+(?=\s+\w+\s+\w)",
    re.IGNORECASE,
)
"""Where an English clause can be denied: at its auxiliary, else behind what it is about."""

# After a word that says when: “就” but not “不”.
_CONDITION = re.compile(r"[了后时]?(?:的话)?[就则]")
"""After a word that says when something holds: “失败就重试” says nothing against “成功就返回”."""


@dataclass(frozen=True)
class ClauseEdit:
    """A changed clause and what was changed."""

    text: str
    kind: str
    """`sides`, `opposite`, `negation` or `number`."""
    old: str = ""
    new: str = ""
    """The words that were changed, and what stands in their place; empty for a negation."""


def edits(
    clause: str, sides: Sequence[tuple[str, str]], numbers: Iterable[str] = ()
) -> list[ClauseEdit]:
    """The clause changed in one respect each, at most MAX_EDITS.

    `sides` are pairs of things that the notes tell apart, `numbers` those that the notes name.
    """
    found: dict[str, ClauseEdit] = {}
    for first, second in sides:
        text = swapped(clause, first, second)
        found.setdefault(text, ClauseEdit(text, "sides", *_as_said(clause, first, second)))
    for edit in [*_turned(clause), *_denied(clause), *_counted(clause, numbers)]:
        found.setdefault(edit.text, edit)
    found.pop(clause, None)
    return list(found.values())[:MAX_EDITS]


def _as_said(clause: str, first: str, second: str) -> tuple[str, str]:
    """(the name that the clause has first, the other)."""
    low = clause.lower()
    at, other = low.find(first.lower()), low.find(second.lower())
    return (second, first) if at < 0 or 0 <= other < at else (first, second)


def swapped(clause: str, first: str, second: str) -> str:
    """The clause with each of two names in the other's place."""
    names = sorted((first, second), key=len, reverse=True)
    # A Latin name doesn't end inside a longer one: no id_rsa in id_rsa.pub.
    pattern = "|".join(
        rf"(?<![A-Za-z0-9_.-]){re.escape(n)}(?![A-Za-z0-9_-]|\.[A-Za-z])"
        if n.isascii()
        else re.escape(n)
        for n in names
    )
    return re.sub(
        pattern,
        lambda match: second if match.group().lower() == first.lower() else first,
        clause,
        flags=re.IGNORECASE,
    )


def _turned(clause: str) -> Iterator[ClauseEdit]:
    for pair in PAIRS:
        for word, other in (pair, pair[::-1]):
            text = turned(clause, word, other)
            if text != clause and not _CONDITION.match(clause, place(clause, word) + len(word)):
                yield ClauseEdit(text, "opposite", word, other)


def _denied(clause: str) -> list[ClauseEdit]:
    made = affirmed(clause)
    english = _ENGLISH.search(clause)
    if not made and clause.isascii() and english:
        verb = f" {english[0]} not" if english["verb"] else f" {english[0]} do not"
        made = [clause[: english.start()] + verb.lstrip() + clause[english.end() :]]
    return [ClauseEdit(text, "negation") for text in made or denied(clause)[:1]]


def _counted(clause: str, numbers: Iterable[str]) -> list[ClauseEdit]:
    made: list[ClauseEdit] = []
    for match in _NUMBER.finditer(clause):
        for other in numbers:
            if other != match.group():
                text = clause[: match.start()] + other + clause[match.end() :]
                made.append(ClauseEdit(text, "number", match.group(), other))
    return made


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, each once."""
    return list(dict.fromkeys(_NUMBER.findall(text)))
