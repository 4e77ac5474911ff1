"""The progress of one reader, as HTML. Pure.

Every string from a note, a tag or a question goes through `html.escape`. What is folded or asked
about twice in the browser stands in progress.js.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape

from bot.core.passage import place_in_words
from bot.core.question import SectionPlace
from bot.interview.state import MAX_LENGTH
from bot.progress.mastery import Mastery
from bot.progress.standing import Followed
from bot.reports.report import Scores
from bot.sentences import Message
from bot.study.learning_progress import Glance, Overview
from bot.study.session import InterviewSummary
from bot.ui.progress.days_view import days
from bot.ui.progress.history_view import history
from bot.ui.shared.view import ReaderView

SUBJECTS, LISTED = 8, 20
"""How many subjects stand there unfolded, and how many questions are drawn."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is known of a reader's progress at one moment."""

    glance: Glance
    overview: Overview | None = None
    """None while the notes are being read, or can't be."""
    lines: tuple[InterviewSummary, ...] = ()
    places: tuple[SectionPlace, ...] | None = None
    """The sections of today; None while the notes are being read, or can't be."""
    zone: tzinfo
    unread: str = ""
    """Why the notes can't be read, in words."""
    problem: str = ""
    """What went wrong with an interview of the list."""
    carried: Message | None = None
    """What was carried over to another bank, until the reader has put it away."""


@dataclass(frozen=True)
class ProgressShown:
    """What stands in the tab, and what its label is told by progress.js."""

    html: str
    badge: str


def render(picture: Picture, view: ReaderView) -> ProgressShown:
    """The whole tab as HTML, and what its label is told."""
    glance, overview = picture.glance, picture.overview
    count: int | None = len(overview.due.questions) if overview else None
    if count is None and not glance.due_at_most:
        count = 0
    body = _full(picture, view) if glance.answered or picture.lines else _empty(view)
    return ProgressShown(
        f'<div class="pg-all">{_carried(picture.carried, view)}{body}</div>', badge(count, view)
    )


def badge(count: int | None, view: ReaderView) -> str:
    """The number of due questions for the tab's label. With None, which means that nobody knows,
    the label keeps the number it had."""
    if count is None:
        return '<span class="due-badge"></span>'
    label = _h(view, "progress_tab", n=count)
    return f'<span class="due-badge" data-due="{count}" data-label="{label}"></span>'


def broken(words: str, view: ReaderView) -> ProgressShown:
    """When nothing can be shown."""
    said = f'<p class="problem" role="alert">{escape(words)}</p>'
    return ProgressShown(f'<div class="pg-all">{said}</div>', badge(None, view))


def _carried(told: Message | None, view: ReaderView) -> str:
    if told is None:
        return ""
    return (
        f'<p class="pg-carried" role="status"><span>{escape(view.told(told))}</span>'
        f'<button type="button" class="tool" data-pg="read">'
        f"{_h(view, 'progress_carried_read')}</button></p>"
    )


def _full(picture: Picture, view: ReaderView) -> str:
    overview = picture.overview
    left = _due(picture, view)
    if overview is not None:
        left += _stale(overview, view)
    if not picture.unread:
        left += _mastery(overview, view)
    right = days(picture.glance, view)
    right += history(picture.lines, picture.zone, view, picture.problem, picture.places)
    return f'<div class="pg-side">{left}</div><div class="pg-side">{right}</div>'


def _empty(view: ReaderView) -> str:
    items = "".join(
        f"<li>{escape(words)}</li>" for words in view.say("progress_empty_list").split("|")
    )
    return (
        f'<section class="pg-empty"><p class="what">{_h(view, "progress_empty")}</p>'
        f"<ul>{items}</ul>"
        f'<p><button type="button" class="pg-main" data-pg="go">'
        f"{_h(view, 'progress_to_interview')}</button></p></section>"
    )


# -- due ------------------------------------------------------------------------------------------


