"""Which line asks for a point, and what it says: aimed as well as the point allows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.core.question import Language, Point
from bot.followup.aiming.aim import aim
from bot.followup.aiming.subject_zh import is_general
from bot.followup.aiming.target import SIDE, outside, squeezed
from bot.language.grammar import chinese
from bot.phrasing.spelling import fixed

Tone = Literal["missed", "partial", "opposed", "silent"]

# Words that statements hold and names don't: “锁会等待” but not “会话”.
_SAYS = re.compile(
    r"^[按落把将用被让使]|[都也是了]|在(?!线)|不(?!可变)|并(?![行发])|就(?!绪)|过(?![期滤程拟])"
    r"|会(?![话议员])|(?<![功性智节技])能"
)
"""What is in a statement and not in a name."""

MAX_NAMES = 3
MAX_SAID = 40


def line(
    tone: Tone, point: Point, question: str, language: Language, said: str = ""
) -> tuple[str, dict[str, str]]:
    """(kind of line, what fills its places) that asks for one point.

    `language` is what is spoken; of a point in the other one only its topic is named. `said` are
    the candidate's words that contradict it.
    """
    found = aim(point, question)
    slots = {"said": short(said)} if tone == "opposed" else {}
    foreign = bool(chinese(point.text)) is not (language == "zh")
    if found.ask and not foreign:
        return f"drill {tone}", {**slots, "ask": found.ask}
    if found.topic and outside(found.topic, question):
        return f"drill {tone} topic", {**slots, "about": found.topic}
    if found.topic:
        return f"drill {tone} more", {**slots, "about": found.topic}
    if found.word and tone != "opposed":
        return f"drill {tone} word", {**slots, "word": found.word}
    return f"drill {tone} open", slots


def topic(point: Point, question: str) -> str:
    """What a point is about, in a word or two; empty where nothing can be named."""
    found = aim(point, question)
    return found.topic or found.word


def missing(points: Sequence[Point], question: str, language: Language) -> str:
    """What points are about, as a list to be read: none twice, none that the question names.

    The points that have no name of their own are counted. Empty if none has one.
    """
    names: dict[str, str] = {}
    for point in points:
        name = aim(point, question).topic
        if not is_name(name):
            continue
        key = squeezed(name)
        if key and outside(name, question) and not any(key in k or k in key for k in names):
            names[key] = name
    chosen = list(names.values())[:MAX_NAMES]
    if not chosen:
        return ""
    more = len(points) > len(chosen)
    if language == "zh":
        return fixed("、".join(chosen) + (f"等 {len(points)} 点" if more else ""))
    if more:
        return ", ".join(chosen) + f" ({len(points)} points in all)"
    return chosen[0] if len(chosen) == 1 else ", ".join(chosen[:-1]) + " and " + chosen[-1]


def is_name(name: str) -> bool:
    """Whether a topic reads as a name in a list; “按大小切” doesn't."""
    if not chinese(name):
        return bool(name)
    if SIDE.match(name) or is_general(name) or len(name) < 3:
        return False
    return not _SAYS.search(name)


def short(said: str) -> str:
    """The candidate's words, not too many of them."""
    return said if len(said) <= MAX_SAID else said[: MAX_SAID - 1] + "…"
