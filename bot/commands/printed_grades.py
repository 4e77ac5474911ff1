"""Grades and their figures as the command line prints them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.question import essential
from bot.core.score import Verdict
from bot.followup.remark import remarks
from bot.grading.notes_grading import Graded
from bot.sentences import english

SIGNS = {
    Verdict.HIT: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.MISSED: "✗",
    Verdict.CONTRADICTED: "⚠",
}


def grade_json(graded: Graded) -> dict[str, Any]:
    """The grade as `python -m bot grade --json` promises it."""
    grade = graded.grade
    said = remarks(graded.question, grade)
    return {
        "question": graded.question,
        "score": grade.score,
        "estimated": grade.estimated,
        "by_model": grade.by_model,
        "problem": english(grade.problem) if grade.problem else "",
        "points": [
            {
                "text": one.point.text,
                "quote": one.point.quote,
                "weight": one.point.weight,
                "essential": one.point.essential,
                "verdict": one.verdict.value,
                "evidence": one.evidence,
                "note": one.note,
            }
            for one in grade.points
        ],
        "beyond": list(grade.beyond),
        "fault": grade.fault.value if grade.fault else None,
        "remark": said.kind_words,
        "hint": said.hint,
        "drill": said.drill,
        "sections": [
            {
                "file": section.file,
                "heading_path": list(section.heading_path),
                "lines": list(section.lines),
            }
            for section in graded.sections
        ],
    }


def grade_text(graded: Graded) -> str:
    """The grade point by point, for a terminal."""
    grade = graded.grade
    remark = remarks(graded.question, grade)
    essentials = essential([one.point for one in grade.points])
    hits = sum(one.verdict is Verdict.HIT for one in grade.points if one.point in essentials)
    note = "  (estimate: no language model judged)" if grade.estimated else ""
    if grade.estimated and grade.by_model:
        note = (
            f"  (estimate: a language model judged {grade.by_model} of {len(grade.points)} points)"
        )
    lines = [f"{grade.score}  {hits} of {len(essentials)} points{note}"]
    for one in grade.points:
        extra = "" if one.point in essentials else "(extra) "
        lines.append(f"{SIGNS[one.verdict]} {one.verdict.value:12} {extra}{one.point.text}")
        if one.evidence:
            lines.append(f"    “{one.evidence}”")
        if one.note:
            lines.append(f"    notes: {one.note}")
    lines += [f"beyond the notes: {said}" for said in grade.beyond]
    problem = english(grade.problem) if grade.problem else ""
    lines += [said for said in (problem, remark.kind_words, remark.hint) if said]
    if remark.drill:
        lines.append(f"→ {remark.drill}")
    return "\n".join(lines)


def grading_table(figures: Mapping[str, Any]) -> str:
    """The figures of `eval --answers` in lines a person reads, one block a grader."""
    blocks: list[str] = []
    for name, own in figures["graders"].items():
        lines = [
            f"grader {name}: {own['n']} answers, Spearman {_figure(own['spearman'])}, "
            f"QWK {_figure(own['qwk'])}"
        ]
        if own["judged"] is not None:
            lines.append(f"{own['judged']:.0%} of the points judged by the model, the rest by code")
        lines.append(f"{'':10}{'n':>4}{'mean':>7}{'min':>5}{'max':>5}   as low  half  good")
        for label, row in own["by_label"].items():
            counts = own["confusion"][label]
            lines.append(
                f"{label:10}{row['n']:>4}{row['mean']:>7.1f}{row['min']:>5}{row['max']:>5}   "
                f"{counts['low']:>6}{counts['half']:>6}{counts['good']:>6}"
            )
        blocks.append("\n".join(lines))
    if figures["left_out"]:
        blocks.append(f"{figures['left_out']} answers left out: the index lacks their note.")
    return "\n\n".join(blocks)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
