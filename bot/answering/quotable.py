"""What of a passage can be quoted: sentences, items, tables and code as units, and which of them
bear on a question. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from bot.core.passage import Passage
from bot.language.splitting import blocks
from bot.notes.text import (
    Folded,
    fold,
    plain_text,
    sentence_spans,
    shown,
    trimmed,
    words,
)

Nearness = Callable[[Sequence[str]], Sequence[float]]
"""How near texts are in meaning to the question; comparable within one call only."""

_BOLD_BONUS = 1.25
_MEANING = 0.5
"""Weight of meaning against common words, both in standard deviations. Of the terms that a right
answer needs and its section holds, 90 % are kept in 300 characters so; by words alone 86 %."""

_LONG_ITEM = 160
"""Characters from which a list item with others inside is taken apart."""

# An image: “![a](b.png)” but not “[a](b.png)”.
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]")
# A link with its words: “[a](b.md)” but not “[a][b]”.
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
# An address, with the word before it: “来源：https://a.b” but not “来源：书”.
_REFERENCE = re.compile(
    r"(?:\b(?:ref|refs|source|link|url)|参考|链接|来源|出处|转载)?\W*https?://\S+", re.IGNORECASE
)
# The box of a task: “- [x] 完成” but not “- 完成”.
_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+", re.MULTILINE)
# A tag of Obsidian's: “#缓存” but not “C#”.
_TAG = re.compile(r"(?<!\S)#[^\W\d][\w/-]*")
# Lines of a quote that hold nothing, at its beginning: “>\n” but not “> 缓存\n”.
_EMPTY_QUOTE = re.compile(r"\A(?:[ \t]*>[ \t]*\n)+")
# Inline code: “`a`” but not “``”.
_INLINE_CODE = re.compile(r"(`+[^`\n]+`+)")
# What only leads in to a list: “步骤如下：” but not “如下所说，不行”.
_LEAD_IN = re.compile(
    r"(?:[:：]|(?:如下|以下|下面)[^，。]{0,8}。?|[两三四五六几]\s?[种个类点步][^，。]{0,6}。?)[*_]*$"
)
# An item under another one: “  - a” but not “- a”.
_NESTED = re.compile(r"\s+(?:[-*+]|\d+[.)])\s")


@dataclass(frozen=True)
class Unit:
    """A paragraph's sentence, a list item, a code block, a table: never cut further."""

    text: str
    """Its markdown as it may be shown (`ingest.markdown.shown`)."""
    start: int
    end: int
    """passage.text[start:end] are the note's own words."""
    kind: str
    """`sentence`, `item` or `block`."""
    leads_in: bool
    """It announces what follows: worth nothing without the next one."""
    inside: int = 0
    """How many units before it the list item stands that it is a part of; 0: in none."""


def units_of(passage: Passage) -> list[Unit]:
    """What a passage says, in order, without headings, images, comments and bare links."""
    units = _all_units(passage)
    return [unit for unit in units if _says_something(unit)] or units or _heading(passage)


def _heading(passage: Passage) -> list[Unit]:
    """The heading of a passage that has nothing else."""
    view = fold(passage.text)
    for block in blocks(view.text).all:
        at = view.text.find(block.content)
        if block.kind in ("heading", "paragraph") and block.content and at >= 0:
            return [_unit(view, at, at + len(block.content), "sentence")]
    return []


def _says_something(unit: Unit) -> bool:
    bare = _LINK.sub("", unit.text) if unit.kind != "block" else unit.text
    return bool(re.search(r"[^\W_]", _TAG.sub(" ", _REFERENCE.sub("", bare))))


def _all_units(passage: Passage) -> list[Unit]:
    view = fold(passage.text)
    text = view.text
    units: list[Unit] = []
    for block in blocks(text).all:
        if block.kind == "list":
            shown_items = (item for item in block.inside if _plain(text[item.start : item.end]))
            units += [unit for item in shown_items for unit in _item(view, item.start, item.end)]
        elif block.kind in ("heading", "diagram") or not _plain(text[block.start : block.end]):
            continue  # an image alone, a comment; a diagram says nothing in words
        elif block.kind != "paragraph":
            units.append(_unit(view, block.start, block.end, "block"))
        else:
            for a, b in sentence_spans(text[block.start : block.end]):
                # A bold line that is the section's heading is shown as such already.
                own = _unit(view, block.start + a, block.start + b, "sentence")
                if _plain(own.text) not in ("", passage.heading):
                    units.append(own)
    return units


def plainer(unit: Unit) -> str:
    """A unit's text without images, addresses of links and bold signs. Code is left as it is."""
    if unit.kind == "block":
        return unit.text
    parts = _INLINE_CODE.split(_LINK.sub(r"\1", _IMAGE.sub("", unit.text)))
    text = "".join(part if i % 2 else part.replace("**", "") for i, part in enumerate(parts))
    if unit.kind == "item":
        text = _TASK.sub(r"\1", text)
    return text.lstrip("：:，,；;") if unit.kind == "sentence" else text


