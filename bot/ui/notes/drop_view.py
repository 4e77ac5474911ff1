"""Where files are dropped, and what became of them, as HTML. Pure.

File names are a stranger's: all go through `html.escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.notes.drop import MAX_NOTE_BYTES, DropOutcome
from bot.ui.notes.amounts import size, when
from bot.ui.shared.view import ReaderView

MAX_FILES = 200
MAX_BYTES = 16 << 20
"""At once: they come as one message."""


def drop_zone(view: ReaderView) -> str:
    """Where files are dropped, or chosen."""
    too_many = _h(view, "notes_too_many", files=MAX_FILES, limit=size(MAX_BYTES))
    return (
        f'<div class="drop-zone" data-max-file="{MAX_NOTE_BYTES}" '
        f'data-max-files="{MAX_FILES}" data-max-bytes="{MAX_BYTES}" '
        f'data-too-many="{too_many}"><p class="drop-words"><span>{_h(view, "notes_drop")}</span> '
        f'<label class="tool choose">{_h(view, "notes_choose")}'
        f'<input type="file" class="sr-only" multiple accept=".md,.markdown"></label></p>'
        f'<p class="drop-now" aria-hidden="true">{_h(view, "notes_drop_now")}</p>'
        f'<p class="drop-problem problem" role="alert" hidden></p></div>'
    )


def outcomes(found: Sequence[DropOutcome], view: ReaderView, now: datetime) -> str:
    """What became of dropped files; questions first."""
    if not found:
        return ""
    asked = [_question(each, view, now) for each in found if each.kind == "asked"]
    told = [_told(each, view) for each in found if each.kind != "asked"]
    return f'<ul class="outcomes">{"".join(asked)}{"".join(told)}</ul>'


def _question(asked: DropOutcome, view: ReaderView, now: datetime) -> str:
    there = asked.there
    assert there is not None, "what is asked about is there"
    new = (
        _h(view, "notes_new_undated", size=size(asked.size))
        if asked.modified is None
        else _h(view, "notes_new", size=size(asked.size), when=when(view, asked.modified, now))
    )
    old = _h(view, "notes_there", size=size(there.size), when=when(view, there.modified, now))
    name = escape(asked.name)
    buttons = "".join(
        f'<button type="button" class="{kind}" data-drop="{how}" data-name="{name}" '
        f'data-seen="{escape(there.mark)}" data-key="{how}:{name}">{_h(view, key)}</button>'
        for how, key, kind in (
            ("replace", "notes_replace", "chip"),
            ("both", "notes_both", "chip"),
            ("cancel", "notes_cancel", "tool"),
        )
    )
    return (
        f'<li class="asked" role="group" aria-label="{_h(view, "notes_ask", name=asked.name)}">'
        f"<p>{_h(view, 'notes_ask', name=asked.name)}</p>"
        f'<p class="soft">{old}<br>{new}</p><p class="work-acts">{buttons}</p></li>'
    )


def _told(outcome: DropOutcome, view: ReaderView) -> str:
    name = f"<code>{escape(outcome.stored or outcome.name)}</code>"
    told = f'data-told="{escape(outcome.name)}"'  # notes.js may forget its content
    if outcome.kind == "refused":
        limit, why = size(MAX_NOTE_BYTES), view.told(outcome.detail) if outcome.detail else ""
        reason = _h(view, f"notes_refused_{outcome.reason}", limit=limit, why=why)
        return (
            f'<li class="refused" role="alert" {told}>▲ {name} {_h(view, "notes_kept")} '
            f"<span>{reason}</span></li>"
        )
    return f'<li role="status" {told}>✓ {_h(view, f"notes_{outcome.kind}")} {name}</li>'


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
