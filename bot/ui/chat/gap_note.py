"""The list of gaps as a to-do note: markdown that any editor opens; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.question import Language
from bot.storage.gaps import Gap, NearSection
from bot.ui.words.texts import say

# What commonmark, GitHub's tables, task lists and links, math, and the common note programs
# (highlights, comments, tags, templates) take for more than itself.
# Signs that markup could take: “*a*” but not “a = b”.
_SIGNS = re.compile(
    r"[\\`*_\[\]{}<>&#|~$^@!]|(?<==)=|=(?==)|(?<=%)%|%(?=%)|:(?=//)|(?<=www)\.", re.I
)
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def file_name(now: datetime) -> str:
    """A name for the file, the same in every language."""
    return f"gaps-{now.date().isoformat()}.md"


def to_do_note(gaps: Iterable[Gap], now: datetime, language: Language) -> str:
    """All gaps in the order given, grouped by the note that came nearest; ends with a line break.

    Days are those of `now`'s time zone. `draft: true` marks the file as no note to answer from.
    """
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.nearest[0].file if gap.nearest else "", []).append(gap)
    every = [gap for group in groups.values() for gap in group]
    left = sum(not gap.done for gap in every)
    title = say(language, "gap_note_title")
    counts = say(language, "gap_note_counts", open=left, done=len(every) - left)
    lines = ["---", f"title: {title}", f"date: {now.date().isoformat()}", "draft: true", "---", ""]
    lines += [f"# {title}", "", counts if every else say(language, "gaps_none")]
    # Those with no note near come last.
    for file, group in sorted(groups.items(), key=lambda item: not item[0]):
        lines += ["", f"## {_heading(file, group, language)}", ""]
        for gap in sorted(group, key=lambda gap: gap.done):
            lines += _item(gap, now, language)
    return "\n".join(lines) + "\n"


def _heading(file: str, group: Sequence[Gap], language: Language) -> str:
    if not file:
        return say(language, "gap_note_far")
    return f"{as_text(group[0].nearest[0].title)} ({as_text(file)})"


def _item(gap: Gap, now: datetime, language: Language) -> list[str]:
    day = datetime.fromtimestamp(gap.noted, now.tzinfo).date().isoformat()
    sign = "x" if gap.done else " "
    return [
        f"- [{sign}] {as_text(gap.question)} ({day})",
        *(f"  - {say(language, 'gap_near', place=_near(near, language))}" for near in gap.nearest),
    ]


def _near(near: NearSection, language: Language) -> str:
    first, last = near.lines
    key = "line" if first == last else "lines"
    return f"{as_text(near.place)} ({say(language, key, a=first, b=last)})"


def one_line(text: str) -> str:
    """Text without line breaks, controls, and signs that turn the direction of reading."""
    spaced = " ".join(text.split())
    return "".join(
        c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNS
    )


def as_text(text: str) -> str:
    """Markdown on one line that shows `text` letter for letter, whatever is in it."""
    return _SIGNS.sub(lambda match: "\\" + match.group(), one_line(text))