def _due(picture: Picture, view: ReaderView) -> str:
    glance, overview = picture.glance, picture.overview
    facts: list[str] = []
    button = body = ""
    if overview is None:
        title = _h(view, "progress_due_unknown" if glance.due_at_most else "progress_none_due")
        if picture.unread:
            body = f'<p class="problem" role="alert">{escape(picture.unread)}</p>'
        else:
            body = f'<p class="note doing" role="status">{_h(view, "progress_reading")}</p>'
    elif overview.due.questions:
        due = overview.due
        title = _h(view, "progress_due", n=len(due.questions))
        facts.append(view.say("progress_minutes", n=due.minutes))
        first = due.questions[:MAX_LENGTH]
        ids = " ".join(one.question.id for one in first)
        start = "progress_start"
        if len(first) < len(due.questions):
            start = "progress_start_first"
            facts.append(view.say("progress_first", n=len(first)))
        button = (
            f'<button type="button" class="pg-main" data-pg="review" data-questions="{ids}">'
            f"{_h(view, start, n=len(first))}</button>"
        )
        body = _fold(
            "due", _h(view, "progress_which", n=len(due.questions)), _list(due.questions, view)
        )
    else:
        title = _h(view, "progress_none_due")
        if overview.next_due is not None:
            facts.append(view.say("progress_next", when=_when(overview, view)))
    if glance.streak:
        facts.append(view.say("progress_streak", n=glance.streak))
    facts.append(view.say("progress_answered", n=glance.answered))
    return (
        f'<section class="pg-due" aria-labelledby="pg-due"><div class="pg-head">'
        f'<div><h2 id="pg-due">{title}</h2>'
        f'<p class="facts">{escape(" · ".join(facts))}</p></div>{button}</div>{body}</section>'
    )


def _when(overview: Overview, view: ReaderView) -> str:
    assert overview.next_due is not None
    ahead = (overview.next_due - overview.days[-1].day).days
    return view.say("progress_tomorrow") if ahead <= 1 else view.say("progress_in_days", n=ahead)


def _list(questions: Sequence[Followed], view: ReaderView, *, again: bool = False) -> str:
    items = "".join(_question(one, view, again) for one in questions[:LISTED])
    return f'<ul class="pg-questions">{items}</ul>'


def _question(one: Followed, view: ReaderView, again: bool) -> str:
    question, standing = one.question, one.standing
    key = "progress_again" if again else "progress_single"
    last = "progress_last_estimated" if standing.estimated else "progress_last"
    words = place_in_words(question.title, question.heading_path)
    place = f"{words} · {view.lines(question.lines)}"
    badge = (
        f' <span class="pg-badge stale">{_h(view, "progress_stale")}</span>'
        if one.stale and not again
        else ""
    )
    return (
        f'<li class="pg-question"><div><p class="pg-text" dir="auto">{escape(question.text)}'
        f'{badge}</p><p class="facts" title="{escape(question.file)}">{escape(place)}</p>'
        f'<p class="facts">{_h(view, last, score=standing.score)}</p></div>'
        f'<button type="button" class="chip" data-pg="review" data-questions="{question.id}" '
        f'aria-label="{_h(view, f"{key}_named", question=question.text)}">{_h(view, key)}'
        f"</button></li>"
    )


def _stale(overview: Overview, view: ReaderView) -> str:
    gone = (
        f'<p class="note pg-gone">{_h(view, "progress_gone", n=overview.gone)}</p>'
        if overview.gone
        else ""
    )
    rows = [one for one in overview.stale if one.question.enabled and one.question.asked]
    if not rows:
        return f'<section class="pg-stale">{gone}</section>' if gone else ""
    title = f'{_h(view, "progress_stale")} <span class="count">{len(rows)}</span>'
    body = f'<p class="note">{_h(view, "progress_stale_hint")}</p>{_list(rows, view, again=True)}'
    return f'<section class="pg-stale">{_fold("stale", title, body, "h2")}{gone}</section>'


