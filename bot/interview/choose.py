"""Which questions an interview asks, and in which order. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from bot.core.question import Question
from bot.interview.state import MAX_LENGTH, Known, Setup

WEAK = 60
"""Below this score a question counts as weak."""


def subjects(question: Question) -> tuple[str, ...]:
    """What a question is counted under: its tags, or the title of its note where it has none."""
    return question.tags or (question.title,)


def askable(questions: Iterable[Question], setup: Setup) -> list[Question]:
    """The questions that can be asked, and that the set-up asks for."""
    usable = [one for one in questions if one.enabled and one.asked]
    if setup.questions:
        by_id = {one.id: one for one in usable}
        return [by_id[name] for name in dict.fromkeys(setup.questions) if name in by_id]
    if not setup.tags and not setup.files:
        return usable
    tags, files = set(setup.tags), set(setup.files)
    return [one for one in usable if one.file in files or tags.intersection(subjects(one))]


def meant(typed: Sequence[str], names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names that the typed ones mean, and the typed ones that mean none.

    A typed name means the name that is spelt so. If there is none, it means all that differ from it
    only in case and width; if there are none, all that hold every word of it.
    """
    known = {name: _plain(name) for name in names}
    found: dict[str, None] = {}
    unknown = []
    for words in typed:
        plain = _plain(words)
        same = [name for name, other in known.items() if other == plain]
        parts = plain.split()
        like = [name for name, other in known.items() if all(part in other for part in parts)]
        rows = [words] if words in known else same or (like if parts else [])
        found.update(dict.fromkeys(rows))
        if not rows:
            unknown.append(words)
    return tuple(found), tuple(unknown)


def _plain(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def choose(questions: Sequence[Question], setup: Setup, known: Known) -> list[Question]:
    """At most `setup.length` questions, none twice; of a review at most MAX_LENGTH, the first.

    Due ones come first, longest due first of all; then weak or changed ones, then those never
    asked, then the rest. Within each of these they are spread over the chosen tags and files, or
    over all subjects. The same seed gives the same choice.
    """
    found = askable(questions, setup)
    if setup.questions:
        return found[:MAX_LENGTH]
    order = random.Random(setup.seed)
    shuffled = sorted(found, key=lambda one: one.id)
    order.shuffle(shuffled)
    tiers: list[list[Question]] = [[], [], [], []]
    for one in shuffled:
        tiers[_tier(one, setup, known)].append(one)
    tiers[0].sort(key=lambda one: known.due.get(one.id, 0.0))
    chosen: list[Question] = []
    spread = _Spread(setup)
    for tier in tiers:
        while tier and len(chosen) < setup.length:
            best = min(range(len(tier)), key=lambda at: (spread.crowd(tier[at]), at))
            chosen.append(tier.pop(best))
            spread.add(chosen[-1])
    return chosen


def _tier(question: Question, setup: Setup, known: Known) -> int:
    if setup.due_first and question.id in known.due:
        return 0
    score = known.scores.get(question.id)
    if score is None:
        return 2
    return 1 if score < WEAK or question.id in known.stale else 3


class _Spread:
    """How often each subject and section has been chosen."""

    def __init__(self, setup: Setup) -> None:
        self._wanted = {*setup.tags, *setup.files}
        self._groups: Counter[str] = Counter()
        self._sections: Counter[str] = Counter()
        self._last: frozenset[str] = frozenset()

    def _of(self, question: Question) -> frozenset[str]:
        own = {*subjects(question), question.file}
        return frozenset(own & self._wanted or {question.file})

    def crowd(self, question: Question) -> tuple[int, int, int]:
        """How much a question would repeat; fewer come first."""
        groups = self._of(question)
        return (
            sum(self._sections[key] for key in question.sections),
            min(self._groups[name] for name in groups),
            len(groups & self._last),
        )

    def add(self, question: Question) -> None:
        self._last = self._of(question)
        self._groups.update(self._last)
        self._sections.update(question.sections)
