"""What a section speaks of, told by its points where its heading doesn't say. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.asking.parts import Phrased
from bot.bank.points.naming import SIDE_LABEL
from bot.bank.points.point_draft import PointDraft
from bot.core.question import ENOUGH_POINTS, QuestionKind
from bot.language.grammar import chinese
from bot.language.noise import is_aside
from bot.phrasing.headings import is_name, is_personal, is_useless
from bot.phrasing.spelling import fixed

_THING = re.compile(
    r"""
    ^([^，。：；、“”]{2,24}?)(?:（[^（）]*）)?\s*
    (?:是(?:[^，。；]{0,12}[中里]的?)?一[种个类套项]|是指|指的是|\bis an?\b)
    """,
    re.VERBOSE,
)
_LABELLED = re.compile(r"^([^，。；：:]{2,24}?)\s*(?:[：:](?!//)|是(?![否不]))\s*\S")
_MANY_THINGS = 4
_TOLD = 3
"""How often a section names what it is about, its definition included."""


def defines(one: PointDraft, name: str) -> bool:
    """Whether a point says what a thing of that name is."""
    match = _THING.match(one.text)
    return match is not None and name.lower() in match[1].lower()


def defined(found: Sequence[PointDraft], text: str) -> str:
    """The thing that a section defines first and then speaks of; "" if there is none."""
    for place, one in enumerate(found[:3]):
        match = _THING.match(one.text)
        if match is None or len(found) < ENOUGH_POINTS + place:
            continue
        thing = match[1].strip()
        told = sum(thing.lower() in other.text.lower() for other in found)
        word = rf"(?<![A-Za-z0-9_]){re.escape(thing)}(?![A-Za-z0-9_])"
        often = place == 0 and len(re.findall(word, text, re.IGNORECASE)) >= _TOLD
        if (told * 2 >= len(found) or (often and told * 3 >= len(found))) and _is_thing(thing):
            return thing
    return ""


def _is_thing(name: str) -> bool:
    return is_name(name) and not is_useless(name) and not is_personal(name)


def told_apart(
    found: Sequence[PointDraft], topic: str
) -> tuple[Phrased, tuple[PointDraft, ...]] | None:
    """The question about things of one kind that the points name each, and those points.

    “A：…”, “B：…”, “A：…” tell A and B apart. None if the names are sides of one thing rather than
    things (“优点：…”), or too many.
    """
    labels = [_label(one.text) for one in found]
    names = list(dict.fromkeys(label for label in labels if label))
    if not 2 <= len(names) <= _MANY_THINGS or not _of_one_kind(names):
        return None
    kept = tuple(
        one
        for one, label in zip(found, labels, strict=True)
        if label or any(name in one.text for name in names)
    )
    if len(kept) < ENOUGH_POINTS or len(kept) * 3 < len(found) * 2:
        return None
    joined = f"{'、'.join(names[:-1])}和{names[-1]}"
    if len(names) == 2:
        return Phrased(fixed(f"{joined}有什么区别？"), QuestionKind.DIFFERENCE, ""), kept
    about = f"说到{topic}，" if topic else ""
    return Phrased(fixed(f"{about}请分别讲讲{joined}。"), QuestionKind.LIST, ""), kept


def _label(text: str) -> str:
    match = _LABELLED.match(text)
    name = re.sub(r"（[^）]*）", "", match[1]).strip() if match else ""
    plain = not is_aside(name) and not SIDE_LABEL.match(text) and not re.search(r"[和与、]", name)
    return name if plain else ""


def _of_one_kind(names: Sequence[str]) -> bool:
    """All names of products, files or commands, or all ending alike."""
    if not all(is_name(name) and not is_personal(name) for name in names):
        return False
    bare = [re.sub(r"\W", "", name) for name in names]
    if all(chinese(name) == 0 and re.search(r"[A-Za-z]{2}", name) for name in names):
        return True
    return len({name[-2:] for name in bare}) == 1 and all(len(name) > 2 for name in bare)