def gap(text: str, unit: Unit, following: Unit) -> str:
    """What to write between two units of `text`."""
    between = text[unit.end : following.start]
    if not between.strip():
        if "\n" not in between:
            return between
        if unit.kind == following.kind == "item" or between.count("\n") == 1:
            return "\n"
        return "\n\n"
    return "\n" if unit.kind == following.kind == "item" else "\n\n"


def pick(
    units: Sequence[Unit],
    weights: Mapping[str, float],
    room: float,
    *,
    nearness: Nearness | None = None,
    size: Callable[[str], float] = len,
    floor: float | None = None,
) -> list[Unit]:
    """Units worth telling within `room`, in the note's order; at least one.

    `weights` are the question's words with their inverse document frequencies, `size` measures a
    text in what `room` counts. Units worth less than `floor` are left out even if there is room.
    """
    sizes = [size(unit.text) for unit in units]
    if sum(sizes) <= room and floor is None:
        return list(units)
    values = worths(units, weights, nearness)
    ranked = sorted(range(len(units)), key=lambda i: (-values[i], i))
    if floor is not None:
        ranked = [at for at in ranked if values[at] >= floor] or ranked[:1]
    chosen: set[int] = set()
    used = 0.0
    for at in ranked:
        group = _needed(units, at)
        whole = group | list_around(units, at)
        if used + sum(sizes[i] for i in whole - chosen) <= room:
            group = whole
        added = sum(sizes[i] for i in group - chosen)
        if chosen and used + added > room:
            continue
        chosen |= group
        used += added
    return [units[i] for i in sorted(_followed(units, chosen) or chosen)]


def _followed(units: Sequence[Unit], chosen: Collection[int]) -> set[int]:
    """Those of the chosen units that don't lead in to something left out."""
    kept: set[int] = set()
    for at in sorted(chosen, reverse=True):
        if not units[at].leads_in or kept & _led_in(units, at):
            kept.add(at)
    return kept


def _led_in(units: Sequence[Unit], at: int) -> set[int]:
    """What a unit leads in to: the parts of its list item, the list below, or the next unit."""
    parts = {i for i in range(at + 1, len(units)) if units[i].inside == i - at}
    return parts or list_around(units, at + 1) - {at} or {at + 1}


def worths(
    units: Sequence[Unit], weights: Mapping[str, float], nearness: Nearness | None = None
) -> list[float]:
    """What each unit says about the question: by common words, and by meaning where that is known.

    Standard deviations above the mean of the units, so that the two can be added.
    """
    values = _standard([value(unit.text, weights) for unit in units])
    if nearness is None or len(units) < 2:
        return values
    near = _standard(list(nearness([unit.text for unit in units])))
    return [own + _MEANING * meant for own, meant in zip(values, near, strict=True)]


def value(text: str, weights: Mapping[str, float]) -> float:
    """What a text shares with the question, for its length."""
    own = words(text)
    shared = sum(weights.get(word, 0.0) for word in set(own))
    return shared / math.sqrt(len(own) + 8) * (_BOLD_BONUS if "**" in text else 1.0)


def _standard(values: Sequence[float]) -> list[float]:
    spread = pstdev(values) if len(values) > 1 else 0.0
    if not spread:
        return [0.0] * len(values)
    middle = fmean(values)
    return [(value - middle) / spread for value in values]


def _needed(units: Sequence[Unit], at: int) -> set[int]:
    """Unit `at` with what it can't be understood without."""
    group = {at, at - units[at].inside}
    first = min(group)
    if first > 0 and units[first - 1].leads_in:
        group.add(first - 1)
    if units[at].leads_in and at + 1 < len(units):
        group.add(at + 1)
    return group


def list_around(units: Sequence[Unit], at: int) -> set[int]:
    """The list that unit `at` is an item of, with the line that leads in to it."""
    if at >= len(units) or units[at].kind != "item":
        return set()
    first = last = at
    while first > 0 and units[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item":
        last += 1
    if first > 0 and units[first - 1].leads_in:
        first -= 1
    return set(range(first, last + 1))


def _item(view: Folded, start: int, end: int) -> list[Unit]:
    """A list item; a long one with items inside line by line."""
    own = view.text[start:end]
    lines = own.split("\n")
    nested = [line for line in lines[1:] if line.strip()]
    if len(own) <= _LONG_ITEM or not nested or not all(map(_NESTED.match, nested)):
        return [_unit(view, start, end, "item")]
    found: list[Unit] = []
    for line in lines:
        if _plain(line):
            stop = start + len(line.rstrip())
            found.append(_unit(view, start, stop, "item", inside=len(found)))
        start += len(line) + 1
    return found


def _unit(view: Folded, start: int, end: int, kind: str, inside: int = 0) -> Unit:
    if kind == "sentence":
        start, end = trimmed(view.text, start, end)
    own = _EMPTY_QUOTE.sub("", shown(view.text, start, end).strip("\n")).rstrip()
    return Unit(own, *view.span(start, end), kind, bool(_LEAD_IN.search(own)), inside)


def _plain(markdown: str) -> str:
    return plain_text(_IMAGE.sub("", markdown)).strip()
