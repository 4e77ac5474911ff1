"""The user's changes on top of a generated bank, kept while the notes change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.bank.edits.follow import Follower, Remembered, Sections
from bot.core.question import (
    Bank,
    Point,
    PointKind,
    Question,
    QuestionKind,
    point_id,
)

OWN_WEIGHT = 1.0
"""The weight of a point that the user wrote."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What the user changed about one question or one point, or a question of their own."""

    id: int = 0
    """The stored edit's number; 0 before it is stored."""
    question: str
    """The question's id at the time of the edit; of an own question its id for good."""
    point: str = ""
    """`Point.name`; empty if the edit is about the question itself."""
    sections: tuple[str, ...]
    contents: tuple[str, ...]
    """The question's `sections` and `contents` at the time of the edit."""
    kind: QuestionKind
    text: str | None = None
    """None leaves the generated text."""
    enabled: bool | None = None
    """None leaves it as generated."""
    own: bool = False
    """A question, or a point, that the user wrote."""
    points: tuple[str, ...] = ()
    """What a good answer to an own question says."""
    place: str = ""
    """Where it stood, for people to read: shown when its section is gone."""

    @property
    def remembered(self) -> Remembered:
        """The question that the edit is about."""
        return Remembered(
            question=self.question, kind=self.kind, sections=self.sections, contents=self.contents
        )


@dataclass(frozen=True)
class Applied:
    """A bank with the user's changes in it."""

    bank: Bank
    orphaned: tuple[Edit, ...] = ()
    """Edits whose section is gone, or whose question is no longer made of it. They are kept: the
    section may come back."""


def apply(bank: Bank, edits: Iterable[Edit]) -> Applied:
    """Put edits on a freshly generated bank.

    An edit finds its question where its sections moved by their content, else by id. What was
    edited is `stale` if one of its sections says something else now.
    """
    edits = sorted(edits, key=lambda edit: edit.id)
    memories = [edit.remembered for edit in edits]
    sections = Sections(bank, memories)
    questions = {question.id: question for question in bank.questions}
    orphaned: list[Edit] = []
    for edit in filter(_is_question, edits):
        made = _own_question(edit, sections)
        if made is None:
            orphaned.append(edit)
        else:
            questions[made.id] = made
    follower = Follower(replace(bank, questions=tuple(questions.values())), memories)
    for edit in edits:
        if _is_question(edit):
            continue
        found, stale = follower.find(edit.remembered)
        if found is None:
            orphaned.append(edit)
            continue
        question = questions[found.id]
        changed = _with_point(question, edit, stale) if edit.point else _with(question, edit, stale)
        if changed is None:
            orphaned.append(edit)
        else:
            questions[question.id] = changed
    return Applied(replace(bank, questions=tuple(questions.values())), tuple(orphaned))


def _is_question(edit: Edit) -> bool:
    return edit.own and not edit.point


def _with(question: Question, edit: Edit, stale: bool) -> Question:
    return replace(
        question,
        text=question.text if edit.text is None else edit.text,
        enabled=question.enabled if edit.enabled is None else edit.enabled,
        stale=question.stale or stale,
    )


def _with_point(question: Question, edit: Edit, stale: bool) -> Question | None:
    """The question with one point changed; a point that is no longer made stays with the user's
    words, without a quote. None if there is nothing left to keep."""
    points = list(question.points)
    at = next((i for i, point in enumerate(points) if point.name == edit.point), None)
    if at is not None:
        points[at] = replace(
            points[at],
            text=points[at].text if edit.text is None else edit.text,
            enabled=points[at].enabled if edit.enabled is None else edit.enabled,
            stale=stale,
        )
    elif edit.text is not None:
        points.append(
            Point(
                id=f"{question.id}-{edit.point}",
                section=question.sections[0],
                text=edit.text,
                quote="",
                weight=OWN_WEIGHT,
                kind=PointKind.OWN,
                enabled=edit.enabled is not False,
                stale=stale,
            )
        )
    else:
        return None
    return replace(question, points=tuple(points))


def _own_question(edit: Edit, sections: Sections) -> Question | None:
    memory = edit.remembered
    keys = sections.now(memory)
    if keys is None or edit.text is None:
        return None
    places = [sections.places[key] for key in keys]
    return Question(
        id=edit.question,
        kind=QuestionKind.OWN,
        text=edit.text,
        language=places[0].language,
        sections=keys,
        file=places[0].file,
        title=places[0].title,
        heading_path=places[0].heading_path,
        lines=places[0].lines,
        difficulty=2,
        points=own_points(edit.question, keys[0], edit.points),
        contents=tuple(place.content for place in places),
        tags=places[0].tags,
        enabled=edit.enabled is not False,
        stale=sections.is_stale(memory, keys),
    )


def own_points(question: str, section: str, texts: Sequence[str]) -> tuple[Point, ...]:
    """Points that the user wrote, each once, in order."""
    return tuple(
        Point(
            id=point_id(question, text),
            section=section,
            text=text,
            quote="",
            weight=OWN_WEIGHT,
            kind=PointKind.OWN,
        )
        for text in dict.fromkeys(texts)
    )
