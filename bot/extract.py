"""Passages -> an answer in the notes' own words, for when no model writes one. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.cite import best_quote
from bot.passage import Citation, Passage
from bot.turn import Segment
from ingest.lexical import words
from ingest.markdown import parse, plain_text
from ingest.sentences import sentence_spans

MAX_CHARS = 480
"""Length of an answer. A section of the notes measured has 160 characters on average."""

SECOND_SHARE = 0.8
"""Another passage joins in only if its score reaches this share of the best one's."""

MAX_SOURCES = 2

MAX_QUOTE_CHARS = 240

_BOLD_BONUS = 1.25
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]")
_BLOCKS = frozenset(
    {"fence", "code_block", "table_open", "blockquote_open", "html_block", "math_block"}
)


@dataclass(frozen=True)
class _Unit:
    """A paragraph's sentence, a list item, a code block, a table: never cut further."""

    text: str
    start: int
    end: int
    kind: str
    leads_in: bool
    """It ends in a colon: worth nothing without the next one."""


@dataclass(frozen=True)
class Extract:
    """Segments with their marks, and what they cite."""

    segments: tuple[Segment, ...]
    citations: tuple[Citation, ...]


def extract(passages: Sequence[Passage], weights: Mapping[str, float]) -> Extract:
    """Quote what the best passages say about the question, in the notes' order.

    `weights` are the question's words with their inverse document frequencies. A short section is
    quoted whole; of a long one the units that share most with the question, with the line that
    leads in to them.
    """
    chosen = [
        passage
        for place, passage in enumerate(passages[:MAX_SOURCES])
        if place == 0 or passage.score >= SECOND_SHARE * passages[0].score > 0
    ]
    segments: list[Segment] = []
    citations: list[Citation] = []
    room = MAX_CHARS
    for passage in chosen:
        units = _units(passage)
        picked = pick(units, weights, room)
        if not picked:
            continue
        number = len(citations) + 1
        if segments:
            segments.append(Segment(text="\n\n"))
        segments.extend(_segments(passage, picked, number))
        quote = _quote(passage.text, picked, weights)
        citations.append(Citation(n=number, passage=passage, quote=quote))
        room -= sum(len(unit.text) for unit in picked)
        if room <= 0:
            break
    return Extract(tuple(segments), tuple(citations))


def _quote(text: str, picked: Sequence[_Unit], weights: Mapping[str, float]) -> str:
    """All that was picked if it is short, else the unit that says most, else its best sentence."""
    whole = text[picked[0].start : picked[-1].end]
    if len(whole) <= MAX_QUOTE_CHARS:
        return whole
    best = max(picked, key=lambda unit: (not unit.leads_in, _value(unit, weights)))
    quote = text[best.start : best.end]
    return quote if len(quote) <= MAX_QUOTE_CHARS else best_quote(text, [quote])


def pick(units: Sequence[_Unit], weights: Mapping[str, float], room: int) -> list[_Unit]:
    """Units worth quoting within `room` characters, in the note's order; at least one."""
    if sum(len(unit.text) for unit in units) <= room:
        return list(units)
    ranked = sorted(range(len(units)), key=lambda i: (-_value(units[i], weights), i))
    chosen: set[int] = set()
    used = 0
    for at in ranked:
        group = {at}
        if at > 0 and units[at - 1].leads_in:
            group.add(at - 1)
        if units[at].leads_in and at + 1 < len(units):
            group.add(at + 1)
        whole = group | _list_around(units, at)
        if used + _size(units, whole - chosen) <= room:
            group = whole
        size = _size(units, group - chosen)
        if chosen and used + size > room:
            continue
        chosen |= group
        used += size
    return [units[i] for i in sorted(chosen)]


def _size(units: Sequence[_Unit], chosen: set[int]) -> int:
    return sum(len(units[i].text) for i in chosen)


def _list_around(units: Sequence[_Unit], at: int) -> set[int]:
    """The list that unit `at` is an item of, with the line that leads in to it."""
    if units[at].kind != "item":
        return set()
    first = last = at
    while first > 0 and units[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item":
        last += 1
    if first > 0 and units[first - 1].leads_in:
        first -= 1
    return set(range(first, last + 1))


def _value(unit: _Unit, weights: Mapping[str, float]) -> float:
    """What a unit says about the question for its length."""
    own = words(unit.text)
    shared = sum(weights.get(word, 0.0) for word in set(own))
    value = shared / math.sqrt(len(own) + 8)
    return value * (_BOLD_BONUS if "**" in unit.text else 1.0)


def _units(passage: Passage) -> list[_Unit]:
    text = passage.text
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    units: list[_Unit] = []
    for token in parse(text):
        if token.map is None:
            continue
        at_top = token.level == 0
        start, end = starts[token.map[0]], min(starts[token.map[1]] - 1, len(text))
        block = text[start:end].rstrip()
        end = start + len(block)
        if not plain_text(_IMAGE.sub("", block)).strip():
            continue  # an image alone, a comment
        if token.type == "list_item_open" and token.level == 1:
            units.append(_unit(text, start, end, "item"))
        elif at_top and token.type in _BLOCKS:
            units.append(_unit(text, start, end, "block"))
        elif at_top and token.type == "paragraph_open":
            for a, b in sentence_spans(block):
                # A bold line that is the section's heading is shown as such already.
                said = plain_text(_IMAGE.sub("", block[a:b])).strip()
                if said not in ("", passage.heading):
                    units.append(_unit(text, start + a, start + b, "sentence"))
    return units


def _unit(text: str, start: int, end: int, kind: str) -> _Unit:
    own = text[start:end]
    return _Unit(own, start, end, kind, bool(re.search(r"[:：]\**$", own)))


def _segments(passage: Passage, picked: Sequence[_Unit], number: int) -> list[Segment]:
    """Units with what separates them; the mark stands behind the last of a run of prose."""
    segments: list[Segment] = []
    for i, unit in enumerate(picked):
        following = picked[i + 1] if i + 1 < len(picked) else None
        # A mark behind the line that closes a fence would keep the fence open.
        marked = unit.kind in ("sentence", "item") and not unit.leads_in and not _ends_code(unit)
        last_of_run = (
            following is None
            or following.kind != "sentence"
            or "\n" in passage.text[unit.end : following.start]
        )
        marks = (number,) if marked and last_of_run else ()
        segments.append(Segment(text=unit.text, marks=marks))
        if following is not None:
            segments.append(Segment(text=_gap(passage.text, unit, following)))
    if not any(segment.marks for segment in segments):
        # Code or a table alone: the mark stands on a line of its own.
        segments.insert(0, Segment(text="\n\n"))
        segments.insert(0, Segment(text=passage.place, marks=(number,)))
    return segments


def _ends_code(unit: _Unit) -> bool:
    return unit.text.rpartition("\n")[2].strip().startswith(("```", "~~~"))


def _gap(text: str, unit: _Unit, following: _Unit) -> str:
    between = text[unit.end : following.start]
    if not between.strip():
        if "\n" not in between:
            return between
        if unit.kind == following.kind == "item" or between.count("\n") == 1:
            return "\n"
        return "\n\n"
    return "\n" if unit.kind == following.kind == "item" else "\n\n"


def trimmed(passage: Passage, weights: Mapping[str, float], room: int) -> str:
    """A passage without images, cut to what shares most with the question, in order."""
    picked = pick(_units(passage), weights, room)
    text = picked[0].text if picked else ""
    for before, unit in pairwise(picked):
        text += _gap(passage.text, before, unit) + unit.text
    return text[: room * 2]
