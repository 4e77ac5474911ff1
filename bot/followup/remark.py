"""What is said of an answer without any model: kind words, a hint, a question to drill. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.question import Language, Point, essential
from bot.core.score import Verdict
from bot.followup.aiming.target import outside, squeezed
from bot.followup.follow_up import Tone, line, topic
from bot.followup.lines import worded
from bot.grading.grade import Grade
from bot.grading.screen import Fault
from bot.grading.verdict import JudgedPoint

_FAULTS: dict[Language, dict[Fault, str]] = {
    "zh": {
        Fault.EMPTY: "这里还没有回答，写一两句你记得的就行。",
        Fault.UNKNOWN: "没关系，不知道就是今天最值得看的一节。",
        Fault.GIBBERISH: "这段没看懂，换几句完整的话再说一次吧。",
        Fault.REPEATED: "这是题目本身，试着用自己的话回答它。",
        Fault.ORDERS: "分数只看回答说到了哪些要点，写给评分的话不算。",
    },
    "en": {
        Fault.EMPTY: "There is no answer here yet. A sentence or two of what you remember will do.",
        Fault.UNKNOWN: "That's fine: it is the section most worth reading today.",
        Fault.GIBBERISH: "That could not be made out. Say it again in a few whole sentences.",
        Fault.REPEATED: "That is the question itself. Try to answer it in your own words.",
        Fault.ORDERS: "Only what an answer says counts; words to the grader don't.",
    },
}
_HINT = {"zh": "可以从这里想起：{names}。", "en": "You could start from: {names}."}
_TONES: tuple[tuple[Verdict, Tone], ...] = (
    (Verdict.CONTRADICTED, "opposed"),
    (Verdict.MISSED, "missed"),
    (Verdict.PARTIAL, "partial"),
)
MAX_NAMES = 3


@dataclass(frozen=True)
class Remarks:
    """What is said of a grade; each empty where there is nothing to say."""

    kind_words: str
    """For an answer that is none."""
    hint: str
    """Where to start, for an answer of which nothing was graded."""
    drill: str
    """A question aimed at what went worst."""


def remarks(question: str, grade: Grade) -> Remarks:
    """What is said of a grade of an answer to that question."""
    points = [one.point for one in grade.points]
    return Remarks(
        kind_words=kind_words(grade.fault, question) if grade.fault else "",
        hint=hint(question, points) if grade.fault else "",
        drill=drill(question, grade.points),
    )


def language_of(question: str) -> Language:
    """The language a remark is made in."""
    return "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"


def kind_words(fault: Fault, question: str) -> str:
    """A sentence for an answer that is none."""
    return _FAULTS[language_of(question)][fault]


def hint(question: str, points: Sequence[Point]) -> str:
    """Where to start: what the weightiest points are about, as far as the question doesn't say."""
    language = language_of(question)
    names: dict[str, str] = {}
    for point in sorted(points, key=lambda point: -point.weight):
        name = topic(point, question)
        if name and outside(name, question):
            names.setdefault(squeezed(name), name)
    chosen = list(names.values())[:MAX_NAMES]
    joined = ("、" if language == "zh" else ", ").join(chosen)
    return _HINT[language].format(names=joined) if chosen else ""


def drill(question: str, judged: Sequence[JudgedPoint]) -> str:
    """A question aimed at what went worst: a contradicted point, then a missed, then a partial one.

    It asks for what that point says without giving it away, and never for an extra. Empty where
    every essential is hit.
    """
    language = language_of(question)
    asked = essential([one.point for one in judged])
    for verdict, tone in _TONES:
        open_points = [one for one in judged if one.verdict is verdict and one.point in asked]
        if open_points:
            one = max(open_points, key=lambda one: one.point.weight)
            kind, slots = line(tone, one.point, question, language, one.evidence)
            return worded(kind, 0, language, slots)
    return ""
