"""The list of a reader's interviews, as HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape

from bot.bank.edits.since import changed_since
from bot.core.question import SectionPlace
from bot.reports.report import Scores
from bot.study.session import InterviewSummary
from bot.ui.shared.view import ReaderView

HISTORY = 8
"""Interviews that stand there unfolded."""

NAMES = 3
"""Subjects that an interview is named by."""


def history(
    lines: Sequence[InterviewSummary],
    zone: tzinfo,
    view: ReaderView,
    problem: str = "",
    places: Sequence[SectionPlace] | None = None,
) -> str:
    """Every interview, newest first; `problem` is what went wrong with one of them. Those whose
    notes say something else in `places`, the sections of today, are marked."""
    rows = [_interview(line, zone, view, _changed(line, places)) for line in lines]
    body = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    if not rows:
        body += f'<p class="note">{_h(view, "progress_no_history")}</p>'
    else:
        body += f'<ul class="pg-history">{"".join(rows[:HISTORY])}</ul>'
    if rows[HISTORY:]:
        more = f'<ul class="pg-history">{"".join(rows[HISTORY:])}</ul>'
        body += (
            f'<details class="pg-fold" data-fold="older"><summary>'
            f"{_h(view, 'progress_older', n=len(rows) - HISTORY)}</summary>{more}</details>"
        )
    if rows:
        body += f'<p class="note">{_h(view, "progress_remove_hint")}</p>'
    return (
        f'<section class="pg-past" aria-labelledby="pg-past">'
        f'<h2 id="pg-past">{_h(view, "progress_history")}</h2>{body}</section>'
    )


def _changed(line: InterviewSummary, places: Sequence[SectionPlace] | None) -> int:
    """How many questions that an interview asked are stale."""
    if places is None or line.report is None:
        return 0
    stale = changed_since(line.questions, places)
    return sum(item.question in stale for item in line.report.counted)


def _interview(line: InterviewSummary, zone: tzinfo, view: ReaderView, changed: int) -> str:
    when = f"{datetime.fromtimestamp(line.started, zone):%Y-%m-%d %H:%M}"
    sign, state = _state(line, view)
    names = view.say("progress_and").join(line.subjects[:NAMES])
    if len(line.subjects) > NAMES:
        names = view.say("progress_subjects", names=names, n=len(line.subjects))
    badge = note = ""
    if changed:
        note = view.say("progress_stale_badge", n=changed)
        badge = f' <span class="pg-badge stale">{escape(note)}</span>'
        note = f", {note}"
    named = _h(view, "progress_open", when=when, state=f"{state}{note}, {names}")
    return (
        f'<li class="pg-interview"><button type="button" class="pg-open" data-pg="open" '
        f'data-interview="{line.id}" aria-label="{named}">'
        f'<span class="pg-when">{when}</span>'
        f'<span class="pg-state"><i aria-hidden="true">{sign}</i> {escape(state)}{badge}</span>'
        f'<span class="pg-what" dir="auto">{escape(names)}</span></button>'
        f'<button type="button" class="tool delete" data-pg="remove" '
        f'data-interview="{line.id}" data-sure="{_h(view, "progress_remove_sure")}" '
        f'aria-label="{_h(view, "progress_remove_named", when=when)}">'
        f"{_h(view, 'progress_remove')}</button></li>"
    )


def _state(line: InterviewSummary, view: ReaderView) -> tuple[str, str]:
    """A sign and words for how an interview stands."""
    if line.ended is None:
        number = line.view.number if line.view else line.done
        return "◐", view.say("progress_running", number=number, length=line.length)
    scores = line.report.scores if line.report else Scores(graded=None, estimated=None)
    asked = view.say("progress_asked", done=line.done, length=line.length)
    if scores.graded and scores.estimated:
        pair = (round(scores.graded.score), round(scores.estimated.score))
        words = view.say("progress_score_both", graded=pair[0], estimated=pair[1])
    elif scores.graded:
        words = view.say("progress_score", score=round(scores.graded.score))
    elif scores.estimated:
        words = view.say("progress_score_estimated", score=round(scores.estimated.score))
    else:
        return "–", view.say("progress_no_score")
    return "✓", f"{words} · {asked}"


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
