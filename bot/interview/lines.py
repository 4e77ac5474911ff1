"""What the interviewer says without a language model. Pure.

The wording of a line that was used last is never the one used next.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from bot.bank.schema import Language
from bot.interview.wordings import WORDINGS


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
    return choices[at % len(choices)].format_map(slots)
