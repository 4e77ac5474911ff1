"""The user's changes on top of a generated bank, kept while the notes change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.question import (
    Bank,
    Point,
    PointKind,
    Question,
    QuestionKind,
    SectionPlace,
    point_id,
    question_id,
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
    edits = sorted(edits, key=lambda edit: (not edit.own or bool(edit.point), edit.id))
    notes = _Notes(bank, edits)
    questions = {question.id: question for question in bank.questions}
    orphaned: list[Edit] = []
    for edit in edits:
        if edit.own and not edit.point:
            made = _own_question(edit, notes)
            if made is None:
                orphaned.append(edit)
            else:
                questions[made.id] = made
            continue
        question, stale = _target(edit, notes, questions)
        if question is None:
            orphaned.append(edit)
            continue
        changed = _with_point(question, edit, stale) if edit.point else _with(question, edit, stale)
        if changed is None:
            orphaned.append(edit)
        else:
            questions[question.id] = changed
    return Applied(replace(bank, questions=tuple(questions.values())), tuple(orphaned))


class _Notes:
    """The sections of today, and where those of an edit are among them."""

    def __init__(self, bank: Bank, edits: Iterable[Edit]) -> None:
        self.places: dict[str, SectionPlace] = {place.section: place for place in bank.places}
        by_content: dict[str, list[str]] = {}
        for place in bank.places:
            if place.content:
                by_content.setdefault(place.content, []).append(place.section)
        # Text that stands in several places says nothing about which of them moved.
        self._moved = {text: keys[0] for text, keys in by_content.items() if len(keys) == 1}
        self._taken = {
            self._moved[content]
            for edit in edits
            for key, content in zip(edit.sections, edit.contents, strict=True)
            if self._moved.get(content, key) != key
        }
        """Where text stands now that was known at another place."""

    def now(self, edit: Edit) -> tuple[str, ...] | None:
        """Today's keys of an edit's sections; None if one is gone, its place taken by another."""
        found: list[str] = []
        for key, content in zip(edit.sections, edit.contents, strict=True):
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

    def is_stale(self, edit: Edit, keys: Sequence[str]) -> bool:
        """Whether one of an edit's sections, which are these today, says something else now."""
        return any(
            self.places[key].content != content
            for key, content in zip(keys, edit.contents, strict=True)
        )


class Follower:
    """Finds the questions of today that something is remembered of."""

    def __init__(self, bank: Bank, memories: Iterable[Edit]) -> None:
        """`memories` are all that will be asked for: a place can belong to one of them only."""
        self._notes = _Notes(bank, memories)
        self._questions = {question.id: question for question in bank.questions}

    def find(self, memory: Edit) -> tuple[Question | None, bool]:
        """The question that is remembered, and whether its section says something else now."""
        return _target(memory, self._notes, self._questions)


def _target(
    edit: Edit, notes: _Notes, questions: Mapping[str, Question]
) -> tuple[Question | None, bool]:
    """The question of today that an edit is of, and whether it is stale."""
    keys = notes.now(edit)
    if keys is None:
        return None, False
    stale = notes.is_stale(edit, keys)
    found = questions.get(
        edit.question if edit.kind is QuestionKind.OWN else question_id(keys, edit.kind)
    )
    if found is not None:
        return found, stale
    # The section was rewritten so that another kind of question, or one over other sections beside
    # it, is made of it.
    same = [one for one in questions.values() if one.sections == keys]
    near = [
        one for one in questions.values() if one.sections[0] == keys[0] and one.kind == edit.kind
    ]
    found = next(iter((*same, *near)), None)
    return found, found is not None and stale


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


def _own_question(edit: Edit, notes: _Notes) -> Question | None:
    keys = notes.now(edit)
    if keys is None or edit.text is None:
        return None
    places = [notes.places[key] for key in keys]
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
        stale=notes.is_stale(edit, keys),
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
