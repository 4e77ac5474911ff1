"""The tab of the notes but for its outline, as HTML: head, work, warnings. Pure.

Names, headings and messages are the user's, or a stranger's: all go through `html.escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.core.passage import (
    PATH_SEPARATOR,
)
from bot.notes.desk import DeskState, Watching, Work
from bot.notes.ingested import (
    IngestReport,
    SectionChange,
    Warned,
    by_file,
    counts,
)
from bot.notes.outline import Outline
from bot.sentences import Message
from bot.ui.notes.amounts import SIGNS, counted, counted_plain, when
from bot.ui.shared.view import ReaderView

MAX_FILES = 100
MAX_SECTIONS = 60
"""So many sections of each file of a diff are listed; more are only counted."""


def head(state: DeskState, outline: Outline | None, view: ReaderView, now: datetime) -> str:
    """What there is, and the buttons. It also tells notes.js what it has seen."""
    notes = outline.notes if outline else 0
    if outline and notes:
        facts = [view.say("notes", n=notes), view.say("sections", n=outline.sections)]
        if outline.updated:
            facts.append(view.say("notes_updated", when=when(view, outline.updated, now)))
        counted_notes = f'<p class="desk-counts">{escape(" · ".join(facts))}</p>'
        if state.begun:
            counted_notes += (
                f'<p class="desk-begun" role="status">{_h(view, "notes_more_come")}</p>'
            )
    else:
        key = "notes_first" if state.begun else "notes_none"
        counted_notes = f'<p class="desk-counts">{_h(view, key)}</p>'
    sample = (
        ""
        if notes or state.begun
        else f'<p><button type="button" class="chip" data-note-act="sample" data-key="sample">'
        f"{_h(view, 'sample')}</button></p>"
    )
    problem = _problem(state.problem, view) if state.problem else ""
    return (
        f'<div class="desk-head{"" if notes else " none"}" data-mark="{escape(state.mark)}" '
        f'data-generation="{escape(state.generation)}" data-busy="{int(state.work.busy)}">'
        f'<div class="desk-row"><div class="desk-what">{counted_notes}'
        f'<p class="desk-place"><code class="path">{escape(state.folder)}</code></p></div>'
        f'<div class="desk-acts"><button type="button" class="chip primary" data-note-act="look" '
        f'data-key="look"{" disabled" if state.work.busy else ""}>'
        f"{_h(view, 'notes_update')}</button>"
        f'<button type="button" class="switch" role="switch" data-note-act="watch" '
        f'data-key="watch" data-on="{int(not state.watching.on)}" '
        f'aria-checked="{"true" if state.watching.on else "false"}" '
        f'aria-describedby="watch-line">{_h(view, "notes_watch")}</button>'
        f'<button type="button" class="tool" data-gap-do="see" data-key="gaps" id="notes-gaps">'
        f"{_h(view, 'notes_gaps')}</button></div></div>"
        f"{_watch_line(state.watching, view, now)}{sample}{problem}"
        f"{warnings(outline.warnings, view) if outline else ''}</div>"
    )


def _watch_line(watching: Watching, view: ReaderView, now: datetime) -> str:
    if watching.on:
        parts = [view.say("notes_watching", when=when(view, watching.since, now))]
        if watching.last is None:
            parts.append(view.say("notes_watch_none"))
        else:
            last, told = when(view, watching.last, now), dict(watching.counts)
            parts.append(view.say("notes_watch_last", when=last, counts=counted_plain(view, told)))
        words = escape(" · ".join(parts))
    else:
        words = _h(view, "notes_watch_off")
    problem = _problem(watching.problem, view) if watching.problem else ""
    on = " on" if watching.on else ""
    return f'<p class="watch-line{on}" id="watch-line" role="status">{words}</p>{problem}'


def warnings(found: Sequence[Warned], view: ReaderView) -> str:
    """What the last ingest had to say about single files."""
    if not found:
        return ""
    rows = "".join(
        f'<li><code>{escape(each.file)}</code><span class="warned">'
        f"{_h(view, 'notes_skipped' if each.skipped else 'notes_warned')} "
        f"{escape(view.told(each.message))}</span></li>"
        for each in found[:MAX_FILES]
    )
    rest = len(found) - MAX_FILES
    more = f'<li class="rest">{_h(view, "notes_more_files", n=rest)}</li>' if rest > 0 else ""
    files = len({each.file for each in found})
    return (
        f'<details class="fold warnings" data-fold="warnings"><summary data-key="warnings">'
        '<span aria-hidden="true">▲</span> '
        f"{_h(view, 'notes_warnings', n=files)}</summary><ul>{rows}{more}</ul></details>"
    )


# -- work -------------------------------------------------------------------------------------


def work(now: Work, view: ReaderView) -> str:
    """What is being done or was done: a line, its buttons or a bar, and the diff."""
    if now.phase == "idle":
        return ""
    if now.phase == "failed":
        words = view.told(now.problem) if now.problem else view.say("notes_broke")
        line = f'<p class="problem" role="alert">{escape(words)}</p>' + _buttons(
            view, ("look", "notes_again", "chip"), ("dismiss", "notes_dismiss", "tool")
        )
        return f'<section class="work failed">{line}</section>'
    if now.busy:
        line = _running(now, view)
    elif now.phase == "seen" and now.report and not _is_empty(now.report):
        line = _summary(view, "notes_would", now.report) + _buttons(
            view, ("update", "notes_apply", "chip primary"), ("dismiss", "notes_later", "tool")
        )
    elif now.report and not now.report.changes:
        line = _nothing(now.report, view) + _buttons(view, ("dismiss", "notes_dismiss", "tool"))
    elif now.report:
        key = "notes_did_watch" if now.by_watch else "notes_did"
        line = _summary(view, key, now.report) + _buttons(
            view, ("dismiss", "notes_dismiss", "tool")
        )
    else:
        line = ""
    shown = diff(now.report.changes, view) if now.report else ""
    return (
        f'<section class="work {now.phase}" aria-label="{_h(view, "notes_changes")}">'
        f'<div class="work-line">{line}</div>{shown}</section>'
    )


def _is_empty(report: IngestReport) -> bool:
    return not (report.changes or report.files_changed or report.files_removed or report.added)


def _nothing(report: IngestReport, view: ReaderView) -> str:
    if report.rebuilt:
        return f'<p class="work-words" role="status">{_rebuilt(report, view)}</p>'
    files = len(report.files_changed) + len(report.files_removed)
    words = _h(view, "notes_no_sections", n=files) if files else _h(view, "notes_no_change")
    return f'<p class="work-words" role="status">{words}</p>'


def _rebuilt(report: IngestReport, view: ReaderView) -> str:
    """Says that everything is made anew, whatever changed."""
    return _h(view, "notes_rebuild" if report.dry_run else "notes_rebuilt", n=report.notes)


def _summary(view: ReaderView, key: str, report: IngestReport) -> str:
    if not report.changes:
        return _nothing(report, view)
    took = "" if report.dry_run else f" {_h(view, 'notes_took', s=f'{report.seconds:.1f}')}"
    files = len({change.file for change in report.changes})
    anew = f'<p class="work-words soft">{_rebuilt(report, view)}</p>' if report.rebuilt else ""
    return (
        f'<p class="work-words" role="status"><strong>{_h(view, key)}</strong> '
        f"{counted(view, counts(report.changes))} "
        f'<span class="soft">{_h(view, "notes_files", n=files)}{took}</span></p>{anew}'
    )


def _running(now: Work, view: ReaderView) -> str:
    percent = round(now.fraction * 100)
    if now.phase == "waiting":
        words = _waiting(now, view)
    elif now.stage:
        words = _h(view, f"notes_stage_{now.stage}")
    else:
        words = _h(view, "notes_looking" if now.phase == "looking" else "notes_starting")
    # The count is no part of what is read out: it changes several times a second.
    done = f"{now.done}/{now.total}" if now.stage in ("read", "embed", "store") else ""
    stop = _buttons(view, ("stop", "notes_stop_waiting", "tool")) if now.phase == "waiting" else ""
    return (
        f'<div class="progress"><p class="work-words"><span role="status">{words}</span> '
        f'<span class="soft">{done}</span></p>'
        f'<div class="bar" role="progressbar" aria-label="{_h(view, "notes_progress")}" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}">'
        f'<span style="width:{percent}%"></span></div></div>{stop}'
    )


def _waiting(now: Work, view: ReaderView) -> str:
    if now.own:
        return _h(view, "notes_waiting_own")
    if now.holder is None:
        return _h(view, "notes_waiting_unknown")
    return _h(view, "notes_waiting", pid=now.holder.pid, since=now.holder.since)


def _buttons(view: ReaderView, *buttons: tuple[str, str, str]) -> str:
    made = "".join(
        f'<button type="button" class="{kind}" data-note-act="{act}" data-key="{key}">'
        f"{_h(view, key)}</button>"
        for act, key, kind in buttons
    )
    return f'<p class="work-acts">{made}</p>'


def diff(changes: Sequence[SectionChange], view: ReaderView) -> str:
    """Every file with what changed in it; folded, and no longer than a page can bear."""
    if not changes:
        return ""
    files = by_file(changes)
    shown = list(files.items())[:MAX_FILES]
    parts = [
        f'<li><details class="fold" data-fold="diff:{escape(file)}">'
        f'<summary data-key="diff:{escape(file)}"><code>{escape(file)}</code> '
        f"{counted(view, counts(own), whole=False)}</summary>{_sections(own, view)}</details></li>"
        for file, own in shown
    ]
    if len(files) > len(shown):
        rest = _h(view, "notes_more_files", n=len(files) - len(shown))
        parts.append(f'<li class="rest">{rest}</li>')
    return f'<ul class="diff">{"".join(parts)}</ul>'


def _sections(changes: Sequence[SectionChange], view: ReaderView) -> str:
    rows = [_change(change, view) for change in changes[:MAX_SECTIONS]]
    rest = len(changes) - MAX_SECTIONS
    if rest > 0:
        rows.append(f'<li class="rest">{_h(view, "notes_more_sections", n=rest)}</li>')
    return f"<ul>{''.join(rows)}</ul>"


def _change(change: SectionChange, view: ReaderView) -> str:
    origin = ""
    if change.kind == "moved":
        before = PATH_SEPARATOR.join(change.from_heading_path) or view.say("notes_before")
        place = before if change.from_file == change.file else f"{change.from_file} › {before}"
        origin = f' <span class="soft">{_h(view, "notes_was", place=place)}</span>'
    place = PATH_SEPARATOR.join(change.heading_path) or view.say("notes_before")
    return (
        f'<li><span class="kind {change.kind}">{SIGNS[change.kind]} '
        f"{_h(view, f'notes_kind_{change.kind}')}</span> "
        f"<span>{escape(place)}{origin}</span></li>"
    )


def _problem(message: Message, view: ReaderView) -> str:
    return f'<p class="problem" role="alert">{escape(view.told(message))}</p>'


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
