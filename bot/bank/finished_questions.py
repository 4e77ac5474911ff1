"""Drafts -> questions with ids, and no two that read alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.bank.makers.asked import placed
from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.reading import owner_name
from bot.bank.points.point_draft import PointDraft
from bot.core.passage import Passage
from bot.core.question import (
    Bank,
    Point,
    Question,
    QuestionKind,
    Skipped,
    SkipReason,
    point_id,
    question_id,
)
from bot.notes.text import content_hash


def finished(
    candidate: CandidateQuestion,
    first: Passage,
    found: Sequence[tuple[Passage, PointDraft]],
    *,
    size: int,
) -> Question:
    """A question with its ids, difficulty and place.

    `first` is the section it is asked about, `found` are its points, each with its section; `size`
    counts the characters that are said.
    """
    passages = list(dict.fromkeys((first, *(passage for passage, _ in found))))
    sections = tuple(passage.section for passage in passages)
    # A section with several questions needs more than its name to tell them apart.
    own = question_id(sections, candidate.kind, candidate.text if candidate.span else "")
    points: dict[str, Point] = {}
    for passage, draft in found:
        name = point_id(own, draft.quote)
        points.setdefault(
            name,
            Point(
                id=name,
                section=passage.section,
                text=draft.text,
                quote=draft.quote,
                weight=draft.weight,
                kind=draft.kind,
                essential=draft.essential,
            ),
        )
    return Question(
        id=own,
        kind=candidate.kind,
        text=candidate.text,
        language=candidate.language,
        sections=sections,
        file=first.file,
        title=first.title,
        heading_path=first.heading_path,
        lines=first.lines,
        tags=tuple(dict.fromkeys(tag for passage in passages for tag in passage.tags)),
        difficulty=difficulty(
            candidate.kind, depth=len(first.heading_path), size=size, points=len(points)
        ),
        points=tuple(points.values()),
        contents=tuple(content_hash(passage.text) for passage in passages),
    )


_HARD = (
    QuestionKind.MECHANISM,
    QuestionKind.WHY,
    QuestionKind.TRADE_OFF,
    QuestionKind.COMPARISON,
    QuestionKind.SCENARIO,
)


def difficulty(kind: QuestionKind, *, depth: int, size: int, points: int) -> int:
    """1 to 3: deep in the outline, long, with many points, or asking for reasons is harder."""
    signs = (depth >= 3) + (size >= 250) + (size >= 600) + (points >= 5) + (kind in _HARD)
    return 1 if signs <= 1 else 2 if signs <= 2 else 3


def told_apart(bank: Bank) -> Bank:
    """Questions that read alike get the name of their note; failing that, the fullest one stays."""
    groups: dict[str, list[Question]] = {}
    for question in bank.questions:
        groups.setdefault(_squeezed(question.text), []).append(question)
    named: dict[str, Question] = {}
    repeated: list[Question] = []
    seen: set[str] = set()
    for group in groups.values():
        fullest = sorted(group, key=lambda one: (-len(one.points), bank.questions.index(one)))
        for question in fullest:
            text = question.text
            if any(_same_points(question, other) for other in fullest if other.id in named):
                repeated.append(question)
                continue
            if len(group) > 1:
                about = owner_name(question.title)
                if about and _squeezed(about) not in _squeezed(text):
                    text = placed(text, about, question.language)
            if _squeezed(text) in seen:
                repeated.append(question)
                continue
            seen.add(_squeezed(text))
            same = text == question.text
            named[question.id] = question if same else replace(question, text=text)
    kept = tuple(named[one.id] for one in bank.questions if one.id in named)
    again = tuple(
        Skipped(
            section=one.sections[0],
            file=one.file,
            heading_path=one.heading_path,
            lines=one.lines,
            reason=SkipReason.REPEATED,
        )
        for one in repeated
        if len(one.sections) == 1
    )
    return Bank(kept, (*bank.skipped, *again), bank.places)


def _same_points(a: Question, b: Question) -> bool:
    quotes = {point.quote for point in a.points}
    return len(quotes & {point.quote for point in b.points}) * 2 >= len(quotes)


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
