"""What was answered day by day, drawn and as a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.progress.practice_days import Day
from bot.reports.report import Mean
from bot.study.learning_progress import Glance
from bot.ui.shared.view import ReaderView

STEPS = (1, 3, 6, 10)
"""Answers from which a day's square is of the next size."""


def days(glance: Glance, view: ReaderView) -> str:
    """A square for each day, larger the more was answered, and the same as a table."""
    met = [day for day in glance.days if day.count]
    weeks = round(len(glance.days) / 7)
    sizes = "".join(f'<i class="pg-day d{level}"></i>' for level in range(len(STEPS) + 1))
    told = _h(
        view, "progress_days_sum", weeks=weeks, days=len(met), n=sum(day.count for day in met)
    )
    return (
        f'<section class="pg-days" aria-labelledby="pg-days">'
        f'<h2 id="pg-days">{_h(view, "progress_days")}</h2>'
        f'<div class="pg-calendar" aria-hidden="true">{_months(glance.days, view)}'
        f"{_squares(glance.days, view)}</div>"
        f'<p class="note pg-legend"><span aria-hidden="true">{_h(view, "progress_legend")} '
        f'<span class="pg-sizes">{sizes}</span></span></p>'
        f'<p class="note">{told}</p>{_table(met, view)}</section>'
    )


def _level(count: int) -> int:
    return sum(count >= step for step in STEPS)


def _squares(span: Sequence[Day], view: ReaderView) -> str:
    """By columns, a week each from Monday on; the first one begins where the span does."""
    cells = []
    for at, day in enumerate(span):
        place = f' style="grid-row:{day.day.weekday() + 1}"' if at == 0 else ""
        today = " today" if at == len(span) - 1 else ""
        said = _h(view, "progress_day", day=day.day.isoformat(), n=day.count)
        cells.append(f'<i class="pg-day d{_level(day.count)}{today}"{place} title="{said}"></i>')
    return f'<div class="pg-squares" style="--weeks:{_weeks(span)}">{"".join(cells)}</div>'


def _weeks(span: Sequence[Day]) -> int:
    return (span[0].day.weekday() + len(span) + 6) // 7


def _months(span: Sequence[Day], view: ReaderView) -> str:
    """The names of the months above the weeks in which they begin."""
    names = view.say("progress_months").split()
    first = span[0].day.weekday()
    marks = [
        f'<span style="grid-column:{(first + at) // 7 + 1}">'
        f"{escape(names[day.day.month - 1])}</span>"
        for at, day in enumerate(span)
        if day.day.day == 1
    ]
    return f'<div class="pg-months" style="--weeks:{_weeks(span)}">{"".join(marks)}</div>'


def _table(met: Sequence[Day], view: ReaderView) -> str:
    if not met:
        return ""
    kinds = [
        kind
        for kind in ("graded", "estimated")
        if any(getattr(day.scores, kind) is not None for day in met)
    ]
    heads = "".join(
        f'<th scope="col">{_h(view, f"progress_{key}")}</th>' for key in ("date", "count", *kinds)
    )
    rows = "".join(
        f'<tr><th scope="row">{day.day.isoformat()}</th><td>{day.count}</td>'
        f"{''.join(_mean(getattr(day.scores, kind), view) for kind in kinds)}</tr>"
        for day in reversed(met)
    )
    return (
        f'<details class="pg-fold" data-fold="days"><summary>{_h(view, "progress_list_days")}'
        f'</summary><div class="pg-table"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _mean(mean: Mean | None, view: ReaderView) -> str:
    words = view.say("progress_nothing") if mean is None else str(round(mean.score))
    return f"<td>{escape(words)}</td>"


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
