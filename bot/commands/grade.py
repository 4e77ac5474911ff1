"""`python -m bot grade` and `eval --answers`, their arguments read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.printed_grades import grade_json, grade_text, grading_table
from bot.errors import BadInput
from bot.evaluation.grades import GradedAnswer, GraderMark, measure, read_answers
from bot.machine import (
    ProgressBars,
)
from bot.notes.section_name import SectionName

if TYPE_CHECKING:
    from bot.app import App


def grade(app: App, args: argparse.Namespace) -> str:
    """The grade of one answer, as JSON or for a terminal."""
    if args.heading and not args.file:
        raise BadInput("heading_alone")
    app.demand_llm()
    places = [SectionName(args.file, args.heading or "")] if args.file else []
    graded = app.grading().grade(args.question, args.answer, places)
    return json.dumps(grade_json(graded), ensure_ascii=False) if args.json else grade_text(graded)


def eval_answers(app: App, path: Path) -> dict[str, Any]:
    """The figures of grading by code, and by the language model where one is trusted to judge."""
    answers = read_answers(path)
    grading = app.grading()

    def by(judge: bool) -> Callable[[GradedAnswer], GraderMark]:
        def mark(one: GradedAnswer) -> GraderMark:
            grade = grading.grade(one.question, one.answer, one.gold, judge).grade
            read = judge and grade.fault is None
            return GraderMark(grade.score, len(grade.points), grade.by_model if read else None)

        return mark

    graders = {"code": by(False)}
    if grading.judged:
        graders[app.settings.llm] = by(True)
    with ProgressBars() as bars:
        return measure(
            answers, grading.has, graders, lambda done, total: bars("grade", done, total)
        )


def shown(figures: dict[str, Any], as_json: bool) -> str:
    """The figures as JSON or for a terminal."""
    return json.dumps(figures, ensure_ascii=False) if as_json else grading_table(figures)
