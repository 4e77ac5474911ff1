"""The report of an interview and the list of earlier ones, as HTML; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from html import escape

from bot.core.passage import Passage
from bot.interview.state import UNCOUNTED
from bot.reports.html import plot
from bot.reports.report import (
    InterviewReport,
    Item,
    Mean,
    ReportedSection,
    Scores,
    SectionToReread,
    Subject,
)
from bot.reports.words import WORDS
from bot.study.session import InterviewSummary
from bot.ui.interview.answer_view import model_answer, quotes_by_section
from bot.ui.interview.bad_view import BadOnes, bad_tools
from bot.ui.interview.grade_view import beyond, point
from bot.ui.interview.view import section
from bot.ui.shared.view import ReaderView

EARLIER = 8
"""Interviews in the list below the set-up."""

KINDS = ("md", "html", "apkg")


def report(
    made: InterviewReport,
    sections: Mapping[str, Passage],
    view: ReaderView,
    zone: tzinfo,
    stale: Collection[str] = (),
    bad: BadOnes | None = None,
) -> str:
    """The whole report; `sections` are those it was about, by key, as they were then, and `stale`
    the questions whose sections say something else today."""
    date = datetime.fromtimestamp(made.ended, zone).strftime("%Y-%m-%d %H:%M")
    line = view.say("iv_report_line", date=date, asked=len(made.items), planned=made.planned)
    dropped = sum(item.outcome == "bad" for item in made.items)
    if dropped:
        line += view.say("iv_report_bad", n=dropped)

    def each(item: Item) -> str:
        tools = bad_tools(bad, item.number, item.outcome, view)
        is_stale = item.question in stale
        is_open = bad is not None and item.number == bad.unfolded
        return _item(item, sections, view, tools, is_stale=is_stale, is_open=is_open)

    items = "".join(map(each, made.items))
    return (
        f'<article class="iv-report" aria-label="{_h(view, "iv_report")}">'
        f'<h2 tabindex="-1">{_h(view, "iv_report")}</h2><p class="facts">{escape(line)}</p>'
        f"{_means(made.scores, view)}{_extremes(made, view)}{_exports(made, view)}"
        f"{_plot(made, view)}{_subjects(made.subjects, view)}"
        f"{_readings(made.read, sections, view)}"
        f"<h3>{_h(view, 'iv_all')}</h3>{items}"
        f'<p class="iv-choices"><button type="button" class="chip" data-iv="setup">'
        f"{_h(view, 'iv_again')}</button></p></article>"
    )


def _means(scores: Scores, view: ReaderView) -> str:
    rows = [
        _mean(mean, key, view)
        for mean, key in ((scores.graded, "iv_by_model"), (scores.estimated, "iv_by_code"))
        if mean is not None
    ]
    if not rows:
        return f'<p class="iv-mean">{_h(view, "iv_nothing")}</p>'
    mixed = f'<p class="note">{_h(view, "iv_mixed")}</p>' if scores.mixed else ""
    return "".join(rows) + mixed


def _mean(mean: Mean, key: str, view: ReaderView) -> str:
    return (
        f'<p class="iv-mean"><strong>{_h(view, "iv_mean", score=round(mean.score))}</strong> '
        f'<span class="facts">{_h(view, key, n=mean.count)}</span></p>'
    )


def _extremes(made: InterviewReport, view: ReaderView) -> str:
    if not made.strongest:
        return ""
    return (
        f'<dl class="iv-extremes"><dt>{_h(view, "iv_strongest")}</dt>'
        f"<dd>{escape(made.strongest)}</dd><dt>{_h(view, 'iv_weakest')}</dt>"
        f"<dd>{escape(made.weakest)}</dd></dl>"
    )


def _exports(made: InterviewReport, view: ReaderView) -> str:
    buttons = "".join(
        f'<button type="button" class="tool" data-iv="export" data-kind="{kind}" '
        f'data-interview="{made.id}">{_h(view, f"iv_export_{kind}")}</button>'
        for kind in KINDS
    )
    label = f'<span class="facts">{_h(view, "iv_export")}</span>'
    return f'<p class="tools iv-exports">{label}{buttons}</p>'


def _plot(made: InterviewReport, view: ReaderView) -> str:
    if not made.counted:
        return ""
    drawn = plot(made.counted, WORDS[view.language])
    hatched = (
        f'<p class="note">{_h(view, "iv_hatched")}</p>'
        if any(item.estimated for item in made.counted)
        else ""
    )
    return f'<h3>{_h(view, "iv_over_time")}</h3><div class="iv-plot">{drawn}</div>{hatched}'


def _subjects(rows: Sequence[Subject], view: ReaderView) -> str:
    if not rows:
        return ""
    items = "".join(
        f'<li><span class="iv-name">{escape(row.name)}</span>{_bars(row.scores, view)}</li>'
        for row in rows
    )
    return f'<h3>{_h(view, "iv_by_subject")}</h3><ul class="iv-subjects">{items}</ul>'


def _bars(scores: Scores, view: ReaderView) -> str:
    """A bar for each kind of score; the words beside it say which."""
    kinds = (
        ("graded", scores.graded, "iv_by_model"),
        ("estimated", scores.estimated, "iv_by_code"),
    )
    return "".join(
        f'<span class="iv-bar-row"><span class="bar {kind}" aria-hidden="true">'
        f'<span style="width:{round(mean.score)}%"></span></span>'
        f'<span class="iv-figure">{round(mean.score)}</span>'
        f'<span class="facts">{_h(view, key, n=mean.count)}</span></span>'
        for kind, mean, key in kinds
        if mean is not None
    )


def _readings(
    rows: Sequence[SectionToReread], sections: Mapping[str, Passage], view: ReaderView
) -> str:
    if not rows:
        return ""
    items = "".join(
        f'<li><p class="place">{escape(row.place.place)}</p>'
        f'<p class="note">{_h(view, "iv_lost")}{escape(_listed(row.missed, view))}</p>'
        f"{_fold(row.place, sections, view)}</li>"
        for row in rows
    )
    return f'<h3>{_h(view, "iv_read")}</h3><ol class="iv-read">{items}</ol>'


def _listed(words: Sequence[str], view: ReaderView) -> str:
    return ("；" if view.language == "zh" else "; ").join(words)


def _fold(
    place: ReportedSection,
    sections: Mapping[str, Passage],
    view: ReaderView,
    quotes: Mapping[int, str] | None = None,
) -> str:
    passage = sections.get(place.section)
    if passage is None:
        return f'<p class="where">{escape(place.file)} · {escape(view.lines(place.lines))}</p>'
    return (
        f'<details class="iv-source"><summary>{_h(view, "iv_show_note")}</summary>'
        f"{section(passage, view, quotes)}</details>"
    )


def _item(
    item: Item,
    sections: Mapping[str, Passage],
    view: ReaderView,
    tools: str,
    *,
    is_stale: bool,
    is_open: bool,
) -> str:
    counts = item.outcome not in UNCOUNTED and bool(item.outcome == "answered" or item.points)
    guessed = item.estimated and item.outcome == "answered"  # that nothing was said is no guess
    key = "iv_points_estimated" if guessed else "iv_points"
    said = view.say(key, score=item.score) if counts else view.say(f"iv_{item.outcome}")
    if item.outcome != "answered" and counts:
        said = f"{view.say(f'iv_{item.outcome}')} · {said}"
    facts = []
    if counts and max(item.first - item.cost, 0) != item.score:
        facts.append(view.say("iv_first", first=item.first))
    if item.cost:
        facts.append(view.say("iv_cost", cost=item.cost))
    if item.estimated and counts:
        facts.append(view.say("iv_estimate"))
    answers = "".join(
        f'<div class="iv-said me"><p class="iv-who">{_h(view, "iv_you")}</p>'
        f'<p class="iv-words">{escape(text)}</p></div>'
        for text in item.answers
    )
    about = f'<p class="facts">{escape(" · ".join(facts))}</p>' if facts else ""
    points = "".join(point(row, view) for row in item.points)
    quotes = quotes_by_section(item.answer)
    folds = "".join(
        _fold(place, sections, view, quotes.get(place.section)) for place in item.places
    )
    return (
        f'<details class="iv-past"{" open" if is_open else ""}><summary>'
        f'<span class="iv-number">{_h(view, "iv_past", n=item.number)}</span> '
        f'<span class="iv-asked">{escape(item.text)}{_stale(view) if is_stale else ""}</span> '
        f'<span class="iv-result">{escape(said)}</span></summary>{answers}{about}'
        f'<ul class="iv-points">{points}</ul>{beyond(item.beyond, view)}'
        f"{model_answer(item.answer, view)}{folds}{tools}</details>"
    )


def _stale(view: ReaderView) -> str:
    return f' <span class="pg-badge stale">{_h(view, "progress_stale")}</span>'


def earlier(lines: Sequence[InterviewSummary], view: ReaderView, zone: tzinfo) -> str:
    """Interviews to go on with, and reports to look at, newest first."""
    if not lines:
        return (
            f'<section class="iv-earlier"><h3>{_h(view, "iv_earlier")}</h3>'
            f'<p class="note">{_h(view, "iv_no_earlier")}</p></section>'
        )
    running = [line for line in lines if line.ended is None]
    over = [line for line in lines if line.ended is not None]
    shown = [*running, *over][:EARLIER]
    more = f'<p class="note">{_h(view, "iv_more_earlier")}</p>' if len(lines) > len(shown) else ""
    items = "".join(_earlier(line, view, zone) for line in shown)
    return (
        f'<section class="iv-earlier"><h3>{_h(view, "iv_earlier")}</h3>'
        f'<ul class="iv-list">{items}</ul>{more}</section>'
    )


def _earlier(line: InterviewSummary, view: ReaderView, zone: tzinfo) -> str:
    date = datetime.fromtimestamp(line.started, zone).strftime("%Y-%m-%d %H:%M")
    facts = [view.say("iv_line", date=date, done=line.done, length=line.length)]
    if line.report:
        facts.append(scored(line.report.scores, view))
    gap = "、" if view.language == "zh" else ", "
    names = gap.join(line.subjects[:4]) + ("…" if len(line.subjects) > 4 else "")
    act = "iv_go_on" if line.ended is None else "iv_see_report"
    label = f"{view.say(act)}: {names}, {date}"
    return (
        f'<li class="{"running" if line.ended is None else "over"}"><div>'
        f'<p class="iv-name">{escape(names)}</p><p class="facts">{escape(" · ".join(facts))}</p>'
        f'</div><button type="button" class="chip" data-iv="open" data-interview="{line.id}" '
        f'aria-label="{escape(label)}">{_h(view, act)}</button></li>'
    )


def scored(scores: Scores, view: ReaderView) -> str:
    """Mean scores in a few words; an estimate is called one."""
    graded, estimated = (mean and round(mean.score) for mean in (scores.graded, scores.estimated))
    if graded is not None and estimated is not None:
        return view.say("progress_score_both", graded=graded, estimated=estimated)
    if graded is not None:
        return view.say("progress_score", score=graded)
    if estimated is not None:
        return view.say("progress_score_estimated", score=estimated)
    return view.say("progress_no_score")


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
