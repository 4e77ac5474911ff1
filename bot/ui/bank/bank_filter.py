"""Which questions of the bank are shown, and which sections a search finds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.core.question import Bank, Question, QuestionKind, SectionPlace

Only = Literal["all", "own", "edited", "off", "stale"]
ONLY: tuple[Only, ...] = get_args(Only)
MAX_CHARS = 200
"""So many characters of a search are read; the rest is left out."""


@dataclass(frozen=True, kw_only=True)
class BankFilter:
    """What is looked for; all of it must hold. Empty texts leave nothing out."""

    words: str = ""
    tag: str = ""
    file: str = ""
    only: Only = "all"


def search_of(sent: Mapping[str, object]) -> BankFilter:
    """A search as a browser sent it."""
    only: Only = next((one for one in ONLY if one == sent.get("only")), "all")
    return BankFilter(
        words=str(sent.get("words") or "")[:MAX_CHARS],
        tag=str(sent.get("tag") or ""),
        file=str(sent.get("file") or ""),
        only=only,
    )


def found(bank: Bank, search: BankFilter, edited: Collection[str]) -> list[Question]:
    """The questions that a search finds: the user's own, then those of the notes, in their order.

    `edited` are the ids of those that the user has changed.
    """
    words = _words(search.words)
    rows = [
        one
        for one in bank.questions
        if (not search.tag or search.tag in one.tags)
        and (not search.file or search.file == one.file)
        and _is(one, search.only, edited)
        and (not words or _has(words, _text(one)))
    ]
    return sorted(rows, key=lambda one: one.kind is not QuestionKind.OWN)


def is_stale(question: Question) -> bool:
    """Whether something that the user changed may not hold any more."""
    return question.stale or any(point.stale for point in question.points)


def _is(question: Question, only: Only, edited: Collection[str]) -> bool:
    if only == "own":
        return question.kind is QuestionKind.OWN
    if only == "edited":
        return question.id in edited
    if only == "off":
        return not question.enabled
    return only == "all" or is_stale(question)


def tags(bank: Bank) -> dict[str, int]:
    """How many questions each tag has, the most first."""
    count = Counter(tag for one in bank.questions for tag in one.tags)
    return dict(sorted(count.items(), key=lambda row: (-row[1], row[0])))


def files(bank: Bank) -> dict[str, int]:
    """How many questions each note has, by its path."""
    return dict(sorted(Counter(one.file for one in bank.questions).items()))


def places(bank: Bank, words: str) -> list[SectionPlace]:
    """Sections whose heading, title or file has all of the words, those first whose own heading
    has them; none for no words."""
    wanted = _words(words[:MAX_CHARS])
    if not wanted:
        return []
    rows = [
        one
        for one in bank.places
        if _has(wanted, " ".join((one.title, *one.heading_path, one.file)).casefold())
    ]
    return sorted(rows, key=lambda one: not _has(wanted, _heading(one).casefold()))


def _heading(place: SectionPlace) -> str:
    return place.heading_path[-1] if place.heading_path else place.title


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _has(words: Iterable[str], text: str) -> bool:
    return all(word in text for word in words)


def _text(question: Question) -> str:
    points = (point.text for point in question.points)
    names = (question.title, *question.heading_path, question.file, *question.tags)
    return " ".join((question.text, *points, *names)).casefold()
