"""Sections and a question -> the points an answer to it is graded by. Pure.

For questions that aren't from the bank: the bank's points of the sections, and what else they
state, each weighed by how much it has to do with the question.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.bank.points.extract import candidates, points_of
from bot.core.passage import Passage
from bot.core.question import Point, PointKind, QuestionKind, point_id, question_id
from bot.grading.narrow_questions import is_narrow
from bot.language.statements import statements
from bot.language.wording import shares, wording
from bot.search.text_vectors import Meaning

MAX_POINTS = 16
"""What a section says beyond these is too far from the question to be asked for."""

MAIN_POINTS = 3.5
"""An answer of a few sentences is whole with the weight of three to four points: a question about a
long section asks for a part of it only, and leaves open for which."""

NARROW_POINTS = 1.5
"""The same for a question that wants to hear one name or number: one point has it, and which of two
is as near to the question is a guess."""

KNOWN = 0.6
"""Share of a statement's words that one of the points already says, from which it adds none."""

OTHER = 0.75
"""Weight of what the bank leaves out, as of a plain sentence."""

LEAST_CHARS, MOST_CHARS = 8, 160
"""How short and how long a statement may be that doesn't read alone."""

FOCUS, SLACK = 6.0, 0.05
"""A point whose cosine to the question is lower than the best one's by SLACK counts fully; for .1
more it weighs e^-.6 as much. What is nearest to a question often only says it again."""

WORD_FOCUS = 1.0
"""How much the share of the question's words weighs where nothing knows what texts mean."""


def points_for(
    question: str, sections: Sequence[Passage], meaning: Meaning | None = None
) -> list[Point]:
    """At most MAX_POINTS points of the sections, in their order, weighed for the question."""
    found = stated_points(sections)
    if not found:
        return []
    if meaning is None:
        asked = wording(question)
        near = [WORD_FOCUS * shares(point.text, asked, wording(""))[0] for point in found]
    else:
        vectors, _ = meaning.of([question, *(point.text for point in found)])
        cosines = vectors[1:] @ vectors[0]
        far = np.clip(cosines.max() - cosines - SLACK, 0, None)
        near = [-FOCUS * float(one) for one in far]
    top = max(near)
    weighed = [
        # The root: for a question that isn't the bank's, what is bold counts a little more only.
        replace(point, weight=round(math.sqrt(point.weight) * math.exp(own - top), 4))
        for point, own in zip(found, near, strict=True)
    ]
    ranked = sorted(weighed, key=lambda point: -point.weight)[:MAX_POINTS]
    kept = {point.id for point in ranked}
    return [point for point in weighed if point.id in kept]


def needed(points: Sequence[Point], question: str = "") -> float:
    """The weight that a full answer earns: that of the MAIN_POINTS heaviest points, or of
    NARROW_POINTS for a question that wants to hear one thing."""
    heaviest = sorted((point.weight for point in points), reverse=True)
    count = NARROW_POINTS if is_narrow(question) else MAIN_POINTS
    whole = int(count)
    return sum(heaviest[:whole]) + (count - whole) * sum(heaviest[whole : whole + 1])


def stated_points(sections: Sequence[Passage]) -> list[Point]:
    """The bank's points and what else each section states, by section."""
    found: dict[str, Point] = {}
    for section in sections:
        owner = question_id((section.section,), QuestionKind.OWN)

        def add(
            text: str,
            quote: str,
            weight: float,
            kind: PointKind,
            owner: str = owner,
            section: Passage = section,
        ) -> None:
            name = point_id(owner, quote)
            found.setdefault(
                name,
                Point(
                    id=name,
                    section=section.section,
                    text=text,
                    quote=quote,
                    weight=weight,
                    kind=kind,
                ),
            )

        said: list[str] = []

        def new(text: str, said: list[str] = said) -> bool:
            return all(shares(text, wording(one), wording(""))[0] < KNOWN for one in said)

        for made in points_of(section.text, "", section.heading):
            add(made.text, made.quote, made.weight, made.kind)
            said.append(made.text)
        for made in candidates(section.text, "", section.heading):
            if new(made.text):
                add(made.text, made.quote, OTHER, made.kind)
                said.append(made.text)
        for one in statements(section.text):
            if LEAST_CHARS <= len(one.plain) <= MOST_CHARS and new(one.plain):
                quote = section.text[one.start : one.end]
                add(one.plain, quote, OTHER, PointKind.SENTENCE)
                said.append(one.plain)
    return list(found.values())
