"""How far the first reading of the notes is, in words and as a bar. Pure."""

from __future__ import annotations

import math
from html import escape

from bot.core.question import Language
from bot.core.turn import ReadingProgress, Status
from bot.ui.words.texts import say

SOON_S = 10.0
"""Less than that is no longer counted."""


def block(status: Status | None, language: Language) -> str:
    """What stands below the empty chat meanwhile; nothing when all are read."""
    reading = status.reading if status else None
    if reading is None:
        return ""
    hint = "reading_ask" if reading.done else "reading_wait"
    return (
        '<div class="reading"><p class="reading-line">'
        f"{escape(line(reading, language))}</p>{_bar(reading, language)}"
        f'<p class="reading-hint">{escape(say(language, hint))}</p></div>'
    )


def line(reading: ReadingProgress, language: Language) -> str:
    """The sentence that says how far the first reading is."""
    if reading.stage in ("start", "files", "model") or not reading.total:
        key = "start" if reading.stage == "notes" else reading.stage
        return say(language, f"reading_{key}", n=reading.total)
    words = say(language, "reading_notes", done=reading.done, total=reading.total)
    if reading.stage == "load":
        return words + say(language, "reading_load")
    return words + left(reading.left_s, language)


def left(left_s: float | None, language: Language) -> str:
    """Roughly how long it takes yet, rounded up; nothing while that is not known."""
    if left_s is None:
        return ""
    if left_s < SOON_S:
        return say(language, "left_soon")
    if left_s <= 90:
        return say(language, "left_s", s=math.ceil(left_s / 10) * 10)
    return say(language, "left_min", n=math.ceil(left_s / 60))


def _bar(reading: ReadingProgress, language: Language) -> str:
    label = escape(say(language, "reading_bar"))
    of = f'aria-valuemax="{reading.total}" aria-valuenow="{reading.done}"' if reading.total else ""
    share = 100 * min(max(reading.fraction, 0.0), 1.0)
    return (
        f'<div class="reading-bar" role="progressbar" aria-label="{label}" aria-valuemin="0" {of}>'
        f'<span style="width:{share:.1f}%"></span></div>'
    )
