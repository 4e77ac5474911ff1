"""Passages -> an answer in the notes' own words, for when no model writes one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.cite import best_quote
from bot.answering.quotable import Nearness, Unit, gap, pick, units_of, value
from bot.core.code_fence import fence_sign
from bot.core.passage import Citation, Passage
from bot.core.turn import Segment
from bot.notes.text import (
    folded,
    plain_text,
    shown,
)

MAX_CHARS = 480
"""Length of an answer. A section of the notes measured has 160 characters on average."""

SECOND_SHARE = 0.94
"""Another passage joins in only if its score reaches this share of the best one's."""

MAX_SOURCES = 2

MAX_QUOTE_CHARS = 240


@dataclass(frozen=True)
class Extract:
    """Segments with their marks, and what they cite."""

    segments: tuple[Segment, ...]
    citations: tuple[Citation, ...]


def extract(
    passages: Sequence[Passage],
    weights: Mapping[str, float],
    nearness: Nearness | None = None,
) -> Extract:
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
        units = units_of(passage)
        # Of a further passage only what bears on the question: the first may be the answer alone.
        floor = 0.0 if citations else None
        picked = pick(units, weights, room, nearness=nearness, size=_seen, floor=floor)
        while len(picked) > 1 and picked[-1].leads_in:
            picked.pop()
        if not picked:
            continue
        number = len(citations) + 1
        if segments:
            segments.append(Segment(text="\n\n"))
        segments.extend(_segments(passage, picked, number))
        quote = _quote(passage.text, picked, weights)
        citations.append(Citation(n=number, passage=passage, quote=quote))
        room -= sum(_seen(unit.text) for unit in picked)
        if room <= 0:
            break
    return Extract(tuple(segments), tuple(citations))


def _quote(text: str, picked: Sequence[Unit], weights: Mapping[str, float]) -> str:
    """All that was picked if it is short, else the unit that says most, else its best sentence."""
    whole = text[picked[0].start : picked[-1].end]
    # Lines that aren't shown, such as a box's last one, are no words of the note.
    if len(whole) <= MAX_QUOTE_CHARS and shown(folded(whole)).count("\n") == whole.count("\n"):
        return whole
    best = max(picked, key=lambda unit: (not unit.leads_in, value(unit.text, weights)))
    quote = text[best.start : best.end]
    return quote if len(quote) <= MAX_QUOTE_CHARS else best_quote(text, [quote])


def _segments(passage: Passage, picked: Sequence[Unit], number: int) -> list[Segment]:
    """Units with what separates them; the mark stands behind the last of a run of prose."""
    segments: list[Segment] = []
    first_of_run = True
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
        segments.append(Segment(text=_bold_closed(unit, first_of_run and last_of_run), marks=marks))
        first_of_run = last_of_run
        if following is not None:
            segments.append(Segment(text=gap(passage.text, unit, following)))
    if not any(segment.marks for segment in segments):
        # Code or a table alone: the mark stands on a line of its own.
        segments.insert(0, Segment(text="\n\n"))
        segments.insert(0, Segment(text=passage.place, marks=(number,)))
    return segments


def _bold_closed(unit: Unit, alone: bool) -> str:
    """A unit without the `**` at its edge whose partner stands in a sentence that isn't quoted."""
    text = unit.text
    if not alone or unit.kind == "block" or "`" in text or text.count("**") % 2 == 0:
        return text
    return text.removesuffix("**") if text.endswith("**") else text.removeprefix("**")


def _seen(markdown: str) -> int:
    """Characters that the reader sees, so that addresses of links cost nothing."""
    return len(plain_text(markdown))


def _ends_code(unit: Unit) -> bool:
    return bool(fence_sign(unit.text.rpartition("\n")[2]))
