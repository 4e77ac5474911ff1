"""Measures graders against answers that people have graded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BadInput
from bot.evaluation.answers import mean, read_lines
from bot.notes.section_name import SectionName
from bot.sentences import Message

Label = Literal["full", "partial", "wrong", "offtopic", "empty"]
ORDER: dict[Label, int] = {"full": 2, "partial": 1, "wrong": 0, "offtopic": 0, "empty": 0}
"""What an answer is worth: fluent and wrong is worth no more than nothing."""

BANDS = ("low", "half", "good")
HALF, GOOD = 30, 70
"""Scores from which an answer counts as half good, and as good."""


@dataclass(frozen=True)
class GradedAnswer:
    """One line of a file of answers: a candidate's words and what people made of them."""

    id: str
    question: str
    gold: tuple[SectionName, ...]
    answer: str
    label: Label


@dataclass(frozen=True)
class GraderMark:
    """What a grader makes of an answer."""

    score: int
    """0–100."""
    points: int = 0
    judged: int | None = None
    """Points of it whose verdict is a language model's; None for a grader without one, and for an
    answer that no grader reads."""


class _GoldLine(BaseModel):
    file: str
    heading: str


class _AnswerLine(BaseModel):
    """A line as files hold it; fields of others are left alone."""

    model_config = ConfigDict(str_strip_whitespace=True)

    question: Annotated[str, Field(min_length=1)]
    gold: Annotated[list[_GoldLine], Field(min_length=1)]
    answer: str
    label: Label


def read_answers(path: Path) -> list[GradedAnswer]:
    """Answers of a JSON-lines file. Raises BadInput naming the line that is wrong."""
    found: list[GradedAnswer] = []
    for number, raw in read_lines(path):
        try:
            line = _AnswerLine.model_validate(raw)
        except ValidationError as error:
            fault = error.errors()[0]
            name = ".".join(map(str, fault["loc"]))
            raise BadInput(
                "line_wrong",
                at=path,
                line=number,
                fault=Message.of("line_answer", field=name, why=fault["msg"]),
            ) from error
        found.append(
            GradedAnswer(
                id=str(raw.get("id", number)),
                question=line.question,
                gold=tuple(SectionName(gold.file, gold.heading) for gold in line.gold),
                answer=line.answer,
                label=line.label,
            )
        )
    if not found:
        raise BadInput("answers_none", at=path)
    return found


def measure(
    answers: Sequence[GradedAnswer],
    has: Callable[[str], bool],
    graders: dict[str, Callable[[GradedAnswer], GraderMark]],
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """The figures of every grader, a function from an answer to a mark.

    Answers whose first note `has` doesn't know are left out and counted. The figures of the last
    grader also stand at the top, by the names that `eval --json` promises.
    """
    known = [answer for answer in answers if has(answer.gold[0].file)]
    total = len(known) * len(graders)
    figures: dict[str, Any] = {}
    done = 0
    for name, grade in graders.items():
        marks: list[GraderMark] = []
        for answer in known:
            marks.append(grade(answer))
            done += 1
            on_done(done, total)
        own = agreement([answer.label for answer in known], [mark.score for mark in marks])
        figures[name] = {**own, "judged": judged_share(marks)}
    last = figures[list(graders)[-1]]
    return {
        "grader_spearman": last["spearman"],
        "grader_qwk": last["qwk"],
        "grader_mean_by_label": {label: row["mean"] for label, row in last["by_label"].items()},
        "graders": figures,
        "left_out": len(answers) - len(known),
    }


def judged_share(marks: Sequence[GraderMark]) -> float | None:
    """The share of all points that a language model judged; None where none was to judge."""
    read = [(mark.judged, mark.points) for mark in marks if mark.judged is not None]
    points = sum(count for _, count in read)
    return round(sum(judged for judged, _ in read) / points, 4) if points else None


def agreement(labels: Sequence[Label], scores: Sequence[int]) -> dict[str, Any]:
    """Measure how scores go with labels: rank correlation, weighted kappa, means and a table of
    bands."""
    by_label: dict[str, Any] = {}
    confusion: dict[str, dict[str, int]] = {}
    for label in ORDER:
        own = [score for score, given in zip(scores, labels, strict=True) if given == label]
        if own:
            by_label[label] = {
                "n": len(own),
                "mean": mean([float(s) for s in own]),
                "min": min(own),
                "max": max(own),
            }
            bands = [band(score) for score in own]
            confusion[label] = {name: bands.count(at) for at, name in enumerate(BANDS)}
    worth = [ORDER[label] for label in labels]
    return {
        "n": len(scores),
        "spearman": spearman(worth, scores),
        "qwk": weighted_kappa(worth, [band(score) for score in scores]),
        "by_label": by_label,
        "confusion": confusion,
    }


def band(score: int) -> int:
    """0 low, 1 half, 2 good."""
    return (score >= HALF) + (score >= GOOD)


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Correlation of ranks, ties by their mean rank; None where one side is all alike."""
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    from scipy.stats import spearmanr

    return round(float(spearmanr(first, second).statistic), 4)


def weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Cohen's kappa with quadratic weights; None without any disagreement to be expected."""
    if len({*first, *second}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    kinds = range(len(BANDS))
    return round(float(cohen_kappa_score(first, second, labels=kinds, weights="quadratic")), 4)
