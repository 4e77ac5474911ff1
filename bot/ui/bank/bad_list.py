"""The questions that the user called bad, as HTML: with why, and the way back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from bot.bank.edits.bad_questions import REASONS, BadQuestion, as_json_lines, bad_key
from bot.core.question import Question
from bot.ui.shared.view import ReaderView


def just_marked(view: ReaderView, question: Question, bad: Sequence[BadQuestion]) -> str:
    """A question that was called bad a moment ago, where it stood."""
    mark = next((one for one in bad if bad_key(one) == bad_key(question)), None)
    tools = _tools(view, mark) if mark else ""
    return (
        f'<li class="bk-question bad off" data-question="{question.id}"><p class="bk-text" '
        f'dir="auto">{escape(question.text)}</p><p class="note done" role="status">'
        f"{_h(view, 'bank_marked')}</p>{tools}</li>"
    )


def bad_list(view: ReaderView, bad: Sequence[BadQuestion]) -> str:
    """All that were called bad, folded, to be looked through and exported."""
    if not bad:
        return ""
    rows = "".join(
        f'<li><p dir="auto">{escape(one.text)}</p><p class="bk-where">{_where(view, one)}</p>'
        f"{_tools(view, one)}</li>"
        for one in bad
    )
    return (
        f'<details class="pg-fold bk-bad" data-fold="bad"><summary>'
        f"{_h(view, 'bank_bad', n=len(bad))}</summary>"
        f'<p class="note">{_h(view, "bank_bad_hint")}</p><ul>{rows}</ul>'
        f'<p><button type="button" class="chip" data-bk="export" data-key="export" '
        f'data-name="bad-questions.jsonl" data-lines="{escape(as_json_lines(bad[::-1]))}">'
        f"{_h(view, 'bank_bad_export')}</button></p></details>"
    )


def _where(view: ReaderView, one: BadQuestion) -> str:
    day = datetime.fromtimestamp(one.at, UTC).date().isoformat()
    return escape(f"{one.place} · {view.lines(one.lines)} · {one.file} · {day}")


def _tools(view: ReaderView, one: BadQuestion) -> str:
    reasons = "".join(
        f'<button type="button" class="tool" data-bk="why" data-mark="{one.id}" '
        f'data-why="{why}" data-key="why-{why}-{one.id}" '
        f'aria-pressed="{"true" if one.why == why else "false"}">'
        f"{_h(view, f'bad_why_{why}')}</button>"
        for why in REASONS
    )
    label = _h(view, "bank_named", act=view.say("bad_undo"), question=one.text)
    return (
        f'<p class="tools bad-tools" role="group" aria-label="{_h(view, "bad_why")}">{reasons}'
        f'<button type="button" class="tool" data-bk="unmark" data-mark="{one.id}" '
        f'data-key="unmark-{one.id}" aria-label="{label}">{_h(view, "bad_undo")}</button></p>'
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
