"""Whole sections of notes -> the question bank. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.bank.finished_questions import finished, told_apart
from bot.bank.gate.judge import Judgement, asked
from bot.bank.makers.cues import Cues
from bot.bank.makers.reading import SectionReading
from bot.bank.points.extract import points_of
from bot.bank.points.point_draft import PointDraft
from bot.bank.skipped_sections import why_nothing
from bot.core.passage import Passage
from bot.core.question import (
    ENOUGH_POINTS,
    ENOUGH_POINTS_ASKED,
    MAX_POINTS,
    Bank,
    Question,
    QuestionKind,
    SectionPlace,
    Skipped,
    SkipReason,
)
from bot.notes.text import content_hash

MAX_PAIRS = 8
"""Questions of one section whose answers stand in it one by one."""


def build(passages: Iterable[Passage]) -> Bank:
    """Questions for all sections that can be asked about, in order, and the others with a reason.

    Each passage is a whole section; those of one note come together and in its order. The same
    passages give the same bank.
    """
    return joined(of_note(note) for note in by_note(passages))


def by_note(passages: Iterable[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Passages that come together, note by note."""
    for _, group in groupby(passages, key=lambda passage: passage.file):
        yield tuple(group)


def of_note(passages: Sequence[Passage]) -> Bank:
    """What one note has to ask, whatever the others ask; nearly all the work of `build`."""
    sections = [SectionReading(p.heading_path, p.title, p.text) for p in passages]
    below = [_answers_below(passages, sections, at) for at in range(len(passages))]
    whole = [
        _with_below(section, own) if own else section
        for section, own in zip(sections, below, strict=True)
    ]
    able = asked(whole)
    found: dict[str, list[Question]] = {}
    taken: set[str] = set()
    parts: set[str] = set()
    # What is answered below comes first: its answers are no questions of their own.
    order = sorted(range(len(passages)), key=lambda at: (not below[at], at))
    for at in order:
        if passages[at].section not in parts:
            own = _questions(passages[at], whole[at], able[at], below[at], taken)
            found[passages[at].section] = own
            taken.update(squeezed(question.text) for question in own)
            parts.update(key for question in own for key in question.sections[1:])
    skipped = [
        _skipped(
            passage,
            SkipReason.PART if passage.section in parts else why_nothing(passage, section, own),
        )
        for passage, section, own in zip(passages, sections, able, strict=True)
        if not found.get(passage.section)
    ]
    return Bank(
        tuple(one for passage in passages for one in found.get(passage.section, ())),
        tuple(skipped),
        tuple(map(_place, passages, sections)),
    )


def joined(notes: Iterable[Bank]) -> Bank:
    """The banks of single notes as one, in which no two questions read alike."""
    questions: dict[str, Question] = {}
    skipped: list[Skipped] = []
    places: list[SectionPlace] = []
    for note in notes:
        for question in note.questions:
            questions.setdefault(question.id, question)
        skipped.extend(note.skipped)
        places.extend(note.places)
    return told_apart(Bank(tuple(questions.values()), tuple(skipped), tuple(places)))


def squeezed(text: str) -> str:
    """What two questions that read alike have in common."""
    return re.sub(r"\W", "", text).lower()


def _questions(
    passage: Passage,
    section: SectionReading,
    able: Sequence[Judgement],
    below: Sequence[Passage],
    taken: set[str],
) -> list[Question]:
    """The best question of a section that its points can be graded by; or those of its pairs."""
    pairs: dict[tuple[int, int], Judgement] = {}
    for one in able:
        if one.candidate.span and squeezed(one.candidate.text) not in taken:
            pairs.setdefault(one.candidate.span, one)
    found = [
        question
        for span, one in sorted(pairs.items())[:MAX_PAIRS]
        if (question := _graded(one, passage, section, ()))
    ]
    if found:
        return found
    for one in able:
        if one.candidate.span or squeezed(one.candidate.text) in taken:
            continue
        if question := _graded(one, passage, section, below):
            return [question]
    return []


def _graded(
    one: Judgement, passage: Passage, section: SectionReading, below: Sequence[Passage]
) -> Question | None:
    """A candidate with its points; None if they are too few to tell a half answer from a whole."""
    candidate = one.candidate
    start, end = candidate.span or (0, len(passage.text))
    subject = "" if candidate.by_author else candidate.subject
    points = [
        (passage, point) for point in points_of(passage.text[start:end], subject, section.heading)
    ]
    whole = candidate.by_author or _said_in_one(one, section)
    least = ENOUGH_POINTS_ASKED if whole else ENOUGH_POINTS
    if below and len(points) < ENOUGH_POINTS:
        points += _points_below(below, MAX_POINTS - len(points))
    if len(points) < least:
        return None
    return finished(candidate, passage, points, size=len(section.body.text))


def _said_in_one(one: Judgement, section: SectionReading) -> bool:
    """Whether one statement may be the whole answer: what a defined thing is, a reason."""
    candidate = one.candidate
    if candidate.kind is QuestionKind.OVERVIEW or one.good - one.shameful < _SURE:
        return False
    return candidate.kind is not QuestionKind.DEFINITION or Cues(section).defines(candidate.subject)


_SURE = 0.2
"""How much likelier a question has to be good than shameful for one statement to answer it."""


def _points_below(below: Sequence[Passage], room: int) -> list[tuple[Passage, PointDraft]]:
    """The best points of the sections that answer a heading, each in turn."""
    each = max(1, room // len(below))
    found = [(one, point) for one in below for point in points_of(one.text, "", one.heading)[:each]]
    return found[:room]


def _answers_below(
    passages: Sequence[Passage], sections: Sequence[SectionReading], at: int
) -> list[Passage]:
    """The sections right below a heading that asks and says nothing itself: under bold lines."""
    path = passages[at].heading_path
    if not path or not sections[at].heading_asks or sections[at].body.says_something:
        return []
    return [
        passage
        for passage, section in zip(passages[at + 1 :], sections[at + 1 :], strict=True)
        if passage.heading_path[:-1] == path and section.is_label
    ]


def _with_below(section: SectionReading, below: Sequence[Passage]) -> SectionReading:
    """A heading with what stands below it, as one section."""
    text = "\n\n".join((section.markdown.rstrip(), *(passage.text for passage in below)))
    return SectionReading(section.heading_path, section.title, text)


def _place(passage: Passage, section: SectionReading) -> SectionPlace:
    return SectionPlace(
        section=passage.section,
        file=passage.file,
        title=passage.title,
        heading_path=passage.heading_path,
        lines=passage.lines,
        language=section.language,
        content=content_hash(passage.text),
        tags=passage.tags,
    )


def _skipped(passage: Passage, reason: SkipReason) -> Skipped:
    return Skipped(
        section=passage.section,
        file=passage.file,
        heading_path=passage.heading_path,
        lines=passage.lines,
        reason=reason,
    )
