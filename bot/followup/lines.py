"""What the interviewer says without a language model. Pure.

The wording of a line that was used last is never the one used next.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from string import Formatter

from bot.core.question import Language
from bot.followup.wordings import WORDINGS

# Where Chinese and Latin meet: “用Redis” but not “用 Redis”.
_MEET = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%)][\u4e00-\u9fff]")
"""Where a blank is set between Chinese and Latin."""


def pick(kind: str, seed: int, picked: Mapping[str, int]) -> int:
    """Which wording of a kind comes next: any but the last one used."""
    count = len(WORDINGS[kind]["zh"])
    last = picked.get(kind)
    chance = random.Random(f"{seed} {kind} {sum(picked.values())} {len(picked)}")
    if last is None:
        return chance.randrange(count)
    return (last + 1 + chance.randrange(count - 1)) % count


def worded(kind: str, at: int, language: Language, slots: Mapping[str, object]) -> str:
    """A wording with its places filled; what fills them is never read as a template."""
    choices = WORDINGS[kind][language]
    said = ""
    for before, place, _, _ in Formatter().parse(choices[at % len(choices)]):
        filling = "" if place is None else str(slots[place])
        for part in (before, filling):
            blank = " " if _MEET.fullmatch(said[-1:] + part[:1]) else ""
            said += blank + part
    return said