# -- mastery --------------------------------------------------------------------------------------


def _mastery(overview: Overview | None, view: ReaderView) -> str:
    head = f'<h2 id="pg-mastery">{_h(view, "progress_mastery")}</h2>'
    if overview is None:
        return f'<section class="pg-mastery waiting" aria-labelledby="pg-mastery">{head}</section>'
    met = sorted(
        (row for row in overview.mastery if row.answered),
        key=lambda row: (-row.answered, row.name),
    )
    untouched = [row for row in overview.mastery if not row.answered]
    if met:
        body = f'<p class="note">{_h(view, "progress_explained")}</p>{_key(met, view)}'
        body += _subjects(met[:SUBJECTS], view)
        if met[SUBJECTS:]:
            words = _h(view, "progress_more_subjects", n=len(met) - SUBJECTS)
            body += _fold("subjects", words, _subjects(met[SUBJECTS:], view))
    else:
        body = f'<p class="note">{_h(view, "progress_no_subjects")}</p>'
    if untouched:
        names = view.say("progress_and").join(row.name for row in untouched)
        words = _h(view, "progress_untouched", n=len(untouched))
        body += _fold("untouched", words, f'<p class="note">{escape(names)}</p>')
    return f'<section class="pg-mastery" aria-labelledby="pg-mastery">{head}{body}</section>'


def _key(rows: Iterable[Mastery], view: ReaderView) -> str:
    """What the two kinds of bars mean, as far as they are there."""
    scores = [row.now for row in rows]
    kinds = (
        ("graded", any(one.graded for one in scores)),
        ("estimated", any(one.estimated for one in scores)),
    )
    parts = [
        f'<span class="pg-key"><i class="pg-bar {kind}" style="--share:100%" aria-hidden="true">'
        f"</i>{_h(view, f'progress_key_{kind}')}</span>"
        for kind, there in kinds
        if there
    ]
    apart = f" {_h(view, 'progress_apart')}" if len(parts) == 2 else ""
    return f'<p class="note pg-keys">{"".join(parts)}{apart}</p>'


def _subjects(rows: Sequence[Mastery], view: ReaderView) -> str:
    return f'<ul class="pg-subjects">{"".join(_subject(row, view) for row in rows)}</ul>'


def _subject(row: Mastery, view: ReaderView) -> str:
    bars = _bar(row.now, view, "graded") + _bar(row.now, view, "estimated")
    stale = (
        f' <span class="pg-badge stale">{_h(view, "progress_stale_badge", n=row.stale)}</span>'
        if row.stale
        else ""
    )
    return (
        f'<li class="pg-subject"><p class="pg-name"><span class="pg-tag" dir="auto">'
        f'{escape(row.name)}</span>{stale}<span class="pg-of">'
        f"{_h(view, 'progress_of', n=row.answered, all=row.questions)}</span></p>{bars}</li>"
    )


def _bar(scores: Scores, view: ReaderView, kind: str) -> str:
    mean = scores.graded if kind == "graded" else scores.estimated
    if mean is None:
        return ""
    key = "progress_mean" if kind == "graded" else "progress_mean_estimated"
    score = round(mean.score)
    return (
        f'<p class="pg-line"><i class="pg-bar {kind}" style="--share:{score}%" '
        f'aria-hidden="true"></i><span class="pg-figure">'
        f"{_h(view, key, score=score, n=mean.count)}</span></p>"
    )


# -- parts -----------------------------------------------------------------------------------------


def _fold(name: str, title: str, body: str, heading: str = "") -> str:
    """Folded until it is opened; `title` and `body` are HTML."""
    inner = f"<{heading}>{title}</{heading}>" if heading else title
    return f'<details class="pg-fold" data-fold="{name}"><summary>{inner}</summary>{body}</details>'


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
