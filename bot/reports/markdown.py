"""A report as markdown. Pure."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from bot.core.score import Verdict
from bot.interview.view import PointView
from bot.language.statements import plain
from bot.reports.report import InterviewReport, Item, Scores
from bot.reports.words import WORDS


def as_markdown(report: InterviewReport, zone: tzinfo) -> str:
    """The report for reading and keeping; what notes and answers hold is text in it, not markup."""
    words = WORDS[report.language]
    ended = datetime.fromtimestamp(report.ended, zone)
    asked = words["asked"].format(asked=len(report.items), planned=report.planned)
    lines = [f"# {words['title']} {ended:%Y-%m-%d %H:%M}", "", asked, ""]
    lines += [f"- {line}" for line in score_lines(report.scores, words)] or [f"- {words['none']}"]
    if report.strongest:
        lines.append(f"- {words['strongest']}: {text(report.strongest)}")
        lines.append(f"- {words['weakest']}: {text(report.weakest)}")
    if report.read:
        few = "read" if len(report.read) == 3 else "read few"
        lines += ["", f"## {words[few]}", ""]
        for number, one in enumerate(report.read, 1):
            place = one.place
            at = words["lines"].format(first=place.lines[0], last=place.lines[1])
            lines.append(f"{number}. **{text(place.place)}** ({text(place.file)}, {at})")
            lines += [f"   - {words['lost']}: {text(missed)}" for missed in one.missed]
    if report.subjects:
        lines += ["", f"## {words['subjects']}", ""]
        lines += [f"| {words['subject']} | {words['graded']} | {words['estimated']} |"]
        lines += ["| --- | --- | --- |"]
        for row in report.subjects:
            lines.append(
                f"| {text(row.name)} | {figure(row.scores, 'graded')} "
                f"| {figure(row.scores, 'estimated')} |"
            )
    lines += ["", f"## {words['questions']}"]
    for item in report.items:
        lines += _item(item, words)
    return "\n".join(lines) + "\n"


def score_lines(scores: Scores, words: dict[str, str]) -> list[str]:
    """The mean scores, each with what it is of."""
    found = []
    for name, mean in (("graded", scores.graded), ("estimated", scores.estimated)):
        if mean:
            figures = words["mean"].format(score=mean.score, count=mean.count)
            found.append(f"{figures} · {words[name]}")
    return [*found, words["mixed"]] if scores.mixed else found


def figure(scores: Scores, kind: str) -> str:
    """A mean score and how many it is of; empty if there is none."""
    mean = scores.graded if kind == "graded" else scores.estimated
    return f"{mean.score:.0f} ({mean.count})" if mean else ""


def verdict_line(item: Item, words: dict[str, str]) -> str:
    """How a question ended and what its score is made of."""
    if item.outcome != "answered":
        return words[item.outcome]
    parts = [f"{words['score']} {item.score}"]
    if item.first != item.score:
        parts.append(words["first"].format(first=item.first))
    if item.cost:
        parts.append(words["cost"].format(cost=item.cost))
    if item.estimated:
        parts.append(words["estimated"])
    return " · ".join(parts)


def _item(item: Item, words: dict[str, str]) -> list[str]:
    heading = words["question"].format(number=item.number)
    lines = ["", f"### {heading}: {text(item.text)}", "", verdict_line(item, words), ""]
    lines += [row for point in item.essentials for row in _point(point, words)]
    if item.extras:
        lines += ["", f"{words['extras']}:", ""]
        lines += [row for point in item.extras for row in _point(point, words)]
    if item.beyond:
        lines.append(f"- {words['beyond']}: {text('; '.join(item.beyond))}")
    lines.append("")
    for entry in item.log:
        if entry.kind == "answer":
            lines += [f"> {words['answer']}: {text(entry.text)}", ""]
        elif entry.kind == "drill":
            lines += [f"> {words['drill']}: {text(entry.text)}", ""]
    if item.answer:
        gap = "" if item.language == "zh" else " "
        said = gap.join(
            text(words) + (f" \\[{n}\\]" if n else "") for words, n in item.numbered_answer
        )
        lines += [f"{words['model answer']}: {said}", ""]
    for number, place in enumerate(item.places, 1):
        at = words["lines"].format(first=place.lines[0], last=place.lines[1])
        sign = f"\\[{number}\\] " if item.answer else ""
        lines.append(f"{words['source']}: {sign}{text(place.place)} ({text(place.file)}, {at})")
    return lines


def text(words: str) -> str:
    """The words in one line, with nothing in them that is markup: no tags, images, links or
    emphasis."""
    flat = " ".join(words.split())
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]!#|~])", r"\\\1", flat)


def verdict_word(point: PointView, words: dict[str, str]) -> str:
    """What was made of a point; an extra that wasn't said is not missed."""
    if not point.essential and point.verdict is Verdict.MISSED:
        return words["not said"]
    return words[point.verdict]


def _point(point: PointView, words: dict[str, str]) -> list[str]:
    lines = [f"- {verdict_word(point, words)} · {text(point.text)}"]
    if point.quote:
        lines.append(f"  - {words['note']}: “{text(plain(point.quote))}”")
    if point.evidence:
        lines.append(f"  - {words['you']}: “{text(point.evidence)}”")
    if point.first is not point.verdict:
        change = words["drilled"].format(first=words[point.first], now=words[point.verdict])
        lines.append(f"  - {change}")
    return lines
