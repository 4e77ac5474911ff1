"""Which question of today is the one that something is remembered of. Pure.

Sections move and are rewritten; the makers of questions change what they ask of a section that
stays as it is. Edits, mastery and all else that outlives a bank find their question here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.core.question import Bank, Question, QuestionKind, SectionPlace, question_id

ALIKE = 0.6
"""Likeness of two texts from which they ask the same, where only part of the sections is shared."""

Closeness = tuple[bool, bool, float]
"""Whether it is the very question, whether it is about the same sections, and how alike they are:
0–4, of which sections, text, quotes and kind make 1 each at most."""


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A question as something is remembered of it."""

    question: str
    """Its id at that time; of an own question its id for good."""
    kind: QuestionKind
    sections: tuple[str, ...]
    contents: tuple[str, ...]
    """Its `sections` and `contents` at that time."""
    text: str = ""
    """Empty where nobody knows how it was asked."""
    quotes: tuple[str, ...] = ()
    """What its points quoted; none where nobody knows."""


def remembered(question: Question) -> Remembered:
    """A question as it can be found again."""
    return Remembered(
        question=question.id,
        kind=question.kind,
        sections=question.sections,
        contents=question.contents,
        text=question.text,
        quotes=tuple(point.quote for point in question.points if point.quote),
    )


class Sections:
    """The sections of today, and where those of a memory are among them."""

    def __init__(self, bank: Bank, memories: Iterable[Remembered]) -> None:
        """`memories` are all that will be asked for: a place can belong to one of them only."""
        self.places: dict[str, SectionPlace] = {place.section: place for place in bank.places}
        by_content: dict[str, list[str]] = {}
        for place in bank.places:
            if place.content:
                by_content.setdefault(place.content, []).append(place.section)
        # Text that stands in several places says nothing about which of them moved.
        self._moved = {text: keys[0] for text, keys in by_content.items() if len(keys) == 1}
        self._taken = {
            self._moved[content]
            for memory in memories
            for key, content in zip(memory.sections, memory.contents, strict=True)
            if self._moved.get(content, key) != key
        }
        """Where text stands now that was known at another place."""

    def now(self, memory: Remembered) -> tuple[str, ...] | None:
        """Today's keys of a memory's sections; None if one is gone, its place taken by another."""
        found: list[str] = []
        for key, content in zip(memory.sections, memory.contents, strict=True):
            place = self.places.get(key)
            if place is not None and place.content == content:
                found.append(key)
            elif content in self._moved:
                found.append(self._moved[content])
            elif place is not None and key not in self._taken:
                found.append(key)
            else:
                return None
        return tuple(found)

    def is_stale(self, memory: Remembered, keys: Sequence[str]) -> bool:
        """Whether one of a memory's sections, which are these today, says something else now."""
        return any(
            self.places[key].content != content
            for key, content in zip(keys, memory.contents, strict=True)
        )


class Follower:
    """Finds the questions of today that something is remembered of."""

    def __init__(self, bank: Bank, memories: Iterable[Remembered]) -> None:
        """`memories` are all that will be asked for. No two of them share a question unless there
        is no other one about the same sections."""
        memories = tuple(memories)
        self.sections = Sections(bank, memories)
        self._questions = {question.id: question for question in bank.questions}
        self._found = _matched(self._groups(memories), bank.questions)

    def find(self, memory: Remembered) -> tuple[Question | None, bool]:
        """The question that is remembered, and whether its section says something else now."""
        keys = self.sections.now(memory)
        if keys is None:
            return None, False
        if memory.kind is QuestionKind.OWN:
            question = self._questions.get(memory.question)
        else:
            question = self._found.get((memory.question, keys))
        return question, question is not None and self.sections.is_stale(memory, keys)

    def _groups(self, memories: Iterable[Remembered]) -> dict[_Group, Remembered]:
        """Memories of one question as one: what some don't know of it the others may."""
        groups: dict[_Group, Remembered] = {}
        for memory in memories:
            keys = self.sections.now(memory)
            if keys is None or memory.kind is QuestionKind.OWN:
                continue
            known = groups.setdefault((memory.question, keys), memory)
            groups[memory.question, keys] = replace(
                known, text=known.text or memory.text, quotes=known.quotes or memory.quotes
            )
        return groups


_Group = tuple[str, tuple[str, ...]]
"""A remembered question: its id then, and its sections' keys today."""


def _matched(
    groups: Mapping[_Group, Remembered], questions: Sequence[Question]
) -> dict[_Group, Question]:
    """The question of today for each memory that has one, the closest pairs first."""
    pairs = sorted(_pairs(groups, questions), key=lambda pair: pair[0], reverse=True)
    found: dict[_Group, Question] = {}
    taken: set[str] = set()
    for _, group, question in pairs:
        if group not in found and question.id not in taken:
            found[group] = question
            taken.add(question.id)
    for (_, same_sections, _), group, question in pairs:
        if same_sections:
            found.setdefault(group, question)
    return found


def _pairs(
    groups: Mapping[_Group, Remembered], questions: Sequence[Question]
) -> Iterator[tuple[Closeness, _Group, Question]]:
    by_section: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.kind is not QuestionKind.OWN:
            for key in question.sections:
                by_section[key].append(question)
    for group, memory in groups.items():
        near = {one.id: one for key in group[1] for one in by_section.get(key, ())}
        for question in near.values():
            closeness = _closeness(memory, group[1], question)
            if closeness is not None:
                yield closeness, group, question


def _closeness(memory: Remembered, keys: tuple[str, ...], question: Question) -> Closeness | None:
    """How close a question that shares a section is to what is remembered; None: another one."""
    same_sections = question.sections == keys
    if question.id == question_id(keys, memory.kind):
        return True, same_sections, 4.0
    same_kind = question.kind is memory.kind
    text = likeness_of(memory.text, question.text)
    quoted = [point.quote for point in question.points]
    kept = [quote for quote in memory.quotes if any(_holds(quote, other) for other in quoted)]
    quotes = len(kept) / max(len(memory.quotes), 1)
    # The section was rewritten, or the makers changed, so that another kind of question, or one
    # over other sections beside it, is made of it.
    same_place = same_kind and question.sections[0] == keys[0]
    if not (same_sections or same_place or text >= ALIKE or quotes >= ALIKE):
        return None
    shared = len({*keys} & {*question.sections}) / len({*keys, *question.sections})
    return False, same_sections, shared + text + quotes + same_kind


def likeness_of(a: str, b: str) -> float:
    """How alike two texts are, 0–1; 1 too where one is a part of the other."""
    return 1.0 if _holds(a, b) else SequenceMatcher(None, a, b, autojunk=False).ratio()


def _holds(a: str, b: str) -> bool:
    """Whether one text is a part of the other, blanks left out."""
    a, b = "".join(a.split()), "".join(b.split())
    return bool(a and b) and (a in b or b in a)
