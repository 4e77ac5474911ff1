"""Items of a list that make one point together. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from bot.bank.points.clauses import tidy
from bot.bank.points.naming import LABEL
from bot.bank.points.point_draft import PointDraft
from bot.core.question import MAX_POINT_CHARS, PointKind
from bot.language.grammar import chinese
from bot.language.noise import is_aside, is_noise
from bot.language.statements import Statement

_SHORT_ITEM = 10
"""Characters up to which the items of a list are names rather than statements."""

ENOUGH_CHINESE = 4
"""Characters from which a section is Chinese, whatever English terms it is full of."""


def together(markdown: str, said: Sequence[Statement]) -> list[PointDraft]:
    """The points that take several items: short ones in a row, and those taken back by the next."""
    return [*_enumerations(markdown, said), *_turns(markdown, said)]


def _enumerations(markdown: str, said: Sequence[Statement]) -> list[PointDraft]:
    """Short items of one list in one point: “cgroup 能限制：CPU、内存、磁盘”."""
    note_chinese = chinese(markdown) >= ENOUGH_CHINESE
    join, colon = ("、", "：") if note_chinese else (", ", ": ")
    made: list[PointDraft] = []
    for _, group in groupby((s for s in said if s.form == "item"), key=lambda s: s.group):
        items = list(group)
        lead = items[0].lead
        if not lead or is_aside(lead) or len(items) < 2:
            continue
        if any(len(item.plain) > _SHORT_ITEM or LABEL.match(item.plain) for item in items):
            continue
        text = f"{lead}{colon}{join.join(tidy(item.plain) for item in items)}"
        if len(text) > MAX_POINT_CHARS or is_noise(text, note_chinese=note_chinese):
            continue
        quote = markdown[items[0].start : items[-1].end]
        made.append(PointDraft(items[0].start, text, quote, PointKind.ITEM, 2.0, "item"))
    return made


def _turns(markdown: str, said: Sequence[Statement]) -> list[PointDraft]:
    """Two items as one point where the second one takes the first one back: “A”, “但 B”."""
    made: list[PointDraft] = []
    for first, second in pairwise(said):
        if first.form != "item" or first.group != second.group or not _TURNS.match(second.plain):
            continue
        text = f"{tidy(first.plain)}，{second.plain.rstrip('。；;. ')}"
        if len(text) <= MAX_POINT_CHARS and not is_noise(text, note_chinese=True):
            quote = markdown[first.start : second.end]
            made.append(PointDraft(first.start, text, quote, PointKind.CONTRAST, 4.0, "item"))
    return made


_TURNS = re.compile(r"但(?!凡)|不过|然而|可是")
