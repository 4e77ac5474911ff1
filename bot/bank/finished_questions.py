"""Drafts -> questions with ids, and no two that read alike. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.bank.question_draft import QuestionDraft
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
from bot.phrasing import owners
from bot.phrasing.spelling import fixed


def finished(draft: QuestionDraft) -> Question:
    """A question with its ids, difficulty and place."""
    first = draft.parts[0].passage
    sections = tuple(part.passage.section for part in draft.parts)
    own = question_id(sections, draft.kind)
    points: dict[str, Point] = {}
    for part, found in draft.points:
        name = point_id(own, found.quote)
        points.setdefault(
            name,
            Point(
                id=name,
                section=part.passage.section,
                text=found.text,
                quote=found.quote,
                weight=found.weight,
                kind=found.kind,
                essential=found.essential,
            ),
        )
    tags = tuple(dict.fromkeys(tag for part in draft.parts for tag in part.passage.tags))
    return Question(
        id=own,
        kind=draft.kind,
        text=draft.text,
        language=draft.parts[0].language,
        sections=sections,
        file=first.file,
        title=first.title,
        heading_path=first.heading_path,
        lines=first.lines,
        tags=tags,
        difficulty=difficulty(
            draft.kind,
            depth=len(first.heading_path),
            size=sum(part.size for part in draft.parts),
            points=len(points),
        ),
        points=tuple(points.values()),
        contents=tuple(content_hash(part.passage.text) for part in draft.parts),
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
                about = owners.title_subject(question.title)
                if about and _squeezed(about) not in _squeezed(text) and question.language == "zh":
                    text = fixed(f"说到{about}，{text}")
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
