"""Times, sizes and counts in the reader's words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

from bot.notes.ingested import (
    KINDS,
    ChangeKind,
)
from bot.ui.shared.view import ReaderView

SIGNS: dict[ChangeKind, str] = {"added": "+", "changed": "~", "moved": "→", "deleted": "−"}


def when(view: ReaderView, time: float | str, now: datetime) -> str:
    """A moment, as short as the day allows; `time` in seconds since 1970 or ISO 8601."""
    try:
        moment = (
            datetime.fromisoformat(time).astimezone(now.tzinfo)
            if isinstance(time, str)
            else datetime.fromtimestamp(time, now.tzinfo)
        )
    except (ValueError, OverflowError, OSError):
        return ""
    if moment.date() == now.date():
        return view.say("notes_today", time=moment.strftime("%H:%M"))
    return moment.strftime("%m-%d %H:%M" if moment.year == now.year else "%Y-%m-%d")


def size(count: int) -> str:
    """A number of bytes in B, kB or MB, rounded."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB".replace(".0 ", " ")
    return f"{count / 1_000_000:.1f} MB".replace(".0 ", " ")


def counted(view: ReaderView, found: Mapping[ChangeKind, int], *, whole: bool = True) -> str:
    """`+12 新增 · ~3 改`; what there is none of is left out. HTML."""
    parts = []
    for kind in KINDS:
        if found.get(kind):
            word = f" {escape(view.say(f'notes_kind_{kind}'))}" if whole else ""
            parts.append(f'<span class="kind {kind}">{SIGNS[kind]}{found[kind]}{word}</span>')
    return f'<span class="kinds">{" ".join(parts)}</span>'


def counted_plain(view: ReaderView, found: Mapping[ChangeKind, int]) -> str:
    """What `counted` gives, as plain text."""
    return " ".join(
        f"{SIGNS[kind]}{found[kind]} {view.say(f'notes_kind_{kind}')}"
        for kind in KINDS
        if found.get(kind)
    )
