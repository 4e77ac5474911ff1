"""Times, sizes, counts and what ingest says, in the reader's words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape

from bot.notes.ingested import (
    KINDS,
    ChangeKind,
)
from bot.ui.shared.sentences import in_words
from bot.ui.shared.view import ReaderView

SIGNS: dict[ChangeKind, str] = {"added": "+", "changed": "~", "moved": "→", "deleted": "−"}

# What ingest says in English for its command, recognised to be said in the page's language.
_FAULTS = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"it is a binary file", "binary"),
        (r"its encoding is not recognised; save it as UTF-8", "encoding"),
        (r"front matter can't be read: (?P<why>.*)", "front"),
        (r"it can't be opened \((?P<why>.*)\)", "open"),
        (r"it can't be opened \((?P<why>.*)\); what was indexed of it stays", "stays"),
        (r"its name is not UTF-8; rename it", "name"),
        (r"line (?P<line>\d+) is not valid UTF-8; save it again as UTF-8", "line"),
        (r"it begins like (?P<name>\S+) but can't be decoded", "begins"),
        (r"line (?P<line>\d+) is no gitignore pattern: (?P<why>.*)", "pattern"),
        (r"There is no notes folder at (?P<place>.*)\. Name the folder .*", "folder"),
        (r"There are no markdown files \(.*\) in (?P<place>.*)\. Name the folder .*", "empty"),
        (r"Can't write the index at (?P<place>[^:]*): (?P<why>.*)\. Free some space .*", "write"),
        (r"There are no notes left in (?P<place>.*); the index keeps .*", "emptied"),
        (r"There is no notes folder at (?P<place>.*) to be followed\.", "watch"),
    )
)


def said(view: ReaderView, message: str) -> str:
    """What ingest said, in the reader's language where it is known; as plain text."""
    for pattern, key in _FAULTS:
        match = pattern.fullmatch(message)
        if match:
            return view.say(f"notes_fault_{key}", **match.groupdict())
    return in_words(view.language, message)


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
