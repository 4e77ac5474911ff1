"""An answer against rubric points -> a grade. Pure: what reads meaning or judges is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.passage import Passage
from bot.core.question import Point
from bot.core.score import Verdict, score_points
from bot.grading import align, narrow_questions
from bot.grading.opposition import oppose
from bot.grading.opposition.same_words import same_words
from bot.grading.screen import Fault, screen
from bot.grading.verdict import JudgedPoint, Ruling, judge
from bot.language.splitting import Span, clauses
from bot.language.wording import shares, units, wording
from bot.notes.text import (
    folded,
)
from bot.search.text_vectors import Meaning
from bot.sentences import Message

BEYOND = 0.25
"""A clause of which the notes know less than this share of the words goes beyond them."""

LEAST_UNITS = 2
"""Words of a clause that must be its own for it to be named as going beyond the notes."""

Judge = Callable[[str, Sequence[JudgedPoint], str], Ruling]
"""(question, the code's verdicts, the graded part of the answer) -> verdicts that stand."""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What came of an answer."""

    score: int
    """0–100, from the points' verdicts and weights alone."""
    estimated: bool
    """True unless a trusted language model judged every point."""
    points: tuple[JudgedPoint, ...]
    beyond: tuple[str, ...] = ()
    """The candidate's words that the notes say nothing about: neither rewarded nor punished."""
    fault: Fault | None = None
    """Why nothing was graded; the score is then 0."""
    by_model: int = 0
    """Points whose verdict is a trusted language model's."""
    problem: Message | None = None
    """Why a trusted language model did not judge, or not all."""


@dataclass(frozen=True, kw_only=True)
class Grader:
    """Grades by code, and by `model` where there is a trusted one."""

    meaning: Meaning | None = None
    """Without it words alone are compared."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """How telling words are; unknown ones weigh 1."""
    model: Judge | None = None

    def grade(
        self,
        question: str,
        points: Sequence[Point],
        answer: str,
        sections: Sequence[Passage] = (),
        needed: float | None = None,
    ) -> Grade:
        """The grade of an answer. `sections` are what the points were made from: a contradiction
        is looked for in all they say. `needed` is the weight of a full answer, by default all."""
        question, answer = folded(question), folded(answer)
        sections = [replace(section, text=folded(section.text)) for section in sections]
        points = [point for point in points if point.enabled]
        texts = [point.text for point in points]
        same = same_words(question, points, sections, answer)
        noted = [span for span in same.points if span is not None]
        known = [section.text for section in sections]
        screened = screen(question, answer, texts, known, noted)
        if screened.fault is not None or not points:
            return self._not_graded(points, screened.fault)
        met = align.meet(question, texts, answer, screened.spans, self.weights, self.meaning)
        against = oppose.opposed(
            question, texts, sections, answer, screened.spans, self.meaning, same
        )
        if needed is not None:  # nobody chose the points: a name may be all that is asked for
            met = narrow_questions.named_too(
                met, question, points, sections, answer, screened.spans
            )
        judged = judge(points, met, against, answer, same.points)
        stood, problem = 0, None
        if self.model is not None:
            body = "\n".join(answer[start:end] for start, end in screened.spans)
            ruling = self.model(question, judged, body)
            judged, stood = list(ruling.judged), ruling.stood
            if stood < len(judged):
                problem = Message.of("grading_unjudged", stood=stood, points=len(judged))
        return Grade(
            score=score_points([(one.point, one.verdict) for one in judged], needed),
            estimated=stood < len(judged),
            by_model=stood,
            problem=problem,
            points=tuple(judged),
            beyond=tuple(beyond(question, points, sections, answer, screened.spans)),
        )

    @staticmethod
    def _not_graded(points: Sequence[Point], fault: Fault | None) -> Grade:
        judged = tuple(JudgedPoint(point=point, verdict=Verdict.MISSED) for point in points)
        return Grade(score=0, estimated=True, points=judged, fault=fault)


def beyond(
    question: str,
    points: Sequence[Point],
    sections: Sequence[Passage],
    answer: str,
    sentences: Sequence[Span],
) -> list[str]:
    """Clauses whose words neither the notes nor the question know."""
    known = wording(
        "\n".join([question, *(p.text for p in points), *(p.quote for p in points)])
        + "\n".join(f"{section.heading}\n{section.text}" for section in sections)
    )
    found: list[str] = []
    for sentence in sentences:
        for start, end in clauses(answer, sentence):
            clause = answer[start:end]
            if len(units(clause)) < LEAST_UNITS:
                continue
            if shares(clause, known, wording(""))[0] < BEYOND:
                found.append(clause)
    return found
